"""12: a CNN on the largest set of letters at hand, and the four pages read with it and with the homework's network."""

from __future__ import annotations

import dataclasses

from core.alphabet import CAPITALS, DIGITS, SMALL, Alphabet
from core.data.dataset import Dataset
from core.errors import DataError
from core.export.figures import curves_figure
from core.nets.model_file import ModelFile
from core.read.patch import patches
from core.reproduce.context import Context, Trained
from core.reproduce.networks import BEST_RATE, as_homework, cnn_config, homework_config, tested
from core.reproduce.pages import Source, errors, find_characters, in_all, open_pages, plain_text, read_in_lines
from core.reproduce.result import NONE, Quote, Result, Row, percent

_HOMEWORK_FC, _HOMEWORK_CNN = "41.9 %", "92.7 %"


def as_patches(data: Dataset) -> Dataset:
    """The same characters through the reader's normalizer, 32 x 32: as they will be cut from pages."""
    return dataclasses.replace(data, images=patches(list(data.images)))


def letters(context: Context) -> Dataset:
    """Letters and digits of the largest set, as patches. Raises DataError if it is not here."""
    data = context.dataset("letters")
    wanted = [label for label in CAPITALS + DIGITS + SMALL if label in data.alphabet.labels]
    return as_patches(data.relabel(Alphabet(tuple(wanted))))


def letters_cnn(context: Context, data: Dataset) -> Trained:
    """The reader's architecture on them."""
    return context.train("letters cnn", cnn_config(context, data, epochs=4), data)


def fc_for_pages(context: Context) -> Trained:
    """The homework's network on its own data, through the same normalizer as the pages."""
    data = as_homework(as_patches(context.dataset("nist36")))
    return context.train("homework for pages", homework_config(context, data, BEST_RATE), data)


def run(context: Context) -> Result:
    """Raises DataError where the letters are not here; without the pages the network alone is reported."""
    data = letters(context)
    trained = letters_cnn(context, data)
    test = tested(context, trained, data)
    figure = curves_figure([trained.curve("CNN on letters")], f"CNN on {len(data.alphabet)} letters and digits")
    result = Result(
        rows=(
            Row(f"CNN, {len(data.alphabet)} classes: test accuracy", NONE, f"{percent(test.accuracy)} of {test.count}"),
            Row("time of training", NONE, trained.spent()),
        ),
        numbers={"test_accuracy": test.accuracy, "test_count": test.count, "valid_accuracy": trained.best_accuracy},
        figures=(context.figure("12-letters", figure, "Loss and accuracy by epoch."),),
        data=f"{data.name}: {len(data)} letters and digits; whole hands are held out where hands are known",
    )
    try:
        sources = list(open_pages(context.sources.path("pages")))
    except DataError as missing:
        return dataclasses.replace(result, text=(str(missing),))
    return _with_pages(result, sources, fc_for_pages(context).model, trained.model)


def _with_pages(result: Result, sources: list[Source], fc: ModelFile, cnn: ModelFile) -> Result:
    """The result with the pages read in three ways."""
    found = [find_characters(source.picture) for source in sources]
    ways = {
        "fc": [plain_text(fc, characters, ink_is_one=False) for characters in found],
        "cnn": [plain_text(cnn, characters) for characters in found],
        "lattice": [read_in_lines(cnn, source.picture).text for source in sources],
    }
    counts = {
        way: [errors(text, source.truth) for text, source in zip(texts, sources, strict=True)]
        for way, texts in ways.items()
    }
    rows = [
        Row("letters and digits wrong: the homework's network", _HOMEWORK_FC, str(in_all(counts["fc"]))),
        Row("the CNN, a component a character", f"{_HOMEWORK_CNN} (EMNIST network)", str(in_all(counts["cnn"]))),
        Row("the CNN in our reader: cuts, lattice, no language model", NONE, str(in_all(counts["lattice"]))),
    ]
    for place, source in enumerate(sources):
        each = ", ".join(
            f"{name} {counts[way][place]}" for way, name in (("fc", "FC"), ("cnn", "CNN"), ("lattice", "lattice"))
        )
        rows.append(Row(source.name, NONE, each))
    quotes = [
        Quote(f"{source.name}, {name}", ways[way][place])
        for place, source in enumerate(sources)
        for way, name in (("fc", "the homework's network"), ("cnn", "the CNN"), ("lattice", "the CNN in the lattice"))
    ]
    pages = {
        source.name: {way: {"wrong": counts[way][place].wrong, "count": counts[way][place].count} for way in ways}
        for place, source in enumerate(sources)
    }
    return dataclasses.replace(
        result,
        rows=(*result.rows, *rows),
        text=(
            "Letters and digits alone are compared, case aside, as the homework's printed texts were counted. The "
            "homework's network learned from the same data as in experiment 5, here and on the pages through one "
            "normalizer (size and stroke width evened). In our reader the CNN "
            "names the characters, and the shipped network says what is a character at all. No language model is used.",
        ),
        quotes=tuple(quotes),
        numbers={**result.numbers, "pages": pages},
    )
