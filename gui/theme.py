"""Colours, palettes, icons and measures of the window: the only place that knows a colour or an icon's file.

Widgets take their colours from their own palette by colours_of(), so that a change of theme reaches them by Qt's
PaletteChange event and nothing has to be passed around.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit

from gui.style_sheet import style_sheet

GRID = 8
ICON_SIZE = 20
CONTROL_HEIGHT = 28
MARGIN = 16
_AIR = 5  # pixels
_DRESSED = "inkscope_fusion"


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme. All are #RRGGBB. paper: under ink; panel: chrome; mark: boxes and lines that mean something.

    series: of curves; after Okabe and Ito 2008, turned lighter or darker until they stand out from the paper.
    """

    name: str
    paper: str
    panel: str
    hairline: str
    text: str
    muted: str
    accent: str
    on_accent: str
    mark: str
    doubt: str
    hover: str
    ink: str
    series: tuple[str, ...]


LIGHT = Colours(
    name="light",
    paper="#FAFAF8",
    panel="#F1F1EE",
    hairline="#DADAD4",
    text="#1D1D1B",
    muted="#63635E",
    accent="#2F5DA8",
    on_accent="#FFFFFF",
    mark="#807F79",
    doubt="#A3480A",
    hover="#E4E4DF",
    ink="#1D1D1B",
    series=("#0072B2", "#C75000", "#007A58", "#B0508A", "#8A6A00", "#5A4FB0", "#3B8EA5", "#4A4A46"),
)
DARK = Colours(
    name="dark",
    paper="#17181A",
    panel="#1F2124",
    hairline="#33363A",
    text="#E9E9E6",
    muted="#9A9C9F",
    accent="#7FA8E8",
    on_accent="#10131A",
    mark="#74777C",
    doubt="#F0A35E",
    hover="#2B2E32",
    ink="#E9E9E6",
    series=("#56B4E9", "#F0884A", "#2DBE92", "#E08DBD", "#E6B422", "#A79CF2", "#7FD6E8", "#C9C9C4"),
)


class Theme(QObject):
    """Applies one of system, light and dark to the application, and follows the system while asked to."""

    changed = Signal(str)

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        super().__init__()
        self._app = app
        self._choice = choice
        if not app.property(_DRESSED):  # a style sheet hides the name of the style beneath it
            app.setStyle("Fusion")
            app.setProperty(_DRESSED, True)
        app.styleHints().colorSchemeChanged.connect(self._on_system_change)
        self._apply()

    @property
    def colours(self) -> Colours:
        """The theme in force."""
        if self._choice == "system":
            return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    def choose(self, choice: str) -> None:
        """choice: one of core.settings.THEMES."""
        if choice != self._choice:
            self._choice = choice
            self._apply()

    def _on_system_change(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        colours = self.colours
        sheet = style_sheet(colours)
        if self._app.styleSheet() != sheet:
            self._dress(colours, sheet)
        self.changed.emit(colours.name)

    def _dress(self, colours: Colours, sheet: str) -> None:
        # In this order: the other way round hidden pages keep the old palette (Qt 6.11).
        self._app.setPalette(palette_of(colours))
        self._app.setStyleSheet(sheet)


def palette_of(colours: Colours) -> QPalette:
    """A whole QPalette for Fusion, disabled group included."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in {
        role.Window: colours.panel,
        role.WindowText: colours.text,
        role.Base: colours.paper,
        role.AlternateBase: colours.panel,
        role.Text: colours.text,
        role.Button: colours.panel,
        role.ButtonText: colours.text,
        role.BrightText: colours.doubt,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.ToolTipBase: colours.panel,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Accent: colours.accent,
        role.Light: colours.paper,
        role.Midlight: colours.hover,
        role.Mid: colours.hairline,
        role.Dark: colours.mark,
        role.Shadow: colours.hairline,
    }.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.mark))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colours.hairline))
    return palette


def give_air(box: QAbstractSpinBox) -> None:
    """Set a spin box's text off from its left edge, in line with that of other fields; style sheets cannot."""
    edit = box.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    edit.setTextMargins(_AIR, 0, 0, 0)


def colours_of(palette: QPalette) -> Colours:
    """The theme that a widget's palette belongs to."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours (#RRGGBB), 1..21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _channels(colour)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def _channels(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def icon_names() -> list[str]:
    """All icons that are shipped."""
    folder = resources.files("assets").joinpath("icons")
    return sorted(entry.name.removesuffix(".svg") for entry in folder.iterdir() if entry.name.endswith(".svg"))


def icon(name: str, palette: QPalette) -> QIcon:
    """A shipped line icon in the palette's text colour. Raises FileNotFoundError for an unknown name."""
    colours = colours_of(palette)
    return _icon(name, colours.text, colours.mark)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    drawn = QIcon()
    for tint, mode in ((colour, QIcon.Mode.Normal), (disabled, QIcon.Mode.Disabled)):
        for scale in (1, 2):
            drawn.addPixmap(_draw(name, tint, scale), mode)
    return drawn


def _draw(name: str, colour: str, scale: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(QSize(ICON_SIZE, ICON_SIZE) * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, ICON_SIZE * scale, ICON_SIZE * scale))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@lru_cache(maxsize=128)
def _svg(name: str) -> str:
    return resources.files("assets").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
