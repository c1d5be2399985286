"""Datasets that hold other datasets: folders of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from migrate.model.expressions import Name
from migrate.plan.catalog.formats.code import Calls, NotPlainError, Piece, partial_of
from migrate.plan.catalog.formats.entry import Entry, FormatSpec

Planner = Callable[[Entry], Calls]

_KEYS = frozenset(
    {"path", "dataset", "filename_suffix", "filepath_arg", "credentials", "fs_args", "load_args"}
)


def nested_rows(planner: Planner) -> Mapping[str, FormatSpec]:
    """The rows of folders of files; `planner` decides about what lies in them."""
    return {
        "partitions.IncrementalDataset": FormatSpec(
            lambda entry: _increments(entry, planner), _KEYS | {"checkpoint"}
        ),
        "partitions.PartitionedDataset": FormatSpec(
            lambda entry: _partitions(entry, planner), _KEYS | {"overwrite", "save_lazily"}
        ),
    }


def held_entry(config: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The type and the arguments of the dataset that an entry holds."""
    held = config.get("dataset", config.get("data_set"))
    held = {"type": held} if isinstance(held, str) else held
    if not isinstance(held, Mapping) or not isinstance(held.get("type"), str):
        raise NotPlainError("the dataset that it holds is no mapping with a type")
    return held["type"], {key: value for key, value in held.items() if key != "type"}


def _partitions(entry: Entry, planner: Planner) -> Calls:
    calls, suffix = _held_calls(entry, planner)
    more = {"overwrite": True} if entry.config.get("overwrite") else {}
    if entry.config.get("save_lazily") is False:
        more["lazy"] = False
    load = _through("_read_partitions", "load", calls.load, suffix)
    return _with(
        calls, entry, load, _through("_write_partitions", "save", calls.save, suffix | more)
    )


def _increments(entry: Entry, planner: Planner) -> Calls:
    calls, suffix = _held_calls(entry, planner)
    checkpoint = entry.config.get("checkpoint")
    if isinstance(checkpoint, Mapping):
        if set(checkpoint) - {"force_checkpoint"}:
            raise NotPlainError("its checkpoint is kept in its own way")
        checkpoint = checkpoint.get("force_checkpoint")
    after = {} if checkpoint is None else {"after": checkpoint}
    load = _through("_read_increments", "load", calls.load, suffix | after)
    save = _through("_write_partitions", "save", calls.save, suffix)
    return replace(_with(calls, entry, load, save), confirm=Piece(Name("_confirm_increments")))


def _held_calls(entry: Entry, planner: Planner) -> tuple[Calls, dict[str, Any]]:
    """The calls for one of the files, and the arguments that name the files."""
    suffix = entry.config.get("filename_suffix") or ""
    if entry.config.get("filepath_arg", "filepath") != "filepath":
        raise NotPlainError("its files are no `filepath` of their datasets")
    if entry.given("load_args"):
        raise NotPlainError("its files are listed in their own way")
    if not isinstance(suffix, str):
        raise NotPlainError("its suffix is no plain text")
    type_, config = held_entry(entry.config)
    if config.get("versioned"):
        raise NotPlainError("each of its files has versions")
    if "fs_args" in entry.config and not entry.remote:
        raise NotPlainError("it opens its files in its own way")
    inherited = {
        key: entry.config[key] for key in ("credentials", "fs_args") if key in entry.config
    }
    path = f"{entry.path.rstrip('/')}/part{suffix}"
    calls = planner(Entry(entry.name, type_, path, inherited | config | {"filepath": path}, True))
    if calls.outcome == "manual":
        raise NotPlainError(calls.reason)
    return calls, {"suffix": suffix} if suffix else {}


def _through(helper: str, side: str, call: Piece, arguments: Mapping[str, Any]) -> Piece:
    if not call.code:
        return Piece()
    return partial_of([Name(helper)], {side: call.code, **arguments}, *call.imports)


def _with(calls: Calls, entry: Entry, load: Piece, save: Piece) -> Calls:
    needs = entry.needs()
    load, save = load.needing(*needs), save.needing(*needs)
    return replace(calls, load=load, save=save, hint="Any", keeps="", opens=True)
