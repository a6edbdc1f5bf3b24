"""ImagePane: opens, takes by drop and paste, and shows a page of handwriting with what was read on it.

It reads nothing itself: it says what the person handed in, and is given the picture and its page by the owner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage, QPalette
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.page import Page
from gui.background import Background
from gui.convert import to_array
from gui.read.drop_frame import DropFrame
from gui.read.incoming import PICTURE_FILTER, files_in, image_in, is_welcome
from gui.read.page_chooser import PageChooser
from gui.read.picture_view import PictureView
from gui.read.progress_strip import ProgressStrip
from gui.read.tools import ToolRow
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN

EMPTY_SENTENCE = "Open a picture or a PDF of handwriting, drop one here, or paste one."


class ImagePane(QWidget):
    """Signals:
    opened(Path): the person wants this file read.
    pasted(uint8 (H, W, 3) RGB): the person wants these pixels read.
    page_chosen(int): the person wants this page of the file, counted from 0.
    cancelled(): the person wants the reading under way stopped.
    selected(int | None): a glyph was chosen here, by its place in page.glyphs.
    said(str), failed(str): a sentence for the status line.
    """

    opened = Signal(object)
    pasted = Signal(object)
    page_chosen = Signal(int)
    cancelled = Signal()
    selected = Signal(object)
    said = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._folder = Path.home()
        self.view = PictureView(self)
        self.pages = PageChooser(self)
        self.progress = ProgressStrip(self)
        self._title = QLabel(self)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.setAccessibleName("Open")

    def show_picture(self, pixels: NDArray[np.uint8], source: str, *, pages: int = 1, page: int = 0) -> None:
        """Show uint8 (H, W, 3) RGB; it must not change. Its text is still to come."""
        had_focus = self.hasFocus()
        self._stack.setCurrentIndex(1)
        self.setFocusProxy(self.view)
        if had_focus:  # the arrows walk over the glyphs at once
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.show_picture(pixels)
        self.view.setAccessibleDescription(source)
        self._title.setText(source)
        self.pages.show_pages(pages, page)

    def show_page(self, page: Page | None) -> None:
        """Show the boxes of what was read; the work is done."""
        self.progress.end()
        self.view.show_page(page)

    def begin_reading(self, text: str = "Reading", *, new_picture: bool) -> None:
        """A reading begins: what is shown is old now. new_picture: the picture itself will be another one."""
        self.view.show_as_old(picture=new_picture, page=True)
        self.progress.begin(text)

    def show_progress(self, fraction: float, text: str) -> None:
        """How far the reading is, 0..1."""
        self.progress.report(fraction, text)

    def end_reading(self) -> None:
        """The reading failed or was stopped: what was there before is valid again."""
        self.progress.end()
        self.view.show_as_old(picture=False, page=False)

    def select(self, place: int | None) -> None:
        """Mark this glyph as the chosen one; says nothing."""
        self.view.choose(place)

    def set_doubtful_below(self, confidence: float) -> None:
        """Mark boxes of glyphs less certain than this."""
        self._restyle(doubtful_below=confidence)

    def set_boxes_shown(self, shown: bool) -> None:
        """Show the boxes, or the picture alone."""
        self._restyle(boxes=shown)

    def set_order_shown(self, shown: bool) -> None:
        """Number the boxes in reading order."""
        self._restyle(order=shown)

    def set_tools(self, lead: QWidget, actions: Sequence[QAction | None]) -> None:
        """Put the tabs of the workspace and buttons of these actions (None: a gap) first in the row above."""
        self._tool_row.insertWidget(0, lead)
        self._tool_row.insertWidget(1, ToolRow(actions))

    def set_menu_action(self, action: QAction) -> None:
        """Offer this in the menu of the right button, which chooses the character under it."""
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(lambda where: self._open_menu(where, action))

    def _open_menu(self, where: QPoint, action: QAction) -> None:
        column, row = self.view.view.to_paper(QPointF(where))
        place = self.view.overlay.glyph_at(column, row, scale=self.view.view.scale)
        if place is not None:
            self.view.choose(place)
            self.selected.emit(place)
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(action)
            menu.popup(self.view.mapToGlobal(where))

    def set_folder(self, folder: Path) -> None:
        """Where the dialog begins."""
        self._folder = folder

    def fit(self) -> None:
        """Show the whole picture."""
        self.view.fit()

    def zoom(self, factor: float) -> None:
        """Larger or smaller around the middle."""
        self.view.zoom(factor)

    def open_dialog(self) -> None:
        """Ask for a file; opened tells which."""
        dialog = QFileDialog(self, "Open handwriting", str(self._folder), PICTURE_FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._open(Path(name)))
        dialog.open()

    def paste(self) -> None:
        """Take a copied file or picture from the clipboard; says so when there is none."""
        mime = QGuiApplication.clipboard().mimeData()  # None where nothing was ever copied, whatever the stubs say
        if not mime or not self.take(mime):
            self.said.emit("There is no picture on the clipboard; copy one first.")

    def take(self, mime: QMimeData) -> bool:
        """Take what was dropped or pasted; False if it is nothing to read."""
        files = files_in(mime)
        if files:
            self._open(files[0])
            if len(files) > 1:
                self.said.emit(f"{len(files)} files came; the first is opened.")
            return True
        image = image_in(mime)
        if image is not None:
            self._take_image(image)
        return image is not None

    def finish(self) -> None:
        """Wait for work in the background; call it before the window goes."""
        self._background.finish()

    def _open(self, path: Path) -> None:
        self._folder = path.parent
        self.opened.emit(path)

    def _take_image(self, image: QImage) -> None:
        self._background.run(lambda: to_array(image), self.pasted.emit, self.failed.emit)

    def _restyle(self, **changes: bool | float) -> None:
        overlay = self.view.overlay
        overlay.style = replace(overlay.style, **changes)  # type: ignore[arg-type]
        self.view.update()

    def _connect(self) -> None:
        self.view.chosen.connect(self.selected)
        self.pages.chosen.connect(self.page_chosen)
        self.progress.cancelled.connect(self.cancelled)

    def _lay_out(self) -> None:
        self._tool_row = row = QHBoxLayout()
        row.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
        row.setSpacing(GRID)
        self._title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row.addWidget(self._title, 1)
        row.addWidget(self.pages)
        shown = QWidget(self)
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        room = QWidget(self)
        self._stack = QStackedLayout(room)
        self._stack.addWidget(self._empty_room())
        self._stack.addWidget(shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(row)
        whole.addWidget(room, 1)
        self._room, self._frame = room, DropFrame(room)
        room.installEventFilter(self)
        self.progress.setParent(room)  # over the picture: coming and going must not move it

    def _empty_room(self) -> QWidget:
        room = QWidget(self)
        room.setBackgroundRole(QPalette.ColorRole.Base)
        room.setAutoFillBackground(True)
        sentence = QLabel(EMPTY_SENTENCE, room)
        sentence.setWordWrap(True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sentence.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        button = QPushButton("&Open a picture", room)
        button.setMinimumHeight(CONTROL_HEIGHT)
        button.clicked.connect(self.open_dialog)
        self.setFocusProxy(button)
        column = QVBoxLayout(room)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addStretch(1)
        column.addWidget(sentence)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._room and event.type() == QEvent.Type.Resize:
            self._place_progress()
        return super().eventFilter(watched, event)

    def _place_progress(self) -> None:
        height = self.progress.sizeHint().height()
        self.progress.setGeometry(0, self._room.height() - height, self._room.width(), height)
        self.progress.raise_()
        self._frame.cover()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_welcome(event.mimeData()):
            event.acceptProposedAction()
            self._frame.show()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._frame.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._frame.hide()
        if self.take(event.mimeData()):
            event.acceptProposedAction()
