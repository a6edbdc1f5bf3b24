"""From a question to its answer: the one place that knows who answers what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.inspection import sees, weights
from core.inspection.confusions import Mistakes
from core.inspection.sources import Check, Sources, dataset_names, no_check
from core.inspection_answers import Answer, Description
from core.inspection_messages import (
    Correct,
    Describe,
    DreamOf,
    Explain,
    FindExciting,
    Question,
    SaveFigure,
    SaveFilm,
    See,
    ShowCalibration,
    ShowConfusion,
    ShowGallery,
    ShowMosaic,
    ShowUnit,
)
from core.train.runs import RunsFolder


class Inspection:
    """Answers questions, one at a time. runs: the runs folder, by default the person's."""

    def __init__(self, runs: RunsFolder | None = None) -> None:
        self.sources = Sources(runs)
        self.mistakes = Mistakes(self.sources)

    def answer(self, question: Question, check: Check = no_check) -> Answer:
        """check(fraction, text) is called between steps and may raise Cancelled. Raises InkscopeError."""
        sources, mistakes = self.sources, self.mistakes
        answers: dict[type, Callable[[Any], Answer]] = {
            Describe: self.describe,
            ShowMosaic: lambda asked: weights.mosaic(sources, asked),
            ShowUnit: lambda asked: weights.unit(sources, asked, check),
            FindExciting: lambda asked: weights.exciting(sources, asked, check),
            See: lambda asked: sees.see(sources, asked),
            Explain: lambda asked: sees.explain(sources, asked, check),
            DreamOf: lambda asked: sees.dreamt(sources, asked, check),
            ShowConfusion: lambda asked: mistakes.confusion(asked, check),
            ShowGallery: lambda asked: mistakes.gallery(asked, check),
            ShowCalibration: lambda asked: mistakes.calibration(asked, check),
            Correct: mistakes.correct,
            SaveFigure: lambda asked: self._save(asked, check),
            SaveFilm: lambda asked: self._save(asked, check),
        }
        return answers[type(question)](question)

    def describe(self, question: Describe) -> Description:
        """What there is to look at. Raises RunError, ModelError."""
        opened = self.sources.open(question.subject)
        return Description(
            source=opened.source,
            title=opened.title,
            architecture=opened.spec.architecture,
            labels=opened.model.header.labels,
            input_shape=opened.spec.input_shape,
            layers=weights.layers_of(opened.spec),
            epochs=opened.epochs,
            best=opened.info.best_epoch if opened.info else -1,
            dataset=opened.dataset,
            sources=self.sources.all(),
            datasets=dataset_names(),
        )

    def _save(self, question: SaveFigure | SaveFilm, check: Check) -> Answer:
        from core.inspection.saving import save_figure_of, save_film, tile_rows  # draws with matplotlib: heavy

        if isinstance(question, SaveFilm):
            return save_film(self, question, check)
        shown, path = question.question, Path(question.path)
        numbers = None
        if isinstance(shown, ShowMosaic):
            numbers = lambda: tile_rows(weights.tiles_of(self.sources, shown))  # noqa: E731
        return save_figure_of(self.answer(shown, check), path, numbers)
