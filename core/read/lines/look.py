"""LineLook: a line as the line network sees it, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.read.lines.strip import Strip

STRIDE = 4  # strip columns in a frame


@dataclass(frozen=True, eq=False, slots=True)
class LineLook:
    """strip: the line's picture for the network. logs: float32 (frames, labels), natural log of what each frame shows,
    in the labels of core.read.lines.network; characters of another alphabet than was asked for are as good as none."""

    strip: Strip
    logs: NDArray[np.float32]
