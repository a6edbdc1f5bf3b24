"""How many threads the linear algebra may use. To be called before numpy is imported for the first time."""

from __future__ import annotations

import os

_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def use_threads(count: int) -> None:
    """So many threads for each of the libraries that numpy may stand on; what the person has set already is kept."""
    for variable in _VARIABLES:
        os.environ.setdefault(variable, str(count))


def use_one_thread() -> None:
    """One thread for each of the libraries that numpy may stand on; what the person has set already is kept.

    Reading multiplies small matrices, where more threads cost more than they bring.
    """
    use_threads(1)
