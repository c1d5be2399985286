"""What the tool has to say about a project: diagnostics, the table of their codes, and refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


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
class Rule:
    """One code: its severity, one sentence with `{fields}`, and what a person can do about it."""

    severity: Severity
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that a person should know, with its code and its place."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None

    @property
    def needs_a_look(self) -> bool:
        """Whether it turns the exit code to 1."""
        return self.severity != "info"


class CannotMigrate(Exception):
    """What leaves no plan to make (exit code 2). `place` says where, if it is one place."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place


# Codes: 1xx reading Python, 2xx configuration, 3xx functions, 4xx planning, 9xx our own faults.
RULES: dict[str, Rule] = {}


def diagnostic(code: str, place: Place | None = None, **fields: object) -> Diagnostic:
    """The diagnostic of a code, its message filled with `fields`. Raises KeyError for a wrong
    code or field.
    """
    rule = RULES[code]
    return Diagnostic(code, rule.severity, rule.message.format(**fields), place)
