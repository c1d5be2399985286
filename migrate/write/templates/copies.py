"""Copies of what other functions see as well, made as Kedro makes them for each node."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

# What has a copy method of its own, by its class and the library of that class.
_COPIED = {("pandas", "DataFrame"), ("numpy", "ndarray")}
# Tables that nobody can change.
_SHARED = {("ibis", "Table")}


def own_copy(value: Any) -> Any:
    """A copy of a value; tables of other libraries than pandas are handed on as they are."""
    kinds = {(each.__module__.partition(".")[0], each.__name__) for each in type(value).__mro__}
    if kinds & _COPIED:
        return value.copy()
    if type(value).__name__ == "DataFrame" or kinds & _SHARED:
        return value
    return deepcopy(value)
