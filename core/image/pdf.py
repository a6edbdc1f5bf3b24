"""PDF pages drawn to pixels by pypdfium2. Only load.py uses this."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from core.errors import ImageError

logger = logging.getLogger(__name__)

_DOTS_PER_INCH: Final = 200.0  # letters of 3 mm become 24 pixels
_POINTS_PER_INCH: Final = 72.0
_LOCKED: Final = 4  # FPDF_ERR_PASSWORD


def is_pdf(content: bytes) -> bool:
    """Whether the first kilobyte holds the mark of a PDF (readers allow some bytes before it)."""
    return b"%PDF-" in content[:1024]


def count(content: bytes, source: str) -> int:
    """Number of pages, at least 1. Raises ImageError."""
    with _opened(content, source) as document:
        pages = len(document)
        if pages < 1:
            raise ImageError(f"{source} has no pages; choose another file.")
        return pages


def draw_page(content: bytes, source: str, page: int, max_pixels: int) -> NDArray[np.uint8]:
    """One page (0-based) on white at 200 dots per inch, or coarser so that max_pixels hold it.

    Returns uint8 (H, W, 3) RGB. Raises ImageError.
    """
    with _opened(content, source) as document:
        if not 0 <= page < len(document):
            raise ImageError(f"{source} has no page {page + 1}; it has {len(document)}.")
        sheet = document[page]
        width, height = sheet.get_size()  # points
        if not (1.0 <= width < 1e6 and 1.0 <= height < 1e6):
            raise ImageError(f"Page {page + 1} of {source} has no usable size; save the file again.")
        # The drawn sides are rounded up, hence the small reserve.
        scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, (0.99 * max_pixels / (width * height)) ** 0.5)
        pixels = sheet.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
        if pixels.shape[0] * pixels.shape[1] > max_pixels:
            raise ImageError(f"Page {page + 1} of {source} is too long and narrow; save it in another shape.")
        return np.array(pixels, dtype=np.uint8)


@contextmanager
def _opened(content: bytes, source: str) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _LOCKED or "assword" in str(error):
            raise ImageError(f"{source} is locked with a password; save it without one.") from None
        raise ImageError(f"{source} is a damaged PDF file; save it again.") from error
    try:
        yield document
    except pypdfium2.PdfiumError as error:
        logger.info("%s: %s", source, error)
        raise ImageError(f"{source} is a damaged PDF file; save it again.") from error
    finally:
        document.close()
