"""Compare numpy arrays and scalars, scipy's sparse matrices, and plain numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from migrate.verify.compare.comparators.plain import compare_besides
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, Tolerance, counted, different, equal, shown


def compare_number(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """int, float, bool, complex; NaN equals NaN, but 0.0 is not -0.0, which divides otherwise."""
    if _same_number(kedro, hamilton):
        return replace(compare_besides(kedro, hamilton, context), comparator="number")
    detail = f"{shown(kedro)} in Kedro, {shown(hamilton)} in Hamilton"
    if _is_close(kedro, hamilton, context.tolerance):
        return Comparison("close", "number", detail)
    return different("number", detail)


def _same_number(kedro: Any, hamilton: Any) -> bool:
    if isinstance(kedro, complex):
        pairs = ((kedro.real, hamilton.real), (kedro.imag, hamilton.imag))
        return all(_same_number(*pair) for pair in pairs)
    if not isinstance(kedro, float):
        return bool(kedro == hamilton)
    if math.isnan(kedro):
        return math.isnan(hamilton)
    return kedro == hamilton and math.copysign(1, kedro) == math.copysign(1, hamilton)


def compare_scalars(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """numpy's scalars as arrays without a dimension, whose dtype has the unit of a time."""
    import numpy as np

    return compare_arrays(np.asarray(kedro), np.asarray(hamilton), context)


def _is_close(kedro: Any, hamilton: Any, tolerance: Tolerance) -> bool:
    if tolerance.exact or not isinstance(kedro, (float, complex)):
        return False
    try:
        return math.isfinite(abs(kedro - hamilton)) and tolerance.close(kedro, hamilton)
    except (TypeError, ArithmeticError):
        return False


def unequal_cells(kedro: Any, hamilton: Any, context: Context) -> tuple[Any, Any]:
    """Two masks over numpy arrays of one shape: cells that are not the same, and those of them
    that are not even close. NaN equals NaN, NaT equals NaT; None does not equal NaN, nor 0.0 -0.0.
    """
    import numpy as np

    if kedro.dtype == object or hamilton.dtype == object:
        return _unequal_objects(kedro, hamilton, context)
    if kedro.dtype.names:
        return _unequal_fields(kedro, hamilton, context)
    unequal = _unequal_plain(kedro, hamilton)
    far = unequal
    if not context.tolerance.exact and kedro.dtype.kind in "fc" and unequal.any():
        near = np.isclose(kedro, hamilton, rtol=context.tolerance.rtol, atol=context.tolerance.atol)
        far = unequal & ~near
    return unequal, far


def _unequal_plain(kedro: Any, hamilton: Any) -> Any:
    import numpy as np

    kind = kedro.dtype.kind
    if kind == "c":
        return _unequal_plain(kedro.real, hamilton.real) | _unequal_plain(kedro.imag, hamilton.imag)
    unequal = np.asarray(kedro != hamilton)
    if kind == "f":
        unequal |= np.signbit(kedro) != np.signbit(hamilton)
    if kind in "fmM":
        unequal &= ~((kedro != kedro) & (hamilton != hamilton))
    return unequal


def _unequal_fields(kedro: Any, hamilton: Any, context: Context) -> tuple[Any, Any]:
    """Structured arrays field by field: the padding between them means nothing."""
    import numpy as np

    unequal = np.zeros(kedro.shape, dtype=bool)
    far = unequal.copy()
    for name in kedro.dtype.names:
        part, part_far = unequal_cells(kedro[name], hamilton[name], context)
        axes = tuple(range(kedro.ndim, part.ndim))
        unequal |= part.any(axis=axes) if axes else part
        far |= part_far.any(axis=axes) if axes else part_far
    return unequal, far


def _unequal_objects(kedro: Any, hamilton: Any, context: Context) -> tuple[Any, Any]:
    import numpy as np

    outcomes = [
        "equal" if a is b else context.compare(a, b).status
        for a, b in zip(kedro.ravel().tolist(), hamilton.ravel().tolist(), strict=True)
    ]
    words = np.array(outcomes, dtype=object).reshape(kedro.shape)
    return words != "equal", (words != "equal") & (words != "close")


def compare_arrays(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """numpy arrays: shape, dtype, values, and what a class derived from them keeps besides."""
    import numpy as np

    found = context.compare(_own(kedro), _own(hamilton))
    if not found.equal:
        return found
    if kedro.shape != hamilton.shape:
        return different("numpy", f"shape {kedro.shape} in Kedro, {hamilton.shape} in Hamilton")
    if kedro.dtype != hamilton.dtype:
        return different("numpy", f"dtype {kedro.dtype} in Kedro, {hamilton.dtype} in Hamilton")
    unequal, far = unequal_cells(kedro, hamilton, context)
    if not unequal.any():
        return equal("numpy")
    place = tuple(int(i) for i in np.argwhere(far if far.any() else unequal)[0])
    values = f"{shown(kedro[place])} in Kedro, {shown(hamilton[place])} in Hamilton"
    inside = ", ".join(str(i) for i in place)
    detail = f"[{inside}]: {values}" if place else values
    number = int((far if far.any() else unequal).sum())
    if kedro.size > 1:
        detail += f"; {number:,} of {counted(kedro.size, 'value')} differ"
    return different("numpy", detail) if far.any() else Comparison("close", "numpy", detail)


def _own(array: Any) -> dict[str, Any]:
    """Attributes, where the class is not numpy's (a unit)."""
    is_own = type(array).__module__.split(".")[0] != "numpy"
    return dict(getattr(array, "__dict__", {})) if is_own else {}


def compare_masked(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """numpy's masked arrays: masks, what stands for a masked value, values that are not masked."""
    import numpy as np

    for fact, of in (("mask", np.ma.getmaskarray), ("fill_value", lambda array: array.fill_value)):
        found = context.compare(of(kedro), of(hamilton))
        if not found.equal:
            return found.at(f".{fact}")
    return compare_arrays(kedro.filled(), hamilton.filled(), context)


def compare_sparse(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """scipy's sparse matrices and arrays: format, shape, dtype, then the stored cells."""
    for fact in ("format", "shape", "dtype"):
        ours, theirs = getattr(kedro, fact), getattr(hamilton, fact)
        if ours != theirs:
            return different("scipy", f"{fact} {ours} in Kedro, {theirs} in Hamilton")
    ordered = [_coordinates(matrix) for matrix in (kedro, hamilton)]
    for name, ours, theirs in zip((*AXES[2 - len(kedro.shape) :], "data"), *ordered, strict=True):
        found = compare_arrays(ours, theirs, context)
        if found.status != "equal":
            return Comparison(found.status, "scipy", f".{name}{found.detail}")
    others = [{k: v for k, v in vars(m).items() if k not in STORED} for m in (kedro, hamilton)]
    return replace(context.compare(*others), comparator="scipy")


# Coordinates of a cell.
AXES = ("rows", "columns")
# What scipy keeps a matrix in, or notes of how it is kept; all else was put there by somebody.
STORED = {
    *("_shape", "shape", "data", "indices", "indptr", "coords", "row", "col", "offsets"),
    *("_dict", "rows", "dtype", "maxprint", "has_canonical_format", "_has_canonical_format"),
    *("_has_sorted_indices", "_index_dtype"),
}


def _coordinates(matrix: Any) -> Sequence[Any]:
    import numpy as np

    cells = matrix.tocoo()
    axes = getattr(cells, "coords", None) or (cells.row, cells.col)
    order = np.lexsort(axes[::-1])
    return *(axis[order] for axis in axes), cells.data[order]
