"""SecondReader: lines that the lattice alone was not sure of, read with the line network's help.

Its frames join shape, place and language in the lattice (core.read.lines.evidence). Where even that leaves doubt, as in
joined writing, the line network reads the line as a whole, and the better of the two readings stands.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from core.explanation import SecondLook
from core.page import Line
from core.read.decoding import LineDecoder
from core.read.first import FirstReading
from core.read.lattice import Decoded
from core.read.lines.evidence import Evidence, evidence
from core.read.lines.look import LineLook
from core.read.lines.reader import LineReader, LineReading, page_line
from core.read.lines.rule import Rule, argue, is_clear, is_doubtful
from core.read.memory import Memory


@dataclass(frozen=True, eq=False, slots=True)
class _Seen:
    """What the line network sees of a line, and what that says of the line's hypotheses."""

    look: LineLook
    evidence: Evidence


class SecondReader:
    """Reads lines of a first reading again. kept: lines whose work is remembered."""

    def __init__(self, lines: LineReader, decoder: LineDecoder, *, kept: int, rule: Rule | None = None) -> None:
        self._lines = lines
        self._decoder = decoder
        self._rule = rule or Rule()
        self._seen: Memory[_Seen] = Memory(kept)
        self._joint: Memory[Line | None] = Memory(kept)
        self._whole: Memory[LineReading] = Memory(kept)

    def forget(self) -> None:
        """Drop what is remembered."""
        for memory in (self._seen, self._joint, self._whole):
            memory.clear()

    def asks(self, first: FirstReading, place: int) -> bool:
        """Whether this line of the first reading is looked at again."""
        return not first.exact and not is_clear(first.page.lines[place], self._rule)

    def read(self, first: FirstReading, place: int) -> Line:
        """The line with this place in the first reading, read again."""
        joint = self._read_jointly(first, place)
        said = self._argue(first, place, joint)
        if said is None or not said.won:
            return joint
        return page_line(first.sheet, self._read_whole(first, place)) or joint

    def decode(self, first: FirstReading, place: int) -> Decoded:
        """The lattice of a line with the line network's evidence in it, and the best path."""
        line = first.hypotheses[place]
        return self._decoder.decode(line, first.alphabets[place], first.border, heard=self._look(first, place).evidence)

    def argue(self, first: FirstReading, place: int) -> SecondLook | None:
        """What speaks for the line as a whole; None where it was not read so."""
        return self._argue(first, place, self._read_jointly(first, place))

    def _argue(self, first: FirstReading, place: int, joint: Line) -> SecondLook | None:
        if not is_doubtful(joint, self._rule):
            return None
        return argue(self._read_whole(first, place), joint, self._rule)

    def _read_jointly(self, first: FirstReading, place: int) -> Line:
        def make() -> Line | None:
            heard = self._look(first, place).evidence
            return self._decoder.read(
                first.sheet, first.hypotheses[place], first.alphabets[place], first.border, heard=heard
            )

        key = (self._key(first, place), first.sheet.matrix.tobytes(), first.border)
        return self._joint.recall(key, make) or first.page.lines[place]

    def _read_whole(self, first: FirstReading, place: int) -> LineReading:
        def make() -> LineReading:
            line = first.hypotheses[place].primitives.line
            seen = self._look(first, place).look
            return self._lines.read(first.sheet, line, first.components, alphabet=first.alphabets[place], seen=seen)

        return self._whole.recall(self._key(first, place), make)

    def _look(self, first: FirstReading, place: int) -> _Seen:
        def make() -> _Seen:
            line = first.hypotheses[place]
            look = self._lines.look(
                first.sheet, line.primitives.line, first.components, alphabet=first.alphabets[place]
            )
            return _Seen(look, evidence(line.primitives, line.runs, look))

        return self._seen.recall(self._key(first, place), make)

    def _key(self, first: FirstReading, place: int) -> Hashable:
        return first.hypotheses[place].key, first.alphabets[place]
