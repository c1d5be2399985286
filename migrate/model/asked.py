"""Values of the configuration that are made when they are used, and secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from migrate.model.diagnostics import Place

KeyPath = tuple[Any, ...]
"""Where a value stands in a document: its keys from the top; list items by index."""

AskedKind = Literal[
    "parameter",
    "global",
    "runtime",
    "environment",
    "secret",
    "resolver",
    "container",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Secret:
    """What looks like one, and where it stands first. Only the file that Git ignores has it."""

    value: Any = field(repr=False)
    place: Place


@dataclass(frozen=True, slots=True)
class Asked:
    """A value of the configuration that is made when it is used.

    `arguments` begin with what is asked for: the keys of another parameter, the dotted name of a
    global or of a parameter of the run, an environment variable, a secret's variable, a resolver
    of the project (and what it is called with), a value that a resolver gets as OmegaConf's own
    container, or an interpolation that is not understood, as written. `default` holds the value to
    be taken instead, if there is one (of a secret: its type, if it is no text). Arguments may be
    `Asked` in their turn.
    """

    kind: AskedKind
    arguments: tuple[Any, ...]
    default: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """A text in pieces, some of which are `Asked`."""

    parts: tuple[Any, ...]
