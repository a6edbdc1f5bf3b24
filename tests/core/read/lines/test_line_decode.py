"""The search over frames gives what adding up every frame-by-frame writing gives, with and without a language model."""

from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest

from core.read.lines.decode import LineWeights, align, decode, log_likelihood
from core.read.lines.network import BLANK, LABELS

A, B, SPACE = LABELS.index("A"), LABELS.index("B"), LABELS.index(" ")
WIDE = LineWeights(language=0.7, bonus=0.3, beam=4000, choices=BLANK)


class Bigram:
    """A language over A, B and the blank; a state is the last character."""

    start = BLANK

    def __init__(self, seed: int) -> None:
        table = np.random.default_rng(seed).dirichlet(np.ones(len(LABELS)), len(LABELS))
        self._logs = np.log(table).astype(np.float32)

    def advance(self, states, codes):
        states, codes = np.broadcast_arrays(states, codes)
        return self._logs[states, codes], codes.astype(np.int64)

    def end(self, states):
        return self._logs[states, BLANK]


def frames(seed: int, count: int, labels: list[int]) -> np.ndarray:
    """Log probabilities (count, labels of LABELS) that leave next to nothing to the labels that are not listed."""
    shares = np.full((count, len(LABELS)), 1e-9)
    shares[:, labels] = np.random.default_rng(seed).dirichlet(np.ones(len(labels)), count)
    return np.log(shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def written(path: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(label for label, _ in groupby(path) if label != BLANK)


def every_text(logs: np.ndarray, labels: list[int]) -> dict[tuple[int, ...], float]:
    """Log probability of each text: all paths through the frames added up."""
    found: dict[tuple[int, ...], float] = {}
    for path in product(labels, repeat=len(logs)):
        log = float(sum(logs[frame, label] for frame, label in enumerate(path)))
        found[written(path)] = np.logaddexp(found.get(written(path), -np.inf), log)
    return found


def with_language(text: tuple[int, ...], language: Bigram, weights: LineWeights) -> float:
    state, total = np.array(language.start), 0.0
    for code in text:
        log, state = language.advance(state, np.array(code))
        total += weights.language * float(log) + weights.bonus
    return total + weights.language * float(language.end(state))


@pytest.mark.parametrize("seed", range(8))
def test_without_a_language_the_likeliest_sum_of_paths_wins(seed: int) -> None:
    labels = [A, B, BLANK]
    logs = frames(seed, 6, labels)
    texts = every_text(logs, labels)
    scored = {text: log + WIDE.bonus * len(text) for text, log in texts.items()}
    found = decode(logs, None, WIDE)
    best = max(scored, key=lambda text: scored[text])
    assert tuple(found.codes.tolist()) == best
    assert found.log_posterior == pytest.approx(scored[best] - np.logaddexp.reduce(list(scored.values())), abs=1e-3)


@pytest.mark.parametrize("seed", range(8))
def test_with_a_language_the_best_product_wins(seed: int) -> None:
    labels, language = [A, B, SPACE, BLANK], Bigram(seed)
    logs = frames(seed, 5, labels)
    scored = {t: log + with_language(t, language, WIDE) for t, log in every_text(logs, labels).items()}
    found = decode(logs, language, WIDE)
    best = max(scored, key=lambda text: scored[text])
    assert tuple(found.codes.tolist()) == best
    assert found.log_posterior == pytest.approx(scored[best] - np.logaddexp.reduce(list(scored.values())), abs=1e-3)


def test_states_are_those_before_each_character() -> None:
    logs = frames(3, 12, [A, B, SPACE, BLANK])
    found = decode(logs, Bigram(3), LineWeights(language=0.7, bonus=3.0, beam=50))
    assert len(found.codes) > 1
    assert found.states.tolist() == [BLANK, *found.codes[:-1].tolist()]


def test_a_narrow_beam_reads_clear_frames() -> None:
    clear = np.full((7, len(LABELS)), -9.0, np.float32)
    clear[np.arange(7), [A, A, BLANK, A, SPACE, B, B]] = 0.0
    assert decode(clear, None, LineWeights(beam=2, choices=2)).codes.tolist() == [A, A, SPACE, B]


def test_empty_frames_read_as_nothing() -> None:
    silent = np.full((5, len(LABELS)), -20.0, np.float32)
    silent[:, BLANK] = 0.0
    assert decode(silent, Bigram(0), LineWeights()).codes.tolist() == []


@pytest.mark.parametrize("seed", range(6))
def test_alignment_is_the_likeliest_path_of_its_text(seed: int) -> None:
    labels = [A, B, BLANK]
    logs = frames(seed, 7, labels)
    text = (A, A, B) if seed % 2 else (B, A)
    paths = [path for path in product(labels, repeat=7) if written(path) == text]
    best = max(paths, key=lambda path: sum(logs[frame, label] for frame, label in enumerate(path)))
    runs, frame = [], 0
    for label, group in groupby(best):
        length = len(list(group))
        if label != BLANK:
            runs.append([frame, frame + length - 1])
        frame += length
    assert align(logs, np.array(text)).tolist() == runs


def test_alignment_of_too_long_a_text_is_refused() -> None:
    with pytest.raises(ValueError, match="too few frames"):
        align(frames(0, 2, [A, B, BLANK]), np.array([A, A]))


def test_alignment_of_no_text_is_empty() -> None:
    assert align(frames(0, 3, [A, BLANK]), np.zeros(0, np.int64)).shape == (0, 2)


@pytest.mark.parametrize("text", [(), (A,), (A, A), (B, A, B), (A, B, B, A)])
def test_likelihood_adds_up_every_path_as_torch_does(text: tuple[int, ...]) -> None:
    import torch

    labels = [A, B, BLANK]
    logs = frames(len(text), 7, labels)
    every = every_text(logs, labels)
    assert log_likelihood(logs, np.array(text, np.int64)) == pytest.approx(every[text], abs=1e-4)
    loss = torch.nn.functional.ctc_loss(
        torch.from_numpy(logs)[:, None], torch.tensor([text], dtype=torch.long), (7,), (len(text),),
        blank=BLANK, reduction="sum",
    )  # fmt: skip
    assert log_likelihood(logs, np.array(text, np.int64)) == pytest.approx(-float(loss), abs=1e-3)


def test_a_text_longer_than_its_frames_is_impossible() -> None:
    assert log_likelihood(frames(0, 2, [A, BLANK]), np.array([A, A])) == -np.inf
