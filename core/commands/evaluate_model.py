"""`evaluate --model RUN_OR_FILE --dataset D`: how well a model tells the characters of a dataset."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import TYPE_CHECKING, Any

from core.commands.model_data import evaluate_on
from core.threads import use_one_thread

if TYPE_CHECKING:
    from core.train.evaluation import ClassScore, Evaluation

_PAIRS = 15


def run(arguments: argparse.Namespace) -> int:
    """Print the evaluation as text or JSON. Returns 0; raises InkscopeError."""
    use_one_thread()
    from core.train.models import open_model

    model = open_model(arguments.model)
    found = evaluate_on(model, arguments.dataset, split=arguments.split, alphabet=arguments.alphabet)
    if arguments.format == "json":
        what = {"model": model.header.name, "dataset": arguments.dataset, "split": arguments.split}
        print(json.dumps(what | as_json(found), ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print(as_text(found, f"{model.header.name} on {arguments.dataset}, {arguments.split}"))  # noqa: T201
    return 0


def as_json(found: Evaluation) -> dict[str, Any]:
    """accuracy, loss, ece: 0..1; count: samples; per_class: label -> count, precision, recall; confused_pairs."""
    return {
        "accuracy": found.accuracy,
        "loss": found.loss,
        "ece": found.ece,
        "count": found.count,
        "labels": list(found.labels),
        "per_class": {
            score.label: {"count": score.count, "precision": score.precision, "recall": score.recall}
            for score in found.per_class()
        },
        "confused_pairs": [dataclasses.asdict(pair) for pair in found.confused_pairs()],
    }


def as_text(found: Evaluation, title: str) -> str:
    """A page for a person: the figures, the classes, the most frequent mistakes."""
    from core.metrics import wilson_interval

    right = int(found.confusion.trace())
    low, high = wilson_interval(right, found.count)
    lines = [
        title,
        f"accuracy           {found.accuracy:.2%}  ({right} of {found.count}; 95 % interval {low:.2%} to {high:.2%})",
        f"loss               {found.loss:.4f}",
        f"calibration error  {found.ece:.2%}",
        "",
        "class  samples  precision  recall",
        *(_class_line(score) for score in found.per_class() if score.count or score.precision is not None),
    ]
    pairs = found.confused_pairs(_PAIRS)
    if pairs:
        lines += ["", "taken for another most often", *(f"{p.true} as {p.predicted}  {p.count}" for p in pairs)]
    return "\n".join(lines)


def _class_line(score: ClassScore) -> str:
    precision, recall = ("-" if v is None else f"{v:.1%}" for v in (score.precision, score.recall))
    return f"{score.label:<5}  {score.count:>7}  {precision:>9}  {recall:>6}"
