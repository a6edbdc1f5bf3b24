"""Messages: one sentence for the person, the whole story in the log, and the window keeps running."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QtMsgType, qDebug

from core.errors import Cancelled, ImageError
from gui.messages import LOG_BYTES, LOG_FILES, Messages, catch_all, log_file, log_qt_message, start_log

pytestmark = pytest.mark.gui


@pytest.fixture
def messages(qapp):
    return Messages()


@pytest.fixture
def told(messages):
    heard: list[str] = []
    messages.failed.connect(heard.append)
    return heard


@pytest.fixture
def caught(messages):
    undo = catch_all(messages)
    yield
    undo()


@pytest.fixture
def root_log():
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield root
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def _raise(error):
    try:
        raise error
    except type(error):
        return sys.exc_info()


def test_an_expected_failure_is_told_as_it_stands(messages, told):
    messages.report(ImageError("The picture is broken."))
    assert told == ["The picture is broken."]


def test_a_cancelled_work_is_no_failure(messages, told):
    messages.report(Cancelled("stopped"))
    assert told == []


def test_an_uncaught_fault_is_logged_whole_and_told_once(messages, told, caught, caplog):
    for _ in range(3):
        sys.excepthook(*_raise(ZeroDivisionError("no way")))
    assert len(told) == 1
    assert "ZeroDivisionError" in told[0]
    assert str(log_file()) in told[0]
    records = [record for record in caplog.records if record.exc_info]
    assert len(records) == 3
    assert records[0].exc_info[2] is not None, "with its traceback"


def test_faults_at_different_places_are_told_each(messages, told, caught):
    sys.excepthook(*_raise(ZeroDivisionError("here")))
    try:
        int("x")
    except ValueError:
        sys.excepthook(*sys.exc_info())
    assert len(told) == 2


def test_a_fault_in_another_thread_arrives(messages, told, caught, qtbot):
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert "ZeroDivisionError" in told[0]


def test_hooks_are_given_back(messages):
    before = sys.excepthook, threading.excepthook
    catch_all(messages)()
    assert (sys.excepthook, threading.excepthook) == before


def test_qt_speaks_through_the_log(messages, caught, caplog):
    caplog.set_level(logging.DEBUG, logger="Qt")
    qDebug("a word from Qt")
    assert [record.name for record in caplog.records if "a word from Qt" in record.message] == ["Qt"]


def test_levels_of_qt_messages(caplog):
    class Context:
        category = "qt.test"

    caplog.set_level(logging.DEBUG, logger="Qt")
    log_qt_message(QtMsgType.QtCriticalMsg, Context(), "bad")
    log_qt_message(QtMsgType.QtInfoMsg, Context(), "fine")
    assert [record.levelno for record in caplog.records] == [logging.ERROR, logging.INFO]


def test_the_log_rotates(root_log):
    start_log()
    line = "x" * 10_000
    for _ in range((LOG_FILES + 2) * LOG_BYTES // len(line)):
        logging.getLogger("test").warning("%s", line)
    files = list(log_file().parent.glob("inkscope.log*"))
    assert len(files) == LOG_FILES + 1
    assert all(file.stat().st_size <= LOG_BYTES for file in files)


def test_a_state_folder_that_cannot_be_made_does_not_stop_the_window(root_log, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    start_log()
    assert any(type(handler) is logging.StreamHandler for handler in root_log.handlers)
