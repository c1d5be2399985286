"""One file per library: what is known of it (`LIBRARY`). A new file is found by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

from migrate.libraries.record import Library
from migrate.libraries.words import words

Key = TypeVar("Key")

LIBRARIES: tuple[Library, ...] = tuple(
    import_module(f"{__name__}.{module.name}").LIBRARY for module in iter_modules(__path__)
)


def listed(field: Callable[[Library], str]) -> frozenset[str]:
    """The words that all libraries have in a field."""
    return words(*map(field, LIBRARIES))


def by_key(field: Callable[[Library], Mapping[Key, str]]) -> dict[Key, frozenset[str]]:
    """The words that all libraries have in a field, by its keys."""
    found: dict[Key, frozenset[str]] = {}
    for library in LIBRARIES:
        for key, text in field(library).items():
            found[key] = found.get(key, frozenset()) | words(text)
    return found


def by_word(field: Callable[[Library], Mapping[Key, str]]) -> dict[str, Key]:
    """The key of each word."""
    keys = (item for library in LIBRARIES for item in field(library).items())
    return {word: key for key, text in keys for word in text.split()}
