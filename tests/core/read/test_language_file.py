"""Files that are no language model, or a damaged one, are refused with one sentence."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelError
from core.read.language import SHIPPED, LanguageModel
from core.read.language_build import count_lines, pack, prune, smooth
from core.read.language_case import learn
from core.read.language_corpus import Line, fold, to_codes
from core.read.language_file import Packed, load_packed, save_packed

LINES = ["the cat sat on the mat", "The hat", "THE RAT 12", "a cat, a hat & a mat"]


@pytest.fixture
def packed() -> Packed:
    levels = smooth(count_lines(fold([Line("prose", line) for line in LINES])))
    return pack(levels, prune(levels, 0.0), learn([to_codes(line) for line in LINES]))


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def as_npy(array: np.ndarray, *, allow_pickle: bool = False) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=allow_pickle)
    return file.getvalue()


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        LanguageModel.open(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_a_written_model_comes_back_whole_and_the_same_bytes(tmp_path: Path, packed: Packed) -> None:
    save_packed(tmp_path / "a.npz", packed, "test")
    save_packed(tmp_path / "b.npz", packed, "test")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    back = load_packed(tmp_path / "a.npz")
    for name in ("children", "entries", "costs", "backoff", "capital"):
        assert np.array_equal(getattr(back, name), getattr(packed, name))
    model = LanguageModel.open(tmp_path / "a.npz")
    assert model.score("the cat") > model.score("xqz cvt")


def test_no_file(tmp_path: Path) -> None:
    assert "no language model" in refused(tmp_path / "missing.npz")


def test_other_files(tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"hello", b"PK\x03\x04 nothing", SHIPPED.read_bytes()[:2000])):
        path = tmp_path / f"{number}.npz"
        path.write_bytes(content)
        refused(path)
    refused(tmp_path)  # a folder


def test_cut_and_flipped_bytes(tmp_path: Path, packed: Packed) -> None:
    path = tmp_path / "model.npz"
    save_packed(path, packed, "test")
    whole = path.read_bytes()
    for place in range(40, len(whole) // 2, 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with suppress(ModelError):  # a flipped bit where nothing depends on it is allowed, another failure is not
            LanguageModel.open(path)
    path.write_bytes(whole[: len(whole) // 2])
    refused(path)


def test_parts_that_are_missing_or_of_another_kind(tmp_path: Path, packed: Packed) -> None:
    path = tmp_path / "model.npz"
    save_packed(path, packed, "test")
    parts = members(path)
    for name in parts:
        rest = {key: value for key, value in parts.items() if key != name}
        refused(rewrite(path, rest))
        refused(rewrite(path, {**rest, name: as_npy(np.zeros(3))}))
        refused(rewrite(path, {**rest, name: as_npy(np.array([{}], object), allow_pickle=True)}))
    refused(rewrite(path, {**parts, "header.npy": as_npy(np.frombuffer(b'{"kind": "other"}', np.uint8))}))


def test_an_array_that_claims_to_be_huge(tmp_path: Path, packed: Packed) -> None:
    path = tmp_path / "model.npz"
    save_packed(path, packed, "test")
    huge = b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999,), }".ljust(
        117
    )
    refused(rewrite(path, {**members(path), "costs.npy": huge + b"\n"}))


def test_parts_that_do_not_fit_together(tmp_path: Path, packed: Packed) -> None:
    wild = packed.capital.copy()
    wild[0, 0] = np.nan
    broken = (
        replace(packed, costs=packed.costs[:-1]),
        replace(packed, backoff=packed.backoff[:-1]),
        replace(packed, entries=packed.entries[:-1]),
        replace(packed, children=packed.children[:-1]),
        replace(packed, children=packed.children | np.uint64(1 << 63)),
        replace(packed, entries=packed.entries[:0]),
        replace(packed, capital=wild),
        replace(packed, capital=packed.capital[:-1]),
    )
    for number, one in enumerate(broken):
        save_packed(tmp_path / f"{number}.npz", one, "test")
        assert "fit" in refused(tmp_path / f"{number}.npz")
