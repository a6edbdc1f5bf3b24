"""QImage <-> ndarray, here and nowhere else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.image.paper import shade_under

_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGB32}


def to_array(image: QImage) -> NDArray[np.uint8]:
    """uint8 (H, W, 3) RGB, memory of its own. Transparent pixels show paper. ValueError for a null image."""
    if image.isNull():
        raise ValueError("there is no picture to convert")
    if image.hasAlphaChannel():
        return _on_paper(_rows(image.convertToFormat(QImage.Format.Format_RGBA8888), 4))
    return _rows(image.convertToFormat(QImage.Format.Format_RGB888), 3)


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage of its own memory from uint8 (H, W, 3) RGB, (H, W, 4) blue-green-red-unused or (H, W) gray."""
    return borrowed_image(np.ascontiguousarray(pixels)).copy()


def borrowed_image(pixels: NDArray[np.uint8]) -> QImage:
    """The same without a copy: the caller keeps the array alive and unchanged as long as the image or a copy of it.

    Rows may lie apart (a slice of a larger picture), pixels of a row may not.
    """
    height, width = pixels.shape[:2]
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if pixels.strides[1] != channels or pixels.strides[-1] != 1:
        raise ValueError("the pixels of a row must lie side by side")
    first_byte = np.lib.stride_tricks.as_strided(pixels, (_span(pixels),), (1,))
    return QImage(first_byte.data, width, height, pixels.strides[0], _FORMATS[channels])


def _span(pixels: NDArray[np.uint8]) -> int:
    """Bytes from the first to the last pixel."""
    height, width = pixels.shape[:2]
    return int((height - 1) * pixels.strides[0] + width * pixels.strides[1]) if height and width else 0


def _rows(image: QImage, channels: int) -> NDArray[np.uint8]:
    height, width, stride = image.height(), image.width(), image.bytesPerLine()
    rows = np.frombuffer(image.constBits(), np.uint8, count=height * stride).reshape(height, stride)
    return rows[:, : channels * width].reshape(height, width, channels).copy()


def _on_paper(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    colour, opacity = rgba[:, :, :3].astype(np.uint16), rgba[:, :, 3:].astype(np.uint16)
    return ((colour * opacity + shade_under(rgba) * (255 - opacity) + 127) // 255).astype(np.uint8)
