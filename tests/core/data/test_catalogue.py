"""The catalogue: names and paths become datasets; what is missing is said."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from scipy import io

from core.data import catalogue
from core.errors import DataError


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKSCOPE_DATA", "")
    monkeypatch.setattr(catalogue, "data_folder", lambda: tmp_path / "home")


def write_homework(folder: Path) -> None:
    folder.mkdir()
    for split in ("train", "valid", "test"):
        content = {f"{split}_data": np.random.default_rng(0).random((36, 1024)), f"{split}_labels": np.eye(36)}
        io.savemat(folder / f"nist36_{split}.mat", content)


def write_npz(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    np.savez(path, images=np.zeros((30, 5, 5), dtype=np.uint8), labels=np.arange(30) % 3)


def test_names_are_known_and_described() -> None:
    names = catalogue.names()
    wanted = {"synthetic", "samples", "nist36", "mnist"}
    wanted |= {f"emnist-{part}" for part in ("balanced", "byclass", "bymerge", "letters", "digits", "mnist")}
    assert wanted <= set(names)
    assert all(catalogue.info(name).name == name for name in names)
    with pytest.raises(DataError, match="no dataset called 'nosuch'"):
        catalogue.info("nosuch")


def test_synthetic_needs_nothing_and_takes_a_count() -> None:
    data = catalogue.load("synthetic-digits:18")
    assert len(data) == 180
    assert data.shape == (1, 32, 32)
    for bad in ("synthetic:x", "synthetic:1", "synthetic:9999999"):
        with pytest.raises(DataError):
            catalogue.load(bad)


def test_entries_tell_the_truth_about_synthetic_sets() -> None:
    from core.data.synthetic import ALPHABETS

    assert {name: catalogue.info(name).classes for name in ALPHABETS} == {
        name: len(alphabet) for name, alphabet in ALPHABETS.items()
    }


@pytest.mark.parametrize("name", ["mnist", "emnist-letters", "nist36", "samples"])
def test_what_is_missing_is_said_with_what_to_do(name: str) -> None:
    with pytest.raises(DataError) as caught:
        catalogue.load(name)
    assert any(word in str(caught.value) for word in ("datasets fetch", "INKSCOPE_DATA", "Teach my hand"))


def test_paths_and_names_in_named_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_homework(tmp_path / "standin")
    write_npz(tmp_path / "characters" / "few.npz")
    assert len(catalogue.load(tmp_path / "standin")) == 108
    assert len(catalogue.load(str(tmp_path / "characters" / "few.npz"))) == 30
    with pytest.raises(DataError, match="nist36_train"):
        catalogue.load("nist36")
    monkeypatch.setenv("INKSCOPE_DATA", str(tmp_path))
    assert {"standin", "few"} <= set(catalogue.names())
    assert len(catalogue.load("standin")) == 108
    assert len(catalogue.load("few")) == 30
    assert catalogue.info("few").kind == "found"
    monkeypatch.setenv("INKSCOPE_DATA", os.pathsep.join([str(tmp_path / "nowhere"), str(tmp_path / "standin")]))
    data = catalogue.load("nist36")
    assert data.name == "nist36"
    assert len(data) == 108


def test_files_that_are_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    for path in (tmp_path / "notes.txt", tmp_path / "none.npz", tmp_path):
        with pytest.raises(DataError):
            catalogue.load(path)
