"""Compare pandas' indexes, and labels of all kinds."""

from __future__ import annotations

from typing import Any

from migrate.verify.compare.comparators.arrays import unequal_cells
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, counted, different, equal, shown

NAME = "pandas"


def compare_indexes(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Indexes of all kinds: class, length, names, dtype, values. A RangeIndex and an int64 index
    with the same labels are equal, since no operation tells them apart.
    """
    ours, theirs = _index_kind(kedro), _index_kind(hamilton)
    if ours != theirs:
        return different(NAME, f"{ours} in Kedro, {theirs} in Hamilton")
    if len(kedro) != len(hamilton):
        return different(NAME, f"{len(kedro):,} labels in Kedro, {len(hamilton):,} in Hamilton")
    if not context.compare(list(kedro.names), list(hamilton.names)).equal:
        return different(
            NAME, f"names {list(kedro.names)} in Kedro, {list(hamilton.names)} in Hamilton"
        )
    for level in range(kedro.nlevels):
        found = _levels(kedro.get_level_values(level), hamilton.get_level_values(level), context)
        if found.status != "equal":
            return found
    if getattr(kedro, "freq", None) != getattr(hamilton, "freq", None):
        return different(NAME, f"freq {kedro.freq} in Kedro, {hamilton.freq} in Hamilton")
    return equal(NAME)


def _levels(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    if not same_dtype(kedro.dtype, hamilton.dtype, context):
        return different(NAME, f"dtype {dtype_pair(kedro.dtype, hamilton.dtype)}")
    unequal, far = masks(kedro.to_series(), hamilton.to_series(), context)
    if not unequal.any():
        return equal(NAME)
    row = int((far if far.any() else unequal).argmax())
    detail = (
        f"label {row}: {shown(kedro[row])} in Kedro, {shown(hamilton[row])} in Hamilton"
        f"; {int(unequal.sum()):,} of {counted(len(kedro), 'label')} differ"
    )
    return Comparison("different" if far.any() else "close", NAME, detail)


def _index_kind(index: Any) -> str:
    kind = type(index).__name__
    return "Index" if kind in ("RangeIndex", "Int64Index") else kind


def same_dtype(kedro: Any, hamilton: Any, context: Context) -> bool:
    """Categories count with their order, which `==` ignores for unordered ones, and as exactly as
    all labels; so does what a sparse column does not store.
    """
    if kedro != hamilton:
        return False
    facts = ("categories", "fill_value")
    pairs = ((getattr(kedro, fact, None), getattr(hamilton, fact, None)) for fact in facts)
    return all(context.compare(*pair).equal for pair in pairs)


def dtype_pair(kedro: Any, hamilton: Any) -> str:
    """Both dtypes, with what tells them apart if their names do not."""
    ours, theirs = str(kedro), str(hamilton)
    if ours == theirs:
        ours, theirs = shown(kedro, 200), shown(hamilton, 200)
    return f"{ours} in Kedro, {theirs} in Hamilton"


def _is_exact(dtype: Any) -> bool:
    """Whether pandas' own comparison, which is quick, is exact: for floats 0.0 is -0.0, wherever
    they lie (in categories, intervals, Arrow's lists).
    """
    return dtype.kind in "biumMUS" or type(dtype).__name__ in ("StringDtype", "PeriodDtype")


def masks(kedro: Any, hamilton: Any, context: Context) -> tuple[Any, Any]:
    """As `unequal_cells`, over two series of one dtype."""
    import numpy as np

    nothing = np.zeros(len(kedro), dtype=bool)
    if _is_exact(kedro.dtype) and kedro.array.equals(hamilton.array):
        return nothing, nothing
    ours, theirs = kedro.array, hamilton.array
    kind = type(kedro.dtype).__name__
    # Of the same categories.
    if kind == "CategoricalDtype" and (ours.codes == theirs.codes).all():
        return nothing, nothing
    if kind == "IntervalDtype":
        left, far_left = masks(ours.left.to_series(), theirs.left.to_series(), context)
        right, far_right = masks(ours.right.to_series(), theirs.right.to_series(), context)
        return left | right, far_left | far_right
    if isinstance(kedro.dtype, np.dtype):
        return unequal_cells(kedro.to_numpy(), hamilton.to_numpy(), context)
    unequal, far = unequal_cells(
        np.asarray(kedro.astype(object)), np.asarray(hamilton.astype(object)), context
    )
    # Nullable and arrow arrays mask what is missing; what lies under the mask is no value.
    # Of the arrays: series would be brought to one index first.
    missing = np.asarray(kedro.array.isna() & hamilton.array.isna(), dtype=bool)
    return unequal & ~missing, far & ~missing
