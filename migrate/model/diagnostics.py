"""What the tool has to say about a project: diagnostics and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrate.model.rules import RULES, Severity
from migrate.secrets import masked


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a project's files.

    `path` is relative to the project, with `/`; `line` and `column` count from 1.
    Line 0 means the file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that a person should know, with its code and its place.

    `name` is what the message calls by name, if it does: others may say the same of other names.
    """

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    name: str = field(default="", compare=False)

    @property
    def needs_a_look(self) -> bool:
        """Whether it turns the exit code to 1."""
        return self.severity != "info"

    @property
    def stops(self) -> bool:
        """Whether Kedro itself would stop there, before it ran anything."""
        return RULES[self.code].stops

    @property
    def cause(self) -> str:
        """What the message says, whatever it says it of. Without a name, the place counts."""
        if not self.name:
            return f"{self.place}: {self.message}"
        return re.sub(rf"(?<!\w){re.escape(self.name)}(?!\w)", "...", self.message)


class CannotMigrate(Exception):
    """What leaves no plan to make (exit code 2). `place` says where, if it is one place."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place


def diagnostic(code: str, place: Place | None = None, **fields: object) -> Diagnostic:
    """The diagnostic of a code, its message filled with `fields`. Raises KeyError for a wrong
    code or field.
    """
    rule = RULES[code]
    shown = {
        name: masked(value) if isinstance(value, str) else value for name, value in fields.items()
    }
    message = rule.message.format(**shown)
    return Diagnostic(code, rule.severity, message, place, str(shown.get("name", "")))


def refuse_one_file(needs: Iterable[str]) -> None:
    """Raise CannotMigrate if a project has something that one file has no room for."""
    if found := "; ".join(dict.fromkeys(needs)):
        raise CannotMigrate(
            f"one file is too small for this project, which has {found}: choose --layout package "
            "(or notebook)"
        )
