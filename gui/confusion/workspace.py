"""ConfusionWorkspace: the matrix of what is taken for what, the pairs beside it, and the pictures behind a cell."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from core.inspection_answers import Confusion
from core.inspection_messages import ShowConfusion, Subject
from gui.confusion.controls import ConfusionControls
from gui.confusion.matrix_view import MatrixView
from gui.confusion.pairs import ClassTable, PairsList
from gui.context import Context
from gui.elided_label import ElidedLabel
from gui.scrubber import EpochScrubber
from gui.theme import GRID, MARGIN
from gui.view_tools import ViewTools
from gui.workspaces import Workspace

_SPLITTER = "confusion/splitter"


class ConfusionWorkspace(Workspace):
    """Asks for the matrix whenever what is looked at changes, while it is shown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._looking = context.looking
        self._active = False
        self._confusion: Confusion | None = None
        self.controls = ConfusionControls(self._looking)
        self.matrix = MatrixView()
        self.pairs = PairsList()
        self.classes = ClassTable()
        self.scrubber = EpochScrubber(self._looking)
        self.tools = ViewTools(
            self._looking.inspector, context.messages, view=self.matrix, question=self.question,
            name="confusion matrix", film=True,
        )  # fmt: skip
        self._title = ElidedLabel("What is taken for what, as soon as a network is read")
        self._lay_out()
        self._connect()

    def subject(self) -> Subject:
        """The network and the samples that are chosen."""
        controls = self.controls
        return self._looking.subject(dataset=controls.dataset.currentData() or "", split=controls.split.currentData())

    def question(self) -> ShowConfusion:
        """What the matrix shows, or would."""
        return ShowConfusion(self.subject())

    def activate(self) -> None:
        """It is shown now: catch up."""
        self._active = True
        self._looking.refresh()
        self._ask()
        self.matrix.setFocus(Qt.FocusReason.OtherFocusReason)

    def deactivate(self) -> None:
        """Nothing is asked while it is hidden."""
        self._active = False

    def close_down(self) -> None:
        """Keep the sizes, end the inspecting process."""
        QSettings().setValue(_SPLITTER, self._splitter.saveState())
        self._looking.stop()

    def _ask(self) -> None:
        if self._active:
            self.matrix.show_as_old()
            self._looking.inspector.ask(self.question(), self._take, self._fail)

    def _take(self, confusion: Confusion) -> None:
        self._confusion = confusion
        self._show()
        self.pairs.show_confusion(confusion)
        self.classes.show_confusion(confusion)
        epoch = f", epoch {confusion.epoch}" if confusion.epoch >= 0 else ""
        corrected = f", {confusion.corrected} corrected" if confusion.corrected else ""
        self._title.set_text(
            f"{confusion.title}{epoch}: {confusion.accuracy:.2%} of {int(confusion.counts.sum())} right on "
            f"{confusion.dataset}, {confusion.split}{corrected}"
        )

    def _fail(self, sentence: str) -> None:
        self._context.messages.fail(sentence)
        if self._confusion is not None:
            self._show()

    def _show(self) -> None:
        if self._confusion is not None:
            self.matrix.show_confusion(
                self._confusion,
                normalised=self.controls.normalised.isChecked(),
                together=self.controls.together.isChecked(),
            )

    def _open_pair(self, true: str, predicted: str) -> None:
        self.matrix.choose_pair((true, predicted))

    def _connect(self) -> None:
        self._looking.changed.connect(self._ask)
        self.controls.asked.connect(self._ask)
        self.controls.shown.connect(self._show)
        self.pairs.pair_chosen.connect(self._open_pair)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, 0, MARGIN, 0)
        head.setSpacing(GRID)
        self._title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        head.addWidget(self._title, 1)
        head.addWidget(self.tools)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.matrix, 1)
        self.lists = QTabWidget()
        self.lists.setDocumentMode(True)
        self.lists.addTab(self.pairs, "Pairs")
        self.lists.addTab(self.classes, "Classes")
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.lists)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([700, 340])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.controls)
        whole.addWidget(self._splitter, 1)
        whole.addWidget(self.scrubber)
        state = QSettings().value(_SPLITTER)
        if isinstance(state, QByteArray):
            self._splitter.restoreState(state)
