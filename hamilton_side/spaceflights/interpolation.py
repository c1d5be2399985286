"""Values that are made of others when they are used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NoReturn

_REQUIRED = object()


class At:
    """What a value may be made of: `at("a", "b")` is the parameter a.b beside it, `shared` gives
    globals and `run` the parameters of the run, by dotted name.

    Raises LookupError for what there is not, unless it has a default.
    """

    def __init__(self, shared: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self.tree: Any = {}
        self._shared = shared
        self._given = given

    def __call__(self, *keys: Any, default: Any = _REQUIRED) -> Any:
        found = self.tree
        try:
            for key in keys:
                found = _step(found, key)
        except LookupError:
            if default is _REQUIRED:
                raise
            return default
        return computed(found)

    def shared(self, name: str, default: Any = _REQUIRED) -> Any:
        if name not in self._shared and default is not _REQUIRED:
            return default
        value = self._shared[name]
        return computed(_bound(value, self))

    def run(self, name: str, default: Any = _REQUIRED) -> Any:
        found: Any = self._given
        for key in name.split("."):
            if not isinstance(found, Mapping) or key not in found:
                if default is _REQUIRED:
                    raise LookupError(f"the run gives no parameter {name!r}")
                return default
            found = found[key]
        return deepcopy(found)

    def unknown(self, text: str) -> NoReturn:
        raise NotImplementedError(f"{text} is not migrated: see migration.json")


def interpolated(
    own: Mapping[str, Any], given: Mapping[str, Any], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """The values with a run's changes; what was a function of `At` needs no argument now."""
    at = At(shared, given)
    at.tree = merged(_bound(own, at), given)
    found: dict[str, Any] = at.tree
    return found


def computed(value: Any) -> Any:
    """The value with all that is to be made of it, an object of its own."""
    if callable(value):
        return computed(value())
    if isinstance(value, Mapping):
        return {key: computed(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [computed(each) for each in value]
    return deepcopy(value)


def merged(old: Any, new: Any) -> Any:
    """The new value, merged into the old one where both are dicts."""
    if callable(old) and isinstance(new, Mapping):
        return lambda: merged(computed(old), new)
    if callable(new) and isinstance(old, Mapping):
        return lambda: merged(old, computed(new))
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}


def is_known(found: Any, name: str) -> bool:
    """Whether there is a value of a dotted name, and all that it is made of."""
    try:
        computed(at(found, name))
    except (LookupError, NotImplementedError):
        return False
    return True


def exists(found: Any, name: str) -> bool:
    """Whether there is a value of a dotted name."""
    try:
        at(found, name)
    except (LookupError, NotImplementedError):
        return False
    return True


def at(found: Any, name: str) -> Any:
    """The value of a dotted name. Raises KeyError if there is none."""
    if not name:
        return found
    found = found() if callable(found) else found
    # Of two ways to write a name, the later one counts.
    for key, value in reversed([*found.items()]) if isinstance(found, Mapping) else ():
        if name == str(key):
            return value
        rest = name[len(str(key)) + 1 :]
        if name.startswith(f"{key}.") and exists(value, rest):
            return at(value, rest)
    raise KeyError(name)


def _bound(value: Any, at: At) -> Any:
    if callable(value):
        return lambda: value(at)
    if isinstance(value, Mapping):
        return {key: _bound(each, at) for key, each in value.items()}
    return [_bound(each, at) for each in value] if isinstance(value, list) else value


def _step(found: Any, key: Any) -> Any:
    found = computed(found) if callable(found) else found
    if isinstance(found, list):
        return found[int(key)]
    if isinstance(found, Mapping):
        for each in (key, str(key)):
            if each in found:
                return found[each]
        for each, value in found.items():
            if type(each) is int and str(each) == str(key):
                return value
    raise LookupError(f"there is no parameter {key!r}")
