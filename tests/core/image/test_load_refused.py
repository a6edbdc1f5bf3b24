"""Files that cannot be read become one sentence each."""

from __future__ import annotations

import os
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from sample_pictures import encoded, pdf, sample

from core.errors import ImageError
from core.image import load
from core.image.load import count_pages, decode, open_picture, open_pictures


def locked_pdf():
    """Encrypted with a password that no one knows: its check sums fit none."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"5a" * 32 + b">/U<" + b"a5" * 32 + b">>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>"
    end = b"\nstartxref\n%d\n%%%%EOF" % len(content)
    return content + b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer" + trailer + end


def refused(content, name="page.png"):
    with pytest.raises(ImageError) as caught:
        decode(content, name)
    sentence = str(caught.value)
    assert name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_a_page_that_is_not_there(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(1))
    with pytest.raises(ImageError, match="no page 2"):
        open_picture(path, 1)
    path.write_bytes(encoded(sample(), "PNG"))
    with pytest.raises(ImageError, match="no page 2"):
        open_picture(path, 1)
    assert count_pages(path) == 1


def test_locked_pdf():
    assert "password" in refused(locked_pdf(), "secret.pdf")


def test_damaged_pdf():
    assert "damaged" in refused(b"%PDF-1.4\n" + b"nothing " * 40, "a.pdf")


def test_missing_folder_and_special_files(tmp_path):
    with pytest.raises(ImageError, match="no file"):
        open_picture(tmp_path / "none.png")
    with pytest.raises(ImageError, match="is a folder"):
        count_pages(tmp_path)
    with pytest.raises(ImageError):
        list(open_pictures(tmp_path / "a\0b.png"))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ImageError, match="not a file"):
            open_picture(tmp_path / "pipe")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file")
def test_unreadable_file(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(sample(), "PNG"))
    path.chmod(0)
    with pytest.raises(ImageError, match="could not be read"):
        open_picture(path)


def test_no_bytes_text_and_other_kinds():
    assert "empty" in refused(b"")
    assert "text" in refused(b"Dear Inkscope, this is no picture.")
    assert "GIF" in refused(encoded(sample("P"), "GIF"))
    assert "HEIC" in refused(b"\0\0\0\x18ftypheic" + bytes(200))
    assert "no picture" in refused(bytes(range(256)) * 8)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
def test_cut_off_files(kind):
    noise = np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    content = encoded(Image.fromarray(noise), kind)
    for share in (0.3, 0.6, 0.9):
        assert "damaged" in refused(content[: int(share * len(content))])


def test_too_many_pixels_are_refused_before_decoding():
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    for side, word in ((8_000, "megapixels"), (60_000, "megapixels")):
        header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
        assert word in refused(content)  # decoding it would fail as damaged: there are no pixels in it


def test_too_many_bytes(tmp_path, monkeypatch):
    path = tmp_path / "a.bmp"
    path.write_bytes(encoded(sample(), "BMP"))
    monkeypatch.setattr(load, "MAX_BYTES", 100)
    with pytest.raises(ImageError, match="larger than"):
        open_picture(path)


def test_mutated_files_are_opened_or_refused():
    rng = np.random.default_rng(20261125)
    seeds = [encoded(sample(), kind) for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF")]
    seeds += [encoded(sample("P"), "PNG"), encoded(sample("CMYK"), "JPEG")]
    seeds += [encoded(sample(), "TIFF", compression="tiff_lzw")]
    seeds += [pdf(1, 60, 40)]
    opened = 0
    for number in range(300):
        content = bytearray(seeds[number % len(seeds)])
        for _ in range(int(rng.integers(1, 6))):
            place = int(rng.integers(len(content)))
            match int(rng.integers(4)):
                case 0:
                    content[place] = int(rng.integers(256))
                case 1:
                    del content[place : place + int(rng.integers(1, 40))]
                case 2:
                    content[place:place] = rng.bytes(int(rng.integers(1, 40)))
                case _:
                    content[place : place + 4] = bytes([int(rng.choice([0, 127, 255]))]) * 4
            if not content:
                break
        try:
            picture = decode(bytes(content), "mutant")
        except ImageError:
            continue
        opened += 1
        assert picture.pixels.ndim == 3
        assert picture.pixels.dtype == np.uint8
        assert picture.pixels.size <= 3 * load.MAX_PIXELS
    assert 30 < opened < 290  # else nothing was mutated, or nothing survived
