"""Compare dicts, lists, tuples and sets, to any depth."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from migrate.verify.compare.comparators.plain import compare_besides
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, counted, different, shown, worst

# What a container may hold besides its items.
BESIDES = ("default_factory", "maxlen")
# Of so many keys, those that equal only themselves are looked for one by one.
MOST = 1000


def compare_mappings(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Dicts: keys with their types, then the values. Their order counts only where `==` says so
    (OrderedDict): Kedro itself has the keys of `parameters` in the order in which the disk lists
    the files.
    """
    twins, lost, new = _matched(kedro, hamilton, context)
    if lost or new:
        return _keys_differ(lost, new)
    pairs = (context.compare(kedro[a], hamilton[b]).at(f"[{a!r}]") for a, b in twins)
    values = worst("dict", chain(pairs, _besides(kedro, hamilton, context)))
    swapped = next(((a, c) for (a, b), c in zip(twins, hamilton, strict=True) if b is not c), None)
    if values.status == "different" or swapped is None:
        return values
    ours, theirs = map(shown, swapped)
    detail = f"the keys' order differs: {ours} in Kedro, {theirs} in Hamilton"
    if isinstance(kedro, OrderedDict):
        return different("dict", detail)
    return values if values.detail else replace(values, detail=detail)


def _keys_differ(lost: list[Any], new: list[Any]) -> Comparison:
    twin = next((key for key in new if lost and _is_like(lost[0], key)), None)
    if twin is not None:
        # JSON makes text of all keys.
        cause = "K504" if sorted(map(str, lost)) == sorted(map(str, new)) else ""
        return different("dict", f"key {shown(lost[0])} in Kedro, {shown(twin)} in Hamilton", cause)
    side, keys = ("Kedro", lost) if lost else ("Hamilton", new)
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    return different("dict", f"key {shown(keys[0])}{more} only in {side}")


def _is_like(key: Any, other: Any) -> bool:
    return str(key) == str(other) or bool(key == other)


def _matched(
    kedro: Collection[Any], hamilton: Collection[Any], context: Context
) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Pairs of keys, or of items of sets, that are the same, in Kedro's order; what is left of
    Kedro's, and of Hamilton's. `==` alone would take 1 for True.
    """
    theirs = {key: key for key in hamilton}
    found: dict[int, Any] = {}
    for place, key in enumerate(kedro):
        if key in theirs and context.compare(key, theirs[key]).equal:
            found[place] = theirs.pop(key)
    ours = {place: key for place, key in enumerate(kedro) if place not in found}
    if len(ours) == len(theirs):
        _match_alike(ours, theirs, found, context)
    pairs = [(key, found[place]) for place, key in enumerate(kedro) if place in found]
    return pairs, list(ours.values()), list(theirs)


def _match_alike(
    ours: dict[int, Any], theirs: dict[Any, Any], found: dict[int, Any], context: Context
) -> None:
    """Pair those that only equal themselves with what is the same: first with what reads alike,
    then, if they are few, with any.
    """
    alike: dict[str, list[Any]] = {}
    for key in theirs:
        alike.setdefault(shown(key, LONGEST), []).append(key)
    for few in (False, True):
        if few and len(ours) > MOST:
            break
        for place, key in list(ours.items()):
            candidates = list(theirs) if few else alike.get(shown(key, LONGEST), [])
            for other in candidates:
                if other in theirs and context.compare(key, other).equal:
                    found[place] = theirs.pop(other)
                    del ours[place]
                    break


# How much of a key's representation tells it from others.
LONGEST = 400


def _besides(kedro: Any, hamilton: Any, context: Context) -> Iterator[Comparison]:
    for name in BESIDES:
        facts = [getattr(value, name, None) for value in (kedro, hamilton)]
        if facts[0] is not facts[1]:
            yield context.compare(*facts).at(f".{name}")
    yield compare_besides(kedro, hamilton, context)


def compare_sequences(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Lists and tuples, named ones included: length, then item by item."""
    if len(kedro) != len(hamilton):
        return different(
            "list", f"{counted(len(kedro), 'item')} in Kedro, {len(hamilton):,} in Hamilton"
        )
    pairs = enumerate(zip(kedro, hamilton, strict=True))
    items = (context.compare(a, b).at(f"[{i}]") for i, (a, b) in pairs)
    return worst("list", chain(items, _besides(kedro, hamilton, context)))


def compare_sets(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Sets, whose order means nothing. Items that only equal themselves are compared one by one."""
    _, lost, new = _matched(kedro, hamilton, context)
    if not lost and not new:
        return worst("set", _besides(kedro, hamilton, context))
    side, items = ("Kedro", lost) if lost else ("Hamilton", new)
    return different("set", f"{shown(sorted(items, key=repr)[0])} only in {side}")
