"""The page that puts our numbers beside the homework's: Markdown, and HTML with its pictures inside."""

from __future__ import annotations

import base64
import datetime
import html
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import ExportError
from core.folders import write_atomically
from core.reproduce.result import Result

_TITLE = "The homework, reproduced"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #bbb; padding: .3rem .6rem; text-align: left; }
th { background: #eee; } img { max-width: 100%; } figcaption, .small { color: #555; font-size: 14px; }
pre { background: #f4f4f4; padding: .6rem; overflow-x: auto; }
@media (prefers-color-scheme: dark) {
 body { background: #161616; color: #e8e8e8; } th { background: #2a2a2a; } pre { background: #222; }
 th, td { border-color: #555; } figcaption, .small { color: #aaa; } img { background: #fff; } }
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An experiment's place and title, and what it found."""

    number: int
    title: str
    result: Result

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.title}"


def machine() -> str:
    """This machine, its Python and the day, for a person."""
    today = datetime.datetime.now(datetime.UTC)
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processor cores, "
        f"Python {platform.python_version()}, {today:%Y-%m-%d}"
    )


def write_pages(output: Path, entries: Sequence[Entry], *, quick: bool) -> None:
    """Write reproduction.md and reproduction.html. Raises ExportError."""
    intro = [f"Made on {machine()}."]
    if quick:
        intro.append("A quick run on small parts of the data: it shows that all works; its numbers mean nothing.")
    try:
        write_atomically(output / "reproduction.md", as_markdown(entries, intro).encode())
        write_atomically(output / "reproduction.html", as_html(entries, intro, output / "figures").encode())
    except OSError as error:
        raise ExportError(f"The page cannot be written to {output}: {error.strerror or error}.") from error


def as_markdown(entries: Sequence[Entry], intro: Sequence[str]) -> str:
    """The page as Markdown; pictures are links into the figures folder."""
    parts = [f"# {_TITLE}", *intro]
    for entry in entries:
        parts += [f"## {entry.heading}", *_markdown(entry.result)]
    return "\n\n".join(parts) + "\n"


def _markdown(result: Result) -> list[str]:
    if result.skipped:
        return [f"Left out: {result.skipped}"]
    lines = ["| measured | the homework | ours |", "|---|---|---|"]
    lines += [f"| {_cell(row.what)} | {_cell(row.homework)} | {_cell(row.ours)} |" for row in result.rows]
    parts = ["\n".join(lines), *result.text]
    for quote in result.quotes:
        parts += [f"{quote.title}:", "\n".join(f"    {line}" for line in quote.text.splitlines() or [""])]
    parts += [f"![{shown.caption}](figures/{shown.file})" for shown in result.figures]
    return [*parts, _foot(result)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _foot(result: Result) -> str:
    data = f"Data: {result.data}. " if result.data else ""
    return f"{data}Made in {result.seconds:.1f} s, {result.processor_seconds:.1f} s of them computing."


def as_html(entries: Sequence[Entry], intro: Sequence[str], figures: Path) -> str:
    """The page as one HTML file that needs no other. Raises OSError where a figure cannot be read."""
    parts = [f"<h1>{_TITLE}</h1>", *(f"<p>{html.escape(line)}</p>" for line in intro)]
    for entry in entries:
        parts += [f"<h2>{html.escape(entry.heading)}</h2>", *_html(entry.result, figures)]
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{_TITLE}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html(result: Result, figures: Path) -> list[str]:
    if result.skipped:
        return [f"<p>Left out: {html.escape(result.skipped)}</p>"]
    cells = ((row.what, row.homework, row.ours) for row in result.rows)
    rows = ["<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in cells]
    parts = ["<table>\n<tr><th>measured</th><th>the homework</th><th>ours</th></tr>", *rows, "</table>"]
    parts += [f"<p>{html.escape(paragraph)}</p>" for paragraph in result.text]
    for quote in result.quotes:
        parts.append(f"<p>{html.escape(quote.title)}:</p>\n<pre>{html.escape(quote.text)}</pre>")
    for shown in result.figures:
        picture = base64.b64encode((figures / shown.file).read_bytes()).decode("ascii")
        caption = html.escape(shown.caption)
        parts.append(
            f'<figure><img src="data:image/png;base64,{picture}" alt="{html.escape(shown.caption, quote=True)}">'
            f"<figcaption>{caption}</figcaption></figure>"
        )
    return [*parts, f'<p class="small">{html.escape(_foot(result))}</p>']
