"""An entry of a catalog, as the rows of the table of formats take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.model.expressions import Expression, Name, of_value, separated
from migrate.model.migration import Import
from migrate.plan.catalog.formats.code import (
    PATH,
    TEXT_PATH,
    Calls,
    NotPlainError,
    Piece,
    has_code,
    partial_of,
)

# A class of pandas, if it is a table or a column at all.
PANDAS_OWN = "pandas"
# Keys that every entry may have and that change no data.
HARMLESS_KEYS = frozenset({"metadata", "layer"})
# What `open` of a file knows; fsspec knows more, for which there is no plain call.
_ABOUT_TEXT = frozenset({"encoding", "newline", "errors"})
_OPENING = _ABOUT_TEXT | {"mode"}
# Suffixes by which libraries compress what they write to a path, and never to an open file.
_COMPRESSED = (".gz", ".bz2", ".zip", ".xz", ".zst", ".tar")
# What fsspec needs beside itself for a protocol.
_FILESYSTEMS = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
    "az": "adlfs",
    "http": "aiohttp",
    "https": "aiohttp",
    "hdfs": "pyarrow",
    "gdrive": "gdrivefs",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset's type and arguments.

    `path` is the text of its place (interpolations as written), `config` its arguments, in which
    what is known at run time only is an expression. `inside` says that it is one of the files of a
    folder that another entry names. `makes` is the class of what is saved, by its dotted path, or
    `PANDAS_OWN`; "" where that is not known.
    """

    name: str
    type: str
    path: str
    config: Mapping[str, Any]
    inside: bool = False
    makes: str = ""

    def given(self, key: str, defaults: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Arguments such as `load_args`, over their defaults."""
        found = self.config.get(key)
        if found is not None and not isinstance(found, Mapping):
            raise NotPlainError(f"{key} is no mapping")
        return {**(defaults or {}), **(found or {})}

    def word(self, key: str, default: str = "") -> str:
        """A text that has to be known now, because the call depends on it."""
        found = self.config.get(key, default)
        if not isinstance(found, str):
            raise NotPlainError(f"its {key} is no plain text")
        return found

    @property
    def protocol(self) -> str:
        """The scheme of the URL under which it lies, or "file"."""
        return self.path.partition("://")[0] if "://" in self.path else "file"

    @property
    def remote(self) -> bool:
        """Whether it lies elsewhere than in a folder."""
        return self.protocol != "file"

    @property
    def compressed(self) -> bool:
        """Whether its name asks for compression, or is not known before it is used."""
        return self.path.lower().endswith((*_COMPRESSED, "}"))

    @property
    def versioned(self) -> bool:
        """Whether each run has its own version of it."""
        return bool(self.config.get("versioned"))

    def needs(self) -> frozenset[Import]:
        """The modules that its place needs."""
        if not self.remote:
            return frozenset()
        return frozenset({Import("fsspec"), Import(_FILESYSTEMS.get(self.protocol, "fsspec"))})

    def opening(self, side: str, defaults: Mapping[str, Any]) -> dict[str, Any]:
        """How its file is opened for a side ("load" or "save")."""
        found = {**defaults, **(self.given("fs_args").get(f"open_args_{side}") or {})}
        if "b" in str(found.get("mode", "")) and not self.remote:
            # fsspec ignores what is about text in a file that is opened for bytes.
            found = {key: value for key, value in found.items() if key not in _ABOUT_TEXT}
        unknown = sorted(str(key) for key in found if key not in _OPENING)
        if unknown or has_code(found):
            raise NotPlainError(f"open_args_{side} has {', '.join(unknown) or 'unknown values'}")
        return found

    def options(self) -> Any:
        """What fsspec is given to reach its place: credentials and fs_args, as Kedro merges them.

        Local files need neither.
        """
        if not self.remote:
            return {}
        own = {
            key: value
            for key, value in self.given("fs_args").items()
            if key not in {"open_args_load", "open_args_save"}
        }
        secret = self.config.get("credentials")
        if not secret:
            return own
        if not own:
            return of_value(secret)
        rows = (Expression(of_value(key), ": ", of_value(value)) for key, value in own.items())
        return Expression("{", *separated([Expression("**", of_value(secret)), *rows]), "}")


Format = Callable[[Entry], Calls]


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """A type of dataset: the keys that its calls answer for, and what makes them."""

    calls: Format
    keys: frozenset[str] = field(
        default=frozenset(
            {"filepath", "versioned", "load_args", "save_args", "fs_args", "credentials"}
        )
    )


def row(calls: Format, *more: str, without: tuple[str, ...] = ()) -> FormatSpec:
    """The row of a type of file: with more keys than most, or fewer."""
    return FormatSpec(calls, (FormatSpec(calls).keys | {*more}) - {*without})


def unanswered(found: FormatSpec, entry: Entry) -> list[str]:
    """The keys of an entry that the plain calls would lose."""
    return sorted(
        str(key)
        for key, value in entry.config.items()
        if key not in found.keys | HARMLESS_KEYS and value not in (None, {}, [], "", False)
    )


def place(entry: Entry, opens: bool = False) -> Expression:
    """The expression of a path for a library that takes URLs; `opens` as in `Calls`."""
    more = opens or entry.versioned or entry.inside
    return TEXT_PATH if entry.remote and more else PATH


def read_opened(entry: Entry, read: Piece, mode: str = "rb", **defaults: Any) -> Piece:
    """A load that opens the file and hands it to `read`."""
    opening = entry.opening("load", {"mode": mode, **defaults})
    if opening["mode"] == "rb":
        del opening["mode"]
    return _opened("_read_opened", "read", opening, read, entry)


def write_opened(entry: Entry, write: Piece, mode: str = "w", **defaults: Any) -> Piece:
    """A save that opens the file and hands it, after the value, to `write`."""
    opening = entry.opening("save", {"mode": mode, **defaults})
    if opening["mode"] == "w":
        del opening["mode"]
    return _opened("_write_opened", "write", opening, write, entry)


def _opened(
    helper: str, inner: str, opening: Mapping[str, Any], piece: Piece, entry: Entry
) -> Piece:
    arguments = {inner: piece.code, **opening}
    return partial_of([Name(helper)], arguments, *piece.imports, *entry.needs())


def opens_as(entry: Entry, side: str, **defaults: Any) -> bool:
    """Whether the file is opened as it is by default."""
    return entry.opening(side, defaults) == defaults
