"""PaperWidget: a widget that shows a part of an endless paper, and the usual ways to move over it.

Ctrl+wheel and pinch zoom at the pointer, the wheel scrolls, space-drag and the middle button move (the subclass
starts that gesture), fit and actual size. What lies on the paper is the subclass's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.page import Box
from gui.read.paper_view import PaperView, fitted

_WHEEL_STEP = 1.0015  # zoom per unit of wheel angle: a notch of 120 gives a fifth
_REVEAL_MARGIN = 24.0


class PaperWidget(QWidget):
    """Signals: scale_changed(float); space_changed(bool): the space bar is held, a drag moves the paper."""

    scale_changed = Signal(float)
    space_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = PaperView()
        self._space = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def view(self) -> PaperView:
        """What is shown."""
        return self._view

    @property
    def space_held(self) -> bool:
        return self._space

    def show_view(self, view: PaperView) -> None:
        """Show another part of the paper."""
        if view == self._view:
            return
        scaled = view.scale != self._view.scale
        self._view = view
        self.on_view_changed()
        if scaled:
            self.scale_changed.emit(view.scale)
        self.update()

    def on_view_changed(self) -> None:
        """For the subclass: the view is another one now."""

    def content_box(self) -> Box:
        """For the subclass: bounds of what lies on the paper, in canvas units."""
        return Box(0, 0, 0, 0)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, the paper under the position (the middle, if none is given) staying in its place."""
        self.show_view(self._view.zoomed(factor, QRectF(self.rect()).center() if at is None else at))

    def show_actual_size(self) -> None:
        """One canvas unit is one pixel."""
        self.zoom(1 / self._view.scale)

    def fit(self) -> None:
        """Show everything."""
        self.show_view(fitted(self.content_box(), QSizeF(self.size())))

    def move_paper(self, by: QPointF) -> None:
        """Shift by so many screen pixels."""
        self.show_view(self._view.moved(by))

    def reveal(self, box: Box) -> None:
        """Move the paper just so far that this box is seen."""
        shown, margin = self._view.to_screen(box), _REVEAL_MARGIN
        right, bottom = self.width() - margin, self.height() - margin
        left_over = max(margin - shown.left(), 0.0) or min(right - shown.right(), 0.0)
        top_over = max(margin - shown.top(), 0.0) or min(bottom - shown.bottom(), 0.0)
        self.move_paper(QPointF(left_over, top_over))

    def _hold_space(self, held: bool) -> None:
        if held != self._space:
            self._space = held
            self.space_changed.emit(held)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_WHEEL_STEP ** event.angleDelta().y(), event.position())
        elif not event.pixelDelta().isNull():
            self.move_paper(QPointF(event.pixelDelta()))
        else:
            self.move_paper(QPointF(event.angleDelta()) / 2)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._hold_space(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold_space(False)
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hold_space(False)
        super().focusOutEvent(event)
