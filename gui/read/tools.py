"""The tool row of a pane: flat icon buttons of actions, a brush width, small gaps between groups."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStackedWidget, QToolButton, QWidget

from core.settings import meaning
from gui.theme import CONTROL_HEIGHT, GRID, ICON_SIZE, MARGIN, colours_of

_WORDS_FROM = 460  # pixels of a pane from which its tabs have words


class ToolRow(QWidget):
    """Buttons in a row. None in the list makes a gap."""

    def __init__(self, actions: Sequence[QAction | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        for action in actions:
            if action is None:
                self.add_gap()
            else:
                self.add_action(action)

    def add_action(self, action: QAction) -> None:
        """One more button at the end."""
        self._row.addWidget(tool_button(action))

    def add(self, widget: QWidget) -> None:
        """One more control at the end."""
        self._row.addWidget(widget)

    def add_gap(self) -> Gap:
        """A hairline with room around it."""
        gap = Gap()
        self._row.addWidget(gap)
        return gap


class PaneTabs(QWidget):
    """The tabs at the head of each pane: icon and word, or the icon alone where room is short."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._buttons = [tool_button(action, with_text=True) for action in actions]
        for button in self._buttons:
            row.addWidget(button)

    def set_compact(self, compact: bool) -> None:
        """Leave the words out."""
        icon_only, both = Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self._buttons:
            button.setToolButtonStyle(icon_only if compact else both)


class Panes(QStackedWidget):
    """The panes, one of them shown, and their tabs, which lose their words where room is short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[PaneTabs] = []

    def tabs(self, actions: Sequence[QAction]) -> PaneTabs:
        """The same tabs once more, for the head of one more pane."""
        tabs = PaneTabs(actions)
        self._tabs.append(tabs)
        return tabs

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for tabs in self._tabs:
            tabs.set_compact(self.width() < _WORDS_FROM)


class Gap(QWidget):
    """A hairline between two groups of a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(2 * GRID - 1, ICON_SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.width() // 2, 0, 1, self.height(), QColor(colours_of(self.palette()).hairline))
        painter.end()


class BrushWidth(QWidget):
    """Signal changed(float): the diameter that the person set, in canvas units."""

    changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        about = meaning("brush_width")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(int(about.low or 1), int(about.high or 40))
        self._slider.setFixedWidth(96)
        self._slider.setAccessibleName(about.label)
        self._slider.setToolTip(f"{about.label} ([ thinner, ] wider)")
        self._figure = QLabel()
        self._figure.setFixedWidth(self._figure.fontMetrics().horizontalAdvance("00 px") + 4)
        self._figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label = QLabel("&Width")
        label.setBuddy(self._slider)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in (label, self._slider, self._figure):
            row.addWidget(widget)
        self._slider.valueChanged.connect(self._on_value)

    def show_width(self, width: float) -> None:
        """Show a width without saying that it changed."""
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(round(width))
        self._slider.blockSignals(blocked)
        self._figure.setText(f"{round(width)} px")

    def _on_value(self, value: int) -> None:
        self._figure.setText(f"{value} px")
        self.changed.emit(float(value))


def tool_button(action: QAction, *, with_text: bool = False) -> QToolButton:
    """A flat button that follows its action."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must not take the keys from the canvas
    if with_text:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFixedHeight(CONTROL_HEIGHT)
    else:
        button.setFixedSize(QSize(CONTROL_HEIGHT, CONTROL_HEIGHT))
    return button


def framed(*widgets: QWidget) -> QWidget:
    """The strip above a pane."""
    strip = QWidget()
    row = QHBoxLayout(strip)
    row.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
    row.setSpacing(GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return strip
