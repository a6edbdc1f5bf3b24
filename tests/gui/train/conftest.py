"""The Train workspace in a window."""

from __future__ import annotations

import pytest
from train_desk import Desk


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(qtbot, tmp_path)
    yield made
    made.room.close_down()
    made.context.looking.stop()
