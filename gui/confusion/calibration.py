"""CalibrationPanel: how far confidence can be trusted, and what flagging the unsure ones would catch."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSlider, QVBoxLayout, QWidget

from core.inspection_answers import Calibration
from core.inspection_messages import ShowCalibration, Subject
from gui.charts import Line, LineChart
from gui.context import Context
from gui.per_cent import per_cent
from gui.theme import GRID, MARGIN
from gui.view_tools import ViewTools

_START = 80  # percent


class CalibrationPanel(QScrollArea):
    """The slider says below which confidence a character is flagged."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._inspector = context.looking.inspector
        self._asked: ShowCalibration | None = None
        self._found: Calibration | None = None
        self.chart = LineChart("Share right over confidence", height=180, unit_square=True, axis="confidence")
        self.catches = LineChart("Mistakes caught over characters flagged", height=110, unit_square=True,
                                 axis="share flagged")  # fmt: skip
        self.about = QLabel("How far the network's confidence can be trusted is found out by reading all samples.")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(_START)
        self.slider.setAccessibleName("Flag below this confidence")
        self.slider.setToolTip("Characters below this confidence would be flagged")
        self.flagged = QLabel("")
        self.tools = ViewTools(
            self._inspector, context.messages, view=self, question=lambda: self._asked, name="calibration"
        )  # fmt: skip
        self._lay_out()
        self.slider.valueChanged.connect(lambda _value: self._say())

    def ask(self, subject: Subject) -> None:
        """Find out for this network and these samples."""
        self._asked = ShowCalibration(subject)
        self._inspector.ask(self._asked, self._show, self.about.setText)

    def _show(self, found: Calibration) -> None:
        self._found = found
        self.chart.show_lines([Line("share right", found.confidence, found.accuracy, points=True)])
        self.catches.show_lines(
            [Line("mistakes caught", found.flagged / max(found.count, 1), found.caught / max(found.mistakes, 1))]
        )
        self.about.setText(
            f"{found.mistakes} of {found.count} wrong; confidence is off by {per_cent(found.ece, 1)} on average "
            f"(expected calibration error). On the diagonal it is honest, below it too sure."
        )
        self._say()

    def _say(self) -> None:
        found = self._found
        if found is None:
            return
        place = int(np.searchsorted(found.thresholds, self.slider.value() / 100 - 1e-9))
        flagged, caught = int(found.flagged[place]), int(found.caught[place])
        self.flagged.setText(
            f"Below {self.slider.value()} %: {flagged} of {found.count} characters flagged "
            f"({per_cent(flagged / max(found.count, 1), 1)}), {caught} of {found.mistakes} mistakes caught "
            f"({per_cent(caught / max(found.mistakes, 1), 1)})."
        )
        self.chart.mark(self.slider.value() / 100)
        self.catches.mark(flagged / max(found.count, 1))

    def _lay_out(self) -> None:
        for label in (self.about, self.flagged):
            label.setWordWrap(True)
        self.about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        title = QLabel("&Flag below this confidence")
        title.setBuddy(self.slider)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
        column.setSpacing(GRID)
        for widget in (title, self.slider, self.flagged, self.about, self.chart, self.catches):
            column.addWidget(widget)
        column.addWidget(self.tools, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(whole)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
