"""DataCard: what a data set looks like before a network learns from it: a sample a class, counts, what was left out."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.training_events import DataDescribed
from gui.theme import colours_of

_CELL = 20  # pixels of one sample, before scaling
_GAP = 2
_BARS = 24  # height of the class counts


class SampleSheet(QWidget):
    """The samples in rows; ink takes the theme's colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: list[QImage] = []
        self._samples: NDArray[np.uint8] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_samples(self, samples: NDArray[np.uint8] | None) -> None:
        """uint8 (n, H, W), ink 255 on 0, or colour (n, H, W, 3); None for nothing."""
        self._samples = samples
        self._images = [] if samples is None else self._drawn(samples)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        columns = max(1, (width + _GAP) // (_CELL + _GAP))
        return math.ceil(len(self._images) / columns) * (_CELL + _GAP)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        columns = max(1, (self.width() + _GAP) // (_CELL + _GAP))
        for place, image in enumerate(self._images):
            row, column = divmod(place, columns)
            painter.drawImage(QRect(column * (_CELL + _GAP), row * (_CELL + _GAP), _CELL, _CELL), image)
        painter.end()

    def _drawn(self, samples: NDArray[np.uint8]) -> list[QImage]:
        """All at once: colours are looked up and mixed a single time."""
        if samples.ndim == 3:
            colours = colours_of(self.palette())
            paper, ink = _channels(colours.paper), _channels(colours.ink)
            mixed = paper + (ink - paper) * (samples[..., None].astype(np.float32) / 255)
            samples = mixed.round().astype(np.uint8)
        pixels, (height, width) = np.ascontiguousarray(samples), samples.shape[1:3]
        form = QImage.Format.Format_RGB888
        return [QImage(sample.data, width, height, 3 * width, form).copy() for sample in pixels]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_samples"):
            # Its own event: a parent hears of a new palette before its children have it.
            self.show_samples(self._samples)
        super().changeEvent(event)


def _channels(name: str) -> NDArray[np.float32]:
    colour = QColor(name)
    return np.array([colour.red(), colour.green(), colour.blue()], np.float32)


class CountBars(QWidget):
    """How many samples each class has, as bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: NDArray[np.int64] = np.zeros(0, np.int64)
        self.setFixedHeight(_BARS)

    def show_counts(self, counts: NDArray[np.int64], labels: tuple[str, ...]) -> None:
        """int64 (K,) of these labels."""
        self._counts = counts
        lines = [f"{label} {count}" for label, count in zip(labels, counts.tolist(), strict=True)]
        self.setToolTip("Samples of each class: " + ", ".join(lines[:120]))
        self.setAccessibleName("Samples of each class")
        self.setAccessibleDescription(", ".join(lines))
        self.setVisible(bool(len(counts)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._counts) or not self._counts.max():
            return
        painter = QPainter(self)
        colours = colours_of(self.palette())
        step = self.width() / len(self._counts)
        for place, count in enumerate(self._counts.tolist()):
            height = round((_BARS - 2) * count / int(self._counts.max()))
            left, right = round(place * step), max(round(place * step) + 1, round((place + 1) * step) - 1)
            painter.fillRect(QRect(left, _BARS - 1 - height, right - left, height), QColor(colours.mark))
        painter.setPen(QColor(colours.hairline))
        painter.drawLine(0, _BARS - 1, self.width(), _BARS - 1)
        painter.end()


class DataCard(QWidget):
    """Sheet, bars and a sentence; "looking" while the data set is being read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: DataDescribed | None = None
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sheet = SampleSheet()
        self.bars = CountBars()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.sheet, self.bars, self.sentence):
            column.addWidget(widget)
        self.bars.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence in place of a data set."""
        self._data = None
        self.sheet.show_samples(None)
        self.bars.hide()
        self.sentence.setText(sentence)

    def show_data(self, data: DataDescribed, *, applied: bool = True) -> None:
        """Show a data set. applied: whether the person's corrections of it are learned from."""
        if self._data is None or not _same(self._data, data):  # else looked at once more: nothing is drawn anew
            self.sheet.show_samples(data.samples)
            self.sheet.setAccessibleName(f"A sample of each class of {data.dataset}")
            self.bars.show_counts(data.counts, data.labels)
        self._data = data
        self.apply(applied=applied)

    def apply(self, *, applied: bool) -> None:
        """Say whether the corrections are learned from."""
        if self._data is not None:
            self.sentence.setText(described(self._data, applied=applied))


def _same(one: DataDescribed, other: DataDescribed) -> bool:
    """Whether two looks at a data set found the same."""
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(DataDescribed))


def described(data: DataDescribed, *, applied: bool = True) -> str:
    """Such as "36 classes; 10,800 samples to learn from, 3,600 to choose by, 1,800 to test." and what was left out.

    applied: whether the person's corrections, where there are any, are learned from; that is said too.
    """
    train, valid, test = data.splits
    parts = [f"{train:,} samples to learn from", f"{valid:,} to choose by" if valid else "a tenth of them to choose by"]
    if test:
        parts.append(f"{test:,} to test")
    licence = f" Licence: {data.licence}." if data.licence else ""
    counted = f"{len(data.labels)} classes; {', '.join(parts)}.{licence}"
    return " ".join([counted, *_corrections(*data.corrected, applied=applied), *data.problems])


def _corrections(relabelled: int, left_out: int, *, applied: bool) -> list[str]:
    count = relabelled + left_out
    if not count:
        return []
    several = "s" if count > 1 else ""
    if not applied:
        return [f"{count} correction{several} of yours {'are' if several else 'is'} not applied."]
    kinds = ((relabelled, "relabelled"), (left_out, "left out"))
    told = ", ".join(f"{number} {kind}" for number, kind in kinds if number)
    verb = "apply" if several else "applies"
    return [f"{count} correction{several} {verb} ({told}), to learn from, to choose by and to test alike."]
