"""Dicts of functions, as Kedro's partitioned datasets load and save them.

A dataset's own loaders read files, and may be called to look at what they give. Functions of the
project are never called by us: they may draw random numbers, count, or read an iterator to its end.
"""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Sequence
from typing import Any

# What the loading method of a dataset is called, also where Kedro wraps one of the project's.
LOADS = ("load", "_load")
# What only tells that a function is there.
UNCALLED = ".uncalled"


def is_partitioned(value: Any) -> bool:
    """Whether it has a function for each partition."""
    if type(value) is not dict or not value:
        return False
    return all(type(key) is str and callable(part) for key, part in value.items())


def is_loader(part: Any, roots: Sequence[str], catalog: str) -> bool:
    """Whether a function is a dataset's: its `load`, or one that reads a file at a given place.
    `roots` are where the project's own code lies, `catalog` is the file of a written catalog there.
    """
    if inspect.ismethod(part):
        return part.__name__ in LOADS and hasattr(part.__self__, "save")
    if not isinstance(part, functools.partial):
        return False
    given = (*part.args, *part.keywords.values())
    return any(map(_is_place, given)) and not _is_own(part.func, roots, catalog)


def _is_place(argument: Any) -> bool:
    remote = hasattr(argument, "open") and hasattr(argument, "exists")
    return isinstance(argument, os.PathLike) or remote


def _is_own(function: Any, roots: Sequence[str], catalog: str) -> bool:
    while isinstance(function, functools.partial):
        function = function.func
    code = getattr(inspect.unwrap(function), "__code__", None)
    path = getattr(code, "co_filename", "")
    return path != catalog and path.startswith(tuple(roots)) if roots else False


def has_uncalled(value: Any, roots: Sequence[str], catalog: str) -> bool:
    """Whether it has functions that we do not call."""
    return is_partitioned(value) and not all(is_loader(p, roots, catalog) for p in value.values())
