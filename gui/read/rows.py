"""The rows of the Read workspace's actions: which menu, text, shortcut and icon; what they do stands in ReadDeeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from gui.action_table import EDIT, FILE, TOOLS, VIEW
from gui.actions import ActionSpec
from gui.read.hand import TOOLS as HAND_TOOLS

_Key = QKeySequence.StandardKey
HAS_INK, HAS_TEXT, CAN_UNDO, CAN_REDO, READING = "has_ink", "has_text", "can_undo", "can_redo", "reading"
HAS_CONTENT, HAS_CHOICE = "has_content", "has_choice"

_ALPHABET_TEXTS = {
    "auto": ("&Automatic", "Ctrl+L, A"),
    "digits": ("&Digits", "Ctrl+L, D"),
    "capitals": ("&Capitals and digits", "Ctrl+L, C"),
    "all": ("All c&haracters", "Ctrl+L, H"),
}
_TOOL_TEXTS = {"pen": ("&Pen", "P"), "eraser": ("&Eraser", "E"), "select": ("&Select", "V")}


@dataclass(frozen=True, slots=True)
class ReadDeeds:
    """What the Read workspace can do."""

    open_dialog: Callable[[], None]
    paste: Callable[[], None]
    save_text: Callable[[], None]
    copy_text: Callable[[], None]
    undo: Callable[[], None]
    redo: Callable[[], None]
    clear: Callable[[], None]
    show_pane: Callable[[str], None]
    zoom_in: Callable[[], None]
    zoom_out: Callable[[], None]
    actual_size: Callable[[], None]
    fit: Callable[[], None]
    boxes: Callable[[bool], None]
    numbers: Callable[[bool], None]
    larger_text: Callable[[], None]
    smaller_text: Callable[[], None]
    choose_tool: Callable[[str], None]
    widen: Callable[[], None]
    thin: Callable[[], None]
    choose_alphabet: Callable[[str], None]
    exact_shapes: Callable[[bool], None]
    why: Callable[[], None]
    read_again: Callable[[], None]
    cancel: Callable[[], None]
    next_doubtful: Callable[[], None]


def read_rows(deeds: ReadDeeds) -> list[ActionSpec]:
    """All rows, in the order of the menus."""
    return [*_file_rows(deeds), *_edit_rows(deeds), *_pane_rows(deeds), *_view_rows(deeds), *_tool_rows(deeds)]


def _file_rows(deeds: ReadDeeds) -> list[ActionSpec]:
    return [
        ActionSpec("file.open", FILE, "&Open…", deeds.open_dialog, shortcuts=(_Key.Open,), icon="open",
                   tip="Open a picture or a PDF"),
        ActionSpec("file.save", FILE, "&Save text…", deeds.save_text, shortcuts=(_Key.Save,), icon="save",
                   enabled_when=HAS_TEXT, separator=True),
    ]  # fmt: skip


def _edit_rows(deeds: ReadDeeds) -> list[ActionSpec]:
    return [
        ActionSpec("edit.undo", EDIT, "&Undo", deeds.undo, shortcuts=(_Key.Undo,), icon="undo", enabled_when=CAN_UNDO),
        ActionSpec("edit.redo", EDIT, "&Redo", deeds.redo, shortcuts=(_Key.Redo, "Ctrl+Y"), icon="redo",
                   enabled_when=CAN_REDO),
        ActionSpec("edit.copy", EDIT, "&Copy text", deeds.copy_text, shortcuts=(_Key.Copy,), icon="copy",
                   enabled_when=HAS_TEXT, separator=True),
        ActionSpec("edit.paste", EDIT, "&Paste picture", deeds.paste, shortcuts=(_Key.Paste,), icon="paste"),
        ActionSpec("edit.clear", EDIT, "C&lear drawing", deeds.clear, shortcuts=(_Key.New, "Ctrl+Backspace"),
                   icon="clear", enabled_when=HAS_INK, separator=True),
        ActionSpec("edit.next_doubtful", EDIT, "Next &doubtful character", deeds.next_doubtful, shortcuts=("F8",),
                   icon="next", enabled_when=HAS_TEXT, separator=True),
    ]  # fmt: skip


def _pane_rows(deeds: ReadDeeds) -> list[ActionSpec]:
    return [
        ActionSpec("pane.draw", VIEW, "&Draw", _call(deeds.show_pane, "draw"), shortcuts=("Ctrl+D",), icon="draw",
                   group="pane", tip="Draw handwriting", separator=True),
        ActionSpec("pane.open", VIEW, "&Open", _call(deeds.show_pane, "open"), shortcuts=("Ctrl+I",), icon="image",
                   group="pane", tip="Show the opened picture"),
    ]  # fmt: skip


def _view_rows(deeds: ReadDeeds) -> list[ActionSpec]:
    return [
        ActionSpec("view.zoom_in", VIEW, "Zoom &in", deeds.zoom_in, shortcuts=(_Key.ZoomIn, "Ctrl+="), icon="zoom-in",
                   separator=True),
        ActionSpec("view.zoom_out", VIEW, "&Zoom out", deeds.zoom_out, shortcuts=(_Key.ZoomOut,), icon="zoom-out"),
        ActionSpec("view.actual_size", VIEW, "&Actual size", deeds.actual_size, shortcuts=("Ctrl+0",),
                   icon="actual-size"),
        ActionSpec("view.fit", VIEW, "&Fit", deeds.fit, shortcuts=("Ctrl+9",), icon="fit", tip="Show everything"),
        ActionSpec("view.boxes", VIEW, "&Boxes", run_checked=deeds.boxes, shortcuts=("Ctrl+B",), icon="boxes",
                   separator=True),
        ActionSpec("view.numbers", VIEW, "&Numbers", run_checked=deeds.numbers, shortcuts=("Ctrl+Shift+B",),
                   icon="numbers"),
        ActionSpec("view.larger_text", VIEW, "&Larger text", deeds.larger_text, separator=True,
                   shortcuts=("Ctrl+Shift++", "Ctrl+Alt+=")),
        ActionSpec("view.smaller_text", VIEW, "S&maller text", deeds.smaller_text,
                   shortcuts=("Ctrl+Shift+-", "Ctrl+Alt+-")),
    ]  # fmt: skip


def _tool_rows(deeds: ReadDeeds) -> list[ActionSpec]:
    tools = [
        ActionSpec(f"draw.{tool}", TOOLS, _TOOL_TEXTS[tool][0], _call(deeds.choose_tool, tool), icon=tool,
                   shortcuts=(_TOOL_TEXTS[tool][1],), group="tool", pane_only=True)
        for tool in HAND_TOOLS
    ]  # fmt: skip
    return [
        *tools,
        ActionSpec("draw.wider", TOOLS, "&Wider brush", deeds.widen, shortcuts=("]",), pane_only=True, separator=True),
        ActionSpec("draw.thinner", TOOLS, "&Thinner brush", deeds.thin, shortcuts=("[",), pane_only=True),
        ActionSpec("read.again", TOOLS, "&Read again", deeds.read_again, shortcuts=("Ctrl+Return",), icon="again",
                   enabled_when=HAS_CONTENT, separator=True),
        ActionSpec("read.cancel", TOOLS, "&Give up reading", deeds.cancel, shortcuts=("Esc",), icon="cancel",
                   enabled_when=READING),
        *(
            ActionSpec(f"alphabet.{choice}", f"{TOOLS}/&Alphabet", text, _call(deeds.choose_alphabet, choice),
                       group="alphabet", shortcuts=(keys,))
            for choice, (text, keys) in _ALPHABET_TEXTS.items()
        ),
        ActionSpec("read.exact_shapes", TOOLS, "E&xact shapes: without language, for codes",
                   run_checked=deeds.exact_shapes, shortcuts=("Ctrl+Shift+X",)),
        ActionSpec("read.why", TOOLS, "Wh&y this letter", deeds.why, shortcuts=("F7",), icon="why",
                   tip="Show how the chosen character was decided", enabled_when=HAS_CHOICE, separator=True),
    ]  # fmt: skip


def _call(deed: Callable[[str], None], argument: str) -> Callable[[], None]:
    return lambda: deed(argument)
