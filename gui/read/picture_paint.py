"""Paints the part of a large picture that is seen, from the level of its pyramid that fits the zoom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from gui.convert import borrowed_image
from gui.read.paper_view import PaperView
from gui.read.pyramid import Pyramid

_CRISP = 3.0  # device pixels per pixel of the picture from which on one wants to see squares


def paint_picture(painter: QPainter, pyramid: Pyramid, view: PaperView, shown: QRectF) -> None:
    """Paint in widget pixels; shown: the part of the widget that is being painted."""
    device_scale = view.scale * painter.device().devicePixelRatioF()
    level = pyramid.level_for(device_scale)
    source, factor = pyramid.levels[level], 2.0**level
    left, top = view.to_paper(shown.topLeft())
    right, bottom = view.to_paper(shown.bottomRight())
    rows = _inside(top / factor, bottom / factor, source.shape[0])
    columns = _inside(left / factor, right / factor, source.shape[1])
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return
    too_fine = device_scale * factor < 0.5  # only until the right level is made: be quick
    smooth = device_scale < _CRISP and not too_fine
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=smooth)
    seen, scale = source[rows, columns], view.scale * factor
    corner = view.left + columns.start * scale, view.top + rows.start * scale
    target = QRectF(*corner, seen.shape[1] * scale, seen.shape[0] * scale)
    painter.drawImage(target, borrowed_image(seen))


def is_light(pixels: NDArray[np.uint8]) -> bool:
    """Is the paper of this picture, uint8 (H, W, 3), nearer to white than to black? Looks at some thousand pixels."""
    step = max(int(max(pixels.shape[:2]) / 100), 1)
    return bool(np.median(pixels[::step, ::step].mean(axis=2)) >= 128)


def _inside(low: float, high: float, size: int) -> slice:
    return slice(max(int(np.floor(low)) - 1, 0), min(int(np.ceil(high)) + 1, size))
