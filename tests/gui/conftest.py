"""A main window, and a canvas with its drawing, for the tests that ask for them."""

from __future__ import annotations

import pytest
from canvas_looks import Clock
from PySide6.QtCore import QSettings
from PySide6.QtGui import QUndoStack
from window_desk import Desk

from core.settings import Settings, save_settings
from gui.app import make_app
from gui.read.canvas import Canvas
from gui.read.drawing import Drawing


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


@pytest.fixture
def stack(qapp):
    return QUndoStack()


@pytest.fixture
def drawing(stack):
    return Drawing(stack)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def canvas(qtbot, drawing, clock):
    widget = Canvas(clock=clock)
    qtbot.addWidget(widget)
    widget.stroke_drawn.connect(drawing.add_stroke)
    widget.erased.connect(drawing.erase)
    drawing.changed.connect(widget.set_ink)
    widget.resize(600, 400)
    widget.show()
    qtbot.waitUntil(lambda: widget.settled)
    return widget
