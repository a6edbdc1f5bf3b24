"""Results are kept, broken-off runs go on, what is missing is said, and the page shows all of it."""

from __future__ import annotations

import dataclasses
import html
import json

import pytest

from core.cli import run_command
from core.errors import DataError
from core.reproduce import driver, networks, softmax
from core.reproduce.page import Entry, as_html, as_markdown
from core.reproduce.result import NONE, Quote, Result, Row, Shown, percent, result_from_json
from core.reproduce.table import Experiment, chosen

RESULT = Result(
    rows=(Row("accuracy | share", "75.61 %", "80 <b>%"),),
    text=("It learned & more.",),
    numbers={"accuracy": 0.8, "by_class": [1, None, {"a": "b"}]},
    figures=(Shown("a.png", 'The "curve".'),),
    quotes=(Quote("01_list", "TO DO\nLIST"),),
    data="drawn",
    seconds=2.0,
    processor_seconds=1.0,
)


def test_a_result_comes_back_from_json_as_it_went():
    assert result_from_json(RESULT.to_json()) == RESULT


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rows": [{"what": 1}], "figures": [], "text": [], "quotes": []}'])
def test_damaged_results_are_refused_with_a_sentence(text):
    with pytest.raises(DataError, match="--fresh"):
        result_from_json(text)


def test_percent_is_for_a_person():
    assert percent(0.7561) == "75.61 %"
    assert percent(1.0, 0) == "100 %"


def test_markdown_puts_ours_beside_the_homework():
    text = as_markdown([Entry(5, "Rates", RESULT)], ["Made here."])
    assert "## 5. Rates" in text
    assert "| accuracy \\| share | 75.61 % | 80 <b>% |" in text
    assert "    TO DO\n    LIST" in text
    assert "](figures/a.png)" in text


def test_html_needs_no_other_file_and_escapes_what_was_read(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    text = as_html([Entry(5, "Rates", RESULT)], [], tmp_path)
    assert "80 &lt;b&gt;%" in text
    assert 'src="data:image/png;base64,iVBORw=="' in text
    assert html.escape('The "curve".', quote=True) in text
    assert "http" not in text


def test_kept_results_are_not_made_again(context, monkeypatch):
    experiments = chosen(["softmax"])
    first = driver.reproduce(context, experiments)[0].result
    assert (context.output / "reproduction.html").is_file()
    assert (context.output / "figures" / "01-softmax.png").is_file()

    def never(context):
        raise AssertionError("made again")

    monkeypatch.setattr(softmax, "run", never)
    assert driver.reproduce(context, experiments)[0].result == first
    with pytest.raises(AssertionError, match="made again"):
        driver.reproduce(context, experiments, fresh=True)


def test_a_kept_result_of_other_settings_or_damaged_is_made_again(context):
    experiment = chosen(["softmax"])[0]
    driver.reproduce(context, [experiment])
    assert driver.load_kept(context, experiment) is not None
    assert driver.load_kept(dataclasses.replace(context, seed=1), experiment) is None
    path = context.output / "results" / "01-softmax.json"
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "result": {}}))
    assert driver.load_kept(context, experiment) is None
    path.write_text("{")
    assert driver.load_kept(context, experiment) is None


def test_what_cannot_be_made_is_said_and_tried_again(context, monkeypatch):
    said = []
    context.say = said.append
    missing = Experiment(1, "softmax", "Softmax", "softmax")

    def fail(context):
        raise DataError("MNIST is not here.")

    with monkeypatch.context() as patch:
        patch.setattr(softmax, "run", fail)
        entry = driver.reproduce(context, [missing])[0]
    assert entry.result.skipped == "MNIST is not here."
    assert any("MNIST is not here." in sentence for sentence in said)
    assert "Left out: MNIST is not here." in (context.output / "reproduction.md").read_text()
    assert driver.reproduce(context, [missing])[0].result.skipped == ""


def test_a_broken_off_training_goes_on_and_ends_as_an_unbroken_one(context, tmp_path):
    whole = networks.homework_net(dataclasses.replace(context, output=tmp_path / "whole"))

    def break_off(sentence):
        if "epoch 1 of" in sentence:
            raise KeyboardInterrupt

    context.say = break_off
    with pytest.raises(KeyboardInterrupt):
        networks.homework_net(context)
    context.say = lambda sentence: None
    gone_on = networks.homework_net(context)
    assert len(context.runs.list()) == 1
    assert [epoch.valid_loss for epoch in gone_on.epochs] == [epoch.valid_loss for epoch in whole.epochs]
    assert gone_on.model.tensors["fc1.weight"].tobytes() == whole.model.tensors["fc1.weight"].tobytes()
    assert gone_on.processor_seconds is not None


def test_trained_networks_are_shared_but_not_across_data_or_settings(context):
    first = networks.homework_net(context)
    assert networks.homework_net(context).run.folder == first.run.folder
    assert networks.homework_net(context, 0.1).run.folder != first.run.folder
    data = context.dataset("nist36")
    context.loaded["nist36"] = dataclasses.replace(data, images=data.images // 2)
    assert networks.homework_net(context).run.folder != first.run.folder


def test_the_command_makes_the_page_and_names_it(tmp_path, capsys):
    output = tmp_path / "made"
    assert run_command(["reproduce", "softmax", "--data", "synthetic", "--quick", "--output", str(output)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(output / "reproduction.html")
    assert "Softmax" in said.err
    assert "its numbers mean nothing" in (output / "reproduction.md").read_text()


def test_the_command_says_what_it_could_not_make(tmp_path, capsys):
    code = run_command(["reproduce", "flowers", "--data", str(tmp_path), "--output", str(tmp_path / "made")])
    assert code == 2
    assert "is not here" in capsys.readouterr().err
    assert run_command(["reproduce", "sums", "--output", str(tmp_path / "made")]) == 2
    assert "no experiment 'sums'" in capsys.readouterr().err


def test_an_output_that_is_a_file_is_one_sentence(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert run_command(["reproduce", "softmax", "--data", "synthetic", "--output", str(tmp_path / "taken")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_what_the_homework_does_not_say_is_a_dash():
    assert NONE in as_markdown([Entry(1, "One", dataclasses.replace(RESULT, rows=(Row("a", NONE, "b"),)))], [])
