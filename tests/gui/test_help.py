"""Each workspace has a page of the guide, and it explains what the workspace shows."""

from __future__ import annotations

from importlib import resources

import pytest
from PySide6.QtWidgets import QWidget

from gui.help import guide
from gui.workspaces import present

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("topic", [spec.id for spec in present()])
def test_every_workspace_has_its_own_page(topic, qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    text = resources.files("assets").joinpath("help", f"{topic}.md").read_text(encoding="utf-8")
    shown = guide(topic, owner).browser.toPlainText()
    assert shown.splitlines()[0] == text.splitlines()[0].lstrip("# ")


@pytest.mark.parametrize(
    "word",
    [
        "Loss",
        "Accuracy",
        "Learning rate",
        "Gradient norm",
        "Update / weight",
        "Dead units",
        "Sweep",
        "Fine-tune my hand",
    ],
)
def test_the_page_of_train_explains_what_its_plots_are_called(word):
    assert word in resources.files("assets").joinpath("help", "train.md").read_text(encoding="utf-8")
