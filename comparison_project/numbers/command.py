"""`python -m comparison_project numbers`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from comparison_project import BadInput

FORMATS = (".html", ".md", ".json")


def add_numbers_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the verb's parser."""
    add = parser.add_argument
    add("--output", type=Path, metavar="FILE", help=f"ends in {', '.join(FORMATS)} (default: text)")
    add("--rows", type=int, default=1000, help="rows of each table of spaceflights (default: 1000)")
    add("--rounds", type=int, default=3, help="how often each pair is measured (default: 3)")
    add(
        "--most",
        type=int,
        default=5000,
        metavar="NODES",
        help="the largest project (default: 5000)",
    )
    add("--no-memory", action="store_true", help="leave out the arrays")


def run_numbers(options: argparse.Namespace) -> int:
    """Measure, and write or print. Raises BadInput if it could not be done."""
    from comparison_project.numbers.measuring import CHAINS, TABLES, Sizes, numbers
    from comparison_project.numbers.output import as_html, as_markdown

    target: Path | None = options.output
    if target and target.suffix not in FORMATS:
        raise BadInput(f"{target} must end in {', '.join(FORMATS)}.")
    if options.rounds < 1 or options.most < 1 or options.rows < 1:
        raise BadInput("--rounds, --most and --rows are at least 1.")
    sizes = Sizes(
        rows=options.rows,
        tables=[size for size in TABLES if size <= options.most],
        chains=[size for size in CHAINS if size <= options.most],
        rounds=options.rounds,
        **({"shapes": ()} if options.no_memory else {}),
    )
    with TemporaryDirectory(prefix="numbers-") as work:
        found = numbers(Path(work), sizes, lambda text: print(text, file=sys.stderr))
    if target is None:
        print(as_markdown(found))
        return 0
    made: dict[str, Any] = {
        ".json": lambda: json.dumps(found, indent=1) + "\n",
        ".md": lambda: as_markdown(found),
        ".html": lambda: as_html(found),
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(made[target.suffix](), encoding="utf-8")
    print(target)
    return 0
