"""What the verbs print alike."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migrate.diagnostics import Diagnostic


def print_json(document: Mapping[str, Any]) -> None:
    """Print a document as JSON to stdout."""
    import json

    print(json.dumps(document, indent=2, ensure_ascii=False))


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
