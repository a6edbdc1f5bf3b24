"""Series: a curve of up to millions of values that is drawn from a pyramid of minima, maxima and means.

Appending costs a constant time a value; what is drawn has about as many points as the plot has pixels, whatever the
length. All steps are a batch apart, so that a value's place is its step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
_FACTOR = 4  # values of one level that make one of the next
_MEMORY = 6.0  # half-lives: what is older weighs less than 2 % in the smoothed curve


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """What a plot needs of a stretch: first and last step of each piece, least, greatest and smoothed value, (N,)."""

    first: Values
    last: Values
    low: Values
    high: Values
    smooth: Values

    def __len__(self) -> int:
        return len(self.first)


class Growing:
    """A float32 array that grows at its end; doubling, so that appending is cheap."""

    def __init__(self) -> None:
        self._store = np.empty(64, np.float32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> NDArray[np.float32]:
        """A view of what is there."""
        return self._store[: self._count]

    def extend(self, values: NDArray[np.floating]) -> None:
        """Append (N,)."""
        need = self._count + len(values)
        if need > len(self._store):
            grown = np.empty(max(need, 2 * len(self._store)), np.float32)
            grown[: self._count] = self.values
            self._store = grown
        self._store[self._count : need] = values
        self._count = need

    def cut(self, count: int) -> None:
        """Forget all after the first count."""
        self._count = min(self._count, count)


class _Level:
    """Minima, maxima and means of whole groups of _FACTOR ** n values."""

    def __init__(self) -> None:
        self.low, self.high, self.mean = Growing(), Growing(), Growing()

    def extend(self, low: NDArray[np.floating], high: NDArray[np.floating], mean: NDArray[np.floating]) -> None:
        self.low.extend(low)
        self.high.extend(high)
        self.mean.extend(mean)

    def cut(self, count: int) -> None:
        for part in (self.low, self.high, self.mean):
            part.cut(count)


class Series:
    """Values at the steps 1, 2, 3..."""

    def __init__(self) -> None:
        base = _Level()
        base.low = base.high = base.mean = Growing()
        self._levels = [base]

    def __len__(self) -> int:
        return len(self._levels[0].low)

    @property
    def values(self) -> NDArray[np.float32]:
        """All values, a view (N,)."""
        return self._levels[0].low.values

    def extend(self, values: NDArray[np.floating]) -> None:
        """Append (N,) values of the next N steps."""
        self._levels[0].low.extend(values)
        self._build()

    def cut(self, count: int) -> None:
        """Forget all after the first count steps."""
        size = 1
        for level in self._levels:
            level.cut(count // size)
            size *= _FACTOR

    def draw(self, first: float, last: float, pieces: int, span: float) -> Drawn:
        """The stretch of steps first..last in about that many pieces (up to four times as many).

        span: batches over which the smoothed value is a mean: an exponential one, divided by the sum of its weights,
        so that it is unbiased from the first value on (Kingma and Ba 2015, section 3). 0: not smoothed.
        """
        start, stop = max(0, int(first) - 1), min(len(self), max(0, int(np.ceil(last))))
        if stop <= start:
            empty = np.empty(0)
            return Drawn(empty, empty, empty, empty, empty)
        number = self._level_for(stop - start, pieces)
        level, size = self._levels[number], _FACTOR**number
        begin, end = start // size, min(-(-stop // size), len(level.low))
        places = np.arange(begin, end, dtype=np.float64)
        low, high = level.low.values[begin:end], level.high.values[begin:end]
        smooth = _smoothed(level.mean.values, begin, end, span / size)
        drawn = Drawn(places * size + 1, (places + 1) * size, low.astype(np.float64), high.astype(np.float64), smooth)
        return self._with_rest(drawn, end * size, stop, span)

    def _level_for(self, count: int, pieces: int) -> int:
        number = 0
        while number + 1 < len(self._levels) and count > pieces * _FACTOR ** (number + 1):
            number += 1
        return number

    def _with_rest(self, drawn: Drawn, begin: int, stop: int, span: float) -> Drawn:
        """The newest values, which fill no whole piece yet, as one more piece."""
        if begin >= stop:
            return drawn
        rest = self.values[begin:stop].astype(np.float64)
        mean = float(rest.mean())
        if span > 0 and len(drawn):
            keep = np.exp(-len(rest) / span)
            mean = float(keep * drawn.smooth[-1] + (1 - keep) * mean)
        return Drawn(
            np.append(drawn.first, begin + 1),
            np.append(drawn.last, stop),
            np.append(drawn.low, rest.min()),
            np.append(drawn.high, rest.max()),
            np.append(drawn.smooth, mean),
        )

    def _build(self) -> None:
        """Bring each level up to the one below it."""
        number = 0
        while True:
            below = self._levels[number]
            if number + 1 == len(self._levels):
                if len(below.low) < _FACTOR:
                    return
                self._levels.append(_Level())
            level = self._levels[number + 1]
            done, whole = len(level.low), len(below.low) // _FACTOR
            if whole > done:
                part = slice(done * _FACTOR, whole * _FACTOR)
                level.extend(
                    below.low.values[part].reshape(-1, _FACTOR).min(axis=1),
                    below.high.values[part].reshape(-1, _FACTOR).max(axis=1),
                    below.mean.values[part].reshape(-1, _FACTOR).mean(axis=1),
                )
            number += 1


def _smoothed(means: NDArray[np.float32], begin: int, end: int, span: float) -> Values:
    """Unbiased exponential mean of means[:end] over span, at begin..end; what lies far back is left out."""
    if span <= 0:
        unchanged: Values = means[begin:end].astype(np.float64)
        return unchanged
    far = max(0, begin - int(np.ceil(_MEMORY * span)))
    smooth: Values = exponential_mean(means[far:end].astype(np.float64), span)[begin - far :]
    return smooth


def exponential_mean(values: Values, span: float) -> Values:
    """y_n = sum w^(n-i) x_i / sum w^(n-i), i = 1..n, with w = exp(-1 / span); (N,). Non-finite values are left out."""
    weight = float(np.exp(-1.0 / span))
    good = np.isfinite(values)
    tops = _decayed_sums(np.where(good, values, 0.0), weight)
    sums = _decayed_sums(good.astype(np.float64), weight)
    means: Values = np.divide(tops, sums, out=np.full(len(values), np.nan), where=sums > 0)
    return means


_BLOCK = 64


def _decayed_sums(values: Values, weight: float) -> Values:
    """s_n = w s_(n-1) + x_n: inside blocks by one matrix product, from block to block by a short loop."""
    count = len(values)
    padded = np.zeros(-(-count // _BLOCK) * _BLOCK)
    padded[:count] = values
    powers = weight ** np.arange(_BLOCK + 1, dtype=np.float64)
    gaps = np.subtract.outer(np.arange(_BLOCK), np.arange(_BLOCK))
    lower = np.where(gaps >= 0, powers[np.abs(gaps)], 0.0)
    sums = padded.reshape(-1, _BLOCK) @ lower.T
    carried = 0.0
    for row in sums:
        row += carried * powers[1:]
        carried = row[-1]
    flat: Values = sums.ravel()[:count]
    return flat
