"""What is answered about runs and networks, against numbers computed another way."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from PIL import Image

from core.alphabet import Alphabet
from core.data import catalogue
from core.data.corrections import CorrectionStore, corrected, digest_of
from core.data.dataset import Dataset, to_floats
from core.errors import Cancelled, ConfigError, DataError, ExportError, RunError
from core.inspection.answer import Inspection
from core.inspection.confusions import confused_together, reliability
from core.inspection.pictures import diverging, side_by_side, unit_pictures
from core.inspection_answers import GAP, ZERO
from core.inspection_messages import (
    READER,
    Correct,
    Correction,
    Describe,
    DreamOf,
    Explain,
    FindExciting,
    SaveFigure,
    SaveFilm,
    See,
    ShowCalibration,
    ShowConfusion,
    ShowGallery,
    ShowMosaic,
    ShowUnit,
    Subject,
)
from core.nets.scratch import network_of
from core.train.config import TrainingConfig
from core.train.corrected_data import corrections_of, keep_with, training_data
from core.train.engine import train
from core.train.runs import RunsFolder

LABELS = tuple("ABCDE")
RUN = Subject("toy")


def toy(side=12) -> Dataset:
    rng = np.random.default_rng(7)
    prototypes = rng.integers(0, 255, (5, side, side))
    labels = rng.integers(0, 5, 440)
    images = np.clip(prototypes[labels] + rng.normal(0, 110, (440, side, side)), 0, 255).astype(np.uint8)
    split = np.array(["train"] * 300 + ["valid"] * 80 + ["test"] * 60)
    return Dataset(images, labels.astype(np.int64), Alphabet(LABELS), split, np.array([""] * 440), name="toy")


@pytest.fixture
def data(monkeypatch):
    made = toy()
    monkeypatch.setattr(catalogue, "load", lambda name, seed=0: made)
    return made


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    runs = RunsFolder(tmp_path_factory.mktemp("runs"))
    config = TrainingConfig(dataset="toy", epochs=3, learning_rate=0.5, hidden=(9,), activation="tanh")
    list(train(config, toy(), run=runs.create(config, name="toy")))
    return runs


@pytest.fixture
def inspection(data, runs):
    return Inspection(runs)


def weights_of(inspection, epoch):
    return inspection.sources.open(Subject("toy", epoch)).model.tensors


def test_it_says_what_there_is(inspection):
    found = inspection.answer(Describe(RUN))
    assert (found.source, found.title, found.dataset, found.labels) == ("toy", "toy", "toy", LABELS)
    assert [(layer.name, layer.shape) for layer in found.layers] == [("fc1", (9, 144)), ("fc2", (5, 9))]
    assert found.epochs == (0, 1, 2, 3)
    assert found.sources == (("toy", "toy"), (READER, "Shipped reader"))


def test_without_runs_the_shipped_reader_is_shown(tmp_path):
    found = Inspection(RunsFolder(tmp_path / "none")).answer(ShowMosaic(Subject()))
    assert (found.source, found.layer, found.tile, found.count) == (READER, "conv1", (3, 3), 32)


def test_the_newest_epoch_is_followed_and_an_older_one_found(inspection):
    assert inspection.answer(ShowMosaic(Subject("toy"))).epoch == 3
    assert inspection.answer(ShowMosaic(Subject("toy", 1))).epoch == 1
    with pytest.raises(RunError):
        inspection.answer(ShowMosaic(Subject("nothing")))


def test_tiles_of_the_first_layer_are_its_weights(inspection):
    found = inspection.answer(ShowMosaic(RUN, aspect=1.0))
    weights = weights_of(inspection, 3)["fc1.weight"].reshape(9, 12, 12)
    for place, unit in enumerate(found.units):
        top = found.gap + (place // found.columns) * (12 + found.gap)
        left = found.gap + (place % found.columns) * (12 + found.gap)
        tile = found.picture[top : top + 12, left : left + 12].astype(float)
        expected = np.clip(weights[unit] / found.limit, -1, 1)
        np.testing.assert_allclose((tile - ZERO) / 127, expected, atol=0.5 / 127 + 1e-6)
    assert (found.picture[0] == GAP).all()


def test_tiles_of_the_second_layer_are_composed(inspection):
    found = inspection.answer(ShowMosaic(RUN, layer="fc2", scale="own"))
    tensors = weights_of(inspection, 3)
    composed = tensors["fc2.weight"] @ tensors["fc1.weight"]
    top, left = found.gap, found.gap
    tile = found.picture[top : top + 12, left : left + 12].astype(float)
    expected = composed[0].reshape(12, 12) / np.abs(composed[0]).max()
    np.testing.assert_allclose((tile - ZERO) / 127, expected, atol=0.5 / 127 + 1e-5)
    assert found.composed
    assert found.names == LABELS
    assert found.limit == 0


def test_tiles_are_ordered_by_change_and_shown_beside_the_start(inspection):
    found = inspection.answer(ShowMosaic(RUN, order="change", start=True))
    moved = np.linalg.norm(weights_of(inspection, 3)["fc1.weight"] - weights_of(inspection, 0)["fc1.weight"], axis=1)
    assert found.units.tolist() == np.argsort(-moved, kind="stable").tolist()
    assert found.start is not None
    assert found.start.shape == found.picture.shape
    assert (found.start != found.picture).any()


def test_a_unit_from_near(inspection):
    found = inspection.answer(ShowUnit(RUN, "fc1", 4))
    now, start = (weights_of(inspection, epoch)["fc1.weight"][4] for epoch in (3, 0))
    assert found.counts.sum() == 144
    assert found.epochs.tolist() == [0, 1, 2, 3]
    assert found.norms[-1] == pytest.approx(np.linalg.norm(now))
    assert found.changes[0] == 0
    assert found.changes[-1] == pytest.approx(np.linalg.norm(now - start))
    np.testing.assert_allclose(found.to_classes, weights_of(inspection, 3)["fc2.weight"][:, 4], rtol=1e-6)
    with pytest.raises(ConfigError, match="units 0 to 8"):
        inspection.answer(ShowUnit(RUN, "fc1", 9))


def test_the_most_exciting_pictures(inspection, data):
    found = inspection.answer(FindExciting(RUN, "fc1", 2, most=5))
    images = data.part("train").images
    tensors = weights_of(inspection, 3)
    answers = np.tanh(images.reshape(300, -1) / 255.0 @ tensors["fc1.weight"][2] + tensors["fc1.bias"][2])
    best = np.argsort(-answers, kind="stable")[:5]
    np.testing.assert_allclose(found.answers, answers[best], atol=1e-5)
    assert found.images.shape == (5, 12, 12)
    assert found.among == 300


def test_a_patch_goes_through_the_network(inspection, data):
    patch = data.images[0]
    found = inspection.answer(See(RUN, patch))
    logits = network_of(inspection.sources.open(RUN).model).forward(to_floats(patch[None]))[0]
    assert found.labels[0] == LABELS[int(logits.argmax())]
    assert found.probabilities.sum() == pytest.approx(1)
    assert (np.diff(found.probabilities) <= 0).all()
    assert [(layer.name, layer.shape) for layer in found.layers] == [("fc1", (9,)), ("act1", (9,))]


def test_a_patch_of_another_size_is_fitted(inspection):
    assert inspection.answer(See(RUN, np.zeros((32, 32), np.uint8))).patch.shape == (12, 12)


@pytest.mark.parametrize("method", ["gradient", "integrated", "occlusion"])
def test_the_answer_is_explained(inspection, data, method):
    found = inspection.answer(Explain(RUN, data.images[0], method, "B"))
    assert found.label == "B"
    assert found.picture.shape == (12, 12)
    assert (found.picture != ZERO).any()


def test_the_gradient_of_a_class_speaks_for_it(inspection, data):
    found = inspection.answer(Explain(RUN, data.images[0], "gradient", "C"))
    network = network_of(inspection.sources.open(RUN).model, np.float64)
    image = to_floats(data.images[:1]).astype(np.float64)
    more = image.copy()
    row, column = np.unravel_index(int(found.picture.argmax()), found.picture.shape)
    more[0, 0, row, column] += 1e-4
    slope = (network.forward(more) - network.forward(image))[0, 2] / 1e-4
    assert slope == pytest.approx(found.limit * (int(found.picture.max()) - ZERO) / 127, rel=0.02)


def test_a_dream_pleases_its_class(inspection):
    found = inspection.answer(DreamOf(RUN, "", 3))
    assert found.name == "D"
    assert found.last > found.first
    assert found.picture.shape == (12, 12)


def test_confusion_while_training_is_what_the_run_measured(inspection, data):
    found = inspection.answer(ShowConfusion(RUN))
    valid = data.part("valid")
    predicted = network_of(inspection.sources.open(RUN).model).forward(to_floats(valid.images)).argmax(axis=1)
    expected = np.zeros((5, 5), int)
    for true, said in zip(valid.labels, predicted, strict=True):
        expected[true, said] += 1
    assert found.live
    assert found.counts.tolist() == expected.tolist()
    assert sorted(found.order.tolist()) == [0, 1, 2, 3, 4]
    other = inspection.answer(ShowConfusion(Subject("toy", 0)))
    assert other.epoch == 0
    assert other.accuracy < found.accuracy


def test_the_test_split_is_read_by_the_network_itself(inspection):
    found = inspection.answer(ShowConfusion(Subject("toy", split="test")))
    assert not found.live
    assert found.counts.sum() == 60


def worst_cell(found):
    wrong = found.counts - np.diag(np.diag(found.counts))
    row, column = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return found.labels[row], found.labels[column], int(wrong[row, column])


def test_a_cell_opens_its_pictures_and_a_correction_moves_them(inspection):
    early = Subject("toy", 0)
    true, predicted, count = worst_cell(inspection.answer(ShowConfusion(early)))
    gallery = inspection.answer(ShowGallery(early, true, predicted))
    assert gallery.count == len(gallery.images) == count > 1
    assert (np.diff(gallery.confidence) <= 0).all()
    assert set(gallery.labels) == {true}
    first, second = gallery.digests[:2]
    inspection.answer(Correct("toy", {first: Correction(label=predicted), second: Correction(excluded=True)}))
    after = inspection.answer(ShowConfusion(early))
    assert after.corrected == 2
    assert after.counts.sum() == 79
    assert inspection.answer(ShowGallery(early, true, predicted)).count == count - 2
    inspection.answer(Correct("toy", {}))
    assert inspection.answer(ShowConfusion(early)).live


def test_flagging_more_catches_more(inspection):
    found = inspection.answer(ShowCalibration(RUN))
    assert found.count == 80
    assert found.samples.sum() == 80
    assert found.flagged[0] == 0
    assert (np.diff(found.flagged) >= 0).all()
    assert (np.diff(found.caught) >= 0).all()
    assert (found.caught <= found.flagged).all()
    assert found.caught.max() <= found.mistakes


def test_a_check_can_give_up(inspection):
    def give_up(fraction, text):
        raise Cancelled("Stopped as asked.")

    with pytest.raises(Cancelled):
        inspection.answer(ShowGallery(RUN, "A", "B"), give_up)


def test_each_view_is_saved_as_a_figure(inspection, data, tmp_path):
    """One view as each kind; the end-to-end test saves each as all kinds."""
    questions = [
        ShowMosaic(RUN, start=True), ShowConfusion(RUN), ShowCalibration(RUN), ShowUnit(RUN, "fc1", 0),
        See(RUN, data.images[0]),
    ]  # fmt: skip
    for number, question in enumerate(questions):
        ending = ("png", "svg", "pdf")[number % 3]
        path = tmp_path / f"{number}.{ending}"
        assert inspection.answer(SaveFigure(question, str(path))).path == str(path)
        start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending]
        assert path.read_bytes().startswith(start)
        assert path.stat().st_size > 2000


def test_numbers_are_saved_as_csv(inspection, tmp_path):
    path = tmp_path / "weights.csv"
    inspection.answer(SaveFigure(ShowMosaic(RUN), str(path)))
    rows = list(csv.reader(path.read_text().splitlines()))
    assert len(rows) == 10
    assert rows[0][:2] == ["unit", "w0"]
    np.testing.assert_allclose(
        np.array(rows[1][1:], float), weights_of(inspection, 3)["fc1.weight"][0], rtol=1e-5, atol=1e-9
    )
    inspection.answer(SaveFigure(ShowConfusion(RUN), str(path)))
    assert [row[0] for row in csv.reader(path.read_text().splitlines())][1:] == list(LABELS)
    with pytest.raises(ExportError):
        inspection.answer(SaveFigure(ShowConfusion(RUN), str(tmp_path / "matrix.jpg")))


def test_the_epochs_are_saved_as_a_film(inspection, tmp_path):
    for question in (ShowMosaic(RUN), ShowConfusion(RUN)):
        path = tmp_path / "film.gif"
        inspection.answer(SaveFilm(question, str(path)))
        with Image.open(path) as film:
            assert film.n_frames == 4
    with pytest.raises(ConfigError):
        inspection.answer(SaveFilm(ShowMosaic(Subject(READER)), str(tmp_path / "film.gif")))


def test_confused_classes_stand_together():
    counts = np.diag([9, 9, 9, 9, 9])
    counts[0, 4], counts[4, 0], counts[1, 3] = 5, 2, 3
    order = confused_together(counts).tolist()
    assert abs(order.index(0) - order.index(4)) == 1
    assert abs(order.index(1) - order.index(3)) == 1
    assert sorted(order) == [0, 1, 2, 3, 4]


def test_reliability_by_hand():
    confidence, right = np.array([0.05, 0.95, 0.97, 0.5]), np.array([False, True, False, True])
    means, shares, samples = reliability(confidence, right, bins=2)
    assert samples.tolist() == [2, 2]
    np.testing.assert_allclose(means, [0.275, 0.96])
    np.testing.assert_allclose(shares, [0.5, 0.5])


def test_pictures_by_hand():
    assert diverging(np.array([-2.0, -1.0, 0.0, 1.0, np.nan]), 1.0).tolist() == [1, 1, ZERO, 255, GAP]
    tiles = np.arange(3, dtype=np.uint8).reshape(3, 1, 1) + 1
    assert side_by_side(tiles, 2, 1).tolist() == [
        [0, 0, 0, 0, 0], [0, 1, 0, 2, 0], [0, 0, 0, 0, 0], [0, 3, 0, 0, 0], [0, 0, 0, 0, 0],
    ]  # fmt: skip
    row = unit_pictures(np.arange(5.0).reshape(1, 1, 1, 5))
    assert row.shape == (1, 2, 3)
    assert np.isnan(row[0, 1, 2])
    channels = unit_pictures(np.ones((1, 2, 2, 2)))
    assert channels.shape == (1, 2, 5)
    assert np.isnan(channels[0, :, 2]).all()


def test_corrections_are_kept_beside_the_data(tmp_path):
    data, store = toy(), CorrectionStore(tmp_path)
    digest = digest_of(data.images[3])
    store.keep("toy/one", {digest: Correction("E"), digest_of(data.images[4]): Correction(excluded=True)})
    store.keep("toy-one", {})
    again = CorrectionStore(tmp_path).load("toy/one")
    changed = corrected(data, again)
    assert len(changed) == 439
    assert changed.labels[3] == 4
    assert (data.images == toy().images).all()
    assert (data.labels == toy().labels).all()
    next(tmp_path.glob("toy-one-*.json")).write_text("{}")
    for path in tmp_path.glob("*.json"):
        path.write_text('{"corrections": {"x": {"label": 3, "excluded": false}}}')
    with pytest.raises(DataError, match="cannot be read"):
        store.load("toy/one")


def test_a_recurrent_networks_weights_are_listed_without_its_gates():
    from core.inspection.weights import layers_of
    from core.nets.spec import NetSpec

    spec = NetSpec("squeezenet1_1", input_shape=(3, 64, 64), classes=4)
    assert layers_of(spec)[0].shape == (64, 3, 3, 3)
    assert all(layer.shape for layer in layers_of(NetSpec("crnn", input_shape=(1, 32, 256), classes=4)))


@pytest.mark.parametrize("ask", [lambda of, patch: See(of, patch), lambda of, patch: Explain(of, patch),
                                 lambda of, _patch: DreamOf(of, "", 0),
                                 lambda of, _patch: FindExciting(of, "classifier", 0)])  # fmt: skip
def test_it_says_of_which_networks_it_cannot_show_what_they_see(inspection, tmp_path, ask):
    from core.nets.layout import tensor_shapes
    from core.nets.model_file import header_for, save_model
    from core.nets.spec import NetSpec

    spec = NetSpec("squeezenet1_1", input_shape=(3, 32, 32), classes=5)
    tensors = {name: np.full(shape, 0.01, np.float32) for name, shape in tensor_shapes(spec).items()}
    path = tmp_path / "flowers.safetensors"
    save_model(path, header_for(spec, name="Flowers", labels=LABELS), tensors)
    with pytest.raises(ConfigError, match=r"'Flowers' sees cannot be shown: .* Choose a fully connected"):
        inspection.answer(ask(Subject(str(path)), np.zeros((32, 32), np.uint8)))


def test_what_a_run_measured_with_corrections_is_not_shown_as_the_data_are(runs, data):
    """The matrix that training counted is of the corrected samples: after they are taken back it is counted anew."""
    store = CorrectionStore()
    wrong = {digest_of(image): Correction(excluded=True) for image in data.images[300:340]}
    store.keep("toy", wrong)
    config = TrainingConfig(dataset="toy", epochs=1, learning_rate=0.5, hidden=(4,))
    run = runs.create(config, name="corrected")
    keep_with(run, "toy", corrections_of(config))
    list(train(config, training_data(config, data, wrong), run=run))
    subject = Subject(run.info().id)
    assert Inspection(runs).answer(ShowConfusion(subject)).counts.sum() == 40
    store.keep("toy", {})
    found = Inspection(runs).answer(ShowConfusion(subject))
    assert (found.counts.sum(), found.live) == (80, False)
    runs.trash(run)
