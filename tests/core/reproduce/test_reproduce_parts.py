"""The parts of the experiments against answers known otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from core.commands import reproduce as command
from core.data.dataset import to_floats
from core.errors import ConfigError, DataError
from core.metrics import edit_distance
from core.nets.losses import cross_entropy
from core.nets.scratch import build_numpy
from core.nets.spec import NetSpec
from core.reproduce import (
    boxes,
    collapse,
    confusions,
    first_weights,
    initialization,
    second_weights,
    softmax,
    vanishing,
)
from core.reproduce.flowers import fifths
from core.reproduce.nist_cnn import alike_accuracy
from core.reproduce.sources import Sources, find_sources
from core.reproduce.table import EXPERIMENTS, chosen


def test_naive_softmax_breaks_exactly_where_the_exponential_overflows():
    for kind in (np.float32, np.float64):
        assert softmax.largest_sound_shift(kind) == np.floor(np.log(np.finfo(kind).max))
    assert np.isnan(softmax.naive(np.array([-1000.0, -1001.0]))).all()  # all vanish: 0 / 0
    np.testing.assert_allclose(softmax.naive(np.log([1.0, 3.0])), [0.25, 0.75])


def test_collapsed_map_is_the_composition_of_the_layers():
    rng = np.random.default_rng(0)
    net = build_numpy(
        NetSpec("fc", classes=3, hidden=(5, 4), activation="linear", input_shape=(1, 2, 3)), rng, np.float64
    )
    for values in net.parameters.values():
        values[...] = rng.normal(size=values.shape)
    weight, bias = collapse.collapsed(net)
    origin = net.forward(np.zeros((1, 1, 2, 3)))[0]
    np.testing.assert_allclose(bias, origin, atol=1e-12)
    units = np.eye(6).reshape(6, 1, 2, 3)
    np.testing.assert_allclose(weight.T, net.forward(units) - origin, atol=1e-12)


def test_only_the_linear_network_collapses():
    images = np.random.default_rng(1).random((20, 1, 32, 32))
    assert collapse.difference("linear", 4, 0, images)[0] < 1e-12
    assert collapse.difference("tanh", 4, 0, images)[0] > 1e-3


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "relu"])
def test_slopes_are_those_of_the_values(kind):
    x = np.linspace(-4.0, 4.0, 401) + 1e-3  # not at 0, where ReLU bends
    step = 1e-5
    values, slopes = vanishing.values_and_slopes(kind, x)
    above, below = (vanishing.values_and_slopes(kind, x + shift)[0] for shift in (step, -step))
    np.testing.assert_allclose(slopes, (above - below) / (2 * step), atol=1e-8)
    assert values.shape == x.shape


def test_sigmoid_gradients_vanish_and_tanh_gradients_do_not(context):
    sigmoid, tanh = (vanishing.gradient_norms(kind, context) for kind in ("sigmoid", "tanh"))
    assert sigmoid.shape == (10,)
    assert sigmoid[0] < 1e-3 * sigmoid[-1]
    assert tanh[0] > 0.1 * tanh[-1]


def test_gradient_norm_of_the_last_layer_is_that_of_the_formula(context, monkeypatch):
    """dL/dW10 = (p - one hot)^T h / N, written out again."""
    monkeypatch.setattr(vanishing, "_BATCH", 40)
    found = vanishing.gradient_norms("tanh", context)[-1]
    data = context.dataset("nist36").part("train")
    rng = np.random.default_rng(context.seed)
    chosen_ones = rng.permutation(len(data))[:40]
    spec = NetSpec("fc", input_shape=data.shape, classes=36, hidden=(64,) * 9, activation="tanh")
    net = build_numpy(spec, rng, np.float64)
    images = to_floats(data.images[chosen_ones])
    hidden = net.activations(images)["act9"]
    d_logits = cross_entropy(net.forward(images), data.labels[chosen_ones]).d_logits
    assert found == pytest.approx(np.linalg.norm(d_logits.T @ hidden), rel=1e-9)


def test_different_units_are_counted():
    assert initialization.different_units(np.zeros((64, 9))) == 1
    assert initialization.different_units(np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 1.0]])) == 2


def test_roughness_is_one_for_noise_and_small_for_shapes():
    noise = np.random.default_rng(0).normal(size=(50, 32, 32))
    assert first_weights.roughness(noise) == pytest.approx(1.0, abs=0.02)
    ramp = np.tile(np.linspace(0, 1, 32), (2, 32, 1))
    assert first_weights.roughness(ramp) < 0.02


def test_templates_agree_with_their_own_examples():
    shown = np.eye(4).reshape(4, 2, 2)
    assert second_weights.agreement(shown * 3.0, shown) == 1.0
    assert second_weights.agreement(np.roll(shown, 1, axis=0), shown) == 0.0


def test_confused_pairs_join_both_directions_and_leave_the_right_ones_out():
    confusion = np.array([[9, 2, 0], [3, 9, 1], [0, 0, 9]])
    assert confusions.ranked(confusion, ("O", "0", "Z")) == [("O", "0", 5), ("0", "Z", 1)]
    assert confusions.joined(confusion).tolist() == [[0, 5, 0], [0, 0, 1], [0, 0, 0]]


def test_look_alikes_count_as_right_when_joined():
    confusion = np.array([[6, 4, 0], [2, 8, 0], [1, 0, 9]])  # O, 0, A: A taken for O stays wrong
    assert alike_accuracy(confusion, ("O", "0", "A")) == pytest.approx(29 / 30)


def test_alignment_adds_up_to_the_edit_distance():
    rng = np.random.default_rng(0)
    for _ in range(40):
        read, truth = ("".join(rng.choice(list("abc"), rng.integers(0, 9))) for _ in range(2))
        found = boxes.align(read, truth)
        assert found.changed + found.missed + found.false == edit_distance(read, truth)
        assert found.same + found.changed + found.false == len(read)
        assert found.same + found.changed + found.missed == len(truth)


def test_alignment_tells_missed_false_and_misread_apart():
    assert boxes.align("AXBCD", "ABCD") == boxes.Alignment(same=4, changed=0, missed=0, false=1)
    assert boxes.align("ABD", "ABCD") == boxes.Alignment(same=3, changed=0, missed=1, false=0)
    assert boxes.align("AXBD", "ABCD") == boxes.Alignment(same=2, changed=2, missed=0, false=0)  # not one too many
    assert boxes.align("HEL0", "HELO") == boxes.Alignment(same=3, changed=1, missed=0, false=0)
    assert boxes.align("", "AB") == boxes.Alignment(0, 0, 2, 0)


def test_characters_are_counted_line_by_line():
    assert boxes.by_lines([5, 3], [4, 4]) == (1, 1)
    assert boxes.by_lines([5], [5, 2]) == (2, 0)
    assert boxes.by_lines([5, 2], [5]) == (0, 2)


def test_a_fifth_of_each_class_is_held_out():
    labels = np.repeat(np.arange(3), 80)
    split = fifths(labels, np.random.default_rng(0))
    for label in range(3):
        names, counts = np.unique(split[labels == label], return_counts=True)
        assert dict(zip(names.tolist(), counts.tolist(), strict=True)) == {"test": 16, "train": 56, "valid": 8}
    assert (split == fifths(labels, np.random.default_rng(0))).all()
    assert (split != fifths(labels, np.random.default_rng(1))).any()


def test_sources_say_what_is_missing(tmp_path):
    with pytest.raises(DataError, match=r"MNIST is not here.*--data"):
        Sources((tmp_path,)).path("mnist")
    with pytest.raises(DataError, match="cannot be drawn"):
        Sources((), synthetic=True).dataset("flowers")
    with pytest.raises(DataError, match="no folder"):
        find_sources(str(tmp_path / "nowhere"))
    assert Sources((), synthetic=True).dataset("mnist") == "synthetic-digits"


def test_official_files_go_before_the_stand_in(tmp_path):
    for name in ("nist36-standin", "nist36"):
        (tmp_path / name).mkdir()
    (tmp_path / "nist36-standin" / "nist36_train.mat").touch()
    assert Sources((tmp_path,)).path("nist36").name == "nist36-standin"  # an empty folder is not the files
    (tmp_path / "nist36" / "nist36_train.mat").touch()
    assert Sources((tmp_path,)).path("nist36").name == "nist36"


def test_sources_beside_the_checkout_are_found(tmp_path, monkeypatch):
    (tmp_path / "shared" / "data").mkdir(parents=True)
    monkeypatch.delenv("INKSCOPE_DATA", raising=False)
    assert tmp_path / "shared" / "data" in find_sources(None, tmp_path / "checkout").places
    monkeypatch.setenv("INKSCOPE_DATA", str(tmp_path))
    assert find_sources(None, tmp_path / "checkout").places == (tmp_path,)


def test_experiments_are_chosen_by_name_or_number():
    assert tuple(experiment.name for experiment in EXPERIMENTS) == command.EXPERIMENTS
    assert [experiment.number for experiment in EXPERIMENTS] == list(range(1, 15))
    assert [experiment.name for experiment in chosen(["14", "softmax", "1"])] == ["softmax", "flowers"]
    assert chosen([]) == EXPERIMENTS
    with pytest.raises(ConfigError, match="no experiment 'sums'"):
        chosen(["sums"])
