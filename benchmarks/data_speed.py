"""Pictures a second: synthetic handwriting, augmentation, batches. One thread, processor time, best of three runs.

Run: python benchmarks/data_speed.py
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from core.data import synthetic
from core.data.augment import augment
from core.data.dataset import batches


def per_second(count: int, work: Callable[[], object]) -> float:
    """Pictures a second of processor time, the best of three runs."""
    work()
    seconds = []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return count / min(seconds)


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(0)
    labels = np.array(synthetic.ALPHABETS["synthetic"].labels)[rng.integers(0, 36, 4096)]
    images = synthetic.draw(labels, rng)
    data = synthetic.make("synthetic-digits")
    table = {
        "synthetic handwriting, 32 x 32": per_second(4096, lambda: synthetic.draw(labels, rng)),
        "synthetic handwriting, 64 x 64": per_second(1024, lambda: synthetic.draw(labels[:1024], rng, size=64)),
        "augmentation, all kinds, 32 x 32": per_second(4096, lambda: augment(images, rng)),
        "batches of 32, shuffled": per_second(len(data), lambda: list(batches(data, 32, rng))),
    }
    for what, speed in table.items():
        print(f"{what:<36}{speed:>12,.0f} a second")


if __name__ == "__main__":
    main()
