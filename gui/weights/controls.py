"""WeightsControls: the left side of Weights: network, layers with shape and count, order and scale of the tiles."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.inspection_answers import Description, Layer
from gui.looking import Looking
from gui.source_chooser import SourceChooser
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN

_ORDERS = (("By number", "index"), ("By size", "norm"), ("By change since the start", "change"),
           ("By similarity", "similarity"))  # fmt: skip
_SCALES = (("One scale for all", "shared"), ("Each tile its own", "own"))


class WeightsControls(QWidget):
    """Signal changed(): another layer, order or scale, or with the start beside it."""

    changed = Signal()

    def __init__(self, looking: Looking, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = SourceChooser(looking, stacked=True)
        self.layers = QListWidget()
        self.layers.setFrameShape(QFrame.Shape.NoFrame)
        self.layers.setAccessibleName("Layers")
        self.layers.setToolTip("The layer whose weights are shown")
        self.order = _box(_ORDERS, "Order of the tiles")
        self.scale = _box(_SCALES, "Scale of the colours")
        self.start = QCheckBox("&Before and after")
        self.start.setToolTip("Show the weights before training beside those of the epoch")
        self._about = QLabel()
        self._about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._about.setWordWrap(True)
        self._lay_out()
        self.layers.currentRowChanged.connect(lambda row: self.changed.emit() if row >= 0 else None)
        self.order.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.scale.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.start.toggled.connect(lambda _on: self.changed.emit())
        looking.described.connect(self._on_described)

    @property
    def layer(self) -> str:
        """The chosen layer; "" for the first."""
        item = self.layers.currentItem()
        return "" if item is None else str(item.data(256))

    def _on_described(self, description: Description) -> None:
        names = [layer.name for layer in description.layers]
        shown = [self.layers.item(row).data(256) for row in range(self.layers.count())]
        filled = names != shown
        if filled:
            self._fill(description.layers)
        height, width = description.input_shape[1:]
        learned = f", learned from {description.dataset}" if description.best >= 0 else ""
        self._about.setText(
            f"{description.architecture}, {len(description.labels)} classes, {height} by {width} pixels{learned}"
        )
        has_start = 0 in description.epochs
        self.start.setEnabled(has_start)
        self.order.model().item(2).setEnabled(has_start)  # type: ignore[attr-defined]  # a QStandardItemModel
        if filled and shown:  # another layer is chosen now than the one that was asked for
            self.changed.emit()

    def _fill(self, layers: tuple[Layer, ...]) -> None:
        blocked = self.layers.blockSignals(True)
        self.layers.clear()
        for layer in layers:
            item = QListWidgetItem(f"{layer.name}   {' x '.join(str(side) for side in layer.shape)}")
            item.setData(256, layer.name)
            item.setToolTip(_meaning(layer))
            self.layers.addItem(item)
        self.layers.setCurrentRow(0)
        self.layers.blockSignals(blocked)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.source)
        column.addWidget(self._about)
        column.addWidget(_label("&Layers", self.layers))
        column.addWidget(self.layers, 1)
        column.addWidget(_label("&Order", self.order))
        column.addWidget(self.order)
        column.addWidget(_label("&Scale", self.scale))
        column.addWidget(self.scale)
        column.addWidget(self.start)
        self.setMinimumWidth(200)


def _box(choices: tuple[tuple[str, str], ...], name: str) -> QComboBox:
    box = QComboBox()
    box.setFixedHeight(CONTROL_HEIGHT)
    box.setAccessibleName(name)
    box.setToolTip(name)
    for text, value in choices:
        box.addItem(text, value)
    return box


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _meaning(layer: Layer) -> str:
    if len(layer.shape) == 4:
        units, channels, height, width = layer.shape
        return f"{units} kernels of {height} by {width} over {channels} channels"
    return f"{layer.shape[0]} units with {layer.shape[1]} weights each"
