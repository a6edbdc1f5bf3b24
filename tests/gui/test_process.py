"""No child outlives the window, however the window ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_PARENT = """
import sys, threading
from core.messages import OpenImage, Shutdown
from gui.process import EngineProcess, Outbox

def main():
    shown = threading.Event()
    outbox = Outbox()
    process = EngineProcess("fake_engine:main", outbox=outbox, on_message=lambda message: shown.set(),
                            on_state=lambda state: None, farewell=Shutdown())
    process.start()
    shown.wait(30)
    if sys.argv[1] == "busy":
        shown.clear()
        outbox.put(OpenImage(1, "stuck.png"))
        shown.wait(30)
    print(process.process_id, flush=True)
    sys.stdin.read()

if __name__ == "__main__":
    main()
"""


def is_alive(process_id):
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at the processes of Linux")
@pytest.mark.parametrize("work", ["idle", "busy"])
def test_the_engine_ends_with_a_killed_window(tmp_path, work):
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    paths = os.pathsep.join([str(_ROOT), str(Path(__file__).parent)])
    parent = subprocess.Popen(
        [sys.executable, str(script), work],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        text=True,
    )
    with parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)
        os.kill(parent.pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while is_alive(child) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not is_alive(child)
