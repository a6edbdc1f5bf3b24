"""GalleryPanel: the very pictures of a cell, most confident first; each can be relabelled, excluded, looked into."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.inspection_answers import Gallery
from gui.confusion.corrections import Corrections
from gui.per_cent import per_cent
from gui.picture_tile import sample_icon
from gui.theme import CONTROL_HEIGHT, GRID, MARGIN

_SIDE = 44  # pixels of a picture
_EMPTY = "Choose a cell of the matrix or a pair to see its pictures."


class GalleryPanel(QWidget):
    """Signal looked_into(object, str): a picture, and what it is, goes to "What it sees"."""

    looked_into = Signal(object, str)

    def __init__(self, corrections: Corrections, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._corrections = corrections
        self._gallery: Gallery | None = None
        self.title = QLabel(_EMPTY)
        self.pictures = QListWidget()
        self.labels = QComboBox()
        self.relabel_button = _button(
            "&Relabel", "The chosen pictures are this (kept beside the data set)", self.relabel
        )
        self.exclude_button = _button("E&xclude", "The chosen pictures do not count (Delete)", self.exclude)
        self.undo_button = _button("&Undo", "Take the last correction back (Ctrl+Z)", corrections.undo_stack.undo)
        self.see_button = _button("What it &sees", "Send the picture through the network (Enter)", self.look_into)
        self._lay_out()
        self.pictures.itemSelectionChanged.connect(self._refresh)
        self.pictures.itemActivated.connect(lambda _item: self.look_into())
        corrections.undo_stack.canUndoChanged.connect(self.undo_button.setEnabled)
        corrections.undo_stack.undoTextChanged.connect(self._on_undo_text)
        self.undo_button.setEnabled(False)
        self._refresh()

    @property
    def gallery(self) -> Gallery | None:
        """What is shown."""
        return self._gallery

    def set_labels(self, labels: tuple[str, ...]) -> None:
        """What pictures can be relabelled to."""
        if labels != tuple(self.labels.itemText(place) for place in range(self.labels.count())):
            chosen = self.labels.currentText()
            self.labels.clear()
            self.labels.addItems(list(labels))
            self.labels.setCurrentIndex(max(self.labels.findText(chosen), 0))

    def show_gallery(self, gallery: Gallery) -> None:
        """Show these pictures."""
        self._gallery = gallery
        self._corrections.load(gallery.dataset, gallery.corrections)
        self.pictures.clear()
        for place, image in enumerate(gallery.images):
            self.pictures.addItem(self._item(place, image))
        verb = "read right" if gallery.true == gallery.predicted else f"read as {gallery.predicted}"
        shown = f", the first {len(gallery.images)}" if len(gallery.images) < gallery.count else ""
        self.title.setText(f"{gallery.true} {verb}: {gallery.count}{shown}, most confident first")
        self.labels.setCurrentIndex(max(self.labels.findText(gallery.predicted), 0))
        self._refresh()

    def clear(self) -> None:
        """Show nothing."""
        self._gallery = None
        self.pictures.clear()
        self.title.setText(_EMPTY)
        self._refresh()

    def relabel(self) -> None:
        """The chosen pictures are what the box says."""
        self._corrections.relabel(self._chosen(), self.labels.currentText())

    def exclude(self) -> None:
        """The chosen pictures do not count."""
        self._corrections.exclude(self._chosen())

    def look_into(self) -> None:
        """Send the current picture to "What it sees"."""
        item, gallery = self.pictures.currentItem(), self._gallery
        if item is not None and gallery is not None:
            place = self.pictures.row(item)
            self.looked_into.emit(gallery.images[place], f"{gallery.true} from {gallery.dataset}")

    def _chosen(self) -> tuple[str, ...]:
        if self._gallery is None:
            return ()
        rows = sorted(self.pictures.row(item) for item in self.pictures.selectedItems())
        return tuple(self._gallery.digests[row] for row in rows)

    def _item(self, place: int, image: NDArray[np.uint8]) -> QListWidgetItem:
        assert self._gallery is not None
        gallery, said = self._gallery, self._corrections.of(self._gallery.digests[place])
        sure = per_cent(gallery.confidence[place])
        item = QListWidgetItem(sample_icon(image, self.palette(), _SIDE), sure + ("*" if said.label else ""))
        origin = f", {gallery.labels[place]} in the data set" if said.label else ""
        item.setToolTip(f"{gallery.true} read as {gallery.predicted}, {sure} sure{origin}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, item.toolTip())
        return item

    def _refresh(self) -> None:
        chosen = bool(self.pictures.selectedItems())
        for button in (self.relabel_button, self.exclude_button, self.see_button):
            button.setEnabled(chosen)

    def _on_undo_text(self, text: str) -> None:
        self.undo_button.setToolTip(f"Take back: {text} (Ctrl+Z)" if text else "There is nothing to take back")

    def _lay_out(self) -> None:
        self.title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.title.setWordWrap(True)
        pictures = self.pictures
        pictures.setViewMode(QListView.ViewMode.IconMode)
        pictures.setIconSize(QSize(_SIDE, _SIDE))
        pictures.setGridSize(QSize(_SIDE + 12, _SIDE + 22))
        pictures.setResizeMode(QListView.ResizeMode.Adjust)
        pictures.setMovement(QListView.Movement.Static)
        pictures.setUniformItemSizes(True)
        pictures.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        pictures.setFrameShape(QFrame.Shape.NoFrame)
        pictures.setAccessibleName("Pictures of the cell")
        delete = QAction("Exclude", pictures)
        delete.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        delete.triggered.connect(self.exclude)
        pictures.addAction(delete)
        self.labels.setFixedHeight(CONTROL_HEIGHT)
        self.labels.setAccessibleName("Relabel as")
        self.labels.setToolTip("The label that Relabel gives")
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self.labels, self.relabel_button, self.exclude_button, self.undo_button):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addWidget(pictures, 1)
        column.addLayout(row)
        column.addWidget(self.see_button, 0, Qt.AlignmentFlag.AlignLeft)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the pictures are drawn in its colours, and what is chosen stays so."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "pictures") and self._gallery is not None:
            for place, image in enumerate(self._gallery.images):
                self.pictures.item(place).setIcon(sample_icon(image, self.palette(), _SIDE))
        super().changeEvent(event)


def _button(text: str, tip: str, deed: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.clicked.connect(lambda _checked=False: deed())
    return button
