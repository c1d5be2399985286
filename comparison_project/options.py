"""The options of `python -m comparison_project run`, which need no imports of ours."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the verb's parser."""
    add = parser.add_argument
    add("--kedro", type=Path, default=HERE / "kedro_side", metavar="DIR", help="the Kedro project")
    add(
        "--hamilton",
        type=Path,
        default=HERE / "hamilton_side",
        metavar="DIR",
        help="the project that was made of it",
    )
    add("--rows", type=int, default=1000, help="rows of each raw table (default: %(default)s)")
    add("--seed", type=int, default=0, help="the same seed makes the same data (default: 0)")
    add(
        "--out",
        type=Path,
        default=Path("build", "comparison"),
        metavar="DIR",
        help="where the page, both graphs and the figures go (default: %(default)s)",
    )
    add(
        "--pipeline", action="append", metavar="P", help="only this registered pipeline; repeatable"
    )
    add("--env", action="append", metavar="E", help="only this environment; repeatable")
    add("--kedro-python", default=sys.executable, metavar="PATH", help="the Kedro side's Python")
    add(
        "--hamilton-python",
        default=sys.executable,
        metavar="PATH",
        help="the Hamilton side's Python",
    )
    add("--jobs", type=int, metavar="N", help="how many runs at once (default: one per core)")
    add("--timeout", type=float, metavar="S", help="seconds that one run may take")
    add("--no-commands", action="store_true", help="leave out timing `kedro run` and `run.py`")
    add("--workdir", type=Path, metavar="DIR", help="a new folder for the runs, which is kept")
