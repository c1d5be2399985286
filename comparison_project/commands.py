"""Run both sides as their users would, and measure the whole processes."""

from __future__ import annotations

from pathlib import Path

from migrate.compare.measured import CommandFailed, Measured, commands, copies, measured
from migrate.verify import CannotVerify


def measure(
    kedro: Path, hamilton: Path, data: Path, work: Path, kedro_python: str, hamilton_python: str
) -> tuple[Measured, Measured]:
    """Run `kedro run` and `python run.py`, one after the other, each in its own copy, with the data
    where it looks for it.

    Raises CannotVerify if one of them fails.
    """
    sides = commands(*copies(kedro, hamilton, work, data), (kedro_python, hamilton_python))
    try:
        ours, theirs = map(measured, sides)
    except CommandFailed as failed:
        raise CannotVerify(str(failed)) from failed
    return ours, theirs
