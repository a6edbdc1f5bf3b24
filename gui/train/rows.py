"""The rows of the Train workspace's actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gui.action_table import TRAIN
from gui.actions import ActionSpec

CAN_START, CAN_PAUSE, TRAINING, HAS_RUN, IS_FREE = (
    "train.can_start", "train.can_pause", "train.training", "train.has_run", "train.is_free",
)  # fmt: skip
_RUN = f"{TRAIN}/&Run"
_CURVES = f"{TRAIN}/&Curves"


@dataclass(frozen=True, slots=True)
class TrainDeeds:
    """What the Train workspace can do."""

    start_or_pause: Callable[[], object]
    step_batch: Callable[[], object]
    step_epoch: Callable[[], object]
    stop: Callable[[], object]
    sweep: Callable[[], object]
    find_rate: Callable[[], object]
    go_on: Callable[[], object]
    duplicate: Callable[[], object]
    pin: Callable[[], object]
    rename: Callable[[], object]
    delete: Callable[[], object]
    use: Callable[[], object]
    save_model: Callable[[], object]
    save_curves: Callable[[], object]
    copy_curves: Callable[[], object]
    fit: Callable[[], object]
    logarithmic: Callable[[bool], object]
    robust: Callable[[bool], object]
    envelope: Callable[[bool], object]
    steps: Callable[[bool], object]
    side_by_side: Callable[[bool], object]


def train_rows(deeds: TrainDeeds) -> list[ActionSpec]:
    """All of them, in the order of the menu."""
    return [*_training(deeds), *_runs(deeds), *_curves(deeds)]


def _training(deeds: TrainDeeds) -> list[ActionSpec]:
    return [
        ActionSpec("train.start", TRAIN, "&Start", deeds.start_or_pause, shortcuts=("F5",), icon="play",
                   enabled_when=CAN_START, tip="Start training, pause it, go on"),
        ActionSpec("train.stop", TRAIN, "St&op", deeds.stop, shortcuts=("Shift+F5",), icon="stop",
                   enabled_when=TRAINING, tip="Stop after this batch; the run can be continued"),
        ActionSpec("train.step_batch", TRAIN, "One more &batch", deeds.step_batch, shortcuts=("F10",),
                   icon="step-batch", enabled_when=CAN_PAUSE, separator=True),
        ActionSpec("train.step_epoch", TRAIN, "One more &epoch", deeds.step_epoch, shortcuts=("Ctrl+F10",),
                   icon="step-epoch", enabled_when=CAN_PAUSE),
        ActionSpec("train.find_rate", TRAIN, "&Find a learning rate", deeds.find_rate, enabled_when=IS_FREE,
                   shortcuts=("F9",),
                   separator=True, tip="Try rising rates for a hundred batches and put a good one into the form"),
        ActionSpec("train.sweep", TRAIN, "S&weep learning rates", deeds.sweep, icon="sweep", enabled_when=IS_FREE,
                   shortcuts=("Ctrl+F9",),
                   tip="Train five runs that differ in their learning rate alone, side by side"),
    ]  # fmt: skip


def _runs(deeds: TrainDeeds) -> list[ActionSpec]:
    return [
        ActionSpec("run.go_on", _RUN, "&Continue", deeds.go_on, shortcuts=("Ctrl+F5",), icon="step-epoch",
                   enabled_when=HAS_RUN, tip="Go on from the run's last checkpoint"),
        ActionSpec("run.duplicate", _RUN, "Settings into the &form", deeds.duplicate, shortcuts=("Ctrl+Shift+D",),
                   icon="copy", enabled_when=HAS_RUN, tip="Put the run's settings into the form"),
        ActionSpec("run.pin", _RUN, "&Pin", deeds.pin, icon="pin", enabled_when=HAS_RUN, shortcuts=("Ctrl+P",),
                   tip="Keep the run at the head of the table, or no longer"),
        ActionSpec("run.rename", _RUN, "&Rename", deeds.rename, icon="edit", enabled_when=HAS_RUN,
                   shortcuts=("Ctrl+R",)),
        ActionSpec("run.delete", _RUN, "&Delete", deeds.delete, icon="trash", enabled_when=HAS_RUN,
                   shortcuts=("Ctrl+Del",),
                   tip="Move the selected runs to the trash"),
        ActionSpec("run.use", _RUN, "&Use this model for reading", deeds.use, icon="read", enabled_when=HAS_RUN,
                   separator=True, shortcuts=("Ctrl+M, U",), tip="Read with the network of the run's best epoch"),
        ActionSpec("run.save_model", _RUN, "&Save model…", deeds.save_model, icon="save", enabled_when=HAS_RUN,
                   shortcuts=("Ctrl+M, S",)),
    ]  # fmt: skip


def _curves(deeds: TrainDeeds) -> list[ActionSpec]:
    return [
        ActionSpec("curves.fit", _CURVES, "Show &all", deeds.fit, icon="fit", shortcuts=("Ctrl+Shift+9",)),
        ActionSpec("curves.log", _CURVES, "&Logarithmic loss", run_checked=deeds.logarithmic,
                   icon="logarithmic", shortcuts=("Ctrl+Shift+L",)),
        ActionSpec("curves.robust", _CURVES, "Leave out&liers outside", run_checked=deeds.robust,
                   shortcuts=("Ctrl+G, L",)),
        ActionSpec("curves.envelope", _CURVES, "&Envelope of the batches", run_checked=deeds.envelope,
                   shortcuts=("Ctrl+G, E",)),
        ActionSpec("curves.steps", _CURVES, "&Steps along the axis", run_checked=deeds.steps, shortcuts=("Ctrl+G, S",),
                   tip="Count steps along the axis, not epochs"),
        ActionSpec("curves.side_by_side", _CURVES, "Runs s&ide by side", run_checked=deeds.side_by_side, icon="sweep",
                   shortcuts=("Ctrl+Shift+M",), tip="A small plot of the loss for each run that is drawn"),
        ActionSpec("curves.save", _CURVES, "Sa&ve curves…", deeds.save_curves, icon="save", enabled_when=HAS_RUN,
                   shortcuts=("Ctrl+Shift+S",), separator=True,
                   tip="Save the drawn runs as PNG, SVG or PDF, or their numbers as CSV"),
        ActionSpec("curves.copy", _CURVES, "&Copy curves", deeds.copy_curves, icon="copy", enabled_when=HAS_RUN,
                   shortcuts=("Ctrl+Shift+C",),
                   tip="Copy the drawn curves as a picture, and their numbers as text"),
    ]  # fmt: skip
