"""Whether a picture holds any light at all."""

from __future__ import annotations

from core.errors import ImageError
from core.image.sheet import Picture

_DARK = 48  # of 255; white chalk on a black board in poor light is brighter


def refuse_black(picture: Picture) -> None:
    """Raise ImageError for a picture without a single bright pixel: a covered lens, a black scan."""
    if picture.pixels.size and int(picture.pixels.max()) < _DARK:
        raise ImageError(f"{picture.source or 'The picture'} is all black; take it again with more light.")
