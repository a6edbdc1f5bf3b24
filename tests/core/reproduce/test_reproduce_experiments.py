"""Every experiment, whole, on tiny drawn data."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from core.metrics import edit_distance, letters_and_digits
from core.nets.initializers import initial_tensors
from core.nets.spec import NetSpec
from core.reproduce import boxes, flowers, letters_cnn, pages
from core.reproduce.table import chosen


@pytest.mark.parametrize("name", ["linear", "activations", "weights", "first-layer", "confusions"])
def test_small_experiments_report_figures_and_numbers(context, name):
    check(context, chosen([name])[0].run(context))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rates", "second-layer", "torch", "mnist", "nist36", "letters"])
def test_longer_experiments_report_figures_and_numbers(context, name):
    check(context, chosen([name])[0].run(context))


def check(context, result):
    assert result.rows
    assert result.numbers
    assert result.figures
    for shown in result.figures:
        with Image.open(context.output / "figures" / shown.file) as picture:
            assert picture.format == "PNG"
            assert np.ptp(np.asarray(picture.convert("L"))) > 100  # something is drawn


def test_zeros_stay_one_unit_and_xavier_does_not(context):
    numbers = chosen(["weights"])[0].run(context).numbers
    assert numbers["zeros"]["different_hidden_units"] == 1
    assert numbers["xavier"]["different_hidden_units"] == 64


@pytest.mark.slow
def test_torch_starts_as_numpy_does(context):
    numbers = chosen(["torch"])[0].run(context).numbers
    assert max(numbers["largest_gap_of_loss_in_100_steps"]) < 1e-5


def test_characters_of_a_page_are_found_in_reading_order(page_folder):
    (source,) = pages.open_pages(page_folder)
    found = pages.find_characters(source.picture)
    assert found.patches.shape[1:] == (32, 32)
    assert found.lines.tolist() == sorted(found.lines.tolist())
    lefts = [box.left for box, line in zip(found.boxes, found.lines, strict=True) if line == 0]
    assert lefts == sorted(lefts)
    heights = [box.height for box in found.boxes]
    assert min(heights) > 30
    assert max(heights) < 100


def test_a_page_without_its_text_is_one_sentence(page_folder):
    (page_folder / "01_list.gt.txt").unlink()
    with pytest.raises(pages.DataError, match="no text"):
        list(pages.open_pages(page_folder))


def test_errors_add_up_over_pages():
    first, second = pages.errors("HELL0", "Hello"), pages.errors("", "AB")
    assert (first.wrong, first.count, second.wrong) == (1, 5, 2)
    assert str(pages.in_all([first, second])) == "42.9 % (3 of 7)"


@pytest.mark.slow
def test_letters_read_pages_in_three_ways(context, page_folder):
    result = letters_cnn.run(context)
    assert len(result.quotes) == 3
    counted = result.numbers["pages"]["01_list"]
    for way, quote in zip(("fc", "cnn", "lattice"), result.quotes, strict=True):
        assert counted[way]["wrong"] == edit_distance(letters_and_digits(quote.text), "abchello")
        assert counted[way]["count"] == 8


@pytest.mark.slow
def test_boxes_are_drawn_and_counted(context, page_folder):
    result = boxes.run(context)
    check(context, result)
    written, *mistakes = result.numbers["counts"]["01_list"]
    assert written == 8
    assert all(0 <= count <= 8 for count in mistakes)


@pytest.mark.slow
def test_flowers_are_fine_tuned_and_learned_from_scratch(context, tmp_path):
    rng = np.random.default_rng(0)
    for kind, colour in {"rose": (200, 40, 60), "lily": (230, 220, 90), "iris": (90, 60, 190)}.items():
        folder = tmp_path / "data" / "flowers17" / kind
        folder.mkdir(parents=True)
        for number in range(10):
            pixels = np.clip(rng.normal(colour, 40, (48, 48, 3)), 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / f"{number}.png")
    spec = NetSpec("squeezenet1_0", input_shape=(3, 64, 64), classes=1000, initializer="he")
    weights = {name: values.astype(np.float32) for name, values in initial_tensors(spec, rng).items()}
    (tmp_path / "data" / "weights").mkdir()
    save_file(weights, tmp_path / "data" / "weights" / "squeezenet1_0-imagenet.safetensors")
    result = flowers.run(context)
    check(context, result)
    assert result.numbers["test_count"] == 6
