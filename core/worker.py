"""The first thing that a spawned process of ours runs, whatever its work: one thread, never outliving the window.

Imports nothing heavy, so that the number of threads is set before numpy is there. The work is named by a string
("core.service:main"), so that the window can start it without importing it.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection, wait

from core.threads import use_one_thread


def run(target: str, connection: Connection) -> None:
    """Call the function named "module:function" with this end of the pipe; return when it does.

    Ends the process at once when the parent process dies, whatever is being computed.
    """
    use_one_thread()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal reaches the window, which ends us
    threading.Thread(target=_end_with_parent, name="parent watch", daemon=True).start()
    module, function = target.split(":")
    getattr(importlib.import_module(module), function)(connection)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
