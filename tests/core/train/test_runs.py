"""The runs folder: names, states, trash, damage."""

from __future__ import annotations

import dataclasses

import pytest

from core.errors import RunError
from core.train.config import TrainingConfig
from core.train.lock import FileLock
from core.train.runs import Run, RunsFolder

CONFIG = TrainingConfig(epochs=3, hidden=(8, 4))


def test_a_run_is_found_by_id_name_and_path(runs):
    run = runs.create(CONFIG, name="My first: run!")
    info = run.info()
    assert info.name == "My first: run!"
    assert info.config == CONFIG
    assert info.state == "new"
    for name in (info.id, info.name, str(run.folder)):
        assert runs.open(name).folder == run.folder


@pytest.mark.parametrize("name", ["../../etc", "/", "...", "con:\\|?*", "a/b", "ü" * 300, ".hidden"])
def test_no_name_leads_out_of_the_folder(runs, name):
    run = runs.create(CONFIG, name=name)
    assert run.folder.parent == runs.folder
    assert not run.folder.name.startswith(".")
    assert [info.name for info in runs.list()] == [name]


def test_two_runs_of_one_name_are_two(runs):
    first, second = (runs.create(CONFIG, name="again") for _ in range(2))
    assert first.folder != second.folder
    assert len(runs.list()) == 2


def test_a_missing_run_is_one_sentence(runs):
    for name in ("nothing", "", "../runs"):
        with pytest.raises(RunError, match="no run"):
            runs.open(name)


def test_running_without_a_process_is_died(runs):
    run = runs.create(CONFIG)
    with run.locked():
        run.update(state="running")
        assert run.info().state == "running"
        assert run.in_use()
        with pytest.raises(RunError):
            runs.trash(run)
    assert run.info().state == "died"


def test_trash_and_back(runs):
    run = runs.create(CONFIG, name="old")
    info = run.info()
    place = runs.trash(run)
    assert runs.list() == []
    taken = runs.create(CONFIG, name="old")  # its name is free again
    back = runs.restore(place)
    assert back.info() == dataclasses.replace(info, id="old-2")
    assert {one.id for one in runs.list()} == {taken.info().id, "old-2"}
    runs.trash(back)
    runs.empty_trash()
    with pytest.raises(RunError, match="trash"):
        runs.restore(place)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"id": 3}', b"\xff\xfe", b'{"config": "{}", "labels": 1, "input_shape": 2}']
)
def test_a_damaged_run_is_left_out_of_the_list(runs, content, caplog):
    good, bad = runs.create(CONFIG), runs.create(CONFIG)
    (bad.folder / "run.json").write_bytes(content)
    assert [info.id for info in runs.list()] == [good.folder.name]
    with pytest.raises(RunError):
        bad.info()


def test_notes_and_pins_are_kept(runs):
    run = runs.create(CONFIG)
    run.update(notes="good", pinned=True)
    info = Run(run.folder).info()
    assert (info.notes, info.pinned) == ("good", True)


def test_the_folder_need_not_exist(tmp_path):
    assert RunsFolder(tmp_path / "none" / "yet").list() == []


def test_a_lock_is_held_by_one(tmp_path):
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.acquire()
    assert not second.acquire()
    assert second.held()
    first.release()
    assert second.acquire()
    second.release()
    assert not second.held()
