"""Diagnostics as commands of GitHub's workflows, which shows them beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from migrate.model.diagnostics import Diagnostic
from migrate.model.literals import visible

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_DATA: dict[str, str | int | None] = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: dict[str, str | int | None] = {**_DATA, ":": "%3A", ",": "%2C"}


def workflow_commands(diagnostics: Iterable[Diagnostic], root: str = "") -> str:
    """A line for each diagnostic, errors first, since GitHub shows ten of a kind for each step.

    `root` is where the project lies in the repository.
    """
    order = list(_LEVELS)
    found = sorted(diagnostics, key=lambda each: order.index(each.severity))
    return "".join(f"{_line(each, root)}\n" for each in found)


def _line(each: Diagnostic, root: str) -> str:
    properties = ",".join(f"{name}={_escaped(value)}" for name, value in _properties(each, root))
    message = each.message.translate(str.maketrans(_DATA))
    return f"::{_LEVELS[each.severity]} {properties}::{visible(message)}"


def _properties(each: Diagnostic, root: str) -> Iterator[tuple[str, str]]:
    if each.place:
        yield "file", str(PurePosixPath(root, each.place.path))
        if each.place.line:
            yield "line", str(each.place.line)
        if each.place.column:
            yield "col", str(each.place.column)
    yield "title", each.code


def _escaped(value: str) -> str:
    return visible(value.translate(str.maketrans(_PROPERTY)))
