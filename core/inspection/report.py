"""A run's page: what it was asked for, what came out, its curves, weights and mistakes; HTML in one file, or PDF."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from core.errors import ExportError
from core.export.figures import Curve, curves_figure
from core.folders import write_atomically
from core.inspection.answer import Inspection
from core.inspection.saving import figure_of
from core.inspection.sources import Check, no_check
from core.inspection_answers import Calibration, Confusion, Mosaic
from core.inspection_messages import ShowCalibration, ShowConfusion, ShowMosaic, Subject
from core.train.runs import Run, RunInfo, RunsFolder
from core.version import VERSION

_MOST_PAIRS = 15
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1D1D1B; background: #FAFAF8; max-width: 60em; margin: 2em auto;
  padding: 0 1em } h1, h2 { font-weight: 600 } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
td, th { text-align: left; padding: 2px 16px 2px 0; border-bottom: 1px solid #DADAD4; vertical-align: top }
img { max-width: 100%; height: auto } .muted { color: #63635E } .columns { columns: 2 }
"""


@dataclass(frozen=True, eq=False, slots=True)
class Section:
    """A figure with its heading and what it shows in words."""

    heading: str
    figure: Figure
    words: str


@dataclass(frozen=True, eq=False, slots=True)
class Report:
    """facts, settings: (name, value) rows. pairs: (true, predicted, count), most first."""

    title: str
    facts: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    pairs: tuple[tuple[str, str, int], ...]


def make_report(run: Run, curve: Curve, *, split: str = "valid", check: Check = no_check) -> Report:
    """Gather a run's page, of its best epoch where that was kept. Raises RunError, DataError."""
    info = run.info()
    inspection = Inspection(RunsFolder(run.folder.parent))
    subject = Subject(info.id, info.best_epoch, split=split)
    first = inspection.answer(ShowMosaic(subject, order="similarity", start=True), check)
    confusion = inspection.answer(ShowConfusion(subject), check)
    calibration = inspection.answer(ShowCalibration(subject), check)
    assert isinstance(first, Mosaic)
    assert isinstance(confusion, Confusion)
    assert isinstance(calibration, Calibration)
    sections = (
        Section("Curves", curves_figure([curve], info.name), _curve_words(curve)),
        Section("Weights of the first layer", figure_of(first), f"{first.count} units, sorted by similarity"),
        Section("Confusion", figure_of(confusion), f"{confusion.accuracy:.2%} right on {confusion.split}"),
        Section("Calibration", figure_of(calibration), f"expected calibration error {calibration.ece:.2%}"),
    )
    settings = json.loads(info.config.to_json())
    return Report(
        title=info.name,
        facts=_facts(info, confusion, calibration),
        settings=tuple((name.replace("_", " "), _plain(value)) for name, value in settings.items()),
        sections=sections,
        pairs=_pairs(confusion),
    )


def check_report_format(path: Path) -> None:
    """Raises ExportError for another ending than .html and .pdf."""
    if path.suffix.lower() not in (".html", ".pdf"):
        raise ExportError(f"A report is written as .html or .pdf, not as {path.name!r}: choose such an ending.")


def write_report(report: Report, path: Path) -> None:
    """Whole or not at all. Raises ExportError."""
    check_report_format(path)
    content = _html(report).encode() if path.suffix.lower() == ".html" else _pdf(report)
    try:
        write_atomically(path, content)
    except OSError as error:
        raise ExportError(f"The report cannot be written to {path}: {error.strerror or error}.") from error


def _facts(info: RunInfo, confusion: Confusion, calibration: Calibration) -> tuple[tuple[str, str], ...]:
    state = f"{info.state}: {info.reason}" if info.reason not in ("", info.state) else info.state
    return (
        ("State", state),
        ("Created", f"{info.created[:16].replace('T', ' ')} UTC"),
        ("Trained", f"{info.epoch} of {info.config.epochs} epochs, {info.step} steps, {info.seconds:.1f} s"),
        ("Best epoch", str(info.best_epoch)),
        (f"Right on {confusion.split}", f"{confusion.accuracy:.2%} of {int(confusion.counts.sum())}"),
        ("Calibration error", f"{calibration.ece:.2%}"),
        ("Notes", info.notes or "-"),
    )


def _pairs(confusion: Confusion) -> tuple[tuple[str, str, int], ...]:
    wrong = confusion.counts.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:_MOST_PAIRS]
    places = [divmod(int(place), len(confusion.labels)) for place in order]
    labels = confusion.labels
    return tuple((labels[row], labels[column], int(wrong[row, column])) for row, column in places if wrong[row, column])


def _curve_words(curve: Curve) -> str:
    if not len(curve.epoch):
        return "no epoch has ended"
    best = int(np.nanargmax(curve.valid_accuracy))
    return f"validation at best {curve.valid_accuracy[best]:.2%} after epoch {int(curve.epoch[best])}"


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _html(report: Report) -> str:
    figures = "".join(
        f'<h2>{escape(section.heading)}</h2><p class="muted">{escape(section.words)}</p>'
        f'<img alt="{escape(section.heading)}: {escape(section.words)}" src="{_picture(section.figure)}">'
        for section in report.sections
    )
    pairs = [(f"{true} \N{RIGHTWARDS ARROW} {predicted}", str(count)) for true, predicted, count in report.pairs]
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(report.title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(report.title)}</h1>{_table(report.facts)}{figures}"
        f"<h2>Most confused pairs</h2>{_table(pairs)}<h2>Settings</h2>{_table(report.settings)}"
        f'<p class="muted">Made by Inkscope {escape(VERSION)}.</p></body></html>\n'
    )


def _table(rows: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> str:
    body = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<table>{body}</table>"


def _picture(figure: Figure) -> str:
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=150)
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode()


def _pdf(report: Report) -> bytes:
    content = io.BytesIO()
    with PdfPages(content, metadata={"Title": report.title, "CreationDate": None}) as pages:
        pages.savefig(_first_page(report))
        for section in report.sections:
            pages.savefig(section.figure)
    return content.getvalue()


def _first_page(report: Report) -> Figure:
    figure = Figure(figsize=(8.3, 11.7))
    figure.text(0.08, 0.95, report.title, fontsize=18, va="top")
    rows = (*report.facts, ("", ""), *report.settings)
    figure.text(0.08, 0.9, "\n".join(name for name, _ in rows), fontsize=9, va="top", linespacing=1.5)
    figure.text(0.4, 0.9, "\n".join(value for _, value in rows), fontsize=9, va="top", linespacing=1.5)
    return figure
