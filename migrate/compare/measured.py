"""What running a project takes: whole processes, both sides in turn."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from migrate.verify.runs.sides import ENVIRONMENT
from migrate.verify.runs.workspace import KEDROS, clone

# Runs the command as the only child of a small process: the peak of a child counts what its
# parent held when it was started.
_MEASURE = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
code = subprocess.call(sys.argv[2:])
seconds = time.perf_counter() - begin
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
peak *= 1 if sys.platform == "darwin" else 1024
json.dump({"code": code, "seconds": seconds, "peak_bytes": peak}, open(sys.argv[1], "w"))
"""


Pythons = tuple[str, str]


class CommandFailed(Exception):
    """A command that was to be measured ended with another code than 0; its last lines."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed, what it really is, and where it runs."""

    typed: str
    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def commands(
    kedro: Path, hamilton: Path, pythons: Pythons, options: Sequence[str] = ()
) -> tuple[Command, Command]:
    """What a person runs in both projects; the data lies in each of them. `options` are those that
    both know.
    """
    return (
        Command(
            " ".join(("kedro run", *options)),
            (pythons[0], "-m", "kedro", "run", *options),
            kedro,
            ENVIRONMENT,
        ),
        # A migration may have settled another folder for the data; here it is this one.
        Command(
            " ".join(("python run.py", *options)),
            (pythons[1], "run.py", "--data-root", ".", *options),
            hamilton,
            ENVIRONMENT,
        ),
    )


def copies(kedro: Path, hamilton: Path, work: Path, data: Path | None = None) -> tuple[Path, Path]:
    """Both projects in `work`, each with the data where it looks for it: that of the Kedro project,
    or what lies in `data` in place of it. Raises OSError.
    """
    ours, theirs = work / "kedro", work / "hamilton"
    clone(kedro, ours, {path.name for path in data.iterdir()} if data else ())
    if data:
        clone(data, ours)
    clone(hamilton, theirs)
    own = {path.name for path in hamilton.iterdir()} - {"data"}
    clone(ours, theirs, KEDROS | own)
    return ours, theirs


@dataclass(frozen=True, slots=True)
class Measured:
    """A command as typed, the seconds of its whole process, and its peak memory in bytes."""

    command: str
    seconds: float
    peak_bytes: int


def measured(command: Command) -> Measured:
    """Run a command once. Raises CommandFailed."""
    with TemporaryDirectory() as place:
        result, log = Path(place, "result.json"), Path(place, "log")
        with log.open("wb") as output:
            subprocess.run(
                [sys.executable, "-S", "-c", _MEASURE, str(result), *command.words],
                cwd=command.folder,
                env={**os.environ, **command.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        found = json.loads(result.read_text("utf-8")) if result.exists() else {}
        if found.get("code") != 0:
            lines = log.read_text("utf-8", "replace").splitlines()
            last = [line for line in lines if line.strip()][-5:]
            raise CommandFailed(
                "\n".join([f"`{command.typed}` failed with code {found.get('code')}:", *last])
            )
    return Measured(command.typed, found["seconds"], found["peak_bytes"])


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides of one job, measured in turn: a (Kedro, Hamilton) pair for each round."""

    rounds: tuple[tuple[Measured, Measured], ...]

    @property
    def seconds(self) -> tuple[float, float]:
        """The median seconds of each side."""
        kedro, hamilton = zip(*self.rounds, strict=True)
        return (
            statistics.median(each.seconds for each in kedro),
            statistics.median(each.seconds for each in hamilton),
        )

    @property
    def peak_bytes(self) -> tuple[int, int]:
        """The highest peak of each side."""
        kedro, hamilton = zip(*self.rounds, strict=True)
        return max(each.peak_bytes for each in kedro), max(each.peak_bytes for each in hamilton)

    @property
    def ratio(self) -> float:
        """Hamilton's seconds to Kedro's: the median of the ratios of single rounds."""
        return statistics.median(ours.seconds / kedro.seconds for kedro, ours in self.rounds)


def paired(kedro: Command, hamilton: Command, rounds: int) -> Pair:
    """Run both in turn, so that what else the machine does falls on both; the first round, which
    warms up, does not count. Raises CommandFailed.
    """
    found = [(measured(kedro), measured(hamilton)) for _ in range(rounds + 1)]
    return Pair(tuple(found[1:]))
