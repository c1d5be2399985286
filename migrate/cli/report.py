"""`migrate report`: one page about a migration, for people who decide and who do the work."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.cli.output import print_json

if TYPE_CHECKING:
    from migrate.report.facts import Report
    from migrate.reporting import Form

PAGE = "report.html"
# What is in each page of ours, and how large one can be.
GENERATOR = b'<meta name="generator" content="kedro-to-declarative'
MOST = 100_000_000


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "report",
        help="make a page about a migration: both graphs, both sources, what is proven and left",
        description="Make one self-contained page about a migration: both graphs, both sources "
        "beside each other, what was proven, what is left. Both projects are read as text; nothing "
        "of them runs.",
    )
    verb.set_defaults(run=run)
    verb.add_argument("hamilton", type=Path, metavar="HAMILTON", help="the new project's folder")
    verb.add_argument(
        "--kedro",
        type=Path,
        metavar="PROJECT",
        help="the Kedro project's folder (default: where it was when it was migrated)",
    )
    verb.add_argument(
        "--proof", type=Path, metavar="FILE", help="what `migrate verify` wrote, proof.json"
    )
    verb.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help=f"where to write (default: {PAGE} for html, else the terminal)",
    )
    verb.add_argument("--open", action="store_true", help="show the page in the browser")
    verb.add_argument(
        "--format",
        choices=("html", "markdown", "json"),
        default="html",
        help="html: the page; markdown: the list of what needs a look; json: all facts "
        "(default: html)",
    )
    verb.add_argument(
        "--strict",
        action="store_true",
        help="take everything that needs a look for a failure (exit code 2)",
    )


def run(options: argparse.Namespace) -> int:
    """Run the verb; returns the exit code."""
    from migrate.reporting import report_on

    report = report_on(options.hamilton, options.kedro, options.proof)
    show_report(report, options.format, options.output)
    if options.open and options.format == "html":
        _open(options.output or Path(PAGE))
    return 1 if report.checks else 0


def show_report(report: Report, form: Form, output: Path | None) -> None:
    """Write a report where it was asked for. Raises OSError."""
    if form == "json" and output is None:
        print_json(report.as_json())
        return
    from migrate.reporting import report_text

    text = report_text(report, form)
    if form == "markdown" and output is None:
        print(text, end="")
        return
    place = output or _free(Path(PAGE))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    print(f"wrote {place}", file=sys.stderr)


def _free(page: Path) -> Path:
    """Where the page goes if nobody says where. Raises CannotMigrate if something else is there."""
    from migrate.code.files import read_bytes
    from migrate.model.diagnostics import CannotMigrate

    if page.exists() and GENERATOR not in read_bytes(page, MOST):
        raise CannotMigrate(f"{page} is no page of this tool; choose another place with --output")
    return page


def _open(page: Path) -> None:
    import webbrowser

    webbrowser.open(page.resolve().as_uri())
