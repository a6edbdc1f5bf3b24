"""Files that cannot be read cost one sentence on stderr and exit code 2, never a traceback."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from main import main

pytestmark = pytest.mark.usefixtures("fake_reader")


def _encoded(form: str, value: int = 255) -> bytes:
    noise = np.random.default_rng(1).integers(0, 40, (200, 200, 3))
    buffer = io.BytesIO()
    Image.fromarray(np.clip(value - noise, 0, 255).astype(np.uint8)).save(buffer, form)
    return buffer.getvalue()


def _huge_png() -> bytes:
    """A sound header of 60,000 x 60,000 pixels with next to nothing behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


BAD = {
    "zero-byte.jpg": b"",
    "truncated.jpg": _encoded("JPEG")[:2000],
    "truncated.png": _encoded("PNG")[:3000],
    "truncated.tif": _encoded("TIFF")[:500],
    "broken.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "broken.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n",
    "huge.png": _huge_png(),
    "text.jpg": b"This is a letter, not a photo of one.\n" * 40,
    "mislabelled.png": _encoded("GIF"),
    "program.bmp": b"\x7fELF" + b"\0" * 500,
    "all-black.png": _encoded("PNG", value=0),
}


@pytest.mark.parametrize("name", BAD)
def test_one_sentence_and_exit_code_2(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    _assert_refused(tmp_path / name, capsys)


def test_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder.jpg").mkdir()
    _assert_refused(tmp_path / "folder.jpg", capsys)


def test_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _assert_refused(tmp_path / "missing.jpg", capsys)


def test_a_wrong_suffix_does_no_harm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jpg").write_bytes(_encoded("PNG"))
    assert main(["read", str(tmp_path / "a.jpg")]) == 0
    assert capsys.readouterr() == ("", "")


def test_all_of_them_at_once_are_all_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in BAD.items():
        (tmp_path / name).write_bytes(content)
    assert main(["read", *(str(tmp_path / name) for name in BAD)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == len(BAD)


def _assert_refused(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(path)]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    (sentence,) = output.err.splitlines()
    assert path.name in sentence
    assert sentence.endswith(".")
    assert "Traceback" not in sentence
