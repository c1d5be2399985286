"""What is most likely behind a difference of two tables, as a code (K5..) or ""."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Kinds that a text file gives back as another one (pandas' names of dtypes, without parameters).
UNKEPT = ("datetime", "timedelta", "category", "period", "interval", "Int", "UInt", "boolean")
# What pandas calls the index that a file was written with.
WRITTEN_INDEX = ("Unnamed: 0", "index", "level_0", "__index_level_0__")


def of_columns(lost: Sequence[Any], new: Sequence[Any]) -> str:
    """An index that became a column (K502), labels that became text (K504)."""
    if [str(c) for c in lost] == [str(c) for c in new]:
        return "K504"
    only = [*lost, *new]
    return "K502" if len(only) == 1 and only[0] in WRITTEN_INDEX else ""


def of_dtypes(kedro: Any, hamilton: Any) -> str:
    """A column that one side has read back from a file, and the other has not (K504)."""
    names = (str(kedro.dtype), str(hamilton.dtype))
    unkept = [name.startswith(UNKEPT) for name in names]
    return "K504" if unkept[0] != unkept[1] and _read_alike(kedro, hamilton) else ""


def _read_alike(kedro: Any, hamilton: Any) -> bool:
    """Whether both columns read the same, or count the same."""
    ours, theirs = kedro.dropna(), hamilton.dropna()
    if len(ours) != len(theirs):
        return False
    for kind in ("float64", str):
        try:
            if (ours.astype(kind).to_numpy() == theirs.astype(kind).to_numpy()).all():
                return True
        except (TypeError, ValueError):
            continue
    return False


def of_rows(kedro: Any, hamilton: Any) -> str:
    """The same rows in another order (K501)."""
    return "K501" if _hashes(kedro, hamilton) else ""


def of_index(kedro: Any, hamilton: Any, values_differ: bool) -> str:
    """Another index over the same rows (K502), or rows that moved with their labels (K501)."""
    return of_rows(kedro, hamilton) if values_differ else "K502"


def _hashes(kedro: Any, hamilton: Any) -> bool:
    """Whether the rows are the same, whatever their order."""
    import numpy as np
    import pandas as pd

    try:
        ours, theirs = (
            np.sort(pd.util.hash_pandas_object(frame, index=False).to_numpy())
            for frame in (kedro, hamilton)
        )
    except TypeError:  # lists and dicts in cells
        return False
    return bool((ours == theirs).all())
