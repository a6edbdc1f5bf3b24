"""Files to pictures: bounded decoding of listed formats, upright, on paper. What is ink is decided in clean.py.

The content decides what a file is, never its name. Pillow decodes the formats of FORMATS and nothing else; PDF pages
are drawn by pypdfium2 (core/image/pdf.py). The size is checked before any pixel is decoded.
"""

from __future__ import annotations

import io
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from core.errors import ImageError
from core.image import pdf
from core.image.exposure import refuse_black
from core.image.paper import shade_under
from core.image.sheet import Picture

logger = logging.getLogger(__name__)

FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
MAX_PIXELS: Final = 60_000_000
MAX_BYTES: Final = 512 * 1024 * 1024
_ORIENTATION: Final = 0x0112  # the EXIF tag
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def open_pictures(path: Path) -> Iterator[Picture]:
    """Each page of a file in turn, decoded when it is asked for; one for a picture, all pages of a PDF.

    Raises ImageError, also for a later page while iterating.
    """
    content = _read(path)
    for page in range(_pages(content, path.name)):
        yield decode(content, path.name, page)


def open_picture(path: Path, page: int = 0) -> Picture:
    """One page of a file; page is 0-based. Raises ImageError."""
    return decode(_read(path), path.name, page)


def count_pages(path: Path) -> int:
    """Pages of a PDF, 1 for a picture whose header is sound. Raises ImageError."""
    return _pages(_read(path), path.name)


def decode(content: bytes, source: str, page: int = 0) -> Picture:
    """The bytes of a file to a picture. source: the file's name, for messages and for Picture.source.

    Raises ImageError with one sentence: empty, unknown format, damaged, too large, locked, no such page, all black.
    """
    if not content:
        raise ImageError(f"{source} is empty; choose another picture.")
    picture = _decoded(content, source, page)
    refuse_black(picture)
    return picture


def _decoded(content: bytes, source: str, page: int) -> Picture:
    if pdf.is_pdf(content):
        pixels = pdf.draw_page(content, source, page, MAX_PIXELS)
        return Picture(pixels, f"{source} page {page + 1}" if page else source, page)
    if page:
        raise ImageError(f"{source} has no page {page + 1}; a picture has one page.")
    with _pillow(content, source) as image:
        return Picture(_rgb(_upright(image)), source)


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise ImageError(f"{path.name or path} is a folder; choose a picture in it.")
    try:
        if path.exists() and not path.is_file():
            raise ImageError(f"{path.name} is not a file; choose a picture.")
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_BYTES:
                raise ImageError(f"{path.name} is larger than {MAX_BYTES >> 20} MB; save the picture smaller.")
            return file.read()
    except FileNotFoundError:
        raise ImageError(f"There is no file {path}; check its name.") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise ImageError(f"{path.name} could not be read ({_reason(error)}); check that you may open it.") from error


def _pages(content: bytes, source: str) -> int:
    if pdf.is_pdf(content):
        return pdf.count(content, source)
    if not content:
        raise ImageError(f"{source} is empty; choose another picture.")
    with _pillow(content, source):
        return 1


@contextmanager
def _pillow(content: bytes, source: str) -> Iterator[Image.Image]:
    """The opened image, size checked; whatever goes wrong inside becomes an ImageError.

    Damaged files make Pillow's decoders raise nearly every kind of exception, hence the broad except.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # broken metadata is no concern of the person
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                _check_size(image, source)
                yield image
        except ImageError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_large(source) from None
        except UnidentifiedImageError:
            raise ImageError(f"{source} is {_what(content)}; open a JPEG, PNG, WebP, BMP, TIFF or PDF file.") from None
        except MemoryError:
            raise ImageError(f"{source} needs more memory than there is; save it smaller and try again.") from None
        except Exception as error:
            logger.info("%s: %s: %s", source, type(error).__name__, error)
            raise ImageError(f"{source} is damaged or cut off; copy or save it again.") from error


def _check_size(image: Image.Image, source: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(source)
    if image.width < 1 or image.height < 1:
        raise ImageError(f"{source} holds no pixels; choose another picture.")


def _too_large(source: str) -> ImageError:
    return ImageError(f"{source} has more than {MAX_PIXELS // 1_000_000} megapixels; save it smaller and try again.")


def _what(content: bytes) -> str:
    """What an unknown file seems to be, for the message."""
    head = content[:64]
    if head[4:8] == b"ftyp":
        return "a HEIC, AVIF or video file"
    if head.startswith(b"GIF8"):
        return "a GIF file"
    if b"\0" not in content[:1024]:
        return "text or another kind of file"
    return "no picture that can be read"


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


def _upright(image: Image.Image) -> Image.Image:
    """Turned and mirrored as EXIF says; unreadable EXIF counts as upright."""
    try:
        orientation = image.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001 - hostile EXIF raises nearly anything, and the picture itself may be sound
        orientation = None
    method = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return image if method is None else image.transpose(method)


def _rgb(image: Image.Image) -> NDArray[np.uint8]:
    """Any mode of Pillow to uint8 (H, W, 3): deep grey scaled down, transparency on paper on which it shows."""
    if image.mode.startswith(("I", "F")):
        grey = _eight_bits(np.asarray(image))
        return np.ascontiguousarray(np.broadcast_to(grey[:, :, None], (*grey.shape, 3)))
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        ink = image.convert("RGBA")
        image = Image.new("RGB", ink.size, (shade_under(np.asarray(ink)),) * 3)
        image.paste(ink, mask=ink.getchannel("A"))
    return np.asarray(image.convert("RGB"))


def _eight_bits(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Grey of 12, 16 or 32 bits or floating point to 8 bits, by the smallest usual range that holds it."""
    grey = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    highest = float(grey.max(initial=0.0))
    if values.dtype.kind == "f" and highest <= 1.0:
        top = 1.0
    else:
        top = next((top for top in (255.0, 4095.0, 65535.0) if highest <= top), highest)
    return np.asarray(np.clip(grey / top, 0.0, 1.0) * 255.0 + 0.5, dtype=np.uint8)
