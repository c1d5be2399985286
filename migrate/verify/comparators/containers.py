"""Compare dicts, lists, tuples and sets, to any depth."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from migrate.verify.result import Comparison, counted, different, equal, shown, worst

if TYPE_CHECKING:
    from migrate.verify.compare import Context


def compare_mappings(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Dicts: keys with their types, then the values. Their order counts only where `==` says so
    (OrderedDict): Kedro itself has the keys of `parameters` in the order in which the disk lists
    the files.
    """
    lost = [key for key in kedro if key not in hamilton]
    new = [key for key in hamilton if key not in kedro]
    if lost and new and sorted(map(str, lost)) == sorted(map(str, new)):
        detail = f"key {shown(lost[0])} in Kedro, {shown(_twin(lost[0], new))} in Hamilton"
        return different("dict", detail, "K504")
    for keys, side in ((lost, "Kedro"), (new, "Hamilton")):
        if keys:
            more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
            return different("dict", f"key {shown(keys[0])}{more} only in {side}")
    theirs = {key: key for key in hamilton}
    typed = next((key for key in kedro if type(key) is not type(theirs[key])), None)
    if typed is not None:
        other = shown(theirs[typed])
        return different("dict", f"key {shown(typed)} in Kedro, {other} in Hamilton")
    values = worst("dict", (context.compare(kedro[k], hamilton[k]).at(f"[{k!r}]") for k in kedro))
    swapped = next(((a, b) for a, b in zip(kedro, hamilton, strict=True) if a != b), None)
    if values.status == "different" or swapped is None:
        return values
    ours, others = map(shown, swapped)
    detail = f"the keys' order differs: {ours} in Kedro, {others} in Hamilton"
    if isinstance(kedro, OrderedDict):
        return different("dict", detail)
    return values if values.detail else replace(values, detail=detail)


def _twin(key: Any, keys: list[Any]) -> Any:
    """The key that reads the same: JSON makes text of all keys."""
    return next(other for other in keys if str(other) == str(key))


def compare_sequences(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Lists and tuples, named ones included: length, then item by item."""
    if len(kedro) != len(hamilton):
        return different(
            "list", f"{counted(len(kedro), 'item')} in Kedro, {len(hamilton):,} in Hamilton"
        )
    pairs = enumerate(zip(kedro, hamilton, strict=True))
    return worst("list", (context.compare(a, b).at(f"[{i}]") for i, (a, b) in pairs))


def compare_sets(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Sets, whose order means nothing. Items that only equal themselves are compared one by one."""
    lost, new = list(kedro - hamilton), list(hamilton - kedro)
    for item in list(lost):
        twin = next((other for other in new if context.compare(item, other).equal), None)
        if twin is not None:
            lost.remove(item)
            new.remove(twin)
    if not lost and not new:
        return equal("set")
    side, items = ("Kedro", lost) if lost else ("Hamilton", new)
    return different("set", f"{shown(sorted(items, key=repr)[0])} only in {side}")
