"""The parameters, environment by environment, and the inputs that they are to the dataflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

# The globals of each environment; those that are not here are the first one's.
GLOBALS: dict[str, dict[str, Any]] = {}

BASE: dict[str, Any] = {}

# What each environment has in place of the base's keys.
ENVIRONMENTS: dict[str, dict[str, Any]] = {}

# The inputs of the dataflow, and the parameters that they are; "" stands for all of them.
INPUTS: dict[str, str] = {}

# What makes the objects that some of them stand for.
OBJECTS: dict[str, Callable[[Any], Any]] = {}

# Parameters of a run that the catalog or other parameters ask for.
RUNTIME: tuple[str, ...] = ()


def values(environment: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All parameters of an environment, with `changes` made to them.

    A change is given by its dotted name; where both are dicts, they merge.
    Raises KeyError for a change that nothing would see.
    """
    return deepcopy(_found(environment, changes or {}))


def inputs(environment: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The parameters that are inputs of the dataflow, each an object of its own.

    Raises KeyError for a change that nothing would see.
    """
    found = _found(environment, changes or {})
    given = {key: deepcopy(_at(found, name)) for key, name in INPUTS.items() if _has(found, name)}
    return {key: _object(key, value) for key, value in given.items()}


def _object(name: str, value: Any) -> Any:
    try:
        return OBJECTS[name](value) if name in OBJECTS else value
    except Exception as error:
        raise ValueError(f"parameter {name}: {error}") from error


def _found(environment: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    known = _built(environment, {})
    given: dict[str, Any] = {}
    for name, value in changes.items():
        if not _has(known, name) and not _is_asked(name):
            raise KeyError(f"there is no parameter {name!r}")
        for key in reversed(name.split(".")):
            value = {key: value}
        given = _merged(given, value)
    return _built(environment, given)


def _built(environment: str, given: Mapping[str, Any]) -> dict[str, Any]:
    # What stands here depends on how the project merges.
    raise NotImplementedError


def _is_asked(name: str) -> bool:
    asked = [*INPUTS.values(), *RUNTIME]
    return "" in asked or any(
        f"{one}.".startswith(f"{name}.") or f"{name}.".startswith(f"{one}.") for one in asked
    )


def _merged(old: Any, new: Any) -> Any:
    if not isinstance(old, dict) or not isinstance(new, Mapping):
        return new
    return {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}


def _has(found: Mapping[str, Any], name: str) -> bool:
    try:
        _at(found, name)
    except KeyError:
        return False
    return True


def _at(found: Any, name: str) -> Any:
    if not name:
        return found
    # Of two ways to write a name, the later one counts.
    for key, value in reversed(found.items()) if isinstance(found, dict) else ():
        if name == str(key):
            return value
        if name.startswith(f"{key}.") and _has(value, name[len(str(key)) + 1 :]):
            return _at(value, name[len(str(key)) + 1 :])
    raise KeyError(name)
