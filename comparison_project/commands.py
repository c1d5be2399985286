"""Run both sides as their users would, and measure the whole processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.verify import CannotVerify
from migrate.verify.sides import ENVIRONMENT
from migrate.verify.workspace import KEDROS, clone

# Runs the command as the only child of a small process: the peak of a child counts what its
# parent held when it was started.
MEASURE = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
code = subprocess.call(sys.argv[2:])
seconds = time.perf_counter() - begin
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
peak *= 1 if sys.platform == "darwin" else 1024
json.dump({"code": code, "seconds": seconds, "peak_bytes": peak}, open(sys.argv[1], "w"))
"""


@dataclass(frozen=True)
class Measured:
    """A command as typed, the seconds of its whole process, and its peak memory in bytes."""

    command: str
    seconds: float
    peak_bytes: int


def measure(
    kedro: Path, hamilton: Path, data: Path, work: Path, kedro_python: str, hamilton_python: str
) -> tuple[Measured, Measured]:
    """Run `kedro run` and `python run.py`, one after the other, each in its own copy, with the data
    where it looks for it.

    Raises CannotVerify if one of them fails.
    """
    clone(kedro, work / "kedro", {path.name for path in data.iterdir()})
    clone(data, work / "kedro")
    clone(hamilton, work / "hamilton")
    own = {path.name for path in hamilton.iterdir()} - {"data"}
    clone(work / "kedro", work / "hamilton", KEDROS | own)
    ours = _run(
        "kedro run", [kedro_python, "-m", "kedro", "run"], work / "kedro", work / "kedro.json"
    )
    # A migration may have settled another folder for the data; here it is this one.
    command = [hamilton_python, "run.py", "--data-root", "."]
    theirs = _run("python run.py", command, work / "hamilton", work / "hamilton.json")
    return ours, theirs


def _run(typed: str, command: Sequence[str], folder: Path, result: Path) -> Measured:
    log = result.with_suffix(".log")
    with log.open("wb") as output:
        subprocess.run(
            [sys.executable, "-S", "-c", MEASURE, str(result), *command],
            cwd=folder,
            env={**os.environ, **ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    found = json.loads(result.read_text("utf-8")) if result.exists() else {}
    if found.get("code") != 0:
        lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
        raise CannotVerify(
            "\n".join([f"`{typed}` failed with code {found.get('code')}:", *lines[-5:]])
        )
    return Measured(typed, found["seconds"], found["peak_bytes"])
