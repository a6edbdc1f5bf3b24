"""1: softmax does not change when a constant is added to all its inputs, and why the largest is subtracted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.nets.losses import softmax
from core.reproduce.context import Context
from core.reproduce.drawing import lines_figure
from core.reproduce.result import Result, Row

_SHIFTS = (-1000.0, -100.0, -1.0, 0.0, 1.0, 100.0, 1000.0)


def naive(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    """e^z / sum e^z as it stands in books, along the last axis: not a number once e^z overflows, or all vanish."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        exponentials = np.exp(logits)
        shares: NDArray[np.floating] = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return shares


def largest_sound_shift(dtype: type[np.floating]) -> float:
    """The largest whole number c for which naive([c, c - 1, c - 2]) is still a number, float32 or float64."""
    shifts = np.arange(0, 2000)
    logits = (shifts[:, None] - np.arange(3)).astype(dtype)
    sound = np.isfinite(naive(logits)).all(axis=1)
    return float(shifts[sound].max())


def run(context: Context) -> Result:
    """Needs no data."""
    rng = np.random.default_rng(context.seed)
    logits = rng.normal(0.0, 3.0, (200, 36))
    plain = softmax(logits)
    changes = {f"{shift:g}": float(np.abs(softmax(logits + shift) - plain).max()) for shift in _SHIFTS}
    borders = {kind.__name__: largest_sound_shift(kind) for kind in (np.float32, np.float64)}
    shown = np.linspace(-1000.0, 1000.0, 801)
    three = np.array([2.0, 1.0, 0.0]) + shown[:, None]
    figure = lines_figure(
        [
            (
                {"largest subtracted": (shown, softmax(three)[:, 0]), "as written": (shown, naive(three)[:, 0])},
                "constant added to (2, 1, 0)",
                "share of the first (no line: not a number)",
                False,
            )
        ],
        "Softmax, float64",
    )
    worst = max(changes.values())
    return Result(
        rows=(
            Row(
                "softmax(x + c) - softmax(x), largest over 200 x 36 numbers and 7 constants",
                "0 (proof)",
                f"{worst:.1e}",
            ),
            Row("float32: e^x / sum e^x is no number from x =", "–", f"{borders['float32'] + 1:.0f}"),
            Row("float64: the same", "–", f"{borders['float64'] + 1:.0f}"),
        ),
        text=(
            "e^(x + c) = e^c e^x, and e^c cancels in e^x / sum e^x. With c = -max x every exponent is at most 0 and "
            "one is exactly 0: no term overflows, and the sum is at least 1, so that nothing is divided by 0.",
        ),
        numbers={"largest_change_by_shift": changes, "largest_sound_input": borders},
        figures=(context.figure("01-softmax", figure, "Left alone, softmax ends where e^x overflows or vanishes."),),
    )
