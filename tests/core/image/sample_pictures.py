"""Small pictures and documents, as the bytes of their files."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image

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
