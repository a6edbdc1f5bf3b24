"""Synthetic handwriting: seeded, complete, split by hands, and readable by a simple classifier."""

from __future__ import annotations

import numpy as np
import pytest

from core.alphabet import READER_ALPHABET
from core.data import synthetic
from core.data.pen import draw_paths
from core.data.strokes import parse, shapes
from core.errors import DataError


def test_every_character_has_templates_and_the_ambiguous_ones_several() -> None:
    names = {(shape.label, shape.name) for shape in shapes()}
    assert {label for label, _ in names} >= set(READER_ALPHABET.characters)
    wanted = {("4", "open"), ("4", "closed"), ("7", "crossed"), ("Z", "crossed"), ("1", "serif"), ("I", "serif")}
    assert names >= wanted | {("0", "slashed"), ("a", "printed"), ("a", "round"), ("g", "eight"), ("2", "looped")}


def test_paths_pass_through_their_control_points() -> None:
    for shape in shapes():
        matrix, stroke_of = shape.matrix(192)
        assert np.allclose(matrix.sum(axis=1), 1, atol=1e-4)  # moving all control points moves the path alike
        path = matrix @ shape.controls
        for point, stroke in zip(shape.controls, shape.stroke_of, strict=True):
            assert np.linalg.norm(path[stroke_of == stroke] - point, axis=1).min() < 0.05, (shape.label, shape.name)


def test_a_circle_of_few_points_is_round() -> None:
    angles = np.linspace(0, 2 * np.pi, 13)
    words = " ".join(f"{50 + 50 * np.cos(angle):.4f},{50 + 50 * np.sin(angle):.4f}" for angle in angles)
    (circle,) = parse(f"o test 1: {words}")
    path = circle.matrix(200)[0] @ circle.controls
    assert np.linalg.norm(path - 0.5, axis=1) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    "line", ["A", "A one", "A one 1:", "A one 1: 3", "A one x: 1,2", "A one 0: 1,2", "A a 1: 1,nan"]
)
def test_bad_templates_are_named_by_line(line: str) -> None:
    with pytest.raises(DataError, match="line 2"):
        parse("// head\n" + line, "bad.txt")


def test_disc_covers_its_area() -> None:
    points = np.full((1, 1, 2), 15.5, dtype=np.float32)
    image = draw_paths(points, np.full((1, 1), 6.0, dtype=np.float32), np.ones((1, 1), dtype=bool), 32)
    assert image.sum() / 255 == pytest.approx(np.pi * 36, rel=0.02)
    assert np.array_equal(image[0], image[0].T)
    assert np.array_equal(image[0], image[0, ::-1, ::-1])


def test_same_seed_same_pictures() -> None:
    labels = np.array(list("A4g,") * 5)
    one = synthetic.draw(labels, np.random.default_rng(7))
    two = synthetic.draw(labels, np.random.default_rng(7))
    other = synthetic.draw(labels, np.random.default_rng(8))
    assert one.shape == (20, 32, 32)
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)
    assert len(np.unique(one.reshape(20, -1), axis=0)) == 20


def test_other_sizes_and_no_labels() -> None:
    assert synthetic.draw(["Q"], np.random.default_rng(0), size=64).any()
    assert synthetic.draw([], np.random.default_rng(0)).shape == (0, 32, 32)
    with pytest.raises(DataError, match="no stroke template"):
        synthetic.draw(["€"], np.random.default_rng(0))


def test_ink_stays_inside_and_no_picture_is_empty() -> None:
    labels = np.array(synthetic.ALPHABETS["synthetic-all"].labels * 10)
    images = synthetic.draw(labels, np.random.default_rng(1))
    ink = images.reshape(len(images), -1).sum(axis=1) / 255
    assert (ink > 2).all()
    edges = np.concatenate([images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]], axis=1)
    assert (edges > 100).any(axis=1).mean() < 0.02
    assert images[labels == "W"].mean() > 2 * images[labels == "."].mean()


def test_dataset_is_split_by_hands() -> None:
    data = synthetic.make("synthetic-digits", per_class=45)
    assert {part: len(data.part(part)) for part in ("train", "valid", "test")} == {
        "train": 300,
        "valid": 100,
        "test": 50,
    }
    hands = [set(data.part(part).writers) for part in ("train", "valid", "test")]
    assert len(set.union(*hands)) == sum(map(len, hands))
    assert set(data.counts()) == {45}
    with pytest.raises(DataError):
        synthetic.make("synthetic-digits", per_class=2)


def test_stream_never_repeats() -> None:
    flow = synthetic.stream(READER_ALPHABET, 50, np.random.default_rng(0))
    (one, labels), (two, _) = next(flow), next(flow)
    assert one.shape == two.shape == (50, 32, 32)
    assert not np.array_equal(one, two)
    assert labels.max() < len(READER_ALPHABET.characters)


def test_pictures_look_like_their_labels() -> None:
    """Nearest class mean, trained on some hands, reads the digits of others: far above chance, so labels are right."""
    data = synthetic.make("synthetic-digits", per_class=180, seed=4)
    train, test = data.part("train"), data.part("test")
    flat = train.images.reshape(len(train), -1).astype(float)
    means = np.stack([flat[train.labels == label].mean(axis=0) for label in range(10)])
    distance = ((test.images.reshape(len(test), 1, -1) - means[None]) ** 2).sum(axis=2)
    assert (distance.argmin(axis=1) == test.labels).mean() > 0.55
