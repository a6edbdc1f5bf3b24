"""What does it cost a training to be watched? The same run in a process alone, and in the window's with live curves.

    python benchmarks/watching.py [--epochs 24] [--rounds 3]

Alone and watched take turns, so that other load on the machine falls on both. "clock" is batches by the seconds between
the first and the last record; "processor" is batches by the seconds that the training process computed, which other
programs do not lengthen. Goal: watched at least 90 % of alone.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
GOAL = 0.9
Speeds = tuple[float, float]  # batches a second by the clock, and a second of processor time


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=24, help="fewer last a second, too short to measure")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder  # the person's own runs stay out of it
        return measure(arguments.epochs, arguments.rounds)


def measure(epochs: int, rounds: int) -> int:
    """Train in turns and print; 0 if the goal is met by the clock."""
    watched = Watched()
    pairs: list[tuple[Speeds, Speeds]] = []
    for number in range(rounds):
        pairs.append((alone(epochs), watched.train(epochs)))
        (clock, busy), (seen_clock, seen_busy) = pairs[-1]
        print(
            f"round {number + 1}: alone {clock:.0f} batches a second by the clock, {busy:.0f} by the processor;"
            f" watched {seen_clock:.0f} and {seen_busy:.0f}"
        )
    watched.close()
    by_clock = median(seen[0] / plain[0] for plain, seen in pairs)
    by_processor = median(seen[1] / plain[1] for plain, seen in pairs)
    print(
        f"watched / alone: {by_clock:.1%} by the clock, {by_processor:.1%} by the processor (goal {GOAL:.0%});", end=""
    )
    print(f" load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0 if by_clock >= GOAL else 1


def alone(epochs: int) -> Speeds:
    """In a process of its own whose records nobody takes."""
    near, far = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_train_alone, args=(far, epochs))
    process.start()
    speeds: Speeds = near.recv()
    process.join()
    return speeds


def _train_alone(connection: Connection, epochs: int) -> None:
    from core.data import catalogue
    from core.train.engine import train
    from core.train.records import BatchRecord
    from core.train.runs import RunsFolder

    config = config_of(epochs)
    begun = busy = 0.0
    count = 0
    data = catalogue.load(config.dataset)
    for record in train(config, data, run=RunsFolder().create(config)):
        if isinstance(record, BatchRecord):
            count += 1
            if count == 1:
                begun, busy = time.perf_counter(), time.process_time()
    connection.send(((count - 1) / (time.perf_counter() - begun), (count - 1) / (time.process_time() - busy)))


class Watched:
    """The real window on the Train workspace, with all curves live."""

    def __init__(self) -> None:
        from gui.app import make_app, make_window
        from gui.arguments import parse
        from gui.messages import Messages

        self.window = make_window(make_app(), Messages(), parse(["--workspace", "train"]))
        self.window.resize(1280, 820)
        self.window.show()
        self.room = self.window.workspace
        wait(lambda: bool(self.window.context.training.process_id) and bool(self.room.controller.datasets))

    def train(self, epochs: int) -> Speeds:
        """Start by the button, wait for the end."""
        from core.training_events import RecordsArrived, TrainingEnded
        from core.training_messages import IDLE

        moments: list[tuple[float, float, int]] = []  # clock, processor, step
        training = self.window.context.training
        pid = training.process_id
        assert pid is not None

        def note(event: object) -> None:
            if (isinstance(event, RecordsArrived) and event.batches is not None) or isinstance(event, TrainingEnded):
                step = int(event.batches.step[-1]) if isinstance(event, RecordsArrived) else event.run.step
                moments.append((time.perf_counter(), processor_seconds(pid), step))

        training.event_received.connect(note)
        self.room.form.set_config(config_of(epochs))
        self.window.actions_table.action("train.start").trigger()
        wait(lambda: self.room.controller.busy)
        wait(lambda: self.room.controller.state == IDLE, 600)
        training.event_received.disconnect(note)
        (clock, busy, step), (end_clock, end_busy, end_step) = moments[0], moments[-2]
        return (end_step - step) / (end_clock - clock), (end_step - step) / max(end_busy - busy, 1e-9)

    def close(self) -> None:
        """Close the window and end its processes."""
        self.window.close()


def config_of(epochs: int):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """The homework's network on the embedded handwriting: its steps are the shortest, being watched costs it most."""
    from gui.train.presets import config_of as preset

    return preset("homework").changed(epochs=epochs)


def processor_seconds(pid: int) -> float:
    """That a process has computed so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait(condition: Callable[[], bool], patience: float = 120.0) -> None:
    """Run the event loop, which sleeps between two events as the application's does, until it holds."""
    from PySide6.QtCore import QEventLoop, QTimer

    end, loop = time.monotonic() + patience, QEventLoop()
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > end else None)
    timer.start()
    loop.exec()
    if not condition():
        raise SystemExit("the window did not answer")


if __name__ == "__main__":
    raise SystemExit(main())
