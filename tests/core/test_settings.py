"""Settings: bounds, round trip, and what becomes of a file that a person or a crash has spoilt."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import ConfigError
from core.settings import MAX_RECENT_FILES, Settings, load_settings, meaning, save_settings, settings_file


def test_defaults_lie_within_their_bounds_and_are_documented():
    for row in dataclasses.fields(Settings):
        assert meaning(row.name).label
        assert meaning(row.name).help.endswith(".")


@pytest.mark.parametrize(
    "bad",
    [
        {"theme": "pink"},
        {"alphabet": "greek"},
        {"brush_width": 0.5},
        {"brush_width": float("nan")},
        {"brush_width": float("inf")},
        {"brush_width": 6},
        {"read_delay": -1},
        {"read_delay": 1.5},
        {"read_delay": True},
        {"doubtful_below": 1.01},
        {"text_size": 7},
        {"finger_draws": 1},
        {"recent_files": (1,)},
        {"recent_files": ["a"]},
        {"model": None},
    ],
)
def test_a_value_out_of_bounds_is_refused_with_a_sentence(bad):
    with pytest.raises(ConfigError, match=r"^[A-Z].*\.$"):
        Settings(**bad)


def test_round_trip_through_the_file():
    stored = Settings(theme="dark", brush_width=9.0, read_delay=0, recent_files=("/a b/ü.png",), show_order=True)
    save_settings(stored)
    assert load_settings() == stored
    assert not list(settings_file().parent.glob(".*")), "no half-written file may stay behind"


def test_no_file_gives_defaults():
    assert load_settings() == Settings()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '"x"', "[" * 100_000, "\x00"])
def test_a_spoilt_file_gives_defaults(text):
    assert Settings.from_json(text) == Settings()


def test_bytes_that_are_no_text_give_defaults():
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_bytes(b"\xff\xfe\x00{")
    assert load_settings() == Settings()


def test_each_bad_value_falls_back_alone():
    stored = json.loads(Settings(theme="dark", text_size=30, brush_width=12.0).to_json())
    stored |= {"theme": 5, "read_delay": "soon", "doubtful_below": 2, "unknown": 1, "brush_width": 8}
    found = Settings.from_json(json.dumps(stored))
    assert found == Settings(text_size=30, brush_width=8.0)


def test_a_folder_in_the_place_of_the_file_is_told_in_a_sentence(tmp_path):
    (tmp_path / "settings.json" / "x").mkdir(parents=True)
    with pytest.raises(ConfigError, match="could not be saved"):
        save_settings(Settings(), tmp_path / "settings.json")
    assert load_settings(tmp_path / "settings.json") == Settings()


def test_recent_files_are_newest_first_once_each_and_few():
    found = Settings()
    for number in range(MAX_RECENT_FILES + 3):
        found = found.with_recent_file(f"{number}.png")
    found = found.with_recent_file("9.png")
    assert found.recent_files[:2] == ("9.png", "12.png")
    assert len(found.recent_files) == MAX_RECENT_FILES
    assert len(set(found.recent_files)) == MAX_RECENT_FILES


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([row.name for row in dataclasses.fields(Settings)]), _JSON))
def test_whatever_is_stored_settings_are_valid(stored):
    found = Settings.from_json(json.dumps(stored))
    assert Settings(**dataclasses.asdict(found)) == found
