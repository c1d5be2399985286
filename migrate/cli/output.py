"""What the verbs print alike."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from migrate.cli.terminal import in_letters_of
from migrate.literals import json_text

if TYPE_CHECKING:
    from migrate.diagnostics import Diagnostic


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


def print_sarif(diagnostics: Iterable[Diagnostic]) -> None:
    """Print diagnostics as SARIF to stdout."""
    from migrate import __version__
    from migrate.report.sarif import sarif

    print_json(sarif(diagnostics, __version__))


def add_format(verb: argparse.ArgumentParser) -> None:
    """Add --format, for verbs that report diagnostics."""
    verb.add_argument(
        "--format",
        choices=("text", "json", "sarif"),
        default="text",
        help="how to report; sarif: the diagnostics, as editors and code hosts read them "
        "(default: text)",
    )
