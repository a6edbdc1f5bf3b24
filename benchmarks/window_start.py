"""How long the window takes to open: from the start of a fresh interpreter to the first paint. Goal: under a second.

Run: python benchmarks/window_start.py [times]. The engine process starts after the first paint, so it is not in here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_START = """
import json, sys, time
begun = time.perf_counter()
from gui.app import make_app, make_window
from gui.arguments import parse
from gui.messages import Messages
imported = time.perf_counter()
app = make_app()
window = make_window(app, Messages(), parse([]))
window.painted.disconnect()
def report():
    now = time.perf_counter()
    print(json.dumps({"import": imported - begun, "make": made - imported, "paint": now - made,
                      "busy": time.process_time()}))
    window.close()
    app.quit()
window.painted.connect(report)
made = time.perf_counter()
window.show()
app.exec()
"""


def main() -> None:
    """Print each start and the best of all."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"), folder)
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **homes, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed Inkscope is compiled
        found = []
        for number in range(times + 1):
            done = subprocess.run(
                [sys.executable, "-c", _START], cwd=_ROOT, env=environment, capture_output=True, text=True, check=True
            )
            row = json.loads(done.stdout)
            row["clock"] = row["import"] + row["make"] + row["paint"]
            if number:
                found.append(row)
            print(
                "first, compiling:" if not number else "start:",
                "   ".join(f"{name} {seconds:.2f} s" for name, seconds in row.items()),
            )
    print('"busy" is the processor time of all threads; other programs lengthen the clock, not it')
    best = min(found, key=lambda row: row["clock"])
    print(f"best: {best['clock']:.2f} s from the first import to the first paint")


if __name__ == "__main__":
    main()
