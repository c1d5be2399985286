"""Kedro and Hamilton, compared by claims that run.

Every row of the public comparison of 2024 is a module: what was claimed, in our words; a probe for
each side, run on the versions that are installed; what it saw when the verdict was written. A run
today that sees something else contradicts the verdict.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

SIDES = ("kedro", "hamilton")

Seen = Mapping[str, Any]
Verdict = Literal["true", "true in part", "out of date", "never true"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Better = Literal["kedro", "hamilton", "even", "a matter of taste"]


class _Varies:
    """Stands for what no two runs see alike: seconds, sizes, texts of other machines."""

    def __repr__(self) -> str:
        return "VARIES"


VARIES = _Varies()


class CannotRun(Exception):
    """What a probe needs does not work on this machine; the message says why."""


@dataclass(frozen=True)
class Probe:
    """Code that a reader can copy, and what it saw when the verdict was written.

    `run` works in an empty folder of its own and returns what it saw: names and JSON values.
    `sees` is what is recorded, with `VARIES` where a value may change. `says` is the evidence, a
    sentence with names from what was seen in braces. `uses` is what else to show: functions and
    names of texts of the module, and whole files. `needs` are packages and `programs` commands that
    may be missing: then the probe can't run here. `server` marks what starts a server.
    """

    run: Callable[[], Seen]
    sees: Seen
    says: str
    uses: tuple[Callable[..., object] | str | Path, ...] = ()
    needs: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    server: bool = False
    timeout: float = 600  # engines start slowly on a busy machine

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.run.__name__


@dataclass(frozen=True)
class Side:
    """What one framework does today, in a sentence, and the probes that show it."""

    today: str
    probes: tuple[Probe, ...]

    def __init__(self, today: str, *probes: Probe) -> None:
        object.__setattr__(self, "today", today)
        object.__setattr__(self, "probes", probes)


@dataclass(frozen=True)
class Row:
    """One claim of 2024, and what is true of it today.

    `better` says which side serves better in this row, `why` is the verdict's sentence.
    `id`, `table` and `path` come from the module that holds the row.
    """

    title: str
    claim: str
    kedro: Side
    hamilton: Side
    verdict: Verdict
    better: Better
    why: str
    id: str = field(default="", init=False)
    table: str = field(default="", init=False)
    path: Path = field(default=Path(), init=False)

    @property
    def sides(self) -> Mapping[str, Side]:
        """Both sides by name."""
        return {"kedro": self.kedro, "hamilton": self.hamilton}


@dataclass(frozen=True)
class Table:
    """Rows that belong together; its package gives `TITLE`, `INTRO` and `ROWS`."""

    name: str
    title: str
    intro: str
    rows: tuple[Row, ...]


# Packages of this one, in the order of the page.
TABLES = ("frameworks", "viewers", "prose")


def tables() -> Iterator[Table]:
    """All tables with their rows, in order."""
    for name in TABLES:
        package = importlib.import_module(f"{__name__}.{name}")
        rows = tuple(_row(f"{__name__}.{name}.{module}") for module in package.ROWS)
        yield Table(name, package.TITLE, package.INTRO, rows)


def _row(module: str) -> Row:
    found = importlib.import_module(module)
    row: Row = found.ROW
    table, name = module.rsplit(".", 2)[1:]
    object.__setattr__(row, "id", name.replace("_", "-"))
    object.__setattr__(row, "table", table)
    object.__setattr__(row, "path", Path(str(found.__file__)))
    return row
