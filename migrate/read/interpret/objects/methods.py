"""The methods of Python's own values that may be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any

from migrate.read.interpret import costs
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.natives.builtins import sort
from migrate.read.interpret.natives.files import path_attribute
from migrate.read.interpret.operators import printable, update_dict
from migrate.read.interpret.partial_values import careful
from migrate.read.interpret.unknown_branches import spoil
from migrate.read.interpret.values import (
    Native,
    Site,
    TooMuch,
    Unknown,
    Value,
    in_one_order,
    one_unknown,
    unwrap,
)
from migrate.read.kedro.nodes import NodeValue

Run = Callable[[Evaluation, Site, Any, list[Value], dict[str, Value]], Value]


def find(m: Evaluation, value: Value, name: str, site: Site) -> Value:
    """A method of a plain value, bound; None if it is not one that we know."""
    for kinds, names, run in _TABLE:
        if isinstance(value, kinds) and name in names:
            return _bind(value, name, careful(run))
    if isinstance(value, PurePath):
        return path_attribute(m, value, name, site)
    return None


def _bind(value: Value, name: str, run: Any) -> Native:
    def call(m: Evaluation, site: Site, args: list[Value], kwargs: dict[str, Value]) -> Value:
        try:
            return run(m, site, value, name, args, kwargs)
        except TooMuch as error:
            if name in _CHANGING:
                spoil(value, m.unknown(error.reason, site))
            raise

    return Native(f"{type(value).__name__}.{name}", call)


def _pure(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """A method that only reads plain arguments."""
    unknown = m.first_unknown(*args, *kwargs.values())
    if unknown is not None:
        return unknown
    return m.real(getattr(type(value), name), value, *args, site=site, **kwargs)


def _join(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    items: Any = m.iterate(args[0], site) if args else []
    if isinstance(items, Unknown):
        return items

    parts = [unwrap(item) for item in items]
    unknown = one_unknown(parts)
    if unknown is not None:
        return unknown
    return m.real(type(value).join, value, parts, site=site)


def _format(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    args, kwargs = [unwrap(a) for a in args], {k: unwrap(v) for k, v in kwargs.items()}
    unknown = m.first_unknown(*args, *kwargs.values())
    if unknown is not None:
        return unknown
    m.spend(costs.formatted(value, args, kwargs))
    if re.search(r":[^}]*\{", value) or not (printable(args) and printable(kwargs)):
        return m.unknown("a formatted text is not known", site)
    ours = any(isinstance(part, NodeValue) for part in costs.parts((args, kwargs)))
    if re.search(r"\{[^}]*\._", value) or (ours and re.search(r"\{[^}:!]*\.", value)):
        return m.unknown("a format reads attributes of an object", site)
    return m.real(str.format, value, *args, site=site, **kwargs)


def _sort(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    made = sort(m, site, [value], kwargs)
    if isinstance(made, list):
        value[:] = made
    return None


def _dict_get(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    if args and isinstance(args[0], Unknown):
        return args[0]
    if args and not m.real(dict.__contains__, value, args[0], site=site):
        m.spend(len(value) // 16)
        unknown = one_unknown(value)
        if unknown is not None:
            return unknown
    return m.real(getattr(dict, name), value, *args, site=site, **kwargs)


def _dict_update(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    for arg in args:
        update_dict(m, value, arg, site)
    value.update(kwargs)
    return None


def _change(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """A method that changes a container, whatever its arguments are."""
    return m.real(getattr(type(value), name), value, *args, site=site, **kwargs)


def _merge(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """A method that takes the elements of its arguments: `extend`, `union`, ..."""
    found: list[list[Value]] = []
    for arg in args:
        items = m.iterate(arg, site)
        found.append([items] if isinstance(items, Unknown) else list(items))
    return m.real(getattr(type(value), name), value, *found, site=site)


def _set_pop(
    m: Evaluation, site: Site, value: Any, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """Any element will do, but the same one in each run."""
    if args or not value:
        return m.real(value.pop, *args, site=site)
    items: Any = in_one_order(value)
    first: Value = items[0]
    value.remove(first)
    return first


_STR = frozenset(
    """capitalize casefold center count encode endswith expandtabs find index isalnum isalpha
    isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper
    ljust lower lstrip partition removeprefix removesuffix rfind rindex rjust rpartition rsplit
    replace rstrip split splitlines startswith strip swapcase title translate upper zfill decode
    hex""".split()  # noqa: SIM905
)
_CHANGES = frozenset(
    """append insert pop remove clear copy reverse add discard setdefault
    popitem""".split()  # noqa: SIM905
)
_READS = frozenset(
    """count index keys values items""".split()  # noqa: SIM905
)
_MERGES = frozenset(
    """extend union intersection difference symmetric_difference intersection_update
    difference_update symmetric_difference_update issubset issuperset
    isdisjoint""".split()  # noqa: SIM905
)
_CHANGING = (_CHANGES - {"copy"}) | {
    *("extend", "update", "sort", "intersection_update", "difference_update"),
    "symmetric_difference_update",
}
_CONTAINERS = (list, dict, set)
_ALL: tuple[Any, ...] = (list, tuple, dict, set, frozenset)

_TABLE: tuple[tuple[Any, Iterable[str], Any], ...] = (
    ((str, bytes), {"join"}, _join),
    ((str,), {"format"}, _format),
    ((str, bytes), _STR, _pure),
    ((list,), {"sort"}, _sort),
    ((dict,), {"get", "pop"}, _dict_get),
    ((dict,), {"update"}, _dict_update),
    ((set,), {"update"}, _merge),
    ((set,), {"pop"}, _set_pop),
    (_ALL, _MERGES, _merge),
    (_CONTAINERS, _CHANGES, _change),
    ((frozenset,), {"copy"}, _change),
    (_ALL, _READS, _change),
    ((tuple,), {"_replace", "_asdict"}, _change),
    ((int, float), {"is_integer", "bit_length"}, _pure),
    ((BaseException,), {"with_traceback", "add_note"}, _pure),
)
