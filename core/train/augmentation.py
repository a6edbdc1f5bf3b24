"""Augmentation by name: a function that distorts a batch of training pictures, from wherever it is written."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.errors import ConfigError

Augment = Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]


def augmentation(name: str) -> Augment | None:
    """uint8 (N, H, W) or (N, H, W, 3) -> the same shape, distorted; None for "none". Raises ConfigError."""
    if name == "none":
        return None
    raise ConfigError(f"There is no augmentation {name!r}.")
