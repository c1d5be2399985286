"""Formats: how each type of Kedro dataset is loaded and saved.

One row a type: what its plain calls are, what they make of the entry's arguments, and which keys
of the entry they answer for. Defaults are those of kedro-datasets 9. A type without a row, or an
entry that its row cannot answer for, is loaded and saved by its own class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.plan.catalog.formats.code import (
    ANY_HINT,
    DATAFRAME,
    PANDAS,
    PARTIAL,
    Calls,
    NotPlainError,
    Piece,
)
from migrate.plan.catalog.formats.entry import Entry, FormatSpec, unanswered
from migrate.plan.catalog.formats.files import FILE_ROWS
from migrate.plan.catalog.formats.frames import FRAME_ROWS
from migrate.plan.catalog.formats.library import PATH_KEYS, class_calls, class_module
from migrate.plan.catalog.formats.nested import held_entry, nested_rows
from migrate.plan.catalog.formats.own import OwnClasses, own_files
from migrate.plan.catalog.formats.pandas import CHUNKED, PANDAS_ROWS
from migrate.plan.catalog.formats.registry import registered
from migrate.plan.catalog.formats.services import SERVICE_ROWS

__all__ = [
    "ANY_HINT",
    "DATAFRAME",
    "FORMATS",
    "PANDAS",
    "PARTIAL",
    "PATH_KEYS",
    "Calls",
    "Entry",
    "NotPlainError",
    "OwnClasses",
    "Piece",
    "dataset_calls",
    "held_entry",
    "own_files",
]


def dataset_calls(entry: Entry, own: OwnClasses | None = None) -> Calls:
    """The calls of an entry, with the outcome "native", "kedro-datasets", "custom" or "manual"."""
    own = own or OwnClasses()
    rows = {**FORMATS, **nested_rows(lambda held: dataset_calls(held, own))}
    try:
        row = rows.get(entry.type) or registered(entry.type)
        if row is None:
            raise NotPlainError(f"no plain call is known for {entry.type}")
        if lost := unanswered(row, entry):
            raise NotPlainError(f"no plain call answers for {', '.join(lost)}")
        calls = row.calls(entry)
    except NotPlainError as why:
        calls = replace(_by_class(entry, str(why), own), once="perhaps")
    return replace(calls, once="surely") if _in_chunks(entry) else calls


def _in_chunks(entry: Entry) -> bool:
    """Whether a library gives an iterator over parts of the value."""
    given = entry.config.get("load_args")
    return isinstance(given, Mapping) and any(given.get(key) for key in CHUNKED)


def _by_class(entry: Entry, why: str, own: OwnClasses) -> Calls:
    try:
        if not own.owns(entry.type):
            return class_calls(entry, *class_module(entry.type), "kedro-datasets", why)
        if home := own.home(entry.type):
            kept = not entry.inside and own.keeps_state(home[0])
            why = "the project's own class comes along"
            calls = class_calls(entry, *home, "custom", why, kept)
            return replace(calls, own=home[0])
    except NotPlainError as error:
        return Calls(outcome="manual", reason=str(error))
    return Calls(outcome="manual", reason=f"its class {entry.type} is the project's own")


FORMATS: Mapping[str, FormatSpec] = {**FILE_ROWS, **FRAME_ROWS, **PANDAS_ROWS, **SERVICE_ROWS}
