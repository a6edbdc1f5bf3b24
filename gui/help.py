"""Help: the page of the guide for the place one is in, the list of shortcuts, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from html import escape
from importlib import metadata, resources

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from gui.actions import ActionSpec, key_sequences
from gui.messages import log_file
from gui.theme import MARGIN

# What the canvas and the panes know beside the menus: pointer and keys.
_HAND_ROWS = (
    ("Ctrl+wheel", "Zoom at the pointer"),
    ("Space and drag, middle button", "Move the paper"),
    ("Right button, pen's eraser end", "Erase"),
    ("Ctrl+click on a box", "Choose its character"),
    ("Double click with the select tool", "Fit"),
    ("1 to 5", "Take this reading of the chosen character"),
    ("Esc while drawing", "Forget the stroke"),
)


class HelpDialog(QDialog):
    """A page of rich text that stays beside the window while one works."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.browser = QTextBrowser()
        self.browser.setOpenExternalLinks(False)
        self.browser.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.browser.document().setDocumentMargin(MARGIN)
        self.browser.setAccessibleName(title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self.browser)
        column.addWidget(buttons)
        self.resize(QSize(620, 640))


def guide(topic: str, parent: QWidget) -> HelpDialog:
    """The page of the guide on this topic; the first page where it has none."""
    page = resources.files("assets").joinpath("help", f"{topic}.md")
    if not page.is_file():
        page = resources.files("assets").joinpath("help", "read.md")
    dialog = HelpDialog("Guide", parent)
    dialog.browser.setMarkdown(page.read_text(encoding="utf-8"))
    return dialog


def shortcuts(rows: Iterable[ActionSpec], parent: QWidget) -> HelpDialog:
    """All shortcuts, made from the table of actions."""
    dialog = HelpDialog("Shortcuts", parent)
    dialog.browser.setHtml(shortcut_html(rows))
    return dialog


def about(model: str, parent: QWidget) -> HelpDialog:
    """Version, model, and where the log lies."""
    dialog = HelpDialog("About Inkscope", parent)
    dialog.browser.setHtml(about_html(model))
    dialog.resize(QSize(460, 340))
    return dialog


def shortcut_html(rows: Iterable[ActionSpec]) -> str:
    """A table of keys and what they do."""
    native = QKeySequence.SequenceFormat.NativeText
    pairs = [
        (", ".join(key.toString(native) for key in key_sequences(row.shortcuts)), row.text.replace("&", ""))
        for row in rows
        if row.shortcuts
    ]
    return f"<h2>Keys</h2>{_table(pairs)}<h2>Hand</h2>{_table(_HAND_ROWS)}"


def about_html(model: str) -> str:
    """What About says."""
    reader = f"Reads with {escape(model)}." if model else "The reading engine is not ready yet."
    return (
        f"<h2>Inkscope {escape(version())}</h2>"
        "<p>A handwriting recogniser that shows how it works. Everything stays on this computer.</p>"
        f"<p>{reader}</p>"
        f"<p>Python {platform.python_version()}, Qt {qVersion()}, {escape(platform.platform(terse=True))}.<br>"
        f"Log: {escape(str(log_file()))}</p><p>MIT licence.</p>"
    )


def version() -> str:
    """Of the installed package; of the source tree where it is not installed."""
    try:
        return metadata.version("inkscope")
    except metadata.PackageNotFoundError:
        return "(source tree)"


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><td><b>{escape(keys)}</b></td><td>{escape(words)}</td></tr>" for keys, words in pairs)
    return f'<table cellpadding="4">{rows}</table>'
