"""Compare pandas: frames, series and extension arrays, to the last dtype."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from migrate.verify.compare.comparators import causes
from migrate.verify.compare.comparators.cells import Tally, listed
from migrate.verify.compare.comparators.indexes import (
    NAME,
    compare_indexes,
    dtype_pair,
    masks,
    same_dtype,
)
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, counted, different, shown, worst

# What a series keeps besides its cells, and is compared by itself.
PANDAS_OWN = ("name", "_name")


def compare_frames(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """DataFrames: columns and their order, rows, index, dtypes, values, `attrs`."""
    found = _shape(kedro, hamilton, context) or _dtypes(kedro, hamilton, context)
    if found is not None:
        return found
    tally = Tally(NAME, len(kedro))
    count_rows(tally, kedro, hamilton, context)
    index = compare_indexes(kedro.index, hamilton.index, context)
    if index.status == "different":
        cause = causes.of_index(kedro, hamilton, values_differ=bool(tally.far))
        return different(NAME, f"index: {index.detail}", cause)
    cells = tally.outcome(causes.of_rows(kedro, hamilton) if tally.far else "")
    return worst(NAME, [cells, index.at("index"), _attrs(kedro, hamilton, context)])


def compare_series(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Series: name, length, index, dtype, values."""
    if not context.compare(kedro.name, hamilton.name).equal:
        return different(
            NAME, f"name {shown(kedro.name)} in Kedro, {shown(hamilton.name)} in Hamilton"
        )
    label = "values" if kedro.name is None else kedro.name
    cells = compare_frames(kedro.to_frame(label), hamilton.to_frame(label), context)
    return worst(NAME, [cells, context.compare(_own(kedro), _own(hamilton))])


def compare_extension_arrays(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Categorical, string, nullable and other extension arrays."""
    import pandas as pd

    return compare_series(pd.Series(kedro), pd.Series(hamilton), context)


def count_rows(tally: Tally, kedro: Any, hamilton: Any, context: Context) -> None:
    """Count the differing cells of two frames of one shape and of the same dtypes."""
    tally.add(len(kedro), _column_masks(kedro, hamilton, context), _cell_of(kedro, hamilton))


def _column_masks(
    kedro: Any, hamilton: Any, context: Context
) -> Iterator[tuple[int, Any, Any, Any]]:
    for place in range(kedro.shape[1]):
        unequal, far = masks(kedro.iloc[:, place], hamilton.iloc[:, place], context)
        if unequal.any():
            yield place, kedro.columns[place], unequal, far


def _cell_of(kedro: Any, hamilton: Any) -> Callable[[int, int], tuple[str, Any, Any]]:
    def cell(row: int, place: int) -> tuple[str, Any, Any]:
        name = f"{row}{_key(kedro, row, place)}"
        return name, kedro.iloc[row, place], hamilton.iloc[row, place]

    return cell


def _key(frame: Any, row: int, place: int) -> str:
    """What people know the row by: its label, or the first column whose values are all others."""
    label = frame.index[row]
    if not (isinstance(label, int) and label == row):
        return f" (index {shown(label)})"
    for other in range(frame.shape[1]):
        column = frame.iloc[:, other]
        if other != place and column.dtype.kind in "iuOUT" and _all_others(column):
            return f" ({frame.columns[other]} {shown(column.iloc[row])})"
    return ""


def _all_others(column: Any) -> bool:
    try:
        return bool(column.is_unique)
    except TypeError:
        return False


def _attrs(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    labels = context.compare(*(_flags(table) for table in (kedro, hamilton))).at("flags")
    own = context.compare(*(_own(table) for table in (kedro, hamilton)))
    return worst(NAME, [context.compare(kedro.attrs, hamilton.attrs).at("attrs"), labels, own])


def _own(table: Any) -> dict[str, Any]:
    """What a class derived from a table keeps besides the cells."""
    names = [name for name in table._metadata if name not in PANDAS_OWN]
    return {name: getattr(table, name, None) for name in names}


def _flags(table: Any) -> dict[str, bool]:
    return {"allows_duplicate_labels": table.flags.allows_duplicate_labels}


def _shape(kedro: Any, hamilton: Any, context: Context) -> Comparison | None:
    """Columns and rows by number and name; None if they fit."""
    columns = compare_indexes(kedro.columns, hamilton.columns, context)
    if columns.status != "equal":
        ours, theirs = list(kedro.columns), list(hamilton.columns)
        return _columns_differ(ours, theirs) if ours != theirs else columns.at("columns")
    if len(kedro) != len(hamilton):
        return different(NAME, f"{len(kedro):,} rows in Kedro, {len(hamilton):,} in Hamilton")
    return None


def _columns_differ(kedro: list[Any], hamilton: list[Any]) -> Comparison:
    lost = [c for c in kedro if c not in hamilton]
    new = [c for c in hamilton if c not in kedro]
    parts = [
        f"{counted(len(names), 'column')} only in {side}: {listed(map(shown, names))}"
        for side, names in (("Kedro", lost), ("Hamilton", new))
        if names
    ]
    if parts:
        return different(NAME, "; ".join(parts), causes.of_columns(lost, new))
    for place, (ours, theirs) in enumerate(zip(kedro, hamilton, strict=False)):
        if ours != theirs:
            detail = (
                f"the columns' order differs: column {place} is {shown(ours)} in Kedro, "
                f"{shown(theirs)} in Hamilton"
            )
            return different(NAME, detail, "K503")
    return different(NAME, f"{len(kedro):,} columns in Kedro, {len(hamilton):,} in Hamilton")


def _dtypes(kedro: Any, hamilton: Any, context: Context) -> Comparison | None:
    pairs = zip(kedro.columns, kedro.dtypes, hamilton.dtypes, strict=True)
    wrong = [place for place, (_, a, b) in enumerate(pairs) if not same_dtype(a, b, context)]
    if not wrong:
        return None
    ours, theirs = (frame.iloc[:, wrong[0]] for frame in (kedro, hamilton))
    detail = (
        f"column {shown(kedro.columns[wrong[0]])}: dtype {dtype_pair(ours.dtype, theirs.dtype)}"
    )
    if len(wrong) > 1:
        detail += f"; {len(wrong):,} of {counted(len(kedro.columns), 'column')} differ in dtype"
    return different(NAME, detail, causes.of_dtypes(ours, theirs))
