"""`report`: a run's page, with its settings, figures and numbers in one HTML file, or its figures as a PDF."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.option_checks import require_writable
from core.threads import use_one_thread


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `report` to the command line."""
    parser = subparsers.add_parser("report", help="write a run's page: settings, curves, weights, mistakes")
    parser.add_argument("name", metavar="RUN", help="a run's id, name or folder")
    parser.add_argument("--split", choices=("valid", "test"), default="valid", help="of its data (default: valid)")
    parser.add_argument("--output", metavar="FILE", type=Path, required=True, help="a .html or .pdf file")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the page. Returns 0; raises InkscopeError."""
    use_one_thread()
    from core.commands.progress_bar import ProgressBar
    from core.commands.runs import curve_of
    from core.inspection.report import check_report_format, make_report, write_report
    from core.train.runs import RunsFolder

    check_report_format(arguments.output)
    require_writable(arguments.output)
    found = RunsFolder().open(arguments.name)
    with ProgressBar(1) as bar:
        report = make_report(found, curve_of(found), split=arguments.split, check=bar.show)
    write_report(report, arguments.output)
    return 0
