"""Primitives of one text line: components, cut where they may be cut, in reading order. Runs of them are hypotheses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.image.sheet import Sheet
from core.segment.components import Components
from core.segment.cuts import cut_seams
from core.segment.lines import TextLine

_LONGEST_RUN = 11  # primitives in one hypothesis
_WIDEST = 1.9  # letter heights
_NO_SEAMS = np.zeros((0, 1), np.intp)
_FOOT = 0.6  # of a letter's height: below it full stops and commas begin
_SPECK = 0.5  # letter heights: a full stop or comma is no larger
_LARGEST_GAP = 0.5  # letter heights between two primitives of one character
_GAP_BESIDE_SURE = 0.2  # the same where one of them is a whole character: a neighbour's loose bar is not its own


@dataclass(frozen=True, eq=False, slots=True)
class Primitives:
    """The smallest pieces of a line, left to right.

    numbers: int32 (h, w), the line's part of the sheet: 0 paper, k + 1 for primitive k. ink: uint8 (h, w), darkness
    there. top, left: of that part in the sheet. boxes: int64 (P, 4) in the sheet. owners: int64 (P,), the component
    that each was cut from. sure: bool (P,), whole characters beyond doubt: never two in one hypothesis. line: where
    they come from.
    """

    numbers: NDArray[np.int32]
    ink: NDArray[np.uint8]
    top: int
    left: int
    boxes: NDArray[np.int64]
    owners: NDArray[np.int64]
    sure: NDArray[np.bool_]
    line: TextLine

    def __len__(self) -> int:
        return len(self.boxes)

    def box(self, first: int, last: int) -> NDArray[np.int64]:
        """Bounds, in the sheet, of the primitives first..last."""
        boxes = self.boxes[first : last + 1]
        return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])

    def crop(self, first: int, last: int) -> NDArray[np.uint8]:
        """Ink of the primitives first..last alone, uint8 (h, w)."""
        top, left, bottom, right = self.box(first, last) - np.array([self.top, self.left] * 2)
        top, left = max(top - 1, 0), max(left - 1, 0)
        numbers = self.numbers[top : bottom + 1, left : right + 1]
        inside = (numbers > first) & (numbers <= last + 1)
        return np.where(inside, self.ink[top : bottom + 1, left : right + 1], 0).astype(np.uint8)

    def pixels(self, first: int, last: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows and columns, in the sheet, of the primitives' ink."""
        top, left, bottom, right = self.box(first, last)
        part = self.numbers[top - self.top : bottom - self.top, left - self.left : right - self.left]
        rows, columns = np.nonzero((part > first) & (part <= last + 1))
        return rows + top, columns + left

    def runs(self) -> list[tuple[int, int]]:
        """Hypotheses: runs (first, last) of neighbouring primitives that could be one character."""
        height = self.line.height
        found = []
        for first in range(len(self)):
            right = self.boxes[first, 3]
            for last in range(first, min(first + _LONGEST_RUN, len(self))):
                whole = int(self.sure[first : last + 1].sum())
                widest = _GAP_BESIDE_SURE if whole else _LARGEST_GAP
                if last > first and self.boxes[last, 1] - right > widest * height:
                    break
                if last > first and (whole > 1 or self._is_stop_beside_letter(first, last)):
                    break
                right = max(right, self.boxes[last, 3])
                if last > first and right - self.boxes[first : last + 1, 1].min() > _WIDEST * height:
                    break
                found.append((first, last))
        return found

    def _is_stop_beside_letter(self, first: int, last: int) -> bool:
        """Whether a run is a sure letter and a full stop or comma at its foot: two characters, however near."""
        for letter, mark in ((first, last), (last, first)):
            if self.sure[letter] and not self.sure[mark]:
                top, left, bottom, right = self.boxes[mark]
                low = top > self.boxes[letter, 0] + _FOOT * (self.boxes[letter, 2] - self.boxes[letter, 0])
                beside = (left + right) / 2 > self.boxes[letter, 3] - 1 or (left + right) / 2 < self.boxes[
                    letter, 1
                ] + 1
                small = max(bottom - top, right - left) < _SPECK * self.line.height
                if low and beside and small:
                    return True
        return False


def find_primitives(
    sheet: Sheet, components: Components, line: TextLine, *, stroke: float, sure: NDArray[np.bool_] | None = None
) -> Primitives:
    """The primitives of a line. stroke: usual stroke width in pixels of the sheet.

    sure: bool, for each member of the line, whether it is one whole character beyond doubt; those are not cut.
    """
    sure = np.zeros(len(line.members), bool) if sure is None else sure
    boxes = components.boxes[line.members]
    top, left = boxes[:, 0].min(), boxes[:, 1].min()
    bottom, right = boxes[:, 2].max(), boxes[:, 3].max()
    labels = components.labels[top:bottom, left:right]
    pieces = np.zeros(labels.shape, np.int32)
    owners: list[int] = []
    for member, box, whole in zip(line.members, boxes, sure, strict=True):
        rows, columns = slice(box[0] - top, box[2] - top), slice(box[1] - left, box[3] - left)
        own = labels[rows, columns] == member + 1
        seams = _NO_SEAMS if whole else cut_seams(own, height=line.height, stroke=stroke)  # (seams, h)
        share = (np.arange(own.shape[1])[None, None] >= seams[:, :, None]).sum(axis=0)  # (h, w)
        view = pieces[rows, columns]
        view[own] = (len(owners) + 1 + np.broadcast_to(share, own.shape))[own]
        owners += [int(member)] * (len(seams) + 1)
    ordered, found, order = _in_order(pieces)
    ink = sheet.ink[top:bottom, left:right]
    own_boxes = found + np.array([top, left] * 2)
    cut_from = np.array(owners, dtype=np.int64)[order]
    certain = np.isin(cut_from, line.members[sure])
    return Primitives(ordered, ink, int(top), int(left), own_boxes, cut_from, certain, line)


def _in_order(pieces: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.intp]]:
    """Pieces renumbered from left to right by their boxes' middles, those boxes, and their old numbers less one."""
    slices = ndimage.find_objects(pieces)
    present = [(place, s) for place, s in enumerate(slices) if s is not None]
    boxes = np.array([(r.start, c.start, r.stop, c.stop) for _, (r, c) in present], dtype=np.int64).reshape(-1, 4)
    order = np.argsort(boxes[:, 1] + boxes[:, 3], kind="stable")
    renumber = np.zeros(len(slices) + 1, np.int32)
    for rank, place in enumerate(order):
        renumber[present[place][0] + 1] = rank + 1
    return renumber[pieces], boxes[order], np.array([present[place][0] for place in order], dtype=np.intp)
