"""How late is the window's event loop while a network trains and every workspace follows? A 1 ms timer tells.

    python benchmarks/window_lateness.py [--seconds 20] [--history 0]

The real window, offscreen, with the real processes; it goes from workspace to workspace while the homework's network
trains. "late" is how much more than 1 ms passed between two ticks; "busy" is the processor time of the window's thread
between them, which other programs on the machine do not lengthen. Goal: late at most 16 ms at the 99th percentile,
50 ms at worst. --history: batches of a made-up run that is drawn beside the one that trains.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
GOAL_99, GOAL_WORST = 16.0, 50.0


class Ticks:
    """Times between the ticks of a 1 ms timer, in milliseconds."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.late: list[float] = []
        self.busy: list[float] = []
        self._clock = self._thread = 0.0
        self._timer = QTimer(interval=1)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """From now on."""
        self._clock, self._thread = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        """No more."""
        self._timer.stop()

    def _tick(self) -> None:
        clock, thread = time.perf_counter(), time.thread_time()
        self.late.append(max(0.0, (clock - self._clock) * 1e3 - 1.0))
        self.busy.append((thread - self._thread) * 1e3)
        self._clock, self._thread = clock, thread


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long is measured")
    parser.add_argument("--history", type=int, default=0, help="batches of a run that is drawn beside")
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        return measure(arguments.seconds, arguments.history)


def measure(seconds: float, history: int) -> int:
    """Train, walk about, print; 0 if the goals are met."""
    from watching import Watched, config_of, wait

    if history:
        _make_history(history)  # before the window lists the runs
    watched = Watched()
    window, room = watched.window, watched.room
    from gui.workspaces import present

    rooms = [spec.id for spec in present()]
    for name in (*rooms, "train"):  # made before, as they are once in a session
        window.show_workspace(name)
        wait_for(0.5)
    room.form.set_config(config_of(100_000))
    window.actions_table.action("train.start").trigger()
    wait(lambda: bool(room.controller.run) and room.controller.curves[room.controller.run].step > 200)
    if history:
        made = next(run for run in room.controller.runs if run != room.controller.run)
        room.table.drawn.emit(made, True)
        wait(lambda: len(room.controller.curves[made].loss) == history)
        wait_for(1.0)
    ticks = Ticks()
    ticks.start()
    for place in range(max(1, round(seconds / 2))):
        window.show_workspace(rooms[place % len(rooms)] if place % 2 else "train")
        wait_for(2.0)
    ticks.stop()
    shown = ", ".join(rooms)
    print(f"{len(ticks.late)} ticks in {seconds:.0f} s, workspaces {shown}; ", end="")
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    late, busy = np.array(ticks.late), np.array(ticks.busy)
    for name, values in (("late", late), ("busy", busy)):
        middle, high, higher = np.percentile(values, [50, 99, 99.9])
        print(f"{name}: median {middle:.1f}, 99 % {high:.1f}, 99.9 % {higher:.1f}, worst {values.max():.1f} ms")
    room.controller.abandon()
    watched.close()
    return 0 if np.percentile(late, 99) <= GOAL_99 and late.max() <= GOAL_WORST else 1


def wait_for(seconds: float) -> None:
    """Run the event loop so long, as the application does."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _make_history(count: int) -> None:
    """A run with so many batches, written as training writes them."""
    from watching import config_of

    from core.train.history_file import _BATCH
    from core.train.record_file import RecordFile
    from core.train.runs import RunsFolder

    run = RunsFolder().create(config_of(1000), name="made up")
    run.history.mkdir()
    file = RecordFile(run.history / "batches.bin", _BATCH)
    rng = np.random.default_rng(0)
    steps = np.arange(1, count + 1)
    loss = 3 / (1 + steps / 20_000) + 0.1 * rng.random(count)
    rows = np.column_stack([steps, steps // 338 + 1, loss, 1 - loss / 4, np.full(count, 0.1)])
    for part in np.array_split(rows, max(1, count // 50_000)):
        file.append([(int(row[0]), int(row[1]), row[2], row[3], row[4]) for row in part])
    file.close()
    run.update(state="finished", epoch=count // 338)


if __name__ == "__main__":
    raise SystemExit(main())
