"""Compare two values as their runs kept them: at once, slice by slice, or part by part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any

from migrate.verify.capture import arrow, slices
from migrate.verify.capture.partitions import UNCALLED
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different, equal, worst
from migrate.verify.compare.stored import load, read
from migrate.verify.compare.values import explained

# Cells of a table or an array that is compared at once.
WHOLE = 1 << 24

Own = frozenset[str]


def read_kept(path: Path, own: Own = frozenset()) -> Any:
    """The value in one of the files that a run kept. Raises as `stored.read`."""
    if path.suffix == ".parts":
        return {key: read_kept(part, own) for key, part in _parts(path).items()}
    if path.suffix == ".spark":
        return _spark(path)
    if path.suffix == ".pickle":
        return read(path, own)
    with path.open("rb") as file:
        return slices.joined(list(_sliced(path, file, own)[1]))


def compare_kept(kedro: Path, hamilton: Path, context: Context, own: Own) -> Comparison:
    """Compare the values of two files, with the likely cause of a difference."""
    if kedro == hamilton:
        return equal("fingerprint")
    if UNCALLED in (kedro.suffix, hamilton.suffix):
        reason = "a function of the project, which is not called to look at what it gives"
        return Comparison("uncompared", "partitions", reason)
    if kedro.suffix == hamilton.suffix == ".parts":
        return _compare_parts(_parts(kedro), _parts(hamilton), context, own)
    if {kedro.suffix, hamilton.suffix} <= {".arrow", ".slices"}:
        found = _compare_slices(kedro, hamilton, context, own)
        if found is not None:
            return found
    try:
        values = [read_kept(path, own) for path in (kedro, hamilton)]
    except Exception as error:
        reason = f"could not be read back: {type(error).__name__}: {error}"
        return Comparison("uncompared", "capture", reason)
    found = context.compare(values[0], values[1])
    return explained(values[0], values[1], context, found)


def _parts(path: Path) -> dict[str, Path]:
    listed = json.loads(path.read_text(encoding="utf-8"))
    return {key: path.with_name(name) for key, name in listed.items()}


def _compare_parts(
    kedro: dict[str, Path], hamilton: dict[str, Path], context: Context, own: Own
) -> Comparison:
    """Partitions, of which two are in memory at a time."""
    keys = context.compare(*(dict.fromkeys(parts, True) for parts in (kedro, hamilton)))
    if keys.status != "equal":
        return keys
    return worst(
        "partitions",
        (compare_kept(kedro[k], hamilton[k], context, own).at(f"[{k!r}]") for k in kedro),
    )


def _sliced(path: Path, file: Any, own: Own) -> tuple[tuple[int, ...], Iterator[Any]]:
    if path.suffix == ".arrow":
        return arrow.read(file)
    return slices.read_slices(file, lambda opened: load(opened, own))


def _compare_slices(kedro: Path, hamilton: Path, context: Context, own: Own) -> Comparison | None:
    """Slice by slice; None if the values are small enough to be compared at once."""
    with kedro.open("rb") as ours, hamilton.open("rb") as theirs:
        shape, parts = _sliced(kedro, ours, own)
        other, others = _sliced(hamilton, theirs, own)
        if max(prod(shape), prod(other)) <= WHOLE:
            return None
        if shape != other:
            return different("shape", f"shape {shape} in Kedro, {other} in Hamilton")
        return compare_slices(zip(parts, others, strict=True), shape[0], context)


def compare_slices(pairs: Iterator[tuple[Any, Any]], rows: int, context: Context) -> Comparison:
    """Compare two tables or arrays of as many rows, of which one slice is in memory at a time."""
    found, done = equal("slices"), 0
    for kedro, hamilton in pairs:
        part = context.compare(kedro, hamilton)
        place = f"rows {done:,} to {done + len(kedro) - 1:,} of {rows:,}"
        found = worst(part.comparator, [found, part.at(place)])
        if found.status == "different":
            break
        done += len(kedro)
    return found


def _spark(path: Path) -> Any:
    from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]

    return SparkSession.builder.getOrCreate().read.parquet(str(path))
