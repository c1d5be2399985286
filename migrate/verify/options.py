"""How to verify."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Protocol

from migrate.verify.compare.result import Tolerance

# Texts that are no Python and have a value all the same.
WORDS = {"true": True, "false": False, "null": None, "": None}


class Watch(Protocol):
    """Is told of each run of a side; `progress` is a file that says how far it is."""

    def begin(self, side: str, title: str, progress: Path) -> None:
        """A run begins."""

    def end(self, side: str, progress: Path) -> None:
        """It has ended."""


class Unwatched:
    """Nobody looks."""

    def begin(self, side: str, title: str, progress: Path) -> None:
        """Nothing."""

    def end(self, side: str, progress: Path) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Options:
    """How to verify.

    `data` is a folder whose top-level folders take the place of the project's own; `slice_data` is
    laid over what the full run left, before each other pipeline runs: with other raw tables in it,
    a pipeline that recomputes what it should load gets another result.

    `parameters` are changes by dotted name, each a text as both command lines take it.

    `only` and `exclude` are names or patterns (`*`) of datasets, files and nodes. Hamilton runs in
    Kedro's order and in `orders` - 1 others; where something differs, Kedro runs up to `repeat`
    times in all. `timeout` is in seconds, for each run of a side; `jobs` is how many run at once.
    """

    data: Path | None = None
    slice_data: Path | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    orders: int = 2
    repeat: int = 2
    seed: int | None = None
    timeout: float | None = None
    outside_allowed: bool = False
    keep: bool = False
    jobs: int = max(1, min(4, os.cpu_count() or 1))
    watch: Watch = field(default_factory=Unwatched)

    @property
    def values(self) -> dict[str, Any]:
        """The changes of parameters as Python's values, {"a": {"b": 1}} for a.b."""
        found: dict[str, Any] = {}
        for name, text in self.parameters.items():
            *path, last = name.split(".")
            level = found
            for key in path:
                level = level.setdefault(key, {})
            try:
                level[last] = ast.literal_eval(text)
            except (SyntaxError, ValueError):
                level[last] = WORDS.get(text, text)
        return found

    def wants(self, *names: str) -> bool:
        """Whether what has these names is to be compared."""
        return _matches(names, self.only or ("*",)) and not _matches(names, self.exclude)


def _matches(names: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    return any(
        name == pattern or fnmatchcase(name, pattern) for name in names for pattern in patterns
    )
