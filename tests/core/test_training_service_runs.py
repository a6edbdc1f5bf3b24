"""Runs continued, swept, renamed, deleted, and what is written of them."""

from __future__ import annotations

from training_window import CONFIG, LONG

from core.training_events import (
    CurvesSaved,
    HistoryLoaded,
    ModelWritten,
    RatesTried,
    RecordsArrived,
    RunChanged,
    RunDeleted,
    RunsListed,
    TrainingBegan,
    TrainingEnded,
    TrainingFailed,
)
from core.training_messages import (
    IDLE,
    FindRate,
    ListRuns,
    LoadHistory,
    RunAction,
    SaveCurves,
    StartSweep,
    StartTraining,
    StopTraining,
    WriteModel,
)


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
