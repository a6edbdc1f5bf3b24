"""The options of `train`: one for each field of TrainingConfig, and how they become one."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ConfigError

if TYPE_CHECKING:
    from core.train.config import Field, TrainingConfig, Value

_SHORT = {"initializer": "init"}
_ALIASES = {"model": {"squeezenet": "squeezenet1_0"}, "optimizer": {"adamw": "adam"}}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for each training setting; one that is not given stays None."""
    from core.train.config import fields_of

    for setting in fields_of():
        names = [f"--{_SHORT.get(setting.name, setting.name).replace('_', '-')}"]
        parser.add_argument(
            *names, dest=setting.name, metavar=_metavar(setting), help=_help(setting), type=_type_of(setting)
        )


def config_of(arguments: argparse.Namespace, before: TrainingConfig | None) -> TrainingConfig:
    """The options as a TrainingConfig; before: that of the run that is resumed. Raises ConfigError."""
    from core.train.config import TrainingConfig, fields_of

    given = {setting.name: getattr(arguments, setting.name) for setting in fields_of()}
    given = {name: _ALIASES.get(name, {}).get(value, value) for name, value in given.items() if value is not None}
    for name in ("dataset", "init_from"):
        if name in given and (before is None or given[name] != getattr(before, name)):
            given[name] = _lasting(given[name])
    if before is not None:
        config = before.changed(**given)
        config.check_resumed_from(before)
        return config
    if "backend" not in given and given.get("model", "fc") != "fc":
        given["backend"] = "torch"
    config = TrainingConfig().changed(**given)
    _check_engine(config)
    return config


def _lasting(name: str) -> str:
    """The same file by a path that holds in any folder: a run is resumed, and looked into, from elsewhere."""
    from core.data.entries import ENTRIES

    named = name.partition(":")[0] in {entry.name for entry in ENTRIES}
    path = Path(name).expanduser()
    return str(path.absolute()) if name.strip() and not named and path.exists() else name


def _check_engine(config: TrainingConfig) -> None:
    """Refuse to ignore in silence what a person asked for."""
    for name, value in (("device", config.device), ("precision", config.precision)):
        if config.backend == "numpy" and value in ("cuda", "mps", "bf16"):
            raise ConfigError(f"The numpy engine cannot take --{name} {value}: add --backend torch, or leave it out.")


def _type_of(setting: Field) -> Callable[[str], Value]:
    kinds: dict[str, Callable[[str], Value]] = {"whole": int, "number": float, "text": str}
    return _sizes if setting.kind == "sizes" else kinds[setting.kind]


def _sizes(text: str) -> tuple[int, ...]:
    """ "256,128" -> (256, 128); "none" -> ()."""
    if text in ("", "none"):
        return ()
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} are no whole numbers with commas between") from None


def _metavar(setting: Field) -> str:
    return {"whole": "N", "number": "X", "text": "NAME", "sizes": "N,N"}[setting.kind]


def _help(setting: Field) -> str:
    default = ",".join(map(str, setting.default)) if isinstance(setting.default, tuple) else setting.default
    choices = f" One of {', '.join(setting.choices)}." if setting.choices else ""
    ending = f" (default: {default})" if default != "" else ""
    return f"{setting.meaning}{choices}{ending}".replace("%", "%%")
