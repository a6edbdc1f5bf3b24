"""Teaching: keeps the characters of the page that is shown as samples of the person's own hand, to fine-tune with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from core.alphabet import READER_ALPHABET
from core.page import Page
from core.training_events import SamplesKept, TrainingEvent, TrainingFailed
from core.training_messages import KeepSamples
from core.verdict import NEEDED
from gui.action_table import TOOLS
from gui.actions import ActionSpec
from gui.context import Context

HAS_TEXT = "has_text"  # as the Read workspace says


class Teaching(QObject):
    """page: gives the page that is shown in Read, corrections included."""

    def __init__(self, context: Context, page: Callable[[], Page | None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._page = context, page
        context.actions.add(
            [ActionSpec("read.teach", TOOLS, "Teach my han&d", self.teach, enabled_when=HAS_TEXT, separator=True,
                        shortcuts=("Ctrl+M, D",),
                        tip="Keep the characters of this page, as the text says them now, as samples of your hand")]
        )  # fmt: skip
        context.training.event_received.connect(self._on_event)

    def teach(self) -> None:
        """Keep all characters of the page but the doubtful ones that nobody corrected."""
        page = self._page()
        samples = () if page is None else taught(page, self._context.settings.settings.doubtful_below)
        if samples:
            self._context.training.start()
            self._context.training.send(KeepSamples(samples))
        else:
            self._context.messages.say("There is no sure character to keep: correct the text first.")

    def _on_event(self, event: TrainingEvent) -> None:
        if isinstance(event, SamplesKept):
            self._context.messages.say(kept_sentence(event))
        elif isinstance(event, TrainingFailed) and isinstance(event.request, KeepSamples):
            self._context.messages.fail(event.message)


def taught(page: Page, doubtful_below: float) -> tuple[tuple[str, NDArray[np.uint8]], ...]:
    """Label and patch of each character that is sure, as a corrected one is, and that the reader knows."""
    return tuple(
        (glyph.text, glyph.patch)
        for glyph in page.glyphs
        if glyph.patch is not None and glyph.confidence >= doubtful_below and glyph.text in READER_ALPHABET.characters
    )


def kept_sentence(kept: SamplesKept) -> str:
    """Such as "12 characters kept as samples of your hand: 30 in all, of 18 kinds. With 10 more, Train can ..."."""
    counted = f"{kept.added} characters kept as samples of your hand: {kept.total} in all, of {kept.characters} kinds"
    if kept.total < NEEDED:
        return f"{counted}. With {NEEDED - kept.total} more, Train can fine-tune the reader to it."
    return f"{counted}. Train can fine-tune the reader to it now."
