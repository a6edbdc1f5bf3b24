"""From frames to text: prefix beam search over CTC's frames together with the language model, and where letters stand.

A prefix is a text so far; the probabilities of all frame-by-frame ways to write it are summed (Graves 2006; Hannun
2014 with a language model). All prefixes of the beam move on at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.read.lines.network import BLANK

Floats = NDArray[np.float64]
_FAINT = -8.0  # log probability below which a character is not looked at in a frame


class Language(Protocol):
    """What the search asks of a language model (core.read.language)."""

    start: int

    def advance(
        self, states: NDArray[np.int64], codes: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]: ...

    def end(self, states: NDArray[np.int64]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class LineWeights:
    """language: weight of its log probabilities. bonus: for each character. beam: prefixes kept. choices: characters
    looked at in a frame."""

    language: float = 0.65
    bonus: float = 1.5
    beam: int = 12
    choices: int = 6


@dataclass(frozen=True, eq=False, slots=True)
class Decoded:
    """codes: int64 (L,), the characters. states: int64 (L,), the language's state before each. log_posterior: natural
    log of the best text's share among all texts of the last beam."""

    codes: NDArray[np.int64]
    states: NDArray[np.int64]
    log_posterior: float


@dataclass(eq=False, slots=True)
class _Tree:
    """Every prefix that ever stood in the beam: its parent, its last character, the language's state after it."""

    parent: list[int] = field(default_factory=lambda: [-1])
    code: list[int] = field(default_factory=lambda: [-1])
    state: list[int] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class _Beam:
    """node: int64 (B,), place in the tree. ended, open: log probability of the frames so far, the last one CTC's blank
    or the character itself. prior: language and bonus."""

    node: NDArray[np.int64]
    parent: NDArray[np.int64]
    code: NDArray[np.int64]
    state: NDArray[np.int64]
    ended: Floats
    open: Floats
    prior: Floats

    @property
    def frames(self) -> Floats:
        return np.logaddexp(self.ended, self.open)

    @property
    def score(self) -> Floats:
        return self.frames + self.prior


def decode(logs: NDArray[np.float32], language: Language | None, weights: LineWeights) -> Decoded:
    """The best text for frames of log probabilities, (frames, labels); the last label is CTC's blank."""
    start = language.start if language is not None else 0
    tree = _Tree(state=[start])
    root, nothing = np.zeros(1, np.int64), np.full(1, -np.inf)
    beam = _Beam(root, root - 1, root - 1, np.array([start], np.int64), np.zeros(1), nothing, np.zeros(1))
    for frame in np.asarray(logs, dtype=np.float64):
        beam = _advance(beam, frame, language, weights, tree)
    total = beam.score
    if language is not None:
        total = total + weights.language * language.end(beam.state).astype(np.float64)
    best = int(total.argmax())
    codes, states = _trace(tree, int(beam.node[best]))
    return Decoded(codes, states, float(total[best] - np.logaddexp.reduce(total)))


def _advance(beam: _Beam, frame: Floats, language: Language | None, weights: LineWeights, tree: _Tree) -> _Beam:
    """The beam one frame later."""
    before = beam.frames
    same = np.where(beam.code >= 0, beam.open + frame[beam.code], -np.inf)
    stayed = _Beam(beam.node, beam.parent, beam.code, beam.state, before + frame[BLANK], same, beam.prior)
    codes = _choices(frame, weights)
    if len(codes) == 0:
        return stayed
    # The same character twice needs CTC's blank in between.
    from_log = np.where(beam.code[:, None] == codes, beam.ended[:, None], before[:, None])  # (B, K)
    longer = from_log + frame[codes]
    prior = np.broadcast_to(beam.prior[:, None] + weights.bonus, longer.shape)
    states = np.zeros(longer.shape, np.int64)
    if language is not None:
        wide, states = language.advance(beam.state[:, None], codes[None])
        prior = prior + weights.language * wide.astype(np.float64)
    _merge(beam, stayed, longer, codes)
    return _pruned(beam, stayed, longer, prior, states, codes, weights.beam, tree)


def _choices(frame: Floats, weights: LineWeights) -> NDArray[np.int64]:
    characters = frame[:BLANK]
    if weights.choices < len(characters):
        best = np.argpartition(-characters, weights.choices)[: weights.choices]
    else:
        best = np.arange(len(characters))
    return np.asarray(best[characters[best] > _FAINT], dtype=np.int64)


def _merge(beam: _Beam, stayed: _Beam, longer: Floats, codes: NDArray[np.int64]) -> None:
    """Where a prefix grown by a character is one that the beam holds already, it is added to that one, in place."""
    grown, origin = np.nonzero(beam.parent[:, None] == beam.node[None])  # prefix of the beam, its parent in the beam
    if len(grown) == 0:
        return
    column = np.full(BLANK, -1, np.int64)
    column[codes] = np.arange(len(codes))
    place = column[beam.code[grown]]
    grown, origin, place = grown[place >= 0], origin[place >= 0], place[place >= 0]
    stayed.open[grown] = np.logaddexp(stayed.open[grown], longer[origin, place])
    longer[origin, place] = -np.inf


def _pruned(
    beam: _Beam,
    stayed: _Beam,
    longer: Floats,
    prior: Floats,
    states: NDArray[np.int64],
    codes: NDArray[np.int64],
    most: int,
    tree: _Tree,
) -> _Beam:
    """The best prefixes among those that stayed and those that grew; new ones get a place in the tree."""
    score = np.concatenate([stayed.score, (longer + prior).ravel()])
    kept = np.argsort(-score, kind="stable")[:most]
    kept = kept[score[kept] > -np.inf]
    old, new = kept[kept < len(beam.node)], kept[kept >= len(beam.node)] - len(beam.node)
    origin, column = np.divmod(new, len(codes))
    nodes = np.arange(len(tree.parent), len(tree.parent) + len(new), dtype=np.int64)
    own, parents, after = codes[column], beam.node[origin], states[origin, column]
    tree.parent += parents.tolist()
    tree.code += own.tolist()
    tree.state += after.tolist()
    nothing = np.full(len(new), -np.inf)
    return _Beam(
        np.concatenate([stayed.node[old], nodes]),
        np.concatenate([stayed.parent[old], parents]),
        np.concatenate([stayed.code[old], own]),
        np.concatenate([stayed.state[old], after]),
        np.concatenate([stayed.ended[old], nothing]),
        np.concatenate([stayed.open[old], longer[origin, column]]),
        np.concatenate([stayed.prior[old], prior[origin, column]]),
    )


def _trace(tree: _Tree, node: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    codes, states = [], []
    while node > 0:
        codes.append(tree.code[node])
        node = tree.parent[node]
        states.append(tree.state[node])
    return np.array(codes[::-1], np.int64), np.array(states[::-1], np.int64)


def log_likelihood(logs: NDArray[np.float32], codes: NDArray[np.int64]) -> float:
    """Natural log of the sum of all frame-by-frame ways to write a text (Graves 2006); -inf if the frames are too few.

    logs: (frames, labels).
    """
    wanted, skips = _places(codes)
    emitted = np.asarray(logs, dtype=np.float64)[:, wanted]  # (frames, places)
    score = np.full(len(wanted), -np.inf)
    score[:2] = emitted[0, :2]
    for frame in range(1, len(emitted)):
        one = np.concatenate([[-np.inf], score[:-1]])
        two = np.where(skips, np.concatenate([[-np.inf, -np.inf], score[:-2]])[: len(score)], -np.inf)
        score = np.logaddexp(np.logaddexp(score, one), two) + emitted[frame]
    return float(np.logaddexp.reduce(score[-2:]))


def _places(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """A text with CTC's blank around each character, and which places may be reached from two before."""
    wanted = np.full(2 * len(codes) + 1, BLANK, np.int64)
    wanted[1::2] = codes
    skips = np.zeros(len(wanted), np.bool_)
    skips[3::2] = codes[1:] != codes[:-1]
    return wanted, skips


def align(logs: NDArray[np.float32], codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """First and last frame of each character on the likeliest frame-by-frame way to write a text, int64 (L, 2).

    logs: (frames, labels). Raises ValueError if the frames are too few for the text.
    """
    wanted, skips = _places(codes)
    emitted = np.asarray(logs, dtype=np.float64)[:, wanted]  # (frames, places)
    score = np.full(len(wanted), -np.inf)
    score[:2] = emitted[0, :2]
    came = np.zeros(emitted.shape, np.int64)
    for frame in range(1, len(emitted)):
        one = np.concatenate([[-np.inf], score[:-1]])
        two = np.where(skips, np.concatenate([[-np.inf, -np.inf], score[:-2]])[: len(score)], -np.inf)
        options = np.stack([score, one, two])
        came[frame] = options.argmax(axis=0)
        score = options.max(axis=0) + emitted[frame]
    place = len(wanted) - 1 - int(len(wanted) > 1 and score[-2] > score[-1])
    if score[place] == -np.inf:
        raise ValueError("too few frames for the text")
    path = np.empty(len(emitted), np.int64)
    for frame in range(len(emitted) - 1, -1, -1):
        path[frame] = place
        place -= int(came[frame, place])
    found = [np.flatnonzero(path == 2 * number + 1) for number in range(len(codes))]
    return np.array([(frames[0], frames[-1]) for frames in found], np.int64).reshape(len(codes), 2)
