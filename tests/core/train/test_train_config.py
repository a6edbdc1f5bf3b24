"""TrainingConfig: bounds, JSON, fields for a form."""

from __future__ import annotations

import math

import pytest

from core.errors import ConfigError
from core.train.config import TrainingConfig, config_from_json, fields_of


def test_the_defaults_are_sound_and_survive_json():
    config = TrainingConfig(hidden=(128, 64), learning_rate=0.3, augment="strong")
    assert config_from_json(config.to_json()) == config


def test_a_missing_field_takes_its_default():
    assert config_from_json('{"epochs": 7}') == TrainingConfig(epochs=7)


@pytest.mark.parametrize(
    "values",
    [
        {"epochs": 0},
        {"epochs": 1.5},
        {"epochs": True},
        {"learning_rate": math.nan},
        {"learning_rate": "fast"},
        {"learning_rate": 0.0},
        {"hidden": (0,)},
        {"hidden": [64]},
        {"hidden": (64,) * 33},
        {"model": "transformer"},
        {"schedule": 3},
        {"colour": "red"},
        {"backend": "numpy", "model": "squeezenet1_0"},
        {"dropout": 0.95},
        {"seed": -1},
    ],
)
def test_a_bad_value_is_one_sentence(values):
    with pytest.raises(ConfigError) as caught:
        TrainingConfig().changed(**values)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"hidden": "64"}', '{"later_setting": 1}', "null"])
def test_broken_json_is_refused(text):
    with pytest.raises(ConfigError):
        config_from_json(text)


def test_every_field_says_what_it_means_and_fits_its_own_bounds():
    for setting in fields_of():
        assert setting.meaning.endswith(".")
        assert "\n" not in setting.meaning
        if setting.kind in ("whole", "number"):
            assert setting.low <= setting.default <= setting.high
            for outside in (setting.low - 1, setting.high * 2 + 1):
                value = int(outside) if setting.kind == "whole" else float(outside)
                with pytest.raises(ConfigError):
                    TrainingConfig().changed(**{setting.name: value})
        if setting.choices:
            assert setting.default in setting.choices


def test_the_live_settings_are_marked():
    live = {setting.name for setting in fields_of() if setting.live}
    assert live == {"learning_rate", "momentum", "dropout", "augment"}


def test_differences_name_both_values():
    assert TrainingConfig(epochs=3).differences(TrainingConfig(epochs=4)) == {"epochs": (3, 4)}
