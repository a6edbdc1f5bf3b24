"""Which settings stand together in the form, and which of them mean something for the choices made. No widgets."""

from __future__ import annotations

from collections.abc import Mapping

from core.train.config import SWITCH, Value

GROUPS: dict[str, tuple[str, ...]] = {
    "Data": ("dataset", "corrections", "augment", "class_weights"),
    "Network": ("model", "backend", "hidden", "activation", "initializer", "dropout", "init_from", "rehearse",
                "freeze"),
    "Training": (
        "optimizer", "learning_rate", "momentum", "schedule", "step_every", "step_factor", "batch_size", "epochs",
        "patience", "weight_decay", "seed", "label_smoothing", "ema", "clip_norm", "watch", "threads", "device",
        "precision", "measure_every",
    ),
}  # fmt: skip
_RARE = frozenset(
    ("class_weights", "initializer", "init_from", "rehearse", "freeze", "patience", "weight_decay", "label_smoothing",
     "ema", "clip_norm", "watch", "threads", "device", "precision", "measure_every")
)  # fmt: skip


def shown_settings(values: Mapping[str, Value], *, more: bool, corrected: int) -> frozenset[str]:
    """Names of the settings worth showing. more: the rare ones as well. corrected: samples that corrections change."""
    torch, step = values["backend"] == "torch", values["schedule"] == "step"
    fits = {
        "corrections": corrected > 0 or values["corrections"] != SWITCH[0],
        "hidden": values["model"] == "fc",
        "activation": values["model"] in ("fc", "lenet"),
        "momentum": values["optimizer"] == "momentum",
        "step_every": step,
        "step_factor": step,
        "device": torch,
        "precision": torch,
        "threads": torch,
    }
    names = [name for group in GROUPS.values() for name in group]
    return frozenset(name for name in names if fits.get(name, True) and (more or name not in _RARE))
