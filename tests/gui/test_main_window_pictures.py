"""Pictures opened, dropped and pasted, and the two panes that keep their own text."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from silent_engine import PIXELS

from core.messages import OpenImage, ReadPixels

pytestmark = pytest.mark.gui


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
