"""Why a word was read as it was: the voices add up to what the search found, and the winner is the page's text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.errors import Cancelled, DataError
from core.explanation import Explanation
from core.image.sheet import Picture
from core.page import Page
from core.read import explain as explain_module
from core.read import lattice as lattice_module
from core.read import paths
from core.read.language import LanguageModel
from core.read.lattice import SKIPPED, Decoded, Lattice, Step, Weights, search
from core.read.lines.reader import LineReader
from core.read.lines.rule import Rule
from core.read.models import open_classifier
from core.read.paths import Voting
from core.read.reader import Reader
from core.read.training.written import Pen, write

LETTERS = 12  # characters of the small language of these tests; its blank comes after them


class Pairs:
    """A language of pairs, random but fixed: the state is the character before."""

    start = LETTERS

    def __init__(self, rng: np.random.Generator) -> None:
        table = rng.normal(0, 2, (LETTERS + 1, LETTERS + 1))
        self.logs = table - np.log(np.exp(table).sum(axis=1, keepdims=True))

    def advance(self, states, codes):
        states, codes = np.broadcast_arrays(states, codes)
        return self.logs[states, codes].astype(np.float32), codes.astype(np.int64)


def random_lattice(rng: np.random.Generator, pieces: int) -> Lattice:
    runs = np.array([(a, b) for a in range(pieces) for b in range(a, min(a + 3, pieces))], np.int64)
    skip = np.where((runs[:, 0] == runs[:, 1]) & (rng.random(len(runs)) < 0.4), -rng.random(len(runs)), -np.inf)
    scores = rng.normal(-3, 2, (len(runs), LETTERS))
    return Lattice(runs[:, 0], runs[:, 1], scores, skip, rng.normal(0, 3, pieces), rng.normal(0, 2, pieces))


def decoded_of(lattice: Lattice, voting: Voting) -> Decoded:
    steps = search(lattice, voting.language, voting.blank_code, voting.weights)
    return Decoded(lattice, 0.7 * lattice.scores, steps, voting.weights, 0.2 * lattice.scores)


def every_path(lattice: Lattice, choices: int) -> list[list[Step]]:
    """All paths that the search may take, by recursion: for small lattices."""
    last = lattice.nodes - 1

    def rest(node: int) -> list[list[Step]]:
        if node == last:
            return [[]]
        found = []
        for edge in np.flatnonzero(lattice.first == node):
            tails = rest(int(lattice.last[edge]) + 1)
            heads = [
                Step(int(edge), int(code), blank, 0)
                for code in np.argsort(-lattice.scores[edge])[:choices]
                for blank in ((False, True) if node else (False,))
            ]
            if lattice.skip[edge] > -np.inf:
                heads.append(Step(int(edge), SKIPPED, False, 0))
            found += [[head, *tail] for head in heads for tail in tails]
        return found

    return rest(0)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("speaks", [True, False])
def test_voices_add_up_to_the_score_that_the_search_found(monkeypatch, seed, speaks):
    rng = np.random.default_rng(seed)
    voting = Voting(Pairs(rng) if speaks else None, Weights(skip=-1.0), LETTERS)
    found = []
    trace = lattice_module._trace
    monkeypatch.setattr(lattice_module, "_trace", lambda fronts: found.append(fronts[-1].score.max()) or trace(fronts))
    decoded = decoded_of(random_lattice(rng, 9), voting)
    steps, heard = paths.listen(decoded, decoded.steps, voting)
    assert paths.total(heard) == pytest.approx(found[0], abs=1e-4)
    if speaks:
        assert [step.state for step in steps] == [step.state for step in decoded.steps]


@pytest.mark.parametrize("seed", range(3))
def test_the_best_path_through_a_hypothesis_is_the_best_of_all_that_take_it(seed):
    rng = np.random.default_rng(seed)
    voting = Voting(Pairs(rng), Weights(beam=400, choices=2, skip=-1.0), LETTERS)
    decoded = decoded_of(random_lattice(rng, 4), voting)
    scored = [(paths.total(paths.listen(decoded, steps, voting)[1]), steps) for steps in every_path(decoded.lattice, 2)]
    winner = paths.total(paths.listen(decoded, decoded.steps, voting)[1])
    assert winner == pytest.approx(max(score for score, _ in scored), abs=1e-4)
    for edge in range(len(decoded.lattice.first)):
        best = max(score for score, steps in scored if any(s.edge == edge and s.character != SKIPPED for s in steps))
        steps = paths.through(decoded, edge, voting)
        assert paths.total(paths.listen(decoded, steps, voting)[1]) == pytest.approx(best, abs=1e-4)


def test_far_from_a_hypothesis_the_winner_stays_as_it_is():
    rng = np.random.default_rng(1)
    voting = Voting(Pairs(rng), Weights(), LETTERS)
    decoded = decoded_of(random_lattice(rng, 30), voting)
    own = {step.edge for step in decoded.steps}
    edge = next(e for e in range(len(decoded.lattice.first)) if decoded.lattice.first[e] == 15 and e not in own)
    steps = paths.through(decoded, edge, voting)
    assert edge in {step.edge for step in steps}
    assert [(s.edge, s.character) for s in steps if decoded.lattice.last[s.edge] < 8] == [
        (s.edge, s.character) for s in decoded.steps if decoded.lattice.last[s.edge] < 8
    ]
    runs = [(decoded.lattice.first[s.edge], decoded.lattice.last[s.edge]) for s in steps]
    assert all(before[1] + 1 == after[0] for before, after in pairwise(runs))


@pytest.fixture(scope="module")
def language() -> LanguageModel:
    return LanguageModel.open()


@pytest.fixture(scope="module")
def reader(language: LanguageModel) -> Reader:
    return Reader(open_classifier(), language)


def picture(text: str) -> Picture:
    """A line of a plain font."""
    import matplotlib

    font = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    ink = write(text, font, Pen(shake=0.0, blank=0.5), np.random.default_rng(0))
    return Picture(np.repeat(255 - ink[..., None], 3, axis=2))


@pytest.fixture(scope="module")
def page(reader: Reader) -> Page:
    return reader.read_picture(picture("THE WATER"))


@pytest.fixture(scope="module")
def told(reader: Reader, page: Page) -> Explanation:
    return reader.explain(page, 0, 1)


def test_the_winning_path_is_the_word_of_the_page(page: Page, told: Explanation) -> None:
    assert page.text == "THE WATER"
    assert (told.text, told.first_text) == ("WATER", "WATER")
    assert [each.glyph for each in told.path] == [0, 1, 2, 3, 4]
    for each, glyph in zip(told.path, page.lines[0].words[1].glyphs, strict=True):
        assert each.behind == 0.0
        assert np.array_equal(each.patch, glyph.patch)
        assert [reading.text for reading in each.readings] == [candidate.text for candidate in glyph.candidates]
        for reading, candidate in zip(each.readings, glyph.candidates, strict=True):
            assert reading.share == pytest.approx(candidate.confidence, abs=1e-9)


def test_shares_follow_from_the_sums_of_the_voices(told: Explanation) -> None:
    for each in told.hypotheses:
        best = each.readings[0]
        for other in each.readings[1:]:
            apart = best.voices.total - other.voices.total
            assert np.log(best.share / other.share) == pytest.approx(apart, abs=1e-6)


def test_hypotheses_lie_in_the_picture_and_others_are_behind(told: Explanation) -> None:
    height, width = told.picture.shape
    assert told.numbers.shape == (height, width)
    assert bool(((told.picture > 0) <= (told.numbers > 0)).all())
    for each in told.hypotheses:
        assert 0 <= each.box.top < each.box.bottom <= height
        assert 0 <= each.box.left < each.box.right <= width
        assert each.behind >= 0.0
        rows, columns = np.nonzero((told.numbers > each.first) & (told.numbers <= each.last + 1))
        assert (rows.min(), columns.min()) == (each.box.top, each.box.left)
        assert (rows.max() + 1, columns.max() + 1) == (each.box.bottom, each.box.right)
    assert sorted({each.first for each in told.path}) == [each.first for each in told.path]


def test_a_large_word_is_told_in_a_smaller_picture(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    page = reader.read_picture(picture("THE WATER"))
    whole = reader.explain(page, 0, 1)
    most = whole.picture.shape[1] // 3
    monkeypatch.setattr(explain_module, "_WIDEST", most)
    small = reader.explain(page, 0, 1)
    assert most / 2 < small.picture.shape[1] <= most
    assert small.picture.mean() == pytest.approx(whole.picture.mean(), rel=0.1)
    step = -(-whole.picture.shape[1] // most)
    for one, other in zip(whole.hypotheses, small.hypotheses, strict=True):
        assert (one.first, one.last, one.behind) == (other.first, other.last, other.behind)
        assert (other.box.top, other.box.left) == (one.box.top // step, one.box.left // step)
        assert (other.box.bottom, other.box.right) == (-(-one.box.bottom // step), -(-one.box.right // step))
    assert small.numbers.shape == small.picture.shape
    assert set(np.unique(small.numbers)) <= set(np.unique(whole.numbers))


def test_seams_part_primitives_of_one_component(reader: Reader) -> None:
    seen = picture("HH")
    seen.pixels[seen.pixels.shape[0] // 2 + 1 : seen.pixels.shape[0] // 2 + 3, 20:-20] = 0  # a bar joins them
    page = reader.read_picture(seen, alphabet="capitals")
    told = reader.explain(page, 0, 0)
    assert told.seams
    for seam in told.seams:
        assert (np.diff(seam[:, 0]) > 0).all()
        sides = told.numbers[seam[:, 0], seam[:, 1] - 1], told.numbers[seam[:, 0], seam[:, 1]]
        assert (sides[0] != sides[1]).all()
        assert (sides[0] > 0).all()
        assert (sides[1] > 0).all()
    assert any(each.glyph is None and each.behind > 0 for each in told.hypotheses)


def test_exact_shapes_are_explained_without_language(reader: Reader) -> None:
    page = reader.read_picture(picture("THE WATER"), exact_shapes=True)
    told = reader.explain(page, 0, 0)
    assert told.exact
    assert all(reading.voices.language == 0.0 for each in told.hypotheses for reading in each.readings)


def unsure_reader(language: LanguageModel, **rule: float) -> Reader:
    lines = LineReader.open(language=language)
    return Reader(replace(open_classifier(), temperature=9.0), language, lines=lines, rule=Rule(**rule))


def test_the_line_networks_voice_is_heard_where_it_was_asked(language: LanguageModel, told: Explanation) -> None:
    unsure = unsure_reader(language, doubt=0.0)
    page = unsure.read_picture(picture("hello there"))
    assert page.text == "hello there"
    joint = unsure.explain(page, 0, 1)
    assert joint.second is None
    assert all(each.readings[0].voices.frames < 0.0 for each in joint.path)
    assert all(each.readings[0].voices.frames == 0.0 for each in told.path)
    for each, glyph in zip(joint.path, page.lines[0].words[1].glyphs, strict=True):
        for reading, candidate in zip(each.readings, glyph.candidates, strict=True):
            assert reading.share == pytest.approx(candidate.confidence, abs=1e-9)


def test_a_line_read_as_a_whole_says_so(language: LanguageModel) -> None:
    unsure = unsure_reader(language, doubt=1.1, lead=-100.0)
    page = unsure.read_picture(picture("hello there"))
    assert page.text == "hello there"
    told = unsure.explain(page, 0, 1)
    assert told.text == "there"
    assert told.second is not None
    assert told.second.won
    assert told.second.text == "hello there"
    assert told.second.lead + told.second.sureness > told.second.needed
    assert [each.glyph for each in told.path] == sorted(each.glyph for each in told.path)
    assert told.path


def test_what_cannot_be_explained_is_said_in_a_sentence(reader: Reader, page: Page) -> None:
    newer = reader.read_picture(picture("NEW"))
    for line, word, old in ((0, 0, page), (0, 9, newer), (7, 0, newer)):
        with pytest.raises(DataError, match="read it again"):
            reader.explain(old, line, word)


def test_explaining_can_be_cancelled(reader: Reader) -> None:
    page = reader.read_picture(picture("NEW"))

    def stop(fraction: float, what: str) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        reader.explain(page, 0, 0, check=stop)
