"""This page's habits: a doubtful look-alike is compared with the sure letters and digits that the same hand wrote here.

One hand's zero is as round as another's O; beside each other on a page they differ. How like a glyph is to the nearest
sure one of each meaning, by what the network's last hidden layer makes of them, is evidence of its own: it shifts the
glyph's probabilities, and the likeliest stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.alphabet import looks_like
from core.page import Candidate, Glyph, Line, Page, Word
from core.read.classifier import GlyphClassifier

_DOUBT = 0.9  # confidence up to which a glyph is compared
_SURE = 0.95  # confidence from which on others are compared with it
# Natural log for a cosine of 1 more, and the most: fitted on pages composed of one validation writer's characters each.
_WEIGHT, _MOST = 6.0, 2.0


@dataclass(frozen=True, eq=False, slots=True)
class _Known:
    """What a page's sure look-alikes are: meanings, and features, float32 (K, units), of length 1 each."""

    texts: tuple[str, ...]
    features: NDArray[np.float32]

    def likeness(self, features: NDArray[np.float32]) -> dict[str, float]:
        """Largest cosine with the known glyphs of each meaning."""
        found: dict[str, float] = {}
        for text, cosine in zip(self.texts, self.features @ features, strict=True):
            found[text] = max(found.get(text, -1.0), float(cosine))
        return found


def settle(page: Page, classifier: GlyphClassifier) -> Page:
    """The page, its doubtful look-alikes weighed against its sure ones; lines in which nothing changes stay the same
    objects. A glyph changes only where at least two of the meanings that it may have are known on this page."""
    doubtful = [glyph for glyph in page.glyphs if glyph.confidence <= _DOUBT and _comparable(glyph)]
    sure = [glyph for glyph in page.glyphs if glyph.confidence >= _SURE and _comparable(glyph)]
    known = {_meaning(glyph.text) for glyph in sure}
    doubtful = [glyph for glyph in doubtful if len(known & _meanings(glyph)) > 1]
    if not doubtful:
        return page
    rivals = set().union(*(_meanings(glyph) for glyph in doubtful))
    sure = [glyph for glyph in sure if _meaning(glyph.text) in rivals]
    texts = tuple(_meaning(glyph.text) for glyph in sure)
    stock = _Known(texts, _features(sure, classifier))
    changed = {
        id(glyph): _weighed(glyph, stock.likeness(features))
        for glyph, features in zip(doubtful, _features(doubtful, classifier), strict=True)
    }
    return replace(page, lines=tuple(_line(line, changed) for line in page.lines))


def _comparable(glyph: Glyph) -> bool:
    return glyph.patch is not None and glyph.text.isalnum() and len(looks_like(glyph.text)) > 1


def _meaning(character: str) -> str:
    """The character; both cases as one where they share a shape: the patch does not tell them apart."""
    return character.upper() if character.upper() in looks_like(character) else character


def _meanings(glyph: Glyph) -> set[str]:
    return {_meaning(other) for other in looks_like(glyph.text)}


def _features(glyphs: list[Glyph], classifier: GlyphClassifier) -> NDArray[np.float32]:
    """float32 (N, units), of length 1 each."""
    features = classifier.features(np.stack([glyph.patch for glyph in glyphs if glyph.patch is not None]))
    return np.asarray(features / (np.linalg.norm(features, axis=1, keepdims=True) + 1e-9), np.float32)


def _weighed(glyph: Glyph, likeness: dict[str, float]) -> Glyph:
    """The glyph with its candidates' probabilities shifted by how like it is to the known ones of each meaning."""
    group = _meanings(glyph)
    mean = float(np.mean([cosine for text, cosine in likeness.items() if text in group]))
    shares = []
    for candidate in glyph.candidates:
        text = _meaning(candidate.text)
        shift = _WEIGHT * (likeness[text] - mean) if text in group and text in likeness else 0.0
        shares.append(candidate.confidence * float(np.exp(np.clip(shift, -_MOST, _MOST))))
    scale = sum(candidate.confidence for candidate in glyph.candidates) / max(sum(shares), 1e-9)
    ranked = sorted(zip(shares, glyph.candidates, strict=True), key=lambda pair: -pair[0])
    return replace(glyph, candidates=tuple(Candidate(own.text, share * scale) for share, own in ranked))


def _line(line: Line, changed: dict[int, Glyph]) -> Line:
    if not any(id(glyph) in changed for glyph in line.glyphs):
        return line
    return Line(tuple(_words(line, changed)))


def _words(line: Line, changed: dict[int, Glyph]) -> Iterator[Word]:
    for word in line.words:
        glyphs = tuple(changed.get(id(glyph), glyph) for glyph in word.glyphs)
        yield replace(word, glyphs=glyphs, confidence=float(np.prod([glyph.confidence for glyph in glyphs])))
