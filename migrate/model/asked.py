"""Values of the configuration that are made when they are used, and secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from migrate.model.diagnostics import Place
from migrate.secrets import MARK

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
class Deferred:
    """A value of the configuration that is made when it is used.

    `arguments` begin with what is asked for: the keys of another parameter, the dotted name of a
    global or of a parameter of the run, an environment variable, a secret's variable, a resolver
    of the project (and what it is called with), a value that a resolver gets as OmegaConf's own
    container, or an interpolation that is not understood, as written. `default` holds the value to
    be taken instead, if there is one (of a secret: its type, if it is no text). Arguments may be
    `Deferred` in their turn.
    """

    kind: AskedKind
    arguments: tuple[Any, ...]
    default: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class DeferredText:
    """A text in pieces, some of which are `Deferred`."""

    parts: tuple[Any, ...]


def is_asked(value: Any) -> bool:
    """Whether some of it is made when it is used."""
    if isinstance(value, Mapping):
        return any(map(is_asked, value.values()))
    if isinstance(value, list | tuple):
        return any(map(is_asked, value))
    return isinstance(value, Deferred | DeferredText)


def asked_in(value: Any) -> Iterable[Deferred]:
    """All that a value asks for."""
    if isinstance(value, Mapping):
        value = list(value.values())
    elif isinstance(value, DeferredText):
        value = value.parts
    elif isinstance(value, Deferred):
        yield value
        value = [*value.arguments, *value.default]
    if isinstance(value, list | tuple):
        for each in value:
            yield from asked_in(each)


def asked_for(value: Any) -> Any:
    """A value as it is to be written: with `Deferred` in place of the marks of secrets."""
    if isinstance(value, Mapping):
        return {key: asked_for(each) for key, each in value.items()}
    if isinstance(value, list):
        return [asked_for(each) for each in value]
    if isinstance(value, Deferred):
        return Deferred(value.kind, value.arguments, tuple(map(asked_for, value.default)))
    if isinstance(value, DeferredText):
        return DeferredText(tuple(map(asked_for, value.parts)))
    if not isinstance(value, str) or not MARK.search(value):
        return value
    pieces: list[Any] = []
    position = 0
    for found in MARK.finditer(value):
        kind = (found[2],) if found[2] else ()
        pieces += [
            value[position : found.start()],
            Deferred("secret", (found[1],), kind),
        ]
        position = found.end()
    pieces.append(value[position:])
    parts = tuple(piece for piece in pieces if piece != "")
    return parts[0] if len(parts) == 1 else DeferredText(parts)
