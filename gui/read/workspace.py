"""ReadWorkspace: the Draw and Open panes, the text beside them, and the wires between them and the controller."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QUndoGroup, QUndoStack
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from core.ink import Ink
from core.messages import ImageOpened, OpenImage, Progress
from core.page import Page
from core.settings import Settings, meaning
from gui.context import Context
from gui.read.canvas import Canvas
from gui.read.controller import DRAWING, PICTURE, ReadController
from gui.read.deeds import read_deeds
from gui.read.draw_pane import DrawPane
from gui.read.drawing import Drawing
from gui.read.image_pane import ImagePane
from gui.read.incoming import is_welcome
from gui.read.paper_widget import PaperWidget
from gui.read.patch_follower import PatchFollower
from gui.read.recovery import InkFileError, Recovery, load_last_drawing, set_aside_last_drawing
from gui.read.result_panel import ResultPanel
from gui.read.rows import CAN_REDO, CAN_UNDO, HAS_CHOICE, HAS_CONTENT, HAS_INK, HAS_TEXT, READING, read_rows
from gui.read.tools import Panes
from gui.read.why import Why
from gui.workspaces import Workspace

PANES = {"draw": DRAWING, "open": PICTURE}
_PICTURE_TOOLS = ("file.open", "edit.paste", None, "view.boxes", "view.numbers", "view.fit")
_TEXT_TOOLS = ("edit.next_doubtful", "edit.copy", "file.save")
_SPLITTER, _RESULT_SPLITTER, _PANE = "read/splitter", "read/result_splitter", "read/pane"


class ReadWorkspace(Workspace):
    """Owns what is read and shows it. The controller talks to the engine."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._source = DRAWING
        self.undo = QUndoGroup(self)
        self._stacks = {DRAWING: QUndoStack(self.undo), PICTURE: QUndoStack(self.undo)}
        self.drawing = Drawing(self._stacks[DRAWING], self)
        self.recovery = Recovery(self)
        self.controller = ReadController(self.drawing, context.engine, context.settings, context.messages, self)
        self.canvas = Canvas()
        self.draw_pane = DrawPane(self.canvas)
        self.image_pane = ImagePane()
        self.result = ResultPanel(self._stacks[DRAWING])
        self.why = Why(self, context.engine, context.messages)
        context.actions.add(read_rows(read_deeds(self, context.settings)), pane=self.draw_pane)
        self._lay_out()
        self._connect_drawing()
        self._connect_picture()
        self._connect_result()
        PatchFollower(self, context.looking.patch)
        self._use(context.settings.settings)
        self._restore()

    @property
    def page(self) -> Page | None:
        return self.result.page

    @property
    def source(self) -> str:
        """DRAWING or PICTURE: which pane is shown."""
        return self._source

    def show_pane(self, pane: str) -> None:
        """pane: "draw" or "open"."""
        self._source = PANES[pane]
        self._panes.setCurrentIndex(list(PANES).index(pane))
        self._context.actions.action(f"pane.{pane}").setChecked(True)
        self.undo.setActiveStack(self._stacks[self._source])
        self.result.set_undo_stack(self._stacks[self._source])
        self._show_result(self._source, self.controller.page(self._source))
        self.activate()

    def activate(self) -> None:
        """Give the keys to the pane."""
        (self.canvas if self._source == DRAWING else self.image_pane).setFocus(Qt.FocusReason.OtherFocusReason)

    def open_file(self, path: str) -> None:
        """Open a picture or PDF and read it."""
        self.show_pane("open")
        self.controller.open_picture(path)

    def close_down(self) -> None:
        """Save the drawing and the sizes of the panes."""
        store = QSettings()
        store.setValue(_SPLITTER, self._splitter.saveState())
        store.setValue(_RESULT_SPLITTER, self.result.splitter.saveState())
        store.setValue(_PANE, next(name for name, source in PANES.items() if source == self._source))
        self.result.finish()
        self.why.finish()
        self.image_pane.finish()
        self.recovery.finish()

    def viewer(self) -> PaperWidget:
        """The paper or the picture that is shown."""
        return self.canvas if self._source == DRAWING else self.image_pane.view

    def choose_tool(self, tool: str) -> None:
        """tool: one of hand.TOOLS."""
        self.canvas.set_tool(tool)
        self._context.actions.action(f"draw.{tool}").setChecked(True)

    def widen(self, by: int) -> None:
        """Make the brush wider by so many units, within its bounds."""
        about, width = meaning("brush_width"), self._context.settings.settings.brush_width + by
        self._context.settings.change(brush_width=min(max(width, about.low or width), about.high or width))

    def open_dialog(self) -> None:
        """Ask for a picture."""
        self.show_pane("open")
        self.image_pane.open_dialog()

    def paste(self) -> None:
        """Take a picture from the clipboard."""
        self.show_pane("open")
        self.image_pane.paste()

    def _lay_out(self) -> None:
        self._panes = Panes()
        self._panes.addWidget(self.draw_pane)
        self._panes.addWidget(self.image_pane)
        actions = self._context.actions
        tabs = [actions.action(f"pane.{pane}") for pane in PANES]
        self.draw_pane.lay_out(actions, self._panes.tabs(tabs))
        tools = [actions.action(name) if name else None for name in _PICTURE_TOOLS]
        self.image_pane.set_tools(self._panes.tabs(tabs), tools)
        self.result.set_tools([actions.action(name) for name in _TEXT_TOOLS])
        self.result.set_why(actions.action("read.why"))
        self.image_pane.set_menu_action(actions.action("read.why"))
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._panes)
        self._splitter.addWidget(self.result)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setSizes([720, 400])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)
        self.setAcceptDrops(True)

    def _connect_drawing(self) -> None:
        self.canvas.stroke_drawn.connect(self.drawing.add_stroke)
        self.canvas.erased.connect(self.drawing.erase)
        self.canvas.picked.connect(self._select)
        self.drawing.changed.connect(self._on_ink)
        self.draw_pane.brush_width_changed.connect(lambda width: self._context.settings.change(brush_width=width))
        self.recovery.failed.connect(self._context.messages.fail)
        self.undo.canUndoChanged.connect(lambda can: self._context.actions.set_condition(CAN_UNDO, can))
        self.undo.canRedoChanged.connect(lambda can: self._context.actions.set_condition(CAN_REDO, can))
        self.undo.undoTextChanged.connect(lambda what: self._name("edit.undo", "&Undo", what))
        self.undo.redoTextChanged.connect(lambda what: self._name("edit.redo", "&Redo", what))
        self.choose_tool(self.canvas.tool)

    def _connect_picture(self) -> None:
        pane, controller = self.image_pane, self.controller
        pane.opened.connect(lambda path: self.open_file(str(path)))
        pane.pasted.connect(controller.read_pixels)
        pane.page_chosen.connect(controller.open_page)
        pane.cancelled.connect(lambda: controller.cancel(PICTURE))
        pane.selected.connect(self._select)
        controller.picture_asked.connect(lambda new: pane.begin_reading(new_picture=new))
        controller.picture_opened.connect(self._on_picture)
        controller.progressed.connect(self._on_progress)
        controller.picture_given_up.connect(pane.end_reading)

    def _connect_result(self) -> None:
        messages = self._context.messages
        self.result.selected.connect(self._select)
        self.result.corrected.connect(self._on_corrected)
        change = self._context.settings.change
        self.result.text_size_changed.connect(lambda points: change(text_size=points))
        self.result.doubtful_below_changed.connect(lambda below: change(doubtful_below=below))
        self.why.glyph_chosen.connect(self._select)
        for pane in (self.result, self.image_pane):
            pane.said.connect(messages.say)
            pane.failed.connect(messages.fail)
        self.controller.page_changed.connect(self._show_result)
        self.controller.stale_changed.connect(self._on_stale)
        self._context.settings.changed.connect(self._use)

    def _restore(self) -> None:
        """The last drawing and the sizes of the panes."""
        try:
            self.drawing.restore(load_last_drawing())
        except InkFileError as error:
            set_aside_last_drawing()
            self._context.messages.report(error)
        store = QSettings()
        self._splitter.restoreState(_bytes(store.value(_SPLITTER)))
        self.result.splitter.restoreState(_bytes(store.value(_RESULT_SPLITTER)))
        pane = store.value(_PANE)
        self.show_pane(pane if isinstance(pane, str) and pane in PANES else "draw")

    def _use(self, settings: Settings) -> None:
        self.draw_pane.use(settings)
        self.image_pane.set_boxes_shown(settings.show_boxes)
        self.image_pane.set_order_shown(settings.show_order)
        self.image_pane.set_doubtful_below(settings.doubtful_below)
        if settings.recent_files:
            self.image_pane.set_folder(Path(settings.recent_files[0]).parent)
        self.result.set_doubtful_below(settings.doubtful_below)
        self.result.set_text_size(settings.text_size)
        self.result.set_exact_shapes(settings.exact_shapes)
        actions = self._context.actions
        actions.set_checked("view.boxes", settings.show_boxes)
        actions.set_checked("view.numbers", settings.show_order)
        actions.set_checked("read.exact_shapes", settings.exact_shapes)
        actions.set_checked(f"alphabet.{settings.alphabet}", True)

    def _name(self, action: str, verb: str, what: str) -> None:
        self._context.actions.action(action).setText(f"{verb} {what}".strip())

    def _on_ink(self, ink: Ink) -> None:
        self.canvas.set_ink(ink)
        self.recovery.keep(ink)
        self._refresh_conditions()

    def _on_picture(self, event: ImageOpened) -> None:
        shown = self.controller.shown_picture
        self._stacks[PICTURE].clear()
        self.result.forget_corrections(event.source)
        page = shown.page if isinstance(shown, OpenImage) else 0
        self.image_pane.show_picture(event.pixels, event.source, pages=event.pages, page=page)

    def _on_progress(self, progress: Progress) -> None:
        self.image_pane.show_progress(progress.fraction, progress.text)

    def _on_stale(self, source: str, stale: bool) -> None:
        if source == DRAWING:
            self.canvas.set_stale(stale)
        if source == self._source and stale:
            self.result.show_as_old()
        elif source == self._source:  # given up: the old text stands again
            self.result.show_page(self.controller.page(source))
        self._refresh_conditions()

    def _show_result(self, source: str, page: Page | None) -> None:
        """A new page of a source: its text if its pane is shown, and its boxes."""
        stale = self.controller.is_stale(source)
        if source == self._source:
            self.result.show_page(page)
            page = self.result.page  # with what the person has corrected before
            if stale:
                self.result.show_as_old()
            self.page_shown.emit(page)
        if source == DRAWING:
            self.canvas.show_page(page)
            self.canvas.set_stale(stale)
        elif page is not None:
            self.image_pane.show_page(page)
        self._refresh_conditions()

    def _on_corrected(self, page: Page | None) -> None:
        if self._source == DRAWING:
            self.canvas.show_page(page)
        else:
            self.image_pane.show_page(page)
        self.page_shown.emit(page)

    def _select(self, place: int | None) -> None:
        """One choice, shown in all three places."""
        self.canvas.choose(place if self._source == DRAWING else None)
        if self._source == PICTURE:
            self.image_pane.select(place)
        self.result.select(place)
        self._context.actions.set_condition(HAS_CHOICE, self.result.chosen is not None)

    def _refresh_conditions(self) -> None:
        actions, page = self._context.actions, self.result.page
        actions.set_condition(HAS_CHOICE, self.result.chosen is not None)
        actions.set_condition(HAS_INK, bool(self.drawing.ink))
        actions.set_condition(HAS_TEXT, page is not None and bool(page.text))
        actions.set_condition(HAS_CONTENT, bool(self.drawing.ink) or self.controller.shown_picture is not None)
        actions.set_condition(READING, self.controller.is_stale(self._source))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_welcome(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.show_pane("open")
        if self.image_pane.take(event.mimeData()):
            event.acceptProposedAction()


def _bytes(value: object) -> QByteArray:
    return value if isinstance(value, QByteArray) else QByteArray()
