"""8: which characters the homework's network takes for which."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.export.figures import confusion_figure
from core.reproduce.context import Context
from core.reproduce.networks import as_homework, homework_net, tested
from core.reproduce.result import Result, Row, percent

_HOMEWORK = (("O", "0"), ("S", "5"), ("Z", "2"))


def joined(confusion: NDArray[np.int64]) -> NDArray[np.int64]:
    """(K, K) with a pair's mistakes of both directions added up above the diagonal; zero elsewhere."""
    both: NDArray[np.int64] = np.triu(confusion + confusion.T, k=1)
    return both


def ranked(confusion: NDArray[np.int64], labels: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """Pairs with their mistakes in both directions, the most first; pairs without mistakes are left out."""
    both = joined(confusion)
    order = np.argsort(-both, axis=None, kind="stable")[: np.count_nonzero(both)]
    rows, columns = np.unravel_index(order, both.shape)
    return [
        (labels[row], labels[column], int(both[row, column]))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]


def run(context: Context) -> Result:
    """On the test split. Raises DataError where the homework's characters are not here."""
    data = as_homework(context.dataset("nist36"))
    test = tested(context, homework_net(context), data)
    pairs = ranked(test.confusion, test.labels)
    places = {frozenset(pair[:2]): (place, pair[2]) for place, pair in enumerate(pairs, start=1)}
    rows = [Row("test accuracy", "–", percent(test.accuracy))]
    for pair in _HOMEWORK:
        place, count = places.get(frozenset(pair), (0, 0))
        rows.append(Row(f"{pair[0]}/{pair[1]}", "one of its most confused", f"rank {place or '–'}, {count} mistakes"))
    most = ", ".join(f"{first}/{second} ({count})" for first, second, count in pairs[:8])
    figure = confusion_figure(test.confusion, test.labels, "The homework's network on the test split")
    return Result(
        rows=tuple(rows),
        text=(f"Most confused, both directions added up: {most}.",),
        numbers={
            "test_accuracy": test.accuracy,
            "pairs": [[first, second, count] for first, second, count in pairs[:20]],
        },
        figures=(context.figure("08-confusions", figure, "Rows are what was written, columns what was read."),),
        data=f"{context.dataset('nist36').name}, test split: {test.count} pictures",
    )
