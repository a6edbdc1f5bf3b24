"""ConfusionWorkspace: the matrix of what is taken for what, the pairs beside it, and the pictures behind a cell."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from core.inspection_answers import Confusion, Gallery
from core.inspection_messages import ShowConfusion, ShowGallery, Subject
from gui.cancel_button import CancelButton
from gui.confusion.calibration import CalibrationPanel
from gui.confusion.controls import ConfusionControls
from gui.confusion.corrections import Corrections
from gui.confusion.gallery import GalleryPanel
from gui.confusion.matrix_view import MatrixView
from gui.confusion.pairs import ClassTable, PairsList
from gui.context import Context
from gui.elided_label import ElidedLabel
from gui.per_cent import per_cent
from gui.scrubber import EpochScrubber
from gui.theme import GRID, MARGIN
from gui.view_tools import ViewTools
from gui.workspaces import Workspace

_SPLITTER, _LISTS = "confusion/splitter", "confusion/lists"
_KEY = QKeySequence.StandardKey


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
        self.corrections = Corrections(self._looking.inspector, self)
        self.gallery = GalleryPanel(self.corrections)
        self.calibration = CalibrationPanel(context)
        self._pair: tuple[str, str] | None = None
        self.scrubber = EpochScrubber(self._looking, train=lambda: context.actions.action("workspace.train").trigger())
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
        self._looking.set_shown(True)
        self._ask()
        self.matrix.setFocus(Qt.FocusReason.OtherFocusReason)

    def deactivate(self) -> None:
        """Nothing is asked while it is hidden."""
        self._active = False
        self._looking.set_shown(False)

    def close_down(self) -> None:
        """Keep the sizes, end the inspecting process."""
        store = QSettings()
        self.gallery.show()  # else its size would be kept as nothing
        store.setValue(_SPLITTER, self._splitter.saveState())
        store.setValue(_LISTS, self._right.saveState())
        self._looking.stop()

    def _ask(self) -> None:
        if not self._active:
            return
        self.matrix.show_as_old()
        self._looking.inspector.ask(self.question(), self._take, self._fail)
        if self._pair is not None:
            self._ask_gallery(*self._pair)
        if self.lists.currentWidget() is self.calibration:
            self.calibration.ask(self.subject())

    def _ask_gallery(self, true: str, predicted: str) -> None:
        question = ShowGallery(self.subject(), true, predicted)
        self._looking.inspector.ask(question, self._take_gallery, self._lose_gallery)

    def _take_gallery(self, gallery: Gallery) -> None:
        if (gallery.true, gallery.predicted) == self._pair:
            self.gallery.show_gallery(gallery)

    def _lose_gallery(self, sentence: str) -> None:
        self._pair = None
        self.gallery.clear()
        self.gallery.title.setText(sentence)

    def _take(self, confusion: Confusion) -> None:
        self._confusion = confusion
        self._show()
        self.gallery.set_labels(confusion.labels)
        self.pairs.show_confusion(confusion)
        self.classes.show_confusion(confusion)
        epoch = f", epoch {confusion.epoch}" if confusion.epoch >= 0 else ""
        corrected = f", {confusion.corrected} corrected" if confusion.corrected else ""
        self._title.set_text(
            f"{confusion.title}{epoch}: {per_cent(confusion.accuracy, 2)} of {int(confusion.counts.sum())} right on "
            f"{confusion.dataset}, {confusion.split}{corrected}"
        )

    def _on_progress(self, kind: str, share: float, text: str) -> None:
        said = f"{text}, {per_cent(share)}" if share else text
        if kind == "confusion":
            self._title.set_text(said)
        elif kind == "gallery":
            self.gallery.title.setText(said)

    def _fail(self, sentence: str) -> None:
        self._title.set_text(sentence)
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
        self._pair = (true, predicted)
        self.matrix.choose_pair(self._pair)
        self.pairs.choose_pair(true, predicted)
        self.gallery.title.setText(f"Looking for {true} read as {predicted}")
        if self.lists.currentWidget() is self.calibration:
            self.lists.setCurrentWidget(self.pairs)
        self._ask_gallery(true, predicted)

    def _open_cell(self, _place: int) -> None:
        if self.matrix.pair is not None:
            self._open_pair(*self.matrix.pair)

    def _on_chosen(self, place: int) -> None:
        """Esc, or a click beside the cells, closes the gallery."""
        if place < 0:
            self._pair = None
            self.gallery.clear()

    def _look_into(self, image: object, title: str) -> None:
        self._looking.patch.choose(image, title)  # type: ignore[arg-type]  # a signal carries objects
        self._context.actions.action("workspace.weights").trigger()
        self._looking.show_patch()

    def _on_tab(self, _place: int) -> None:
        """Calibration is about all samples: it has the gallery's place too."""
        calibrates = self.lists.currentWidget() is self.calibration
        self.gallery.setVisible(not calibrates)
        if calibrates and self._active:
            self.calibration.ask(self.subject())

    def event(self, event: QEvent) -> bool:
        """Undo and redo are the corrections' here, though the window's actions have the same keys."""
        overrides = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if overrides and (event.matches(_KEY.Undo) or event.matches(_KEY.Redo)):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(_KEY.Undo):
            self.corrections.undo_stack.undo()
        elif event.matches(_KEY.Redo):
            self.corrections.undo_stack.redo()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self._looking.changed.connect(self._ask)
        self._looking.inspector.progressed.connect(self._on_progress)
        self.controls.asked.connect(self._ask)
        self.controls.shown.connect(self._show)
        self.pairs.pair_chosen.connect(self._open_pair)
        self.matrix.opened.connect(self._open_cell)
        self.matrix.chosen.connect(self._on_chosen)
        self.gallery.looked_into.connect(self._look_into)
        self.corrections.kept.connect(self._ask)
        self.corrections.failed.connect(self._context.messages.fail)
        self.lists.currentChanged.connect(self._on_tab)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, 0, MARGIN, 0)
        head.setSpacing(GRID)
        self._title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        head.addWidget(self._title, 1)
        head.addWidget(CancelButton(self._looking.inspector, ("confusion", "gallery", "calibration", "save")))
        head.addWidget(self.tools)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.matrix, 1)
        self.lists = QTabWidget()
        self.lists.setDocumentMode(True)
        for tabs in (self.lists, self.lists.tabBar()):
            tabs.setAccessibleName("Pairs, classes or calibration")
        self.lists.addTab(self.pairs, "Pairs")
        self.lists.addTab(self.classes, "Classes")
        self.lists.addTab(self.calibration, "Calibration")
        self._right = QSplitter(Qt.Orientation.Vertical)
        self._right.setHandleWidth(1)
        self._right.setChildrenCollapsible(False)
        self._right.addWidget(self.lists)
        self._right.addWidget(self.gallery)
        self._right.setSizes([280, 360])
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._right)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([640, 400])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.controls)
        whole.addWidget(self._splitter, 1)
        whole.addWidget(self.scrubber)
        for splitter, key in ((self._splitter, _SPLITTER), (self._right, _LISTS)):
            state = QSettings().value(key)
            if isinstance(state, QByteArray):
                splitter.restoreState(state)
