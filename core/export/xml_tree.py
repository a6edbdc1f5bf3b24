"""Small help for writing XML: elements with children and text, and characters that XML does not allow left out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping

Element = ElementTree.Element
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, attributes: Mapping[str, object] | None = None, text: str = "") -> Element:
    """Append an element with these attributes (as strings) and this text; returns it."""
    element = ElementTree.SubElement(
        parent, tag, {name: clean(str(value)) for name, value in (attributes or {}).items()}
    )
    if text:
        element.text = clean(text)
    return element


def clean(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return _FORBIDDEN.sub("", text)


def document(root: Element) -> str:
    """The whole document, indented by one blank a level."""
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'
