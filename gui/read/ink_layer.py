"""InkLayer: the committed strokes as one picture, brought up to date in small steps.

A new stroke is painted on top; an erased one repaints its surroundings; a new view is painted in slices of a few
milliseconds into a second picture while the old one, moved and scaled, stays on screen. So no step of the window is
long, however much has been drawn.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from core.ink import Ink, Stroke
from gui.read.paper_view import PaperView
from gui.read.stroke_shape import outline

SLICE_SECONDS = 0.006
_KEPT_SHAPES = 4000
_MANY = 40  # changed strokes from which a whole new picture is cheaper to paint in slices


class InkLayer(QObject):
    """Signal changed(QRect): this part of the widget is to be painted again."""

    changed = Signal(QRect)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strokes: tuple[Stroke, ...] = ()
        self._view = PaperView()
        self._size = QSize(1, 1)
        self._ratio = 1.0
        self._colour = QColor("black")
        self._picture = QPixmap()
        self._picture_view = PaperView()
        self._wet: list[QPainterPath] = []
        self._shapes: dict[int, tuple[Stroke, QPainterPath]] = {}
        self._job: _Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)

    @property
    def idle(self) -> bool:
        """Whether the picture is up to date."""
        return self._job is None and self._picture_view == self._view

    def set_frame(self, size: QSize, ratio: float, colour: QColor) -> None:
        """Size of the widget in pixels, device pixels per pixel, and the colour of the ink."""
        if (size, ratio, colour) != (self._size, self._ratio, self._colour):
            self._size, self._ratio, self._colour = size, ratio, colour
            self._start_job()

    def set_view(self, view: PaperView) -> None:
        """Show another part of the paper, or another scale."""
        if view != self._view:
            self._view = view
            if self._job is None:
                self._start_job()
            self.changed.emit(self._whole)

    def set_ink(self, ink: Ink) -> None:
        """Show these strokes; only what differs is painted. Forgets wet ink."""
        before, self._strokes = self._strokes, ink.strokes
        self._wet.clear()
        self._forget_shapes()
        if not self.idle:
            self._start_job()
            return
        if before == ink.strokes[: len(before)]:
            added = ink.strokes[len(before) :]
            if len(added) > _MANY:
                self._start_job()
            else:
                self._paint_strokes(added)
            return
        self._repaint_difference(before)

    def add_wet(self, path: QPainterPath) -> None:
        """Paint a piece of a stroke that is still being drawn."""
        self._wet.append(path)
        self._paint_paths([path])
        self.changed.emit(self._on_screen(path.controlPointRect()))

    def drop_wet(self) -> None:
        """Take the unfinished stroke back."""
        bounds = QRectF()
        for path in self._wet:
            bounds = bounds.united(path.controlPointRect())
        self._wet.clear()
        if not bounds.isEmpty():
            self._repaint(bounds)

    def paint(self, painter: QPainter) -> None:
        """Draw the picture, moved and scaled while a new one is on its way."""
        if self._picture.isNull():
            return
        if self._picture_view == self._view:
            painter.drawPixmap(0, 0, self._picture)
            return
        painter.save()
        painter.setTransform(self._picture_view.transform.inverted()[0] * self._view.transform, True)
        painter.drawPixmap(0, 0, self._picture)
        painter.restore()

    @property
    def _whole(self) -> QRect:
        return QRect(0, 0, self._size.width(), self._size.height())

    def _shape(self, stroke: Stroke) -> QPainterPath:
        known = self._shapes.get(id(stroke))
        if known is None or known[0] is not stroke:
            known = (stroke, outline(stroke))
            self._shapes[id(stroke)] = known
        return known[1]

    def _forget_shapes(self) -> None:
        if len(self._shapes) > _KEPT_SHAPES + len(self._strokes):
            shown = {id(stroke) for stroke in self._strokes}
            self._shapes = {key: kept for key, kept in self._shapes.items() if key in shown}

    def _on_screen(self, bounds: QRectF) -> QRect:
        return self._view.transform.mapRect(bounds).toAlignedRect().adjusted(-2, -2, 2, 2)

    def _painter(self, picture: QPixmap, view: PaperView) -> QPainter:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.setTransform(view.transform)
        return painter

    def _paint_paths(self, paths: Iterable[QPainterPath]) -> None:
        if self._picture.isNull():
            return
        painter = self._painter(self._picture, self._picture_view)
        for path in paths:
            painter.drawPath(path)
        painter.end()

    def _paint_strokes(self, strokes: Sequence[Stroke]) -> None:
        paths = [self._shape(stroke) for stroke in strokes]
        self._paint_paths(paths)
        for path in paths:
            self.changed.emit(self._on_screen(path.controlPointRect()))

    def _repaint_difference(self, before: tuple[Stroke, ...]) -> None:
        old, new = {id(stroke) for stroke in before}, {id(stroke) for stroke in self._strokes}
        differing = [stroke for stroke in (*before, *self._strokes) if (id(stroke) in old) != (id(stroke) in new)]
        bounds = QRectF()
        for stroke in differing:
            bounds = bounds.united(self._shape(stroke).controlPointRect())
        if not bounds.isEmpty():
            self._repaint(bounds)

    def _repaint(self, bounds: QRectF) -> None:
        """Paint one part of the paper anew, at once if few strokes lie there, else the whole in slices."""
        bounds = bounds.adjusted(-2, -2, 2, 2)
        there = [shape for shape in map(self._shape, self._strokes) if shape.controlPointRect().intersects(bounds)]
        if self._picture.isNull() or self._job or len(there) > _MANY:
            self._start_job()
            return
        painter = self._painter(self._picture, self._picture_view)
        painter.setClipRect(bounds)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(bounds, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        for shape in there:
            painter.drawPath(shape)
        painter.end()
        self.changed.emit(self._on_screen(bounds))

    def _start_job(self) -> None:
        picture = QPixmap(self._size * self._ratio)
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        self._job = _Job(picture, self._view, self._strokes)
        self._timer.start()

    def _work(self) -> None:
        """One slice of the new picture."""
        job = self._job
        if job is None:
            self._timer.stop()
            return
        until = time.perf_counter() + SLICE_SECONDS
        shown = job.view.transform.inverted()[0].mapRect(QRectF(self._whole))
        painter = self._painter(job.picture, job.view)
        while job.done < len(job.strokes) and time.perf_counter() < until:
            shape = self._shape(job.strokes[job.done])
            if shape.controlPointRect().intersects(shown):
                painter.drawPath(shape)
            job.done += 1
        painter.end()
        if job.done == len(job.strokes):
            self._finish(job)

    def _finish(self, job: _Job) -> None:
        self._job = None
        self._timer.stop()
        self._picture, self._picture_view = job.picture, job.view
        self._paint_paths(self._wet)
        self.changed.emit(self._whole)
        if job.view != self._view:
            self._start_job()


class _Job:
    """A picture that is being painted."""

    def __init__(self, picture: QPixmap, view: PaperView, strokes: tuple[Stroke, ...]) -> None:
        self.picture = picture
        self.view = view
        self.strokes = strokes
        self.done = 0
