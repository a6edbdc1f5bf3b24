"""The window as a person uses it: real events in, what is seen out. The engine is silent but for what a test says."""

from __future__ import annotations

import sys
from itertools import pairwise

import numpy as np
import pytest
from pointer_events import mouse_stroke
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QMenu, QSlider, QToolButton, QWidget
from silent_engine import PIXELS, SilentEngine

from core.messages import Cancel, Failed, OpenImage, ReadInk, ReadPixels
from core.settings import Settings, load_settings, save_settings
from gui.app import make_app
from gui.main_window import MainWindow
from gui.messages import Messages
from gui.read.hand import ERASER, PEN, SELECT
from gui.read.recovery import last_drawing_file
from gui.settings_store import SettingsStore
from gui.theme import DARK, LIGHT, Theme, colours_of

pytestmark = pytest.mark.gui


class Desk:
    """One window with all that it was given."""

    def __init__(self, qtbot):
        self.qtbot = qtbot
        self.engine = SilentEngine()
        self.messages = Messages()
        self.settings = SettingsStore(self.messages)
        self.theme = Theme(QApplication.instance(), self.settings.settings.theme)
        self.window = MainWindow(self.settings, self.messages, self.theme, self.engine)
        self.read = self.window.workspace
        self.window.show()
        qtbot.waitExposed(self.window)
        qtbot.waitUntil(lambda: self.read.canvas.settled)

    def action(self, name):
        return self.window.actions_table.action(name)

    def draw(self, *, text=None, row=100):
        """A stroke by the mouse, and the engine's answer if a text is given."""
        count = len(self.engine.sent)
        mouse_stroke(self.read.canvas, [(100, row), (250, row)])
        self.qtbot.waitUntil(lambda: len(self.engine.sent) > count)
        if text is not None:
            self.engine.answer(text, source="drawing")

    def text(self):
        return self.read.result.text.toPlainText()

    def key(self, *arguments):
        QTest.keyClick(QApplication.focusWidget() or self.window, *arguments)

    def close(self):
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def desks(qtbot, tmp_path):
    make_app()
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "qsettings"))
    save_settings(Settings(theme="light", read_delay=0))
    made = []

    def make():
        made.append(Desk(qtbot))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(desks):
    return desks()


def test_drawing_becomes_text(desk):
    desk.draw()
    assert isinstance(desk.engine.last, ReadInk)
    desk.engine.answer("T 7", source="drawing")
    assert desk.text() == "T 7"
    assert desk.window.status.count_text == "2 characters"


def test_the_old_text_stays_until_the_new_one_is_there(desk):
    desk.draw(text="A")
    desk.draw(row=200)
    assert desk.text() == "A"
    desk.engine.answer("AB", source="drawing")
    assert desk.text() == "AB"


def test_undo_redo_and_clear_by_keys(desk):
    desk.draw(text="A")
    desk.draw(row=200, text="AB")
    ink = desk.read.drawing.ink
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.read.drawing.ink.strokes) == 1
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert desk.read.drawing.ink == ink
    desk.action("edit.clear").trigger()
    assert not desk.read.drawing.ink
    assert desk.text() == ""
    desk.action("edit.undo").trigger()
    assert desk.read.drawing.ink == ink


def test_the_canvas_has_the_keys_at_the_start(desk):
    desk.window.activateWindow()
    desk.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    assert QApplication.focusWidget() is desk.read.canvas


def test_actions_are_enabled_when_they_can_do_something(desk):
    names = ("edit.undo", "edit.redo", "edit.clear", "edit.copy", "file.save", "read.again")
    assert [desk.action(name).isEnabled() for name in names] == [False] * 6
    desk.draw(text="A")
    assert [desk.action(name).isEnabled() for name in names] == [True, False, True, True, True, True]
    desk.action("edit.undo").trigger()
    assert [desk.action(name).isEnabled() for name in names] == [False, True, False, False, False, False]


def test_tools_by_key_only_while_the_canvas_has_the_focus(desk):
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    for key, tool in ((Qt.Key.Key_E, ERASER), (Qt.Key.Key_V, SELECT), (Qt.Key.Key_P, PEN)):
        desk.key(key)
        assert desk.read.canvas.tool == tool
        assert desk.action(f"draw.{tool}").isChecked()
    width = desk.settings.settings.brush_width
    desk.key(Qt.Key.Key_BracketRight)
    assert desk.settings.settings.brush_width == width + 1
    desk.draw(text="PE")
    desk.read.result.select(0)
    desk.read.result.text.setFocus()
    desk.key(Qt.Key.Key_E)
    assert desk.read.canvas.tool == PEN, "a letter typed over the text corrects the text"
    assert desk.text() == "eE"


def test_a_choice_shows_in_text_and_canvas_both_ways(desk):
    desk.draw(text="ABC")
    desk.read.result.selected.emit(2)
    assert desk.read.canvas.overlay.chosen == 2
    at = desk.read.canvas.view.to_screen(desk.read.result.page.glyphs[1].box).center()
    QTest.mouseClick(desk.read.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at.toPoint())
    assert desk.read.result.chosen == 1
    assert desk.read.canvas.overlay.chosen == 1
    assert len(desk.read.drawing.ink.strokes) == 1


def test_a_picture_is_opened_read_and_remembered(desk, tmp_path):
    path = tmp_path / "page.png"
    desk.window.open_file(str(path))
    assert desk.engine.last == OpenImage(desk.engine.last.generation, str(path), 0, "auto")
    desk.engine.open()
    desk.engine.answer("PAGE", source="page.png")
    assert desk.text() == "PAGE"
    assert desk.read.image_pane.view.has_picture
    assert desk.settings.settings.recent_files == (str(path),)
    desk.window._fill_recent()
    assert "page.png" in desk.window._recent.actions()[0].text()


def test_each_pane_keeps_its_text(desk):
    desk.draw(text="DRAWN")
    desk.window.open_file("/a/page.png")
    desk.engine.open()
    desk.engine.answer("PAGE", source="page.png")
    desk.action("pane.draw").trigger()
    assert desk.text() == "DRAWN"
    assert desk.window.status.count_text == "5 characters"
    desk.action("pane.open").trigger()
    assert desk.text() == "PAGE"
    assert not desk.action("edit.undo").isEnabled(), "a stroke that one cannot see is not undone"
    desk.action("pane.draw").trigger()
    assert desk.action("edit.undo").isEnabled()


def test_an_answer_to_the_other_pane_does_not_show_here(desk):
    desk.draw()
    request = desk.engine.last
    desk.action("pane.open").trigger()
    desk.engine.answer("DRAWN", request, "drawing")
    assert desk.text() == ""
    desk.action("pane.draw").trigger()
    assert desk.text() == "DRAWN"


def test_escape_gives_up_reading(desk):
    desk.window.open_file("/a/page.png")
    request = desk.engine.last
    desk.window.activateWindow()
    desk.key(Qt.Key.Key_Escape)
    assert desk.engine.last == Cancel(request.generation)


def test_escape_while_drawing_is_for_the_stroke(desk):
    desk.draw()
    assert desk.action("read.cancel").isEnabled()
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    QTest.mousePress(desk.read.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(desk.read.canvas, QPoint(150, 50))
    desk.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(desk.read.canvas, Qt.MouseButton.LeftButton, pos=QPoint(150, 50))
    assert len(desk.read.drawing.ink.strokes) == 1
    assert not any(isinstance(request, Cancel) for request in desk.engine.sent)


def test_what_was_corrected_is_not_marked_doubtful_after_the_next_stroke(desk):
    desk.settings.change(doubtful_below=0.95)
    desk.draw(text="AB")
    desk.read.result.select(0)
    desk.read.result.correct("X")
    desk.draw(row=200, text="ABC")
    assert desk.text() == "XBC"
    assert desk.read.canvas.overlay.page.text == "XBC"
    assert desk.window.status.count_text == "3 characters, 2 doubtful"


def test_the_menu_says_what_is_undone(desk):
    desk.draw(text="A")
    assert desk.action("edit.undo").text() == "&Undo stroke"
    desk.action("edit.clear").trigger()
    assert desk.action("edit.undo").text() == "&Undo clearing"
    desk.action("edit.undo").trigger()
    assert desk.action("edit.redo").text() == "&Redo clearing"


def test_a_text_is_said_once(desk, monkeypatch):
    said = []
    monkeypatch.setattr("gui.read.result_panel.announce", lambda _widget, sentence: said.append(sentence))
    desk.draw(text="A")
    assert said == ["A"]


def test_a_reading_that_is_given_up_leaves_the_old_text_standing(desk):
    desk.window.open_file("/a/page.png")
    desk.engine.open()
    desk.engine.answer("PAGE", source="page.png")
    desk.window.open_file("/a/broken.png")
    assert desk.read.result.text._old
    desk.engine.event_received.emit(Failed(desk.engine.last.generation, "The picture is broken."))
    assert desk.text() == "PAGE"
    assert not desk.read.result.text._old
    assert desk.window.status.sentence == "The picture is broken."


def test_dropping_a_file_on_the_drawing_opens_it(desk, tmp_path):
    path = tmp_path / "dropped.png"
    path.write_bytes(b"x")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    desk.read.dropEvent(event)
    assert desk.engine.last.path == str(path)
    assert desk.read.source == "picture"


def test_pasting_without_anything_copied_is_told(desk, monkeypatch):
    class Empty:
        def mimeData(self):
            return None

    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: Empty())
    desk.action("edit.paste").trigger()
    assert desk.window.status.sentence == "There is no picture on the clipboard; copy one first."


def test_pasting_a_picture(desk):
    from gui.convert import to_image

    QGuiApplication.clipboard().setImage(to_image(PIXELS))
    desk.action("edit.paste").trigger()
    desk.qtbot.waitUntil(lambda: bool(desk.engine.sent))
    assert isinstance(desk.engine.last, ReadPixels)
    assert np.array_equal(desk.engine.last.pixels, PIXELS)
    assert desk.read.image_pane.view.has_picture


def test_the_alphabet_in_status_line_menu_and_settings_is_one(desk):
    desk.draw(text="A")
    box = desk.window.status.findChild(QComboBox)
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert desk.settings.settings.alphabet == "digits"
    assert desk.action("alphabet.digits").isChecked()
    assert desk.engine.last.alphabet == "digits"
    desk.action("alphabet.capitals").trigger()
    assert box.currentText() == "capitals"


def test_the_theme_changes_everywhere_at_once(desk):
    icon_before = desk.action("edit.undo").icon().pixmap(20, 20).toImage()
    desk.action("theme.dark").trigger()
    for widget in (desk.window, desk.read.canvas, desk.read.result, desk.read.image_pane.view, desk.window.status):
        assert colours_of(widget.palette()) is DARK, widget
    assert desk.action("edit.undo").icon().pixmap(20, 20).toImage() != icon_before
    desk.action("theme.light").trigger()
    assert colours_of(desk.read.canvas.palette()) is LIGHT
    desk.settings.flush()
    assert load_settings().theme == "light"


def test_engine_states_are_told_and_sentences_go_again(desk):
    status = desk.window.status
    assert status.sentence == "The engine is warming up."
    desk.engine.state_changed.emit("ready", "Ready, reader-1")
    assert status.sentence == "Ready, reader-1"
    desk.messages.fail("The picture is broken.")
    desk.engine.state_changed.emit("busy", "Reading")
    assert status.sentence == "The picture is broken."
    status._back.setInterval(1)
    status._back.start()
    desk.qtbot.waitUntil(lambda: status.sentence == "Reading")


def test_a_restarting_engine_costs_a_sentence_not_the_drawing(desk):
    desk.draw(text="A")
    ink = desk.read.drawing.ink
    desk.engine.state_changed.emit("restarting", "The engine stopped and was started again.")
    assert "started again" in desk.window.status.sentence
    assert desk.read.drawing.ink == ink
    assert desk.text() == "A"


def test_the_drawing_is_there_again_after_a_restart_and_is_read(desks):
    first = desks()
    first.draw(text="A")
    points = first.read.drawing.ink.strokes[0].points
    first.window.close()
    second = desks()
    assert np.allclose(second.read.drawing.ink.strokes[0].points, points, atol=0.01)
    assert second.read.canvas.ink == second.read.drawing.ink
    assert not second.action("edit.undo").isEnabled()
    second.qtbot.waitUntil(lambda: bool(second.engine.sent))
    assert second.engine.last.ink == second.read.drawing.ink


def test_a_damaged_drawing_is_told_and_kept_aside(desks):
    last_drawing_file().parent.mkdir(parents=True)
    last_drawing_file().write_text("{broken")
    desk = desks()
    assert not desk.read.drawing.ink
    assert "damaged" in desk.window.status.sentence
    assert last_drawing_file().with_suffix(".damaged.json").read_text() == "{broken"


def test_sizes_and_pane_are_remembered(desks):
    first = desks()
    first.window.resize(790, 600)
    first.action("pane.open").trigger()
    first.read._splitter.setSizes([400, 359])
    sizes = first.read._splitter.sizes()
    first.window.close()
    second = desks()
    assert second.read.source == "picture"
    assert (second.window.width(), second.window.height()) == (790, 600)
    assert second.read._splitter.sizes() == pytest.approx(sizes, abs=3)


def test_spoilt_geometry_is_ignored(desks):
    store = QSettings()
    for key in ("window/geometry", "window/state", "read/splitter"):
        store.setValue(key, QByteArray(b"nonsense"))
    store.setValue("window/workspace", "attic")
    store.setValue("read/pane", 7)
    store.sync()
    desk = desks()
    assert desk.read.source == "drawing"
    assert desk.window.width() >= 780


def test_the_engine_starts_after_the_first_paint_and_stops_with_the_window(desks, qtbot):
    desk = desks()
    assert not desk.engine.started
    desk.window.painted.connect(desk.engine.start)
    desk.window.repaint()
    qtbot.wait(10)
    desk.window.close()
    assert desk.engine.stopped


def test_an_uncaught_fault_in_a_slot_costs_one_sentence(desk):
    from gui.messages import catch_all

    undo = catch_all(desk.messages)
    try:
        sys.excepthook(ValueError, ValueError("a fault"), None)
    finally:
        undo()
    assert "Something went wrong inside Inkscope" in desk.window.status.sentence
    desk.draw(text="A")
    assert desk.text() == "A"


def test_every_control_has_a_name_and_a_tooltip_or_text(desk):
    for pane in ("pane.draw", "pane.open"):
        desk.action(pane).trigger()
        for kind in (QAbstractButton, QComboBox, QSlider):
            for control in desk.window.findChildren(kind):
                if not control.isVisible() or control.objectName().startswith("qt_"):
                    continue
                name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
                assert name, f"{control} has no name"
                assert control.toolTip() or name, control


def test_every_action_is_in_a_menu_and_has_keys(desk):
    desk.window.show_workspace("train")  # rooms bring their rows when they are first shown
    assert {"train.start", "model.choose", "read.teach"} <= {spec.id for spec in desk.window.actions_table.specs}
    in_menus = {action for menu in desk.window.findChildren(QMenu) for action in menu.actions()}
    for spec in desk.window.actions_table.specs:
        assert desk.action(spec.id) in in_menus, spec.id
        assert desk.action(spec.id).shortcuts(), f"{spec.id} has no shortcut"


@pytest.mark.parametrize(("letter", "theme"), [(Qt.Key.Key_D, "dark"), (Qt.Key.Key_L, "light")])
def test_a_shortcut_of_two_keys(letter, theme, desk):
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    desk.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    desk.key(letter)
    assert desk.action(f"theme.{theme}").isChecked()
    assert not desk.read.drawing.ink


def test_labels_with_a_letter_have_a_buddy(desk):
    for label in desk.window.findChildren(QLabel):
        if "&" in label.text():
            assert label.buddy() is not None, label.text()


def test_guide_shortcuts_about_and_preferences_open(desk):
    for name, word in (("help.guide", "Read"), ("help.shortcuts", "Ctrl+O"), ("help.about", "Inkscope")):
        desk.action(name).trigger()
        dialogs = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.isWindow()]
        found = [widget for widget in dialogs if hasattr(widget, "browser")]
        assert len(found) == 1, name
        assert word in found[0].browser.toPlainText()
        found[0].close()
    desk.action("edit.preferences").trigger()
    form = QApplication.activeModalWidget() or next(
        widget for widget in QApplication.topLevelWidgets() if hasattr(widget, "fields")
    )
    form.fields["brush_width"].setValue(11)
    form.fields["theme"].setCurrentText("dark")
    form.fields["finger_draws"].click()
    assert not desk.settings.settings.finger_draws
    form._restore()
    assert desk.settings.settings.brush_width == Settings().brush_width
    assert form.fields["brush_width"].value() == Settings().brush_width
    form.fields["brush_width"].setValue(11)
    form.fields["theme"].setCurrentText("dark")
    assert desk.settings.settings.brush_width == 11.0
    assert colours_of(desk.window.palette()) is DARK
    form.close()


def test_zoom_actions_work_on_the_pane_that_is_shown(desk):
    canvas = desk.read.canvas
    desk.action("view.zoom_in").trigger()
    assert canvas.view.scale == pytest.approx(1.25)
    desk.action("view.zoom_out").trigger()
    desk.action("view.actual_size").trigger()
    assert canvas.view.scale == pytest.approx(1.0)
    desk.window.open_file("/a/page.png")
    desk.engine.open()
    before = desk.read.image_pane.view.view.scale
    desk.action("view.zoom_in").trigger()
    assert desk.read.image_pane.view.view.scale > before
    assert canvas.view.scale == pytest.approx(1.0)


def test_boxes_and_numbers_are_settings_of_both_panes(desk):
    desk.action("view.boxes").trigger()
    desk.action("view.numbers").trigger()
    for overlay in (desk.read.canvas.overlay, desk.read.image_pane.view.overlay):
        assert not overlay.style.boxes
        assert overlay.style.order
    assert desk.settings.settings.show_order


def test_full_screen_and_back(desk):
    desk.action("view.full_screen").trigger()
    assert desk.window.isFullScreen()
    desk.action("view.full_screen").trigger()
    assert not desk.window.isFullScreen()


def test_tab_reaches_tools_canvas_and_text(desk):
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    seen: list[QWidget] = []
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert desk.read.result.text in seen
    assert desk.read.canvas in seen
    assert any(isinstance(widget, QComboBox) for widget in seen)


def test_a_click_on_a_tool_leaves_the_keys_with_the_canvas(desk):
    desk.window.activateWindow()
    desk.read.canvas.setFocus()
    button = next(
        button for button in desk.read.draw_pane.findChildren(QAbstractButton) if button.accessibleName() == "Eraser"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert desk.read.canvas.tool == ERASER
    assert QApplication.focusWidget() is desk.read.canvas


def test_the_open_pane_takes_the_keys_too(desk):
    desk.window.activateWindow()
    desk.action("pane.open").trigger()
    assert desk.read.image_pane.isAncestorOf(QApplication.focusWidget())
    desk.window.open_file("/a/page.png")
    desk.engine.open()
    assert QApplication.focusWidget() is desk.read.image_pane.view


@pytest.mark.parametrize("pane", ["pane.draw", "pane.open"])
def test_tool_rows_give_way_where_room_is_short(desk, pane):
    desk.action(pane).trigger()
    desk.window.resize(780, 480)
    desk.read._splitter.setSizes([360, 359])
    desk.qtbot.waitUntil(lambda: desk.read._panes.width() < 400)
    shown = desk.read._panes.currentWidget()

    def stand_apart() -> None:
        buttons = [button for button in shown.findChildren(QToolButton) if button.isVisible()]
        places = sorted((button.mapTo(shown, QPoint(0, 0)).x(), button.width()) for button in buttons)
        for (left, width), (next_left, _) in pairwise(places):
            assert left + width <= next_left, "no button lies over another"
        assert places[-1][0] + places[-1][1] <= shown.width()

    desk.qtbot.waitUntil(stand_apart)  # the layout takes its time


def test_corrections_are_there_again_when_one_comes_back_to_a_pane(desk):
    desk.window.open_file("/a/page.png")
    desk.engine.open()
    desk.engine.answer("PAGE", source="page.png")
    desk.read.result.select(0)
    desk.read.result.correct("R")
    desk.action("pane.draw").trigger()
    desk.draw(text="A")
    desk.action("pane.open").trigger()
    assert desk.text() == "RAGE"
    desk.action("edit.undo").trigger()
    assert desk.text() == "PAGE"
    desk.action("edit.redo").trigger()
    desk.window.open_file("/b/page.png")
    desk.engine.open()
    desk.engine.answer("PAGE", source="page.png")
    assert desk.text() == "PAGE", "another file of the same name is another page"
