"""Augmentation by name: a function that distorts a batch of training pictures, ink or colour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.data.augment import PRESETS, Strengths, augment, augment_colour
from core.errors import ConfigError

Augment = Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]

# For pictures that were seen through another pen and camera already, as the reader's training patches are.
_SHAPE = Strengths(affine=0.7, elastic=0.8, width=0.0, blur=0.0, noise=0.0)
_STRENGTHS = {"light": PRESETS["light"], "usual": PRESETS["usual"], "strong": PRESETS["strong"], "shape": _SHAPE}


def augmentation(name: str) -> Augment | None:
    """A function of uint8 (N, H, W) or (N, H, W, 3) -> a new array of that shape; None for "none".

    Colour pictures are mirrored, cropped and lit anew, as strongly as the name says. Raises ConfigError for a name
    that there is not.
    """
    if name == "none":
        return None
    if name not in _STRENGTHS:
        raise ConfigError(f"There is no augmentation {name!r}: choose one of none, {', '.join(_STRENGTHS)}.")
    strengths = _STRENGTHS[name]

    def distort(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
        if images.ndim == 4:
            return augment_colour(images, rng, strengths.affine)
        return augment(images, rng, strengths)

    return distort
