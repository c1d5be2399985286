"""What `migrate verify` takes, held against the runs of both sides alone."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory

from benchmarks.table import table
from comparison_project.data import write_tables

ROWS = 77_096
ROUNDS = 3
_HERE = Path(__file__).parent.parent
_BIN = Path(sys.executable).parent
_QUIET = {"DO_NOT_TRACK": "1", "KEDRO_DISABLE_TELEMETRY": "1"}


def measure(rows: int = ROWS, rounds: int = ROUNDS) -> str:
    """A table of the rounds: both sides' own commands and the verification, in turn."""
    with TemporaryDirectory() as folder:
        work = Path(folder)
        kedro, hamilton = (_copy(side, work) for side in ("kedro_side", "hamilton_side"))
        write_tables(kedro / "data" / "01_raw", rows)
        commands = (
            ([str(_BIN / "kedro"), "run"], kedro),
            ([sys.executable, "run.py", "--data-root", str(kedro)], hamilton),
            (
                [
                    *(str(_BIN / "migrate"), "verify", str(kedro), str(hamilton)),
                    *("--pipeline", "__default__", "--orders", "1", "--repeat", "1"),
                    *("--proof", str(work / "proof.json")),
                ],
                work,
            ),
        )
        found = [[_seconds(*command) for command in commands] for _ in range(rounds)]
    lines = [[*times, times[2] / (times[0] + times[1])] for times in found]
    lines.append([statistics.median(column) for column in zip(*lines, strict=True)])
    names = [*(f"round {number}" for number in range(1, rounds + 1)), "median"]
    return table(
        ("", "kedro run", "run.py", "migrate verify", "to the sum"),
        [
            (name, *(f"{each:.2f}" for each in line))
            for name, line in zip(names, lines, strict=True)
        ],
    )


def _copy(side: str, work: Path) -> Path:
    ignored = ignore_patterns("__pycache__", "data", "tests")
    return copytree(_HERE / side, work / side, ignore=ignored)


def _seconds(words: list[str], folder: Path) -> float:
    """How long a command takes from start to end. Raises RuntimeError if it fails."""
    start = time.perf_counter()
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, **_QUIET}, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{words}: exit code {done.returncode}\n{done.stderr}")
    return seconds
