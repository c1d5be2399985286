"""Containers that are not wholly known: what can still be told of them, and what can't.

An Unknown in a container stands for elements that may be there, or may not. So it is never empty,
has no length, and what is not found in it may still be there. Each function here gives None where
Python's own answer is right.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from migrate.read.interpret.configuration_reads import look
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.unknown_branches import spoil
from migrate.read.interpret.values import (
    ClassValue,
    InstanceValue,
    Library,
    Site,
    Unknown,
    Value,
    first_unknown,
)

Run = Callable[[Evaluation, Site, Any, str, list[Value], dict[str, Value]], Value]

SEEN = 256  # elements that are looked at in the time of a step
_SETS: Any = (set, frozenset, type({}.keys()), type({}.items()))
_BOXES: Any = (list, tuple, *_SETS, dict, type({}.values()))


class Shuffled(list[Any]):
    """A list whose order can't be known, for a reason."""

    reason: Unknown


def shuffled(items: list[Value], reason: Unknown) -> Shuffled:
    """Some elements in an order that can't be known."""
    made = Shuffled(items)
    made.reason = reason
    return made


def within(box: Value) -> Unknown | None:
    """The first Unknown in a container, or in a view of a dict."""
    return first_unknown(list(box)) if isinstance(box, _BOXES) else None


def entries(box: Value) -> Unknown | None:
    """The first element of a container that is Unknown: those of a dict are its keys."""
    unknown, _ = _counted(box)
    return unknown


def _counted(box: Value) -> tuple[Unknown | None, bool]:
    """The first Unknown element of a container, and whether any is certainly there."""
    if not isinstance(box, _BOXES):
        return None, True
    parts: Any = getattr(box, "mapping", None) or box  # a view counts what its dict does
    if Unknown not in map(type, parts):
        return None, bool(parts)
    unknown = next(x for x in parts if isinstance(x, Unknown))
    return unknown, any(not isinstance(x, Unknown) for x in parts)


def may_equal(value: Value) -> str:
    """Why a value may equal another one that is not the same object; "" if that can be told."""
    if isinstance(value, Library):
        return f"what {value.dotted} is"
    if isinstance(value, InstanceValue) and value.payload is None:
        compared = any("__eq__" in c.names for c in value.cls.mro if isinstance(c, ClassValue))
        own = compared or value.cls.fields is not None or value.cls.opaque
        return f"what equals a {value.cls.name}" if own else ""
    if isinstance(value, tuple | frozenset):
        return next(filter(None, map(may_equal, value)), "")
    return ""


# --- truth, operators, comparisons ----------------------------------------------------------


def truth(value: Value) -> Unknown | None:
    """The reason why a container may be empty."""
    unknown, certain = _counted(value)
    return None if certain else unknown


def operation(op: type[ast.operator], a: Value, b: Value) -> Value:
    """`&`, `|`, `-` or `^` of sets."""
    if not (isinstance(a, _SETS) and isinstance(b, _SETS)):
        return None
    return _combined(op, a, b) if within(a) or within(b) else None


def _combined(op: type[ast.operator], a: Any, b: Any) -> set[Value]:
    """What is in the result for certain, and the Unknown that may bring or take more."""
    unknown, taken = within(a) or within(b), within(b)
    certain: dict[type[ast.operator], set[Value]] = {
        ast.BitOr: set(a) | set(b),
        ast.BitAnd: set(a) & set(b),
        ast.Sub: set() if taken else set(a) - set(b),
        ast.BitXor: set() if unknown else set(a) ^ set(b),
    }
    return certain[op] if unknown is None else certain[op] | {unknown}


def comparison(
    m: Evaluation, op: type[ast.cmpop], a: Value, b: Value, site: Site
) -> bool | Unknown | None:
    """`a op b` of containers that are not wholly known."""
    if op not in (ast.In, ast.NotIn):
        return within(a) or within(b)
    unknown = first_unknown(a)
    if unknown is not None:
        return unknown
    look(b, a)
    if isinstance(b, Library) and b.dotted == "os.environ":
        m.note("K109", m.place(site.node, site.scope), name=a)
        return op is ast.NotIn
    if not isinstance(b, _BOXES):
        return None
    if m.real(operator.contains, b, a, site=site) is not False:
        return None
    return within(b) or _not_found(m, a, b, site)


def _not_found(m: Evaluation, item: Value, box: Any, site: Site) -> Unknown | None:
    """Why something may be in a container in which it is not found."""
    whys = [may_equal(item)] if len(box) else []
    if not isinstance(item, Library):  # two libraries' objects of different names are two
        whys += map(may_equal, box)
    why = next(filter(None, whys), "")
    return m.unknown(f"{why} can't be known", site) if why else None


# --- elements -------------------------------------------------------------------------------


def element(m: Evaluation, box: Value, index: Value, site: Site) -> Value:
    """`box[index]` where Python's own answer may be wrong."""
    look(box, index)
    if isinstance(box, Mapping):
        return _entry(m, box, index, site)
    if isinstance(box, Shuffled):
        return box.reason
    if not isinstance(box, list | tuple):
        return None
    m.spend(len(box) // SEEN)
    unknown = entries(box)
    if unknown is None:
        return None
    if isinstance(index, slice):
        found = box[index]
        if entries(found) or (found and isinstance(box, tuple)):
            return None
        return [*found, unknown] if isinstance(box, list) else (unknown,)
    if not isinstance(index, int):
        return None
    if not -len(box) <= index < len(box):
        return unknown
    # Of a tuple that was written down, each element has its place.
    before = box[:index] if index >= 0 else box[len(box) + index + 1 :]
    return entries(before) if isinstance(box, list) else None


def _entry(m: Evaluation, box: Any, key: Value, site: Site) -> Unknown | None:
    for other in reversed(box):  # a later entry may be of the same key
        if isinstance(other, Unknown):
            return other
        if other is key or (isinstance(key, str) and isinstance(other, str) and other == key):
            return None
    unknown = first_unknown(key)
    if unknown is not None or m.real(operator.contains, box, key, site=site) is not False:
        return unknown
    return _not_found(m, key, box, site)


# --- methods --------------------------------------------------------------------------------

_OPERATIONS: dict[str, type[ast.operator]] = {
    "intersection": ast.BitAnd,
    "difference": ast.Sub,
    "symmetric_difference": ast.BitXor,
}
_OPERATIONS |= {f"{name}_update": op for name, op in _OPERATIONS.items()}
_ASKING = {"index", "count", "issubset", "issuperset", "isdisjoint"}
_LOOKING = {"get", "pop", "setdefault", "keys", "values", "items", "copy", "popitem"}
_REMOVING = {"remove", "discard", "pop", "popitem"}


def careful(run: Run) -> Run:
    """A method of a container, which looks first whether all is known that it needs."""

    def carefully(
        m: Evaluation,
        site: Site,
        value: Any,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
    ) -> Value:
        if not isinstance(value, _BOXES):
            return run(m, site, value, name, args, kwargs)
        if name in _LOOKING:
            look(value, *args[:1])
        if name in _OPERATIONS and isinstance(value, set | frozenset):
            return _of_sets(m, site, value, name, args)
        if name in _ASKING:
            unknown = within(value) or next(filter(None, map(within, args)), first_unknown(args))
            return run(m, site, value, name, args, kwargs) if unknown is None else unknown
        if name == "insert" and args and isinstance(args[0], Unknown):
            value[:] = [*value, *args]
            return None
        if isinstance(value, dict) and name in ("get", "pop") and args:
            found = _entry(m, value, args[0], site)
            if found is not None:
                if name == "pop":
                    spoil(value, found)
                return found
        elif name in _REMOVING and not _sure(value, name, args):
            unknown = entries(value) or first_unknown(args)
            reason = unknown or m.unknown("the order of a set", site)
            spoil(value, reason)
            return reason
        return run(m, site, value, name, args, kwargs)

    return carefully


def _sure(value: Any, name: str, args: list[Value]) -> bool:
    """Whether it is known which element is taken out."""
    if isinstance(value, dict):
        return entries(value) is None
    if name in ("remove", "discard"):
        return first_unknown(args) is None and (entries(value) is None or args[0] in value)
    if isinstance(value, set):  # any of them, by chance
        return len(value) < 2 and entries(value) is None
    index = args[0] if args else -1
    if isinstance(value, Shuffled) or not isinstance(index, int):
        return not (isinstance(value, Shuffled) or isinstance(index, Unknown))
    rest = value[: index + 1] if index >= 0 else value[index:]
    return entries(rest) is None and (bool(rest) or entries(value) is None)


def _of_sets(m: Evaluation, site: Site, value: Any, name: str, args: list[Value]) -> Value:
    made = value
    for arg in args:
        items = m.iterate(arg, site)
        other = {items} if isinstance(items, Unknown) else m.real(set, list(items), site=site)
        made = _combined(_OPERATIONS[name], made, other)
    if not name.endswith("_update"):
        return type(value)(made)
    kept = set(made)
    value.clear()
    value |= kept
    return None
