"""The training process's loop, run in a thread at the other end of a real pipe: what comes back for what was asked."""

from __future__ import annotations

import multiprocessing
import threading
import time

import numpy as np
import pytest

from core.alphabet import Alphabet
from core.data.corrections import CorrectionStore, digest_of
from core.data.dataset import Dataset
from core.errors import DataError
from core.inspection_messages import Correction
from core.messages import Shutdown
from core.train.config import TrainingConfig
from core.train.records import BatchRecord, Change, EpochRecord
from core.train.runs import RunsFolder
from core.training_desk import Shelf, pack_stored
from core.training_events import (
    CurvesSaved,
    DataDescribed,
    HistoryLoaded,
    ModelWritten,
    RatesTried,
    RecordsArrived,
    RunChanged,
    RunDeleted,
    RunsListed,
    SamplesKept,
    StateSaid,
    TrainingBegan,
    TrainingEnded,
    TrainingFailed,
    TrainingReady,
)
from core.training_messages import (
    IDLE,
    PAUSED,
    RUNNING,
    STARTING,
    STOPPING,
    ChangeSettings,
    DescribeData,
    FindRate,
    KeepSamples,
    ListRuns,
    LoadHistory,
    Pause,
    Resume,
    RunAction,
    SaveCurves,
    StartSweep,
    StartTraining,
    StepBatch,
    StepEpoch,
    StopTraining,
    WriteModel,
)
from core.training_post import pack
from core.training_service import serve
from core.transport import receive, send

CONFIG = TrainingConfig(dataset="toy", hidden=(8,), learning_rate=0.1, epochs=3, batch_size=10, measure_every=5)
LONG = CONFIG.changed(epochs=100_000)


def toy(name="toy"):
    if name != "toy":
        raise DataError(f"There is no dataset called {name!r}.")
    rng = np.random.default_rng(7)
    labels = rng.integers(0, 3, 120)
    pictures = rng.integers(0, 255, (3, 6, 6))[labels] + rng.normal(0, 40, (120, 6, 6))
    return Dataset(
        images=np.clip(pictures, 0, 255).astype(np.uint8),
        labels=labels.astype(np.int64),
        alphabet=Alphabet(("A", "B", "C")),
        split=np.array(["train"] * 80 + ["valid"] * 30 + ["test"] * 10),
        writers=np.array([""] * 120),
        name="toy",
        licence="none",
    )


class Window:
    """The window's end of the pipe."""

    def __init__(self, tmp_path):
        self.runs = RunsFolder(tmp_path / "runs")
        self.connection, far = multiprocessing.Pipe()
        self.thread = threading.Thread(target=serve, args=(far, self.runs, Shelf(toy)), daemon=True)
        self.thread.start()
        self.seen = []

    def send(self, *requests):
        for request in requests:
            send(self.connection, request)

    def until(self, kind, condition=lambda event: True):
        """The next event of this kind; those before it are kept in seen."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            assert self.connection.poll(30), f"no {kind.__name__}; seen {[type(e).__name__ for e in self.seen]}"
            event = receive(self.connection)
            self.seen.append(event)
            if isinstance(event, kind) and condition(event):
                return event
        raise AssertionError(f"no {kind.__name__}")

    def state(self, state):
        return self.until(StateSaid, lambda event: event.state == state)

    def ask(self, request, kind):
        self.send(request)
        return self.until(kind)

    def train(self, config=CONFIG):
        """Train to the end; returns TrainingEnded."""
        ended = self.ask(StartTraining(config), TrainingEnded)
        self.state(IDLE)
        return ended

    def all(self, kind):
        return [event for event in self.seen if isinstance(event, kind)]

    def batch_steps(self):
        parts = [event.batches.step for event in self.all(RecordsArrived) if event.batches is not None]
        return np.concatenate([np.empty(0, np.int64), *parts]).tolist()

    def epochs(self):
        return [record.epoch for event in self.all(RecordsArrived) for record in event.epochs]


@pytest.fixture
def window(tmp_path):
    made = Window(tmp_path)
    made.until(TrainingReady)
    made.until(RunsListed)
    yield made
    made.send(Shutdown())
    made.thread.join(10)
    assert not made.thread.is_alive()


def test_a_run_is_trained_and_every_record_comes_once_and_in_order(window):
    ended = window.train()
    assert (ended.reason, ended.failed, ended.run.state) == ("finished", False, "finished")
    began = window.all(TrainingBegan)[0]
    assert (began.batches, began.step, began.run.config) == (8, 0, CONFIG)
    assert window.batch_steps() == list(range(1, 25))
    assert window.epochs() == [0, 1, 2, 3]
    kinds = [type(event) for event in window.seen]
    assert kinds.index(TrainingEnded) > max(place for place, kind in enumerate(kinds) if kind is RecordsArrived)
    sent = [record for event in window.all(RecordsArrived) for record in event.epochs]
    assert all(record.filters is None and record.confusion is None for record in sent), "they lie in the run's folder"


def test_what_was_sent_is_what_the_run_recorded(window):
    ended = window.train()
    stored = window.ask(LoadHistory(ended.run.id), HistoryLoaded)
    sent = [event.batches for event in window.all(RecordsArrived) if event.batches is not None]
    for name in ("step", "epoch", "loss", "accuracy", "rate", "norm_steps", "gradient_norms", "update_ratios"):
        there = np.concatenate([getattr(part, name) for part in sent if getattr(part, name).size])
        np.testing.assert_array_equal(there, getattr(stored.batches, name), err_msg=name)
    assert stored.batches.layers == ("fc1", "fc2")
    assert stored.batches.norm_steps.tolist() == [1, 6, 11, 16, 21]
    assert [record.epoch for record in stored.epochs] == [0, 1, 2, 3]


def test_orders_are_acknowledged_and_obeyed(window):
    window.send(StartTraining(LONG))
    window.state(STARTING)
    window.until(RecordsArrived)
    window.send(Pause())
    window.state(PAUSED)
    time.sleep(0.3)
    window.ask(ListRuns(), RunsListed)  # whatever was under way has come before this
    before = window.batch_steps()[-1]
    window.send(StepBatch(3))
    window.state(PAUSED)
    window.until(RecordsArrived, lambda event: event.batches is not None and event.batches.step[-1] == before + 3)
    window.ask(ListRuns(), RunsListed)
    assert window.batch_steps()[-1] == before + 3
    window.send(StepEpoch())
    window.state(RUNNING)
    window.until(RecordsArrived, lambda event: bool(event.epochs))
    window.state(PAUSED)
    assert window.batch_steps()[-1] % 8 == 0
    window.send(Resume())
    window.state(RUNNING)
    window.until(RecordsArrived)
    window.send(StopTraining())
    window.state(STOPPING)
    ended = window.until(TrainingEnded)
    assert (ended.reason, ended.run.state) == ("stopped", "stopped")
    window.state(IDLE)


def test_an_order_is_acknowledged_while_a_long_step_is_computed(window, monkeypatch):
    from core.train.learner import Learner

    began, go_on = threading.Event(), threading.Event()
    real = Learner.batch

    def slow(learner):
        began.set()
        assert go_on.wait(20)
        return real(learner)

    monkeypatch.setattr(Learner, "batch", slow)
    window.send(StartTraining(CONFIG))
    assert began.wait(20)
    window.send(StopTraining())
    window.state(STOPPING)  # though no step has ended
    assert window.batch_steps() == []
    go_on.set()
    window.until(TrainingEnded)


def test_a_changed_setting_is_in_force_and_its_step_is_told(window):
    window.send(StartTraining(LONG))
    window.until(RecordsArrived, lambda event: event.batches is not None)
    window.send(ChangeSettings({"learning_rate": 0.025}))
    arrived = window.until(RecordsArrived, lambda event: bool(event.changes))
    [change] = arrived.changes
    assert (change.name, change.value) == ("learning_rate", 0.025)
    window.send(StopTraining())
    ended = window.until(TrainingEnded)
    stored = window.ask(LoadHistory(ended.run.id), HistoryLoaded)
    assert stored.changes == (change,)
    rates = stored.batches.rate
    assert (rates[: change.step] == 0.1).all()
    assert (rates[change.step :] == 0.025).all()


def test_a_change_out_of_bounds_is_one_sentence(window):
    window.send(StartTraining(LONG))
    window.until(TrainingBegan)
    failed = window.ask(ChangeSettings({"dropout": 2.0}), TrainingFailed)
    assert "dropout" in failed.message
    assert not failed.unexpected
    window.send(StopTraining())
    window.until(TrainingEnded)


def test_a_second_training_is_refused(window):
    window.send(StartTraining(LONG))
    window.until(TrainingBegan)
    assert "stop it first" in window.ask(StartTraining(CONFIG), TrainingFailed).message
    window.send(StopTraining())
    window.until(TrainingEnded)
    window.state(IDLE)
    assert window.train().reason == "finished"


def test_a_stopped_run_goes_on_and_its_history_is_whole(window):
    window.send(StartTraining(LONG))
    window.until(RecordsArrived, lambda event: bool(event.epochs) and event.epochs[-1].epoch >= 2)
    window.send(StopTraining())
    stopped = window.until(TrainingEnded).run
    window.state(IDLE)
    window.seen.clear()
    window.send(StartTraining(stopped.config, resume=stopped.id))
    began = window.until(TrainingBegan)
    assert (began.run.id, began.step) == (stopped.id, stopped.step)
    history = window.until(HistoryLoaded)
    assert history.batches.step.tolist() == list(range(1, stopped.step + 1))
    # Stopped after an epoch's last batch, it sends that epoch alone first.
    window.until(RecordsArrived, lambda _: len(window.batch_steps()) > 0 and len(window.epochs()) > 0)
    assert window.batch_steps()[0] == stopped.step + 1
    assert window.epochs()[0] == history.epochs[-1].epoch + 1
    window.send(StopTraining())
    window.until(TrainingEnded)


def test_a_run_that_fails_says_why(window):
    with np.errstate(all="ignore"):
        ended = window.train(CONFIG.changed(learning_rate=100.0, activation="linear", epochs=200))
    assert ended.failed
    assert "no longer a number" in ended.reason
    assert (ended.run.state, ended.run.reason) == ("failed", ended.reason)


def test_settings_that_do_not_fit_leave_no_run(window):
    failed = window.ask(StartTraining(CONFIG.changed(init_from="/nowhere.safetensors")), TrainingFailed)
    assert "nowhere" in failed.message
    window.state(IDLE)
    assert window.ask(ListRuns(), RunsListed).runs == ()
    assert "no dataset" in window.ask(StartTraining(CONFIG.changed(dataset="gone")), TrainingFailed).message


def test_a_sweep_trains_one_run_a_rate(window):
    window.send(StartSweep(CONFIG, (0.01, 0.1)))
    window.state(IDLE)
    ended = window.all(TrainingEnded)
    assert [event.run.config.learning_rate for event in ended] == [0.01, 0.1]
    assert len({event.run.id for event in ended}) == 2
    assert all(event.run.config.seed == CONFIG.seed for event in ended)


def test_a_stopped_sweep_begins_no_further_run(window):
    window.send(StartSweep(LONG, (0.01, 0.1)))
    window.until(RecordsArrived)
    window.send(StopTraining())
    window.state(IDLE)
    assert len(window.all(TrainingEnded)) == 1


def test_the_finder_suggests_a_rate_and_leaves_no_run(window):
    tried = window.ask(FindRate(CONFIG), RatesTried)
    assert len(tried.rates) == len(tried.losses) > 10
    assert tried.suggested is None or tried.suggested in tried.rates
    assert window.ask(ListRuns(), RunsListed).runs == ()


def test_runs_are_renamed_pinned_annotated_deleted_and_taken_back(window):
    run = window.train().run.id
    assert window.ask(RunAction(run, "rename", "best so far"), RunChanged).run.name == "best so far"
    assert window.ask(RunAction(run, "pin", True), RunChanged).run.pinned
    assert window.ask(RunAction(run, "notes", "wide"), RunChanged).run.notes == "wide"
    deleted = window.ask(RunAction(run, "delete"), RunDeleted)
    assert (deleted.run, deleted.name) == (run, "best so far")
    assert window.ask(ListRuns(), RunsListed).runs == ()
    assert window.ask(RunAction(deleted.place, "restore"), RunChanged).run.name == "best so far"
    assert [info.id for info in window.ask(ListRuns(), RunsListed).runs] == [run]


def test_a_run_that_trains_is_not_deleted(window):
    window.send(StartTraining(LONG))
    run = window.until(TrainingBegan).run.id
    window.until(RecordsArrived)
    assert "stop it first" in window.ask(RunAction(run, "delete"), TrainingFailed).message
    window.send(StopTraining())
    window.until(TrainingEnded)


def test_a_data_set_is_described(window):
    told = window.ask(DescribeData("toy"), DataDescribed)
    assert told.labels == ("A", "B", "C")
    assert told.counts.sum() == 120
    assert told.splits == (80, 30, 10)
    assert told.samples.shape == (3, 6, 6)
    data = toy()
    for label, sample in enumerate(told.samples):
        np.testing.assert_array_equal(sample, data.images[data.labels == label][0])


def test_corrections_are_counted_and_learned_from_and_kept_with_the_run(window):
    data, store = toy(), CorrectionStore()
    store.keep("toy", {digest_of(data.images[place]): Correction(excluded=True) for place in range(20)})
    assert window.ask(DescribeData("toy"), DataDescribed).corrected == (0, 20)
    window.send(StartTraining(CONFIG))
    assert window.until(TrainingBegan).batches == 6  # of 10: 60 of 80 samples are left to learn from
    run = window.until(TrainingEnded).run
    window.state(IDLE)
    store.keep("toy", {})
    window.send(StartTraining(run.config.changed(epochs=4), resume=run.id))
    assert window.until(TrainingBegan).batches == 6, "a resumed run learns from what it was begun with"
    assert not window.until(TrainingEnded).failed
    window.state(IDLE)
    store.keep("toy", {digest_of(data.images[0]): Correction(excluded=True)})
    window.send(StartTraining(CONFIG.changed(corrections="off")))
    assert window.until(TrainingBegan).batches == 8
    window.state(IDLE)


def test_samples_of_ones_own_hand_are_kept_and_counted(window):
    rng = np.random.default_rng(5)
    patches = [(label, rng.integers(1, 255, (32, 32)).astype(np.uint8)) for label in "ABA"]
    assert window.ask(KeepSamples(tuple(patches)), SamplesKept) == SamplesKept(3, 3, 2)
    assert window.ask(KeepSamples((patches[0],)), SamplesKept) == SamplesKept(1, 3, 2), "the same one counts once"
    bad = window.ask(KeepSamples((("A", np.zeros((32, 32), np.uint8)),)), TrainingFailed)
    assert "some ink" in bad.message


def test_a_model_is_written_that_gives_the_runs_best_epoch(window, tmp_path):
    from core.nets.model_file import load_model

    info = window.train().run
    written = window.ask(WriteModel(info.id), ModelWritten)
    model = load_model(tmp_path / "runs" / info.id / "model.safetensors")
    assert written.path.endswith("model.safetensors")
    assert model.header.labels == ("A", "B", "C")
    assert model.header.settings["epoch"] == window.ask(ListRuns(), RunsListed).runs[0].best_epoch


def test_numbers_and_figures_are_saved(window, tmp_path):
    run = window.train().run
    table = tmp_path / "curves.csv"
    window.ask(SaveCurves((run.id,), str(table)), CurvesSaved)
    rows = [line.split(",") for line in table.read_text().splitlines()]
    assert rows[0][:3] == ["run", "epoch", "step"]
    assert [row[1] for row in rows[1:]] == ["0", "1", "2", "3"]
    last = window.ask(LoadHistory(run.id), HistoryLoaded).epochs[-1]
    assert float(rows[-1][rows[0].index("valid_loss")]) == last.valid_loss
    figure = tmp_path / "curves.svg"
    window.ask(SaveCurves((run.id,), str(figure)), CurvesSaved)
    assert "<svg" in figure.read_text()
    assert "png" in window.ask(SaveCurves((run.id,), str(tmp_path / "curves.doc")), TrainingFailed).message


def test_an_unknown_run_is_one_sentence(window):
    assert "no run" in window.ask(LoadHistory("gone"), TrainingFailed).message


def test_orders_without_training_change_nothing(window):
    window.send(Pause())
    window.state(IDLE)


def test_packed_records_are_what_the_history_file_gives(tmp_path):
    from core.train.history_file import HistoryFile, load_history

    records = [
        BatchRecord(1, 1, 2.0, 0.1, 0.01, {"fc1": 1.0, "fc2": 2.0}, {"fc1": 0.1, "fc2": 0.2}),
        BatchRecord(2, 1, 1.5, 0.2, 0.01),
        BatchRecord(3, 1, 1.2, 0.4, 0.02, {"fc1": 0.5, "fc2": 0.25}, {"fc1": 0.3, "fc2": 0.4}),
    ]
    file = HistoryFile(tmp_path)
    for record in records:
        file.add_batch(record)
    file.add_change(Change(2, "momentum", 0.5))
    file.add_epoch(EpochRecord(0, 0, 1.0, 0.0, 1.0, 0.0, 0.1))
    file.close()
    sent, stored = pack(records), pack_stored(load_history(tmp_path))
    assert sent.layers == stored.layers
    for name in ("step", "epoch", "loss", "accuracy", "rate", "norm_steps", "gradient_norms", "update_ratios"):
        np.testing.assert_array_equal(getattr(sent, name), getattr(stored, name))
