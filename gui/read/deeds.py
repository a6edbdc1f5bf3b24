"""What the actions of the Read workspace do: one function that binds the rows to the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.read.controller import DRAWING
from gui.read.rows import ReadDeeds
from gui.settings_store import SettingsStore

if TYPE_CHECKING:
    from gui.read.workspace import ReadWorkspace

_ZOOM_STEP = 1.25


def read_deeds(room: ReadWorkspace, settings: SettingsStore) -> ReadDeeds:
    """Bind every row to what it does in this workspace."""
    change = settings.change
    return ReadDeeds(
        open_dialog=room.open_dialog,
        paste=room.paste,
        save_text=room.result.save_dialog,
        copy_text=room.result.copy_all,
        undo=room.undo.undo,
        redo=room.undo.redo,
        clear=lambda: _clear(room),
        show_pane=room.show_pane,
        zoom_in=lambda: room.viewer().zoom(_ZOOM_STEP),
        zoom_out=lambda: room.viewer().zoom(1 / _ZOOM_STEP),
        actual_size=lambda: room.viewer().show_actual_size(),
        fit=lambda: room.viewer().fit(),
        boxes=lambda shown: change(show_boxes=shown),
        numbers=lambda shown: change(show_order=shown),
        larger_text=lambda: room.result.zoom_text(1),
        smaller_text=lambda: room.result.zoom_text(-1),
        choose_tool=room.choose_tool,
        widen=lambda: room.widen(1),
        thin=lambda: room.widen(-1),
        choose_alphabet=lambda choice: change(alphabet=choice),
        exact_shapes=lambda exact: change(exact_shapes=exact),
        why=room.why.open,
        read_again=lambda: room.controller.read_again(room.source),
        cancel=lambda: room.controller.cancel(room.source),
        next_doubtful=room.result.select_next_doubtful,
    )


def _clear(room: ReadWorkspace) -> None:
    """An empty sheet, and with it no corrections of what stood there: one step to undo, which brings both back."""
    if not room.drawing.ink:
        return
    stack = room.drawing.undo_stack
    stack.beginMacro("clearing")
    room.drawing.clear()
    room.result.drop_corrections(DRAWING, stack)
    stack.endMacro()
