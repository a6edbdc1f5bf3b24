"""Every kind of picture becomes the pixels that a person would see."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from sample_pictures import RED, WHITE, encoded, pdf, sample

from core.image import load
from core.image.load import count_pages, decode, open_picture, open_pictures


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
