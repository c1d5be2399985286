"""Compare pandas: frames, series, indexes and extension arrays, to the last dtype."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from migrate.verify.arrays import unequal_cells
from migrate.verify.result import Comparison, counted, different, equal, shown

if TYPE_CHECKING:
    from migrate.verify.compare import Context

NAME = "pandas"


def compare_frames(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """DataFrames: columns and their order, rows, index, dtypes, values."""
    found = _labels(kedro, hamilton, context) or _dtypes(kedro, hamilton)
    if found is not None:
        return found
    index = compare_indexes(kedro.index, hamilton.index, context)
    if index.status == "different":
        return index.at("index")
    return _with_index(index, _cells(kedro, hamilton, context))


def _with_index(index: Comparison, cells: Comparison) -> Comparison:
    """The cells' outcome, unless they are equal and the index is only close."""
    return index.at("index") if cells.status == "equal" else cells


def compare_series(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Series: name, length, index, dtype, values."""
    if not _same_label(kedro.name, hamilton.name):
        return different(
            NAME, f"name {shown(kedro.name)} in Kedro, {shown(hamilton.name)} in Hamilton"
        )
    label = "values" if kedro.name is None else kedro.name
    return compare_frames(kedro.to_frame(label), hamilton.to_frame(label), context)


def compare_extension_arrays(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Categorical, string, nullable and other extension arrays."""
    import pandas as pd

    return compare_series(pd.Series(kedro), pd.Series(hamilton), context)


def compare_indexes(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Indexes of all kinds: class, length, names, dtype, values. A RangeIndex and an int64 index
    with the same labels are equal, since no operation tells them apart.
    """
    ours, theirs = _index_kind(kedro), _index_kind(hamilton)
    if ours != theirs:
        return different(NAME, f"{ours} in Kedro, {theirs} in Hamilton")
    if len(kedro) != len(hamilton):
        return different(NAME, f"{len(kedro):,} labels in Kedro, {len(hamilton):,} in Hamilton")
    if not all(map(_same_label, kedro.names, hamilton.names)):
        return different(
            NAME, f"names {list(kedro.names)} in Kedro, {list(hamilton.names)} in Hamilton"
        )
    for level in range(kedro.nlevels):
        values, others = kedro.get_level_values(level), hamilton.get_level_values(level)
        if values.dtype != others.dtype:
            return different(NAME, f"dtype {_dtype_pair(values.dtype, others.dtype)}")
        unequal, far = _masks(values.to_series(), others.to_series(), context)
        if unequal.any():
            row = int((far if far.any() else unequal).argmax())
            detail = (
                f"label {row}: {shown(values[row])} in Kedro, {shown(others[row])} in Hamilton"
                f"; {int(unequal.sum()):,} of {counted(len(values), 'label')} differ"
            )
            return Comparison("different" if far.any() else "close", NAME, detail)
    if getattr(kedro, "freq", None) != getattr(hamilton, "freq", None):
        return different(NAME, f"freq {kedro.freq} in Kedro, {hamilton.freq} in Hamilton")
    return equal(NAME)


def _index_kind(index: Any) -> str:
    kind = type(index).__name__
    return "Index" if kind in ("RangeIndex", "Int64Index") else kind


def _same_label(kedro: Any, hamilton: Any) -> bool:
    """Labels may be NaN, and 1 is not '1' but 1 == True."""
    return type(kedro) is type(hamilton) and (
        kedro == hamilton or (kedro != kedro and hamilton != hamilton)
    )


def _labels(kedro: Any, hamilton: Any, context: Context) -> Comparison | None:
    """Columns and rows by number and name; None if they fit."""
    ours, theirs = list(kedro.columns), list(hamilton.columns)
    if ours != theirs:
        return different(NAME, _columns_differ(ours, theirs))
    columns = compare_indexes(kedro.columns, hamilton.columns, context)
    if columns.status != "equal" and len(ours):
        return columns.at("columns")
    if len(kedro) != len(hamilton):
        return different(NAME, f"{len(kedro):,} rows in Kedro, {len(hamilton):,} in Hamilton")
    return None


def _columns_differ(kedro: list[Any], hamilton: list[Any]) -> str:
    lost = [c for c in kedro if c not in hamilton]
    new = [c for c in hamilton if c not in kedro]
    parts = [
        f"{counted(len(names), 'column')} only in {side}: {_listed(names)}"
        for side, names in (("Kedro", lost), ("Hamilton", new))
        if names
    ]
    if parts:
        return "; ".join(parts)
    for place, (ours, theirs) in enumerate(zip(kedro, hamilton, strict=False)):
        if ours != theirs:
            return (
                f"the columns' order differs: column {place} is {shown(ours)} in Kedro, "
                f"{shown(theirs)} in Hamilton"
            )
    return f"{len(kedro):,} columns in Kedro, {len(hamilton):,} in Hamilton"


def _listed(names: list[Any], most: int = 5) -> str:
    text = ", ".join(shown(name) for name in names[:most])
    return text + (f" and {len(names) - most} more" if len(names) > most else "")


def _dtype_pair(kedro: Any, hamilton: Any) -> str:
    """Both dtypes, with what tells them apart if their names do not."""
    ours, theirs = str(kedro), str(hamilton)
    if ours == theirs:
        ours, theirs = shown(kedro, 200), shown(hamilton, 200)
    return f"{ours} in Kedro, {theirs} in Hamilton"


def _dtypes(kedro: Any, hamilton: Any) -> Comparison | None:
    pairs = zip(kedro.columns, kedro.dtypes, hamilton.dtypes, strict=True)
    wrong = [(c, a, b) for c, a, b in pairs if not _same_dtype(a, b)]
    if not wrong:
        return None
    column, ours, theirs = wrong[0]
    detail = f"column {shown(column)}: dtype {_dtype_pair(ours, theirs)}"
    if len(wrong) > 1:
        detail += f"; {len(wrong):,} of {counted(len(kedro.columns), 'column')} differ in dtype"
    return different(NAME, detail)


def _same_dtype(kedro: Any, hamilton: Any) -> bool:
    """Categories count with their order, which `==` ignores for unordered ones."""
    if kedro != hamilton:
        return False
    if type(kedro).__name__ != "CategoricalDtype":
        return True
    if kedro.categories is None or hamilton.categories is None:
        return kedro.categories is hamilton.categories
    return list(kedro.categories) == list(hamilton.categories)


def _masks(kedro: Any, hamilton: Any, context: Context) -> tuple[Any, Any]:
    """As `unequal_cells`, over two series of one dtype."""
    import numpy as np

    # pandas' own comparison is quick and exact for all dtypes but object.
    if kedro.dtype != object and kedro.array.equals(hamilton.array):
        nothing = np.zeros(len(kedro), dtype=bool)
        return nothing, nothing
    if isinstance(kedro.dtype, np.dtype):
        return unequal_cells(kedro.to_numpy(), hamilton.to_numpy(), context)
    unequal, far = unequal_cells(
        np.asarray(kedro.astype(object)), np.asarray(hamilton.astype(object)), context
    )
    # Nullable and arrow arrays mask what is missing; what lies under the mask is no value.
    missing = np.asarray(kedro.isna() & hamilton.isna(), dtype=bool)
    return unequal & ~missing, far & ~missing


def _column_masks(kedro: Any, hamilton: Any, context: Context) -> Iterator[tuple[int, Any, Any]]:
    for place in range(kedro.shape[1]):
        unequal, far = _masks(kedro.iloc[:, place], hamilton.iloc[:, place], context)
        if unequal.any():
            yield place, unequal, far


def _cells(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    import numpy as np

    rows, far_rows = np.zeros(len(kedro), dtype=bool), np.zeros(len(kedro), dtype=bool)
    first: dict[str, tuple[int, int]] = {}
    columns: list[Any] = []
    for place, unequal, far in _column_masks(kedro, hamilton, context):
        rows |= unequal
        far_rows |= far
        columns.append(kedro.columns[place])
        first.setdefault("close", (int(unequal.argmax()), place))
        if far.any():
            row = int(far.argmax())
            first["different"] = min(first.get("different", (row, place)), (row, place))
    if not first:
        return equal(NAME)
    status = "different" if "different" in first else "close"
    row, place = first[status]
    number = int((far_rows if status == "different" else rows).sum())
    detail = (
        f"row {row}{_row_label(kedro.index, row)}, column {shown(kedro.columns[place])}: "
        f"{shown(_cell(kedro, row, place))} in Kedro, {shown(_cell(hamilton, row, place))} in "
        f"Hamilton; {number:,} of {counted(len(kedro), 'row')} differ, in {_listed(columns)}"
    )
    return Comparison("different" if status == "different" else "close", NAME, detail)


def _row_label(index: Any, row: int) -> str:
    label = index[row]
    return "" if isinstance(label, int) and label == row else f" (index {shown(label)})"


def _cell(frame: Any, row: int, column: int) -> Any:
    value = frame.iloc[row, column]
    return value.item() if hasattr(value, "item") and not hasattr(value, "nanosecond") else value
