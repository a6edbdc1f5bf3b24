"""What a process may take of the processor: threads of its linear algebra (before numpy is imported), and its rank."""

from __future__ import annotations

import os

_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_LATER = 5  # steps of Unix' niceness: enough that a window which wakes up is let in at once


def use_threads(count: int) -> None:
    """So many threads for each of the libraries that numpy may stand on; what the person has set already is kept."""
    for variable in _VARIABLES:
        os.environ.setdefault(variable, str(count))


def use_one_thread() -> None:
    """One thread for each of the libraries that numpy may stand on; what the person has set already is kept.

    Reading multiplies small matrices, where more threads cost more than they bring.
    """
    use_threads(1)


def give_way() -> None:
    """Let the window and the reader go first where processors are few: what can wait works with what they leave.

    Once in a process; on Windows nothing happens.
    """
    if hasattr(os, "nice"):
        os.nice(_LATER)
