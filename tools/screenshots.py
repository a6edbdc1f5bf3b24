"""Takes the pictures of the window that the documents show: `python tools/screenshots.py`. They go to docs/screenshots.

One window with its real processes: it reads a sample page, trains a network on handwriting drawn by ourselves, and
looks inside it; each moment is taken in both themes. Folders and settings are its own and go with it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitting import Sitting

    from gui.confusion.workspace import ConfusionWorkspace
    from gui.read.workspace import ReadWorkspace
    from gui.train.workspace import TrainWorkspace
    from gui.weights.workspace import WeightsWorkspace

_ROOT = Path(__file__).resolve().parent.parent
_SAMPLE = _ROOT / "assets" / "samples" / "todo.jpg"
_LETTER = 16  # place of the character that is chosen on the page
_DATA, _EPOCHS, _RUNNING_AT = "synthetic-digits:120", 20, 6


def main(argv: list[str] | None = None) -> int:
    """Take every picture. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=_ROOT / "docs" / "screenshots", help="folder for the pictures")
    parser.add_argument("--size", default="1280x800", help="size of the window, 1280x800")
    parser.add_argument("--scale", default="1", help="1 for 100 %%, 2 for 200 %%")
    parser.add_argument("--theme", choices=("light", "dark"), help="only this one")
    options = parser.parse_args(argv)
    width, height = (int(side) for side in options.size.split("x"))
    with tempfile.TemporaryDirectory(prefix="inkscope-pictures-") as home:
        _prepare(Path(home), options.scale)
        from sitting import Sitting, SittingError

        options.output.mkdir(parents=True, exist_ok=True)
        sitting = Sitting(options.output, (width, height), (options.theme,) if options.theme else ("light", "dark"))
        try:
            take_all(sitting)
        except SittingError as error:
            sys.stderr.write(f"The pictures are not complete: {error}\n")
            return 1
        finally:
            sitting.close()
    return 0


def take_all(sitting: Sitting) -> None:
    """The window's story, from empty rooms to a trained network. Raises SittingError."""
    take_empty(sitting)
    take_page(sitting)
    take_training(sitting)
    take_weights(sitting)
    take_confusion(sitting)


def take_empty(sitting: Sitting) -> None:
    """Every room as it is on the first day."""
    sitting.wait(lambda: sitting.context.engine.state == "ready", "the reader")
    sitting.take("read-empty")
    for name in ("train", "weights", "confusion"):
        sitting.room(name)
        sitting.settle()
        sitting.wait(lambda: sitting.context.training.state == "ready", "the training process")
        sitting.answered()
        if name == "train":
            _wait_for_data(sitting)
        sitting.take(f"{name}-empty")


def take_page(sitting: Sitting) -> None:
    """A sample page, one character of it chosen."""
    read: ReadWorkspace = sitting.room("read")  # type: ignore[assignment]
    read.open_file(str(_SAMPLE))
    sitting.wait(lambda: read.page is not None and read.page.glyphs, "the text of the page")
    read.image_pane.selected.emit(_LETTER)
    sitting.take("read-page")


def take_training(sitting: Sitting) -> None:
    """The three rooms of a network while it trains, then the end of its training."""
    train: TrainWorkspace = sitting.room("train")  # type: ignore[assignment]
    config = train.form.config()
    train.form.set_config(config.changed(dataset=_DATA, epochs=_EPOCHS, batch_size=8, learning_rate=0.1, threads=1))
    sitting.settle()
    sitting.choose("train.start")
    sitting.wait(lambda: _epochs(train) >= _RUNNING_AT or not train.controller.busy, f"epoch {_RUNNING_AT}")
    with sitting.held(sitting.context.training.process_id):
        for name in ("train", "weights", "confusion"):
            sitting.room(name)
            sitting.settle()
            sitting.answered()
            sitting.take(f"{name}-running")
    sitting.room("train")
    sitting.wait(lambda: not train.controller.busy, "the end of training")
    sitting.wait(lambda: train.board.settled, "the curves")
    sitting.take("train-finished")


def take_weights(sitting: Sitting) -> None:
    """A unit from near, and the page's character on its way through the network, with a dream of its class."""
    weights: WeightsWorkspace = sitting.room("weights")  # type: ignore[assignment]
    sitting.settle()
    sitting.answered()
    weights.mosaic.opened.emit(9)
    sitting.answered()
    weights.unit.dream_button.click()
    sitting.answered()
    sitting.take("weights-finished")
    read: ReadWorkspace = sitting.room("read")  # type: ignore[assignment]
    read.image_pane.selected.emit(_digit(read))
    sitting.room("weights")
    weights.show_what_it_sees()
    sitting.answered()
    weights.sees.dream_button.click()
    sitting.answered()
    sitting.take("weights-sees")


def take_confusion(sitting: Sitting) -> None:
    """The pictures of the most frequent mistake, then how far confidence can be trusted."""
    confusion: ConfusionWorkspace = sitting.room("confusion")  # type: ignore[assignment]
    sitting.settle()
    sitting.answered()
    confusion.pairs.setCurrentRow(0)
    confusion.pairs.itemActivated.emit(confusion.pairs.item(0))
    sitting.answered()
    sitting.take("confusion-finished")
    confusion.lists.setCurrentWidget(confusion.calibration)
    sitting.answered()
    sitting.take("confusion-calibration")


def _digit(read: ReadWorkspace) -> int:
    """Place of the first digit on the page that has a round shape: the network knows digits only."""
    assert read.page is not None
    return next(place for place, glyph in enumerate(read.page.glyphs) if glyph.text in "239568")


def _wait_for_data(sitting: Sitting) -> None:
    train: TrainWorkspace = sitting.room("train")  # type: ignore[assignment]
    sitting.wait(lambda: not train.form.card.bars.isHidden(), "the look at the data set")


def _epochs(train: TrainWorkspace) -> int:
    curves = train.controller.curves.get(train.controller.run)
    return len(curves.epochs) if curves is not None else 0


def _prepare(home: Path, scale: str) -> None:
    """What Qt and our folders read from the environment."""
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{kind}_HOME"] = str(home / kind.lower())
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = scale
    os.environ.pop("INKSCOPE_DATA", None)


if __name__ == "__main__":
    # The processes of the window import this file again: only the first one takes pictures.
    sys.path.insert(0, str(_ROOT))
    sys.exit(main())
