"""From runs and files to models; weights to start from; what is frozen stays."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import save, save_file

from core.errors import ModelError, RunError
from core.nets.initializers import initial_tensors
from core.nets.model_file import load_model
from core.nets.spec import NetSpec
from core.train.backend import balanced_weights, first_filters, spec_of
from core.train.config import TrainingConfig
from core.train.engine import train
from core.train.history_file import load_epoch_arrays
from core.train.initial import initial_weights
from core.train.learner import Learner
from core.train.models import backend_of, model_of, open_model, write_model
from core.train.records import EpochRecord

FAST = TrainingConfig(dataset="toy", hidden=(16,), epochs=3, learning_rate=0.3)


def _trained(config, data, runs, name=""):
    run = runs.create(config, name=name)
    records = list(train(config, data, run=run))
    return run, [record for record in records if isinstance(record, EpochRecord)]


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_the_model_of_a_run_is_its_best_epochs(backend, ema, data, runs, tmp_path):
    run, epochs = _trained(FAST.changed(backend=backend, ema=ema, dropout=0.2), data, runs, "one")
    best = max((record for record in epochs if record.best), key=lambda record: record.epoch)
    model = open_model("one", runs)
    for name, array in load_epoch_arrays(run.history, best.epoch).weights.items():
        np.testing.assert_array_equal(model.tensors[name], array)
    write_model(run, tmp_path / "m.safetensors")
    written = load_model(tmp_path / "m.safetensors")
    assert written.header == model.header
    assert written.header.labels == tuple("ABCDE")
    valid = data.part("valid")
    accuracy = (backend_of(written).logits(valid.images).argmax(axis=1) == valid.labels).mean()
    assert accuracy == pytest.approx(best.valid_accuracy)


def test_a_run_without_a_checkpoint_is_one_sentence(runs, tmp_path):
    runs.create(FAST, name="new")
    with pytest.raises(RunError):
        open_model("new", runs)
    with pytest.raises(RunError):
        open_model("nobody", runs)
    with pytest.raises(ModelError):
        open_model(str(tmp_path / "gone.safetensors"), runs)
    with pytest.raises(RunError):
        model_of(runs.open("new"))


def test_training_goes_on_from_a_model_file(data, runs, tmp_path):
    run, epochs = _trained(FAST, data, runs)
    write_model(run, tmp_path / "m.safetensors")
    config = FAST.changed(init_from=str(tmp_path / "m.safetensors"), seed=5)
    for backend in ("numpy", "torch"):
        first = next(train(config.changed(backend=backend), data))
        assert first.valid_accuracy == pytest.approx(max(record.valid_accuracy for record in epochs))


def test_only_the_last_layer_may_have_other_classes(data, make_data, runs, tmp_path):
    run, _ = _trained(FAST, data, runs)
    write_model(run, tmp_path / "m.safetensors")
    config = FAST.changed(init_from=str(tmp_path / "m.safetensors"))
    learner = Learner(config, make_data(classes=8))
    model = load_model(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(learner.backend.weights()["fc1.weight"], model.tensors["fc1.weight"])
    assert learner.backend.weights()["fc2.weight"].shape == (8, 16)
    with pytest.raises(ModelError, match="fc1"):
        Learner(config.changed(hidden=(17,)), data)


@pytest.mark.parametrize("content", [b"", b"text", b"\xff" * 100])
def test_a_broken_file_to_start_from_is_one_sentence(content, data, tmp_path):
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(ModelError):
        Learner(FAST.changed(init_from=str(tmp_path / "m")), data)
    with pytest.raises(ModelError):
        Learner(FAST.changed(init_from=str(tmp_path / "gone")), data)


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("model", ["fc", "reader"])
def test_frozen_features_stay_as_they_are(backend, model, data):
    config = FAST.changed(backend=backend, model=model, freeze="features", weight_decay=0.1, epochs=1)
    learner = Learner(config, data)
    before = learner.backend.weights()
    learner.position.epoch = 1
    for _ in range(3):
        learner.batch()
    after = learner.backend.weights()
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert changed == {"fc2.weight", "fc2.bias"}


def test_squeezenet_starts_from_foreign_weights_and_trains_its_classifier(make_data, tmp_path):
    data = make_data(side=40, colour=True, train=24, valid=6, test=2)
    config = TrainingConfig(
        dataset="toy", model="squeezenet1_1", backend="torch", epochs=1, batch_size=8, freeze="features"
    )
    donor = Learner(config.changed(seed=9), data).backend.weights()
    foreign = {**donor, "classifier.1.weight": np.zeros((1000, 512, 1, 1), np.float32)}
    foreign["classifier.1.bias"] = np.zeros(1000, np.float32)
    save_file(foreign, tmp_path / "imagenet.safetensors")
    learner = Learner(config.changed(init_from=str(tmp_path / "imagenet.safetensors")), data)
    learner.position.epoch = 1
    learner.batch()
    after = learner.backend.weights()
    for name, array in donor.items():
        assert np.array_equal(after[name], array) == name.startswith("features"), name


def _foreign(**changes):
    """Weights as torchvision's come: names and arrays, no header of ours; changes replace or (None) leave out."""
    spec = NetSpec("squeezenet1_1", input_shape=(3, 40, 40), classes=1000)
    tensors = {
        name: values.astype(np.float32) for name, values in initial_tensors(spec, np.random.default_rng(3)).items()
    }
    tensors |= {name.replace("__", "."): values for name, values in changes.items()}
    return save({name: values for name, values in tensors.items() if values is not None})


FOREIGN = {
    "cut": lambda: _foreign()[:-1000],
    "cut header": lambda: _foreign()[:200],
    "garbled header": lambda: _foreign()[:8] + b"}" * 40 + _foreign()[48:],
    "a layer missing": lambda: _foreign(features__3__squeeze__weight=None),
    "another shape": lambda: _foreign(features__0__weight=np.zeros((64, 3, 5, 5), np.float32)),
    "no number": lambda: _foreign(features__0__bias=np.full(64, np.nan, np.float32)),
    "whole numbers": lambda: _foreign(features__0__bias=np.zeros(64, np.int64)),
    "nothing in it": lambda: save({}),
}


@pytest.mark.parametrize("how", FOREIGN)
def test_foreign_weights_that_do_not_fit_are_one_sentence(how, make_data, tmp_path):
    data = make_data(side=40, colour=True, train=24, valid=6, test=2)
    config = TrainingConfig(dataset="toy", model="squeezenet1_1", backend="torch", epochs=1)
    path = tmp_path / "imagenet.safetensors"
    path.write_bytes(_foreign())
    assert initial_weights(config.changed(init_from=str(path)), _spec(data))
    path.write_bytes(FOREIGN[how]())
    with pytest.raises(ModelError) as caught:
        initial_weights(config.changed(init_from=str(path)), _spec(data))
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def _spec(data):
    return NetSpec("squeezenet1_1", input_shape=data.shape, classes=len(data.alphabet))


def test_balanced_weights_make_classes_weigh_alike():
    labels = np.array([0] * 6 + [1] * 3 + [3])
    weights = balanced_weights(labels, 4)
    sums = np.bincount(labels, weights=weights[labels], minlength=4)
    np.testing.assert_allclose(sums, [10 / 3, 10 / 3, 0, 10 / 3], rtol=1e-6)
    assert weights[2] == 1


def test_first_filters_have_the_inputs_shape():
    config = TrainingConfig(model="fc", hidden=(7,))
    weights = {"fc1.weight": np.arange(7 * 3 * 4 * 5, dtype=np.float32).reshape(7, 60)}
    filters = first_filters(weights, spec_of(config, classes=3, input_shape=(3, 4, 5)))
    assert filters.shape == (7, 4, 5)
    np.testing.assert_allclose(filters[0], weights["fc1.weight"][0].reshape(3, 4, 5).mean(axis=0))
