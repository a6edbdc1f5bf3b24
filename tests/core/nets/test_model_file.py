"""Model files: what is written comes back; what is broken, foreign or from the future is refused with a sentence."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from core.errors import ModelError
from core.nets import model_file
from core.nets.initializers import initial_tensors
from core.nets.layout import tensor_shapes
from core.nets.model_file import header_for, load_model, load_weights, save_model
from core.nets.spec import NetSpec

SPEC = NetSpec("fc", input_shape=(1, 4, 4), classes=3, hidden=(5, 4), activation="tanh", dropout=0.25)
HEADER = header_for(SPEC, name="try", labels=("A", "B", "é"), settings={"temperature": 1.5, "folded": True})


def tensors(spec=SPEC, dtype=np.float32):
    return {name: values.astype(dtype) for name, values in initial_tensors(spec, np.random.default_rng(1)).items()}


def metadata(**changes):
    fields = {
        "version": 1,
        "name": "try",
        "architecture": "fc",
        "labels": ["A", "B", "C"],
        "input_shape": [1, 4, 4],
        "settings": {"hidden": "5,4"},
    }
    return {"inkscope": json.dumps(fields | changes)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.safetensors"


def refuse(path: Path, content: bytes, match: str) -> None:
    path.write_bytes(content)
    with pytest.raises(ModelError, match=match) as caught:
        load_model(path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_saved_comes_back(path: Path, dtype) -> None:
    save_model(path, HEADER, tensors(dtype=dtype))
    loaded = load_model(path)
    assert loaded.header == HEADER
    assert loaded.header.spec() == SPEC
    assert loaded.tensors.keys() == tensor_shapes(SPEC).keys()
    for name, values in tensors(dtype=dtype).items():
        assert loaded.tensors[name].dtype == dtype
        np.testing.assert_array_equal(loaded.tensors[name], values)


def test_views_are_saved_as_they_look(path: Path) -> None:
    turned = {name: np.asfortranarray(values) for name, values in tensors().items()}
    save_model(path, HEADER, turned)
    np.testing.assert_array_equal(load_model(path).tensors["fc1.weight"], tensors()["fc1.weight"])


def test_half_precision_is_widened(path: Path) -> None:
    path.write_bytes(save(tensors(dtype=np.float16), metadata()))
    assert load_model(path).tensors["fc1.weight"].dtype == np.float32


@pytest.mark.parametrize("architecture", ["lenet", "reader", "small_cnn", "squeezenet1_0", "squeezenet1_1"])
def test_every_architecture_comes_back(path: Path, architecture: str) -> None:
    spec = NetSpec(architecture, input_shape=(1, 32, 32), classes=3)
    save_model(path, header_for(spec, name="x", labels=("A", "B", "C")), tensors(spec))
    assert load_model(path).header.spec() == spec


def test_a_missing_file_and_a_folder_are_refused(path: Path, tmp_path: Path) -> None:
    for wrong in (path, tmp_path, path / "inside"):
        with pytest.raises(ModelError):
            load_model(wrong)


def test_a_zero_byte_file_is_refused(path: Path) -> None:
    refuse(path, b"", "not a model")


@pytest.mark.parametrize("content", [b"hello", b"Dear diary, this is text and no model.", b"\x80\x04\x95" + b"p" * 99])
def test_text_and_pickles_are_refused(path: Path, content: bytes) -> None:
    refuse(path, content, "not a model")


def test_every_truncation_is_refused(path: Path) -> None:
    save_model(path, HEADER, tensors())
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        refuse(path, whole[:length], "model")


def test_flipped_bytes_never_escape(path: Path) -> None:
    save_model(path, HEADER, tensors())
    whole = path.read_bytes()
    rng = np.random.default_rng(5)
    for _ in range(400):
        broken = bytearray(whole)
        for place in rng.integers(0, len(whole), 3):
            broken[place] = rng.integers(256)
        path.write_bytes(bytes(broken))
        try:
            loaded = load_model(path)
        except ModelError:
            continue
        assert all(np.isfinite(values).all() for values in loaded.tensors.values())


def test_a_foreign_safetensors_file_is_refused_but_its_weights_can_be_had(path: Path) -> None:
    content = save({"features.0.weight": np.ones((2, 3), np.float32), "count": np.ones(1, np.int64)})
    refuse(path, content, "not written by Inkscope")
    assert list(load_weights(path)) == ["features.0.weight"]
    with pytest.raises(ModelError):
        load_weights(path.parent)
    path.write_bytes(b"text")
    with pytest.raises(ModelError):
        load_weights(path)
    path.write_bytes(save({"a": np.full(3, np.inf, np.float32)}))
    with pytest.raises(ModelError, match="finite"):
        load_weights(path)


def test_a_newer_version_is_refused(path: Path) -> None:
    refuse(path, save(tensors(), metadata(version=2)), "newer Inkscope")


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "1"},
        {"version": None},
        {"name": 5},
        {"name": "n" * 2000},
        {"labels": ["A", "A", "B"]},
        {"labels": ["A", "", "B"]},
        {"labels": ["A", ["B"], "C"]},
        {"labels": 3},
        {"input_shape": [1, 4.0, 4]},
        {"input_shape": [1, 4]},
        {"input_shape": [1, 10**30, 4]},
        {"architecture": "transformer"},
        {"settings": {"hidden": "5;4"}},
        {"settings": {"hidden": "9" * 5000}},
        {"settings": {"dropout": "much"}},
        {"settings": {"hidden": "5,4", "temperature": float("nan")}},
        {"settings": {"hidden": "5,4", "deep": {"er": 1}}},
        {"settings": [1]},
    ],
)
def test_wrong_headers_are_refused(path: Path, changes: dict) -> None:
    refuse(path, save(tensors(), metadata(**changes)), "model file")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_headers_that_are_no_objects_are_refused(path: Path, text: str) -> None:
    refuse(path, save(tensors(), {"inkscope": text}), "damaged")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite_are_refused(path: Path, value: float) -> None:
    broken = tensors()
    broken["fc2.weight"][1, 1] = value
    refuse(path, save(broken, metadata()), "fc2.weight .* finite")
    with pytest.raises(ModelError, match="finite"):
        save_model(path, HEADER, broken)


def test_too_many_missing_and_misshapen_tensors_are_refused(path: Path) -> None:
    more = tensors() | {f"extra{number}": np.ones(1, np.float32) for number in range(2000)}
    refuse(path, save(more, metadata()), "do not fit")
    fewer = tensors()
    del fewer["fc3.bias"]
    refuse(path, save(fewer, metadata()), "fc3.bias")
    refuse(path, save(tensors() | {"fc1.bias": np.ones(6, np.float32)}, metadata()), "fc1.bias")
    refuse(path, save(tensors() | {"fc1.bias": np.ones(5, np.int32)}, metadata()), "unknown kind")


def test_large_files_and_headers_are_refused_before_they_are_read(path: Path, monkeypatch) -> None:
    refuse(path, struct.pack("<Q", 2**63) + b"{}" * 50, "damaged")
    save_model(path, HEADER, tensors())
    monkeypatch.setattr(model_file, "LARGEST_FILE", 100)
    with pytest.raises(ModelError, match="larger"):
        load_model(path)


def test_a_model_that_does_not_fit_its_header_is_not_written(path: Path) -> None:
    with pytest.raises(ModelError, match="do not fit"):
        save_model(path, replace(HEADER, labels=("A", "B")), tensors())
    assert not path.exists()
