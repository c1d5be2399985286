"""Large tables and arrays, slice by slice, so that neither writing nor comparing holds them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

PROTOCOL = min(5, pickle.HIGHEST_PROTOCOL)
# Of one slice. By shape alone, so that equal values are cut alike on both sides.
CELLS = 1 << 21

# Top package and class of what is cut -> how rows `a` to `b` of it are taken.
CUTS: dict[tuple[str, str], Callable[[Any, int, int], Any]] = {
    ("pandas", "DataFrame"): lambda value, a, b: value.iloc[a:b],
    ("pandas", "Series"): lambda value, a, b: value.iloc[a:b],
    ("polars", "DataFrame"): lambda value, a, b: value.slice(a, b - a),
    ("polars", "Series"): lambda value, a, b: value.slice(a, b - a),
    ("numpy", "ndarray"): lambda value, a, b: value[a:b],
}


def rows_per_slice(shape: tuple[int, ...]) -> int:
    """How many rows one slice of a table or an array of that shape has."""
    cells = 1
    for length in shape[1:]:
        cells *= length
    return max(1, CELLS // max(1, cells))


def is_large(value: Any) -> bool:
    """Whether the value is cut: a table or an array of more than one slice."""
    kind = type(value)
    if (kind.__module__.split(".")[0], kind.__name__) not in CUTS:
        return False
    return bool(value.shape) and value.shape[0] > rows_per_slice(value.shape)


def slices(value: Any) -> Iterator[Any]:
    """The value's slices, in order; at least one."""
    kind = type(value)
    cut = CUTS[kind.__module__.split(".")[0], kind.__name__]
    step = rows_per_slice(value.shape)
    for start in range(0, max(1, value.shape[0]), step):
        yield cut(value, start, min(start + step, value.shape[0]))


def write_slices(value: Any, file: Any) -> None:
    """Pickle the value's shape, then its slices, one after the other."""
    # Each has a pickler of its own, which remembers every object that it has seen.
    pickle.dump(tuple(value.shape), file, PROTOCOL)
    for part in slices(value):
        pickle.Pickler(file, PROTOCOL).dump(part)


def read_slices(
    file: BinaryIO, load: Callable[[BinaryIO], Any] = pickle.load
) -> tuple[tuple[int, ...], Iterator[Any]]:
    """The shape, and the slices as they are read. `load` reads one pickle."""
    shape = load(file)
    count = -(-shape[0] // rows_per_slice(shape))
    return shape, (load(file) for _ in range(count))


def joined(parts: list[Any]) -> Any:
    """The slices of one value as the whole."""
    root = type(parts[0]).__module__.split(".")[0]
    if len(parts) == 1:
        return parts[0]
    if root == "pandas":
        import pandas as pd

        return pd.concat(parts)
    if root == "polars":
        import polars as pl  # type: ignore[import-not-found, unused-ignore]

        return pl.concat(parts)
    import numpy as np

    return np.concatenate(parts)
