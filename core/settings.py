"""Settings: what a person may set, as one typed, bounded, frozen value, and its JSON file.

Window geometry is not here (the window keeps it in QSettings); neither is anything about a training run.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.alphabet import CHOICES
from core.errors import ConfigError
from core.folders import config_folder, write_atomically

THEMES = ("system", "light", "dark")
MAX_RECENT_FILES = 10
_VERSION = 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field is to a person, and what it may hold. low, high: bounds of a number, both allowed."""

    label: str
    help: str
    low: float | None = None
    high: float | None = None
    step: float = 1.0
    unit: str = ""
    choices: tuple[str, ...] = ()
    shown: bool = True


def _setting(default: object, label: str, explanation: str, **bounds: Any) -> Any:
    return field(default=default, metadata={"meaning": Meaning(label, explanation, **bounds)})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Raises ConfigError when a value has the wrong type or is out of its bounds."""

    theme: str = _setting("system", "Theme", "Light, dark, or as the system says.", choices=THEMES)
    alphabet: str = _setting("auto", "Alphabet", "Which characters a reading may give.", choices=CHOICES)
    exact_shapes: bool = _setting(
        False, "Exact shapes", "Read each character by its shape alone, without language: for codes and names."
    )
    brush_width: float = _setting(
        6.0, "Brush width", "Diameter of a stroke at full pressure.", low=1.0, high=40.0, step=1.0, unit="px"
    )
    finger_draws: bool = _setting(True, "Finger draws", "One finger draws; two fingers always move the paper.")
    read_delay: int = _setting(
        20, "Pause before reading", "Rest after a stroke before it is read.", low=0, high=2000, step=20, unit="ms"
    )
    doubtful_below: float = _setting(
        0.6, "Doubtful below", "Characters less certain than this are underlined.", low=0.0, high=1.0, step=0.05
    )
    text_size: int = _setting(18, "Text size", "Size of the recognised text.", low=8, high=72, unit="pt")
    show_boxes: bool = _setting(True, "Boxes", "Show the box of every character over the ink.")
    show_order: bool = _setting(False, "Numbers", "Number the boxes in reading order.")
    model: str = _setting("", "Model file", "The model that reads; empty for the shipped one.", shown=False)
    recent_files: tuple[str, ...] = _setting((), "Recent files", "Pictures opened last, newest first.", shown=False)

    def __post_init__(self) -> None:
        for row in dataclasses.fields(self):
            _check(row.name, getattr(self, row.name))

    def with_recent_file(self, path: str) -> Settings:
        """These settings with this file first among the recent ones."""
        others = [known for known in self.recent_files if known != path]
        return dataclasses.replace(self, recent_files=(path, *others)[:MAX_RECENT_FILES])

    def to_json(self) -> str:
        """One JSON object, keys as the fields are named, and a version."""
        return json.dumps({"version": _VERSION, **dataclasses.asdict(self)}, indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Read back; each missing, unknown or bad value falls back to its default alone. Never raises."""
        try:
            stored = json.loads(text)
        except (ValueError, RecursionError):
            _log.info("the settings are not JSON; defaults are used")
            return cls()
        if not isinstance(stored, dict):
            return cls()
        good: dict[str, Any] = {}
        for row in dataclasses.fields(cls):
            value = _as_stored_type(row.name, stored.get(row.name, row.default))
            try:
                _check(row.name, value)
            except ConfigError as error:
                _log.info("a stored setting is not used: %s", error)
                continue
            good[row.name] = value
        return cls(**good)


def meaning(name: str) -> Meaning:
    """Label, help and bounds of a field; KeyError for an unknown one."""
    return _MEANINGS[name]


def settings_file() -> Path:
    """Where the settings lie."""
    return config_folder() / "settings.json"


def load_settings(path: Path | None = None) -> Settings:
    """The stored settings; defaults where there are none or they cannot be read."""
    try:
        text = (path or settings_file()).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        _log.info("the settings could not be read: %s", error)
        return Settings()
    return Settings.from_json(text)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all. Raises ConfigError with a sentence when the disk refuses."""
    target = path or settings_file()
    try:
        write_atomically(target, settings.to_json().encode("utf-8"))
    except OSError as error:
        raise ConfigError(f"The settings could not be saved in {target}: {error.strerror or error}.") from error


_MEANINGS: dict[str, Meaning] = {row.name: row.metadata["meaning"] for row in dataclasses.fields(Settings)}
_DEFAULTS: dict[str, object] = {row.name: row.default for row in dataclasses.fields(Settings)}


def _as_stored_type(name: str, value: object) -> object:
    """JSON has one kind of number and no tuple: bring a value to the type of its field where nothing is lost."""
    default = _DEFAULTS[name]
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(value)[:MAX_RECENT_FILES]
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) < 2**53 else value
    return value


def _check(name: str, value: object) -> None:
    """Raise ConfigError unless the value fits the field."""
    about = _MEANINGS[name]
    if type(value) is not type(_DEFAULTS[name]):
        raise ConfigError(f"{about.label} cannot be {value!r}.")
    if about.choices and value not in about.choices:
        raise ConfigError(f"{about.label} must be one of {', '.join(about.choices)}, not {value!r}.")
    if isinstance(value, (int, float)) and about.low is not None and about.high is not None:
        _check_bounds(about, value, about.low, about.high)
    if isinstance(value, tuple) and not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{about.label} must be a list of names.")


def _check_bounds(about: Meaning, value: float, low: float, high: float) -> None:
    if not math.isfinite(value) or not low <= value <= high:
        raise ConfigError(f"{about.label} must lie between {low:g} and {high:g}, not {value!r}.")
