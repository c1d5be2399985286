"""Whole commands, in pairs: ours and one to hold it against."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import table

ROUNDS = 5
_HERE = Path(__file__).parent.parent
_BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, and where it runs. `{new}` in it is a path that nothing lies at."""

    words: tuple[str, ...]
    folder: Path = _HERE

    def __str__(self) -> str:
        return " ".join(w.removeprefix(f"{_BIN}/") for w in self.words if "{new}" not in w)


PAIRS = (
    (
        Command((f"{_BIN}/migrate", "kedro-to-declarative", "kedro_side", "--output={new}")),
        Command((f"{_BIN}/kedro", "registry", "list"), _HERE / "kedro_side"),
    ),
    (
        Command((f"{_BIN}/migrate", "--help")),
        Command((f"{_BIN}/python", "-c", "pass")),
    ),
)


def measure(pairs: Iterable[tuple[Command, Command]] = PAIRS, rounds: int = ROUNDS) -> str:
    """A table of the pairs: medians, and the median of the ratios of single rounds."""
    rows = []
    for ours, other in pairs:
        times = _paired(lambda ours=ours: _run(ours), lambda other=other: _run(other), rounds)
        medians = [statistics.median(column) for column in zip(*times, strict=True)]
        ratio = statistics.median(a / b for a, b in times)
        rows.append((ours, f"{medians[0]:.3f}", other, f"{medians[1]:.3f}", f"{ratio:.2f}"))
    return table(("command", "s", "held against", "s", "ratio"), rows)


def _paired(
    ours: Callable[[], float], other: Callable[[], float], rounds: int
) -> list[tuple[float, float]]:
    """Both in turn, so that what else the machine does falls on both. The first round warms up."""
    return [(ours(), other()) for _ in range(rounds + 1)][1:]


def _run(command: Command) -> float:
    """The seconds that a command takes from start to end."""
    quiet = {"DO_NOT_TRACK": "1", "KEDRO_DISABLE_TELEMETRY": "1"}
    with TemporaryDirectory() as folder:
        words = [word.format(new=f"{folder}/new") for word in command.words]
        start = time.perf_counter()
        done = subprocess.run(
            words, cwd=command.folder, env={**os.environ, **quiet}, capture_output=True, text=True
        )
        seconds = time.perf_counter() - start
    if done.returncode > 1:  # 1: done, and something needs a look
        raise RuntimeError(f"{command}: exit code {done.returncode}\n{done.stderr}")
    return seconds
