"""PatchFollower: the character that is chosen in Read, or was written last, is the one that Weights looks into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.page import Page
from gui.chosen_patch import ChosenPatch

if TYPE_CHECKING:
    from gui.read.workspace import ReadWorkspace


class PatchFollower(QObject):
    """Lives as long as the workspace."""

    def __init__(self, workspace: ReadWorkspace, patch: ChosenPatch) -> None:
        super().__init__(workspace)
        self._workspace, self._patch = workspace, patch
        workspace.page_shown.connect(self._on_page)
        for signal in (workspace.result.selected, workspace.canvas.picked, workspace.image_pane.selected):
            signal.connect(self._on_choice)

    def _on_page(self, page: Page | None) -> None:
        """A page that was just read: its last character, where a hand has just been."""
        if page is not None and page.glyphs:
            self._choose(page, len(page.glyphs) - 1)

    def _on_choice(self, place: int | None) -> None:
        page = self._workspace.page
        if page is not None and place is not None and place < len(page.glyphs):
            self._choose(page, place)

    def _choose(self, page: Page, place: int) -> None:
        glyph = page.glyphs[place]
        if glyph.patch is not None:
            where = "on the canvas" if self._workspace.source == "drawing" else f"in {page.source or 'the picture'}"
            self._patch.choose(glyph.patch, f"“{glyph.text}” {where}")
