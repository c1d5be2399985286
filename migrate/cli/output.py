"""What the verbs print alike."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate.cli.terminal import in_letters_of
from migrate.model.literals import json_text

if TYPE_CHECKING:
    from migrate.model.diagnostics import Diagnostic

# Forms of reports that hold nothing but diagnostics.
OF_DIAGNOSTICS = ("sarif", "github", "markdown")


def print_json(document: Mapping[str, Any]) -> None:
    """Print a document as JSON to stdout, in letters that it has."""
    text = json_text(document)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2)
    print(text)


def print_xml(text: str) -> None:
    """Print XML to stdout, in letters that it has."""
    print(in_letters_of(sys.stdout, text, "xmlcharrefreplace"))


def print_diagnostics(
    form: str, diagnostics: Iterable[Diagnostic], project: Path, name: str
) -> None:
    """Print diagnostics to stdout in a form that is about nothing else; `name` is the project's."""
    if form == "sarif":
        from migrate import __version__
        from migrate.report.sarif import sarif

        print_json(sarif(diagnostics, __version__))
    elif form == "github":
        from migrate.report.github import workflow_commands

        print(workflow_commands(diagnostics, _from_here(project)), end="")
    else:
        from migrate.report.markdown import diagnostics_list

        print(diagnostics_list(name, diagnostics), end="")


def _from_here(project: Path) -> str:
    """A project's folder as seen from the current one, which is the repository's for GitHub."""
    try:
        return Path(os.path.relpath(project)).as_posix()
    except ValueError:  # another drive
        return project.as_posix()


def add_format(verb: argparse.ArgumentParser) -> None:
    """Add --format, for verbs that report diagnostics."""
    verb.add_argument(
        "--format",
        choices=("text", "json", *OF_DIAGNOSTICS),
        default="text",
        help="how to report; the diagnostics alone: sarif, as editors and code hosts read them; "
        "github, as annotations of a GitHub workflow; markdown, as a list to tick off "
        "(default: text)",
    )
