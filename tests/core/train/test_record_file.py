"""Record files: append, torn ends, damage, many records."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RunError
from core.train.record_file import RecordFile, load_records, record_type

KIND = record_type([("step", "<i8"), ("loss", "<f8"), ("norms", "<f8", 2)])
ROWS = [(number, number / 3, [number, -number]) for number in range(50)]


def _write(path, rows=ROWS):
    file = RecordFile(path, KIND, names=("fc1", "fc2"))
    file.append(rows)
    file.close()


def test_records_survive_closing_and_opening(tmp_path):
    _write(tmp_path / "r", ROWS[:20])
    _write(tmp_path / "r", ROWS[20:])
    records, names = load_records(tmp_path / "r")
    assert names == ("fc1", "fc2")
    assert records["step"].tolist() == list(range(50))
    assert records["loss"].tolist() == [row[1] for row in ROWS]
    assert records["norms"].tolist() == [[number, -number] for number in range(50)]


@pytest.mark.parametrize("torn", [1, 7, KIND.itemsize - 1])
def test_a_torn_end_is_cut_away(tmp_path, torn):
    _write(tmp_path / "r")
    content = (tmp_path / "r").read_bytes()
    (tmp_path / "r").write_bytes(content[:-torn])
    assert len(load_records(tmp_path / "r")[0]) == 49
    _write(tmp_path / "r", [ROWS[49]])
    assert load_records(tmp_path / "r")[0]["step"].tolist() == list(range(50))


def test_zeros_at_the_end_are_no_records(tmp_path):
    """As some file systems leave them after a power cut."""
    _write(tmp_path / "r")
    with (tmp_path / "r").open("ab") as file:
        file.write(bytes(KIND.itemsize * 3))
    assert len(load_records(tmp_path / "r")[0]) == 50


def test_records_after_a_damaged_one_are_left_out(tmp_path):
    _write(tmp_path / "r")
    content = bytearray((tmp_path / "r").read_bytes())
    content[-10 * KIND.itemsize + 9] ^= 4
    (tmp_path / "r").write_bytes(content)
    assert len(load_records(tmp_path / "r")[0]) == 40


@pytest.mark.parametrize("header", [b"", b"\n", b"{}\n", b'{"records": 1, "fields": [["a", "O"], ["check", "<u4"]]}\n'])
def test_a_damaged_header_is_refused(tmp_path, header):
    (tmp_path / "r").write_bytes(header)
    with pytest.raises(RunError):
        load_records(tmp_path / "r")


def test_another_kind_of_record_is_refused(tmp_path):
    _write(tmp_path / "r")
    with pytest.raises(RunError):
        RecordFile(tmp_path / "r", record_type([("step", "<i8")]))


def test_a_million_records_load_whole(tmp_path):
    _write(tmp_path / "r", [])
    records = np.zeros(1_000_000, KIND)
    records["step"] = np.arange(1_000_000)
    file = RecordFile(tmp_path / "r", KIND)
    file.append([tuple(row)[:-1] for row in records[:1000]])
    file.close()
    content = (tmp_path / "r").read_bytes()
    header, first = content[: -1000 * KIND.itemsize], content[-1000 * KIND.itemsize :]
    (tmp_path / "r").write_bytes(header + first * 1000)
    loaded, _ = load_records(tmp_path / "r")
    assert len(loaded) == 1_000_000
    assert loaded["step"][-1] == 999
