"""A report without secrets: neither those that `.env` has, nor what stands under a secret's key."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from migrate.secrets import ANY_SECRET, is_secret, is_telling, masked
from migrate.verify.compare.result import Comparison
from migrate.verify.findings import Report, Run
from migrate.verify.runs.sides import CannotVerify

_E = TypeVar("_E", bound=CannotVerify)
# The way to what differs: `['a'][0].b: `.
_WAY = re.compile(r"(?:\[[^\]]*\]|\.\w+)+(?=: )")
_KEY = re.compile(r"\[['\"]?([^\]'\"]*)['\"]?\]|\.(\w+)")
_UNSHOWN = "the values differ; they look like secrets, and are not shown"


def known_secrets(hamilton: Path) -> tuple[str, ...]:
    """The texts that the migrated project's `.env` has."""
    try:
        text = (hamilton / ".env").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    values = [line.partition("=")[2] for line in text.splitlines() if line[:1] != "#"]
    found = {each for value in values for each in _texts(value) if is_telling(each)}
    return tuple(sorted(found, key=lambda each: (-len(each), each)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value
        if value[:1] in ('"', "{", "["):
            try:
                yield from _texts(json.loads(value))
            except ValueError:
                return


def without_secrets(report: Report, known: Collection[str]) -> Report:
    """The report as people and files may have it."""
    return replace(
        report,
        runs=tuple(_run(run, known) for run in report.runs),
        failures=tuple(
            replace(each, reason=masked(each.reason, known)) for each in report.failures
        ),
    )


def hidden(error: _E, known: Collection[str]) -> _E:
    """The error with a sentence that people may have."""
    error.args = (masked(str(error), known),)
    return error


def _run(run: Run, known: Collection[str]) -> Run:
    datasets = {
        name: replace(found, comparison=_comparison(name, found.comparison, known))
        for name, found in run.datasets.items()
    }
    files, nodes = (
        {name: _comparison(name, found, known) for name, found in part.items()}
        for part in (run.files, run.nodes)
    )
    return replace(run, datasets=datasets, files=files, nodes=nodes)


def _comparison(name: str, found: Comparison, known: Collection[str]) -> Comparison:
    if not found.detail:
        return found
    way = _WAY.search(found.detail)
    keys = name.removeprefix("params:").split(".") if name.startswith("params:") else []
    keys += [a or b for a, b in _KEY.findall(way[0])] if way else []
    path = [int(key) if key.isdigit() else key for key in keys]
    if is_secret(path, ANY_SECRET):
        shown = f"{found.detail[: way.end()]}: {_UNSHOWN}" if way else _UNSHOWN
        return replace(found, detail=masked(shown, known))
    return replace(found, detail=masked(found.detail, known))
