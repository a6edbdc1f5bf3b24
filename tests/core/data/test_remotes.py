"""Fetching datasets by name: what is asked of the server, where it lands, what may come out of an archive."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from core.data import catalogue, remotes
from core.data.download import Remote
from core.errors import DataError


def idx_bytes(array: np.ndarray) -> bytes:
    sizes = b"".join(int(side).to_bytes(4, "big") for side in array.shape)
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes())


def set_of(prefix: str, test: str) -> dict[str, bytes]:
    files = {}
    for split, count in (("train", 40), (test, 20)):
        files[f"{prefix}{split}-images-idx3-ubyte.gz"] = idx_bytes(np.full((count, 4, 4), 9))
        files[f"{prefix}{split}-labels-idx1-ubyte.gz"] = idx_bytes(np.arange(count) % 10)
    return files


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    folder = tmp_path / "server"
    folder.mkdir()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def remote(folder: Path, url: str, name: str, content: bytes) -> Remote:
    (folder / name).write_bytes(content)
    return Remote(name, (url + name,), hashlib.sha256(content).hexdigest(), len(content))


def test_mnist(served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    files = [remote(*served, name, content) for name, content in set_of("", "t10k").items()]
    monkeypatch.setattr(remotes, "MNIST", tuple(files))
    with pytest.raises(DataError, match="datasets fetch mnist"):
        catalogue.load("mnist")
    seen: list[int] = []
    folder = remotes.fetch_dataset("mnist", progress=lambda have, _: seen.append(have))
    assert seen
    assert folder == catalogue.folders()[-1] / "mnist"
    assert len(catalogue.load("mnist")) == 60
    assert remotes.fetch_dataset("mnist") == folder


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize(
    "hurt",
    [
        lambda folder: (folder / "train-labels-idx1-ubyte.gz").unlink(),
        lambda folder: [file.unlink() for file in folder.glob("t10k-*")],
        lambda folder: _cut(folder / "train-images-idx3-ubyte.gz"),
        lambda folder: _cut(folder / "t10k-labels-idx1-ubyte.gz"),
    ],
    ids=["no labels", "no test split", "cut pictures", "cut labels"],
)
def test_what_a_broken_fetch_left_is_fetched_again(
    served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, hurt: Callable[[Path], object]
) -> None:
    files = [remote(*served, name, content) for name, content in set_of("", "t10k").items()]
    monkeypatch.setattr(remotes, "MNIST", tuple(files))
    folder = remotes.fetch_dataset("mnist")
    hurt(folder)
    assert remotes.fetch_dataset("mnist") == folder
    assert len(catalogue.load("mnist")) == 60


def test_an_archive_that_was_unpacked_halfway_is_fetched_again(
    served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = served[0] / "gzip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in set_of("emnist-digits-", "test").items():
            archive.writestr(f"gzip/{name}", content)
    monkeypatch.setattr(remotes, "EMNIST", remote(*served, "gzip.zip", path.read_bytes()))
    folder = remotes.fetch_dataset("emnist-digits")
    (folder / "emnist-digits-test-labels-idx1-ubyte.gz").unlink()
    assert remotes.fetch_dataset("emnist-digits") == folder
    assert len(catalogue.load("emnist-digits")) == 60


def test_damaged_files_in_a_folder_of_the_persons_own_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here" / "mnist"
    folder.mkdir(parents=True)
    for name, content in set_of("", "t10k").items():
        (folder / name).write_bytes(content)
    monkeypatch.setenv(catalogue.FOLDERS_VARIABLE, str(folder.parent))
    assert remotes.fetch_dataset("mnist") == folder
    _cut(folder / "t10k-labels-idx1-ubyte.gz")
    with pytest.raises(DataError, match=r"t10k-labels.*mend the files in .*here"):
        remotes.fetch_dataset("mnist")


def test_one_archive_brings_all_emnist_sets(served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = served[0] / "gzip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in ("digits", "mnist"):
            for name, content in set_of(f"emnist-{part}-", "test").items():
                archive.writestr(f"gzip/{name}", content)
        archive.writestr("gzip/emnist-digits-mapping.txt", "0 48")
        archive.writestr("../../evil-train-images-idx3-ubyte.gz", b"x")
    monkeypatch.setattr(remotes, "EMNIST", remote(*served, "gzip.zip", path.read_bytes()))
    folder = remotes.fetch_dataset("emnist-digits")
    assert not list(folder.parent.parent.glob("evil*"))
    assert (folder / "evil-train-images-idx3-ubyte.gz").exists()
    assert not (folder / "gzip.zip").exists()
    assert len(catalogue.load("emnist-digits")) == len(catalogue.load("emnist-mnist")) == 60
    assert remotes.fetch_dataset("emnist-mnist") == folder


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", bytes(900)])
def test_broken_archives(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataError, match="no sound archive"):
        remotes.unpack_idx(tmp_path / "a.zip", tmp_path)


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(DataError, match="does not hold"):
        remotes.unpack_idx(tmp_path / "a.zip", tmp_path)


def test_the_tables_are_complete() -> None:
    for entry in (*remotes.MNIST, remotes.EMNIST):
        assert len(entry.sha256) == 64
        assert len(entry.urls) == 2
        assert all(url.startswith("https://") and url.endswith(entry.name) for url in entry.urls)


@pytest.mark.parametrize(
    ("name", "words"),
    [("synthetic", "draws it"), ("samples", "teach"), ("nist36", "homework"), ("nosuch", "no dataset")],
)
def test_what_cannot_be_fetched(name: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        remotes.fetch_dataset(name)
