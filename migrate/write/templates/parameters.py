"""The parameters, environment by environment, and the inputs that they are to the dataflow."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

BASE: dict[str, Any] = {}

# What each environment has in place of the base's keys.
ENVIRONMENTS: dict[str, dict[str, Any]] = {}

# The inputs of the dataflow, and the parameters that they are; "" stands for all of them.
INPUTS: dict[str, str] = {}

# Parameters of a run that only the catalog asks for.
RUNTIME: tuple[str, ...] = ()


def values(environment: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All parameters of an environment, with `changes` made to them.

    A change is given by its dotted name; where both are dicts, they merge.
    Raises KeyError if there is no such parameter.
    """
    found = deepcopy({**BASE, **ENVIRONMENTS.get(environment, {})})
    for name, value in (changes or {}).items():
        if name in RUNTIME and not _has(found, name):
            continue
        if not _has(found, name):
            raise KeyError(f"there is no parameter {name!r}")
        *path, last = name.split(".")
        level = _at(found, ".".join(path))
        level[last] = _merged(level[last], value)
    return found


def inputs(environment: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The parameters that are inputs of the dataflow, each an object of its own.

    Raises KeyError if a change names no parameter.
    """
    found = values(environment, changes)
    return {key: deepcopy(_at(found, name)) for key, name in INPUTS.items() if _has(found, name)}


def _merged(old: Any, new: Any) -> Any:
    if not isinstance(old, dict) or not isinstance(new, Mapping):
        return new
    return {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}


def _has(found: Mapping[str, Any], name: str) -> bool:
    try:
        _at(found, name)
    except (KeyError, TypeError):
        return False
    return True


def _at(found: Mapping[str, Any], name: str) -> Any:
    value: Any = found
    for key in name.split(".") if name else ():
        value = value[key]
    return value
