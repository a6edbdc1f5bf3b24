"""SeesPanel: the chosen character on its way through the network: pictures of each layer, the answer, its reasons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.inspection_answers import Dreamt, Explained, LayerSeen, Seen
from core.inspection_messages import DreamOf, Explain, See
from gui.charts import BarList
from gui.context import Context
from gui.per_cent import per_cent
from gui.picture_tile import PictureTile
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN
from gui.view_tools import ViewTools

_EMPTY = "Draw a character or choose one on a page in Read, or in the gallery of Confusion: it goes through here."
_METHODS = (("Gradient", "gradient"), ("Integrated gradients", "integrated"), ("Occlusion", "occlusion"))
_SHOWN = 8  # classes


class SeesPanel(QScrollArea):
    """Asks again when the character or the network changes, while it is shown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._looking = context, context.looking
        self._inspector = context.looking.inspector
        self._label = ""
        self.title = QLabel(_EMPTY)
        self.patch = PictureTile("The character as the network takes it", side=112)
        self.reasons = PictureTile("Which pixels the answer rests on", side=112)
        self.dream = PictureTile("What the network dreams of for this class", side=112)
        self.method = QComboBox()
        self.dream_button = QPushButton("&Dream")
        self.outputs = BarList("What it could be", choosable=True)
        self.layers: list[PictureTile] = []
        self._layer_titles: list[QLabel] = []
        self.tools = ViewTools(
            self._inspector, context.messages, view=self, question=self.question, name="activations"
        )  # fmt: skip
        self._lay_out()
        self.setAccessibleName("What the network sees")
        self._looking.patch.changed.connect(self.refresh)
        self.method.currentIndexChanged.connect(lambda _place: self._explain())
        self.outputs.chosen.connect(self._on_class)
        self.dream_button.clicked.connect(self._dream)

    def question(self) -> See | None:
        """What is shown, or would be; None without a character."""
        patch = self._looking.patch.patch
        return None if patch is None else See(self._looking.subject(), patch)

    def refresh(self) -> None:
        """Send the character through the network that is looked at, if this can be seen."""
        question = self.question()
        self._body.setVisible(question is not None)
        self.title.setText(self._looking.patch.title if question else _EMPTY)
        if question is not None and self.isVisible():
            self._label = ""
            self._inspector.ask(question, self._show, self._lose)
            self._explain()

    def _show(self, seen: Seen) -> None:
        self._body.setVisible(self._looking.patch.patch is not None)
        self.patch.show_picture(seen.patch, "ink", f"{seen.patch.shape[0]} by {seen.patch.shape[1]} pixels")
        best = list(zip(seen.labels, seen.probabilities.tolist(), strict=True))[:_SHOWN]
        self.outputs.show_rows(best, percent=True)
        epoch = f" after epoch {seen.epoch}" if seen.epoch >= 0 else ""
        self.title.setText(f"{self._looking.patch.title}: {best[0][0]}, {per_cent(best[0][1])} sure{epoch}")
        while len(self.layers) < len(seen.layers):
            self._add_layer()
        for place, (title, tile) in enumerate(zip(self._layer_titles, self.layers, strict=True)):
            shown = place < len(seen.layers)
            title.setVisible(shown)
            tile.setVisible(shown)
            if shown:
                _show_layer(title, tile, seen.layers[place])

    def _explain(self) -> None:
        patch = self._looking.patch.patch
        if patch is not None and self.isVisible():
            question = Explain(self._looking.subject(), patch, str(self.method.currentData()), self._label)
            self._inspector.ask(question, self._show_reasons, self._fail)

    def _show_reasons(self, found: Explained) -> None:
        about = f"Orange speaks for {found.label}, blue against it"
        self.reasons.show_picture(found.picture, about=about)
        self._reasons_title.setText(about)

    def _on_class(self, label: str) -> None:
        self._label = label
        self._explain()

    def _dream(self) -> None:
        description, rows = self._looking.description, self.outputs.rows
        if description is not None and rows:
            label = self._label or rows[0][0]
            question = DreamOf(self._looking.subject(), "", description.labels.index(label))
            self._inspector.ask(question, self._show_dream, self._fail)

    def _show_dream(self, dreamt: Dreamt) -> None:
        self.dream.show_picture(dreamt.picture, "ink", f"A dream of {dreamt.name}: its logit is {dreamt.last:.3g}")

    def _lose(self, sentence: str) -> None:
        """Nothing of the network before is left standing below the sentence."""
        self._body.hide()
        self.title.setText(sentence)

    def _fail(self, sentence: str) -> None:
        self.title.setText(sentence)

    def _add_layer(self) -> None:
        title = _muted("")
        tile = PictureTile("Activations", side=200)
        self._layer_titles.append(title)
        self.layers.append(tile)
        self._layer_column.addWidget(title)
        self._layer_column.addWidget(tile)

    def _lay_out(self) -> None:
        for text, value in _METHODS:
            self.method.addItem(text, value)
        self.method.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.method.setMinimumContentsLength(8)
        self.method.setFixedHeight(CONTROL_HEIGHT)
        self.method.setAccessibleName("How the answer is explained")
        self.method.setToolTip("How it is found out which pixels the answer rests on")
        self.dream_button.setToolTip("Draw the picture that the network takes most surely for the chosen class")
        self._reasons_title = _muted("")
        self._body = QWidget()
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for place, tile in enumerate((self.patch, self.reasons, self.dream)):
            grid.addWidget(tile, 0, place)
        grid.addWidget(self._reasons_title, 1, 0, 1, 3)
        row = QHBoxLayout()
        row.addWidget(self.method, 1)
        row.addWidget(self.dream_button)
        row.addWidget(self.tools)
        self._layer_column = QVBoxLayout()
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GRID)
        for part in (grid, row):
            inside.addLayout(part)
        inside.addWidget(self.outputs)
        inside.addLayout(self._layer_column)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(MARGIN, GRID, MARGIN, MARGIN)
        self.title.setWordWrap(True)
        column.addWidget(self.title)
        column.addWidget(self._body)
        column.addStretch(1)
        self._body.hide()
        self.setWidget(whole)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _show_layer(title: QLabel, tile: PictureTile, layer: LayerSeen) -> None:
    sides = " x ".join(str(side) for side in layer.shape)
    title.setText(f"{layer.name}   {sides}   ±{layer.limit:.3g}")
    tile.show_picture(layer.picture, about=f"Activations of {layer.name}, {sides}, largest {layer.limit:.3g}")
    tile.setAccessibleName(f"Activations of {layer.name}")
    height, width = layer.picture.shape[:2]
    highest = 260 if len(layer.shape) > 1 else 96
    tile.setFixedHeight(min(max(round(320 * height / width), 60), highest))


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
