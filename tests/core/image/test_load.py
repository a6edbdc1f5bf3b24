"""Every kind of picture becomes the pixels that a person would see; everything else becomes one sentence."""

from __future__ import annotations

import io
import os
import struct
import zlib

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from core.errors import ImageError
from core.image import load
from core.image.load import count_pages, decode, open_picture, open_pictures

RED, WHITE = (200, 30, 40), (255, 255, 255)


def sample(mode="RGB", size=(40, 24)):
    """Red with a white quarter at the top left."""
    image = Image.new("RGB", size, RED)
    image.paste(WHITE, (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def encoded(image, kind, **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def pdf(pages=2, width=144, height=72):
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height)
    content = io.BytesIO()
    document.save(content)
    document.close()
    return content.getvalue()


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


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF"])
def test_formats(kind):
    picture = decode(encoded(sample(), kind), "a")
    assert picture.pixels.shape == (24, 40, 3)
    assert picture.pixels.dtype == np.uint8
    assert np.abs(picture.pixels[20, 35].astype(int) - RED).max() <= 12
    assert np.abs(picture.pixels[4, 4].astype(int) - WHITE).max() <= 12
    assert (picture.height, picture.width, picture.source, picture.page) == (24, 40, "a", 0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK"])
def test_modes_look_as_they_should(mode, kind):
    if (mode, kind) in {("1", "JPEG"), ("P", "JPEG"), ("CMYK", "PNG")}:
        pytest.skip("the format has no such mode")
    image = sample(mode)
    picture = decode(encoded(image, kind), "a")
    expected = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(picture.pixels[[4, 20], [4, 35]] - expected[[4, 20], [4, 35]]).max() <= 12


@pytest.mark.parametrize(
    ("dtype", "dark", "paper"), [("uint16", 20_000, 60_000), ("uint16", 1_000, 4_000), ("float32", 0.3, 0.9)]
)
def test_deep_grey_keeps_its_proportions(dtype, dark, paper):
    values = np.full((20, 30), paper, dtype=dtype)
    values[5:10, 5:10] = dark
    pixels = decode(encoded(Image.fromarray(values), "TIFF"), "a").pixels
    assert pixels.shape == (20, 30, 3)
    assert pixels[0, 0, 0] > 200
    assert pixels[7, 7, 0] / pixels[0, 0, 0] == pytest.approx(dark / paper, abs=0.02)


def test_sixteen_bit_png():
    values = np.full((20, 30), 60_000, dtype=np.uint16)
    assert decode(encoded(Image.fromarray(values), "PNG"), "a").pixels[3, 3, 0] == pytest.approx(233, abs=1)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_white_paper(mode):
    image = Image.new(mode, (10, 10), (0,) * len(mode))
    image.putpixel((3, 4), (0,) * (len(mode) - 1) + (255,))
    pixels = decode(encoded(image, "PNG"), "a").pixels
    assert (pixels[4, 3] == 0).all()
    assert (pixels[0, 0] == 255).all()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_light_ink_without_paper_is_on_dark_paper(kind):
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    image.putpixel((3, 4), (255, 255, 250, 255))
    pixels = decode(encoded(image, kind, **({"lossless": True} if kind == "WEBP" else {})), "a").pixels
    assert (pixels[4, 3] == (255, 255, 250)).all()
    assert (pixels[0, 0] == 0).all()


def test_a_light_picture_with_a_transparent_edge_keeps_white_paper():
    image = Image.new("RGBA", (10, 10), (240, 240, 240, 255))
    image.paste((0, 0, 0, 0), (0, 0, 2, 10))
    assert (decode(encoded(image, "PNG"), "a").pixels[0, 0] == 255).all()


def test_nothing_at_all_is_white_paper():
    assert (decode(encoded(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"), "a").pixels == 255).all()


def test_transparent_colour_of_a_palette_is_white_paper():
    image = Image.new("P", (4, 4), 0)
    image.putpalette([0, 0, 0, 9, 9, 9])
    assert (decode(encoded(image, "PNG", transparency=0), "a").pixels == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation(orientation):
    upright = np.asarray(sample("L"))
    undo = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright),
        7: np.rot90(upright, 2).T,
        8: np.rot90(upright, -1),
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(undo[orientation]))
    pixels = decode(encoded(stored, "PNG", exif=exif), "a").pixels
    assert (pixels[:, :, 0] == upright).all()


def test_first_frame_of_many():
    content = encoded(sample(), "TIFF", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert decode(content, "a").pixels.shape == (24, 40, 3)


def test_content_decides_not_the_name(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(encoded(sample(), "JPEG"))
    assert open_picture(path).source == "photo.png"


def test_pdf_pages_are_drawn_lazily(tmp_path, monkeypatch):
    path = tmp_path / "notes.pdf"
    path.write_bytes(pdf(pages=3))
    drawn = []
    real = load.pdf.draw_page
    monkeypatch.setattr(load.pdf, "draw_page", lambda *a: drawn.append(a[2]) or real(*a))
    assert count_pages(path) == 3
    pictures = open_pictures(path)
    first = next(pictures)
    assert drawn == [0]
    assert first.pixels.shape == (200, 400, 3)
    assert (first.pixels == 255).all()
    assert [picture.source for picture in pictures] == ["notes.pdf page 2", "notes.pdf page 3"]
    assert open_picture(path, 2).page == 2


def test_large_pdf_pages_are_drawn_coarser():
    pixels = decode(pdf(1, width=14_000, height=10_000), "plan.pdf").pixels
    assert 50_000_000 < pixels.shape[0] * pixels.shape[1] <= load.MAX_PIXELS


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
