"""What an operation on plain values costs, told before it is done.

A cost is in steps of the budget: about a microsecond of time, or 64 bytes that are made. Values
share parts, and a part counts as often as Python would come by it; to measure, each is looked at
once. `COSTS` has a rule for what can cost more than its arguments hold; of everything else, that is
the cost.
"""

from __future__ import annotations

import itertools
import json
import operator
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

IMMENSE = 1 << 60  # more than any budget
_CELLS = 8  # elements for a step
_CHARACTERS = 32  # of a text, for a step
_DIGIT = 30  # bits of one digit of Python's numbers
_LONGEST_PATH = 4096  # characters: what systems allow
_HASHED_WHOLE = 61  # bits: numbers beyond can be chosen so that their hashes are equal

Cost = Callable[..., int]
Measure = Callable[[Any], Any]


# --- how much a value holds -----------------------------------------------------------------


def _itself(value: Any) -> Any:
    return value


def _entries(value: Any) -> list[Any]:
    return [*value.keys(), *value.values()]


_PARTS: dict[type, Measure] = {
    **dict.fromkeys((list, tuple, set, frozenset), _itself),
    **dict.fromkeys((dict, MappingProxyType, type({}.items())), _entries),
    BaseException: lambda error: error.args,
    object: lambda value: (),
}


def inner(value: Any) -> Any:
    """The parts of a container, () of anything else."""
    kind = type(value)
    if kind not in _PARTS:
        _PARTS[kind] = next(_PARTS[base] for base in kind.__mro__ if base in _PARTS)
    return _PARTS[kind](value)


class Looking:
    """Counts the parts of values that were looked at, which takes time, too."""

    def __init__(self) -> None:
        self.parts = 0

    def taken(self) -> int:
        """The steps since it was asked last."""
        steps, self.parts = self.parts // _CELLS, 0
        return steps


looking = Looking()


def parts(value: Any) -> Iterator[Any]:
    """A value and all that its containers hold, each object once."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        below = inner(part)
        if below:
            if id(part) in seen:
                continue
            seen.add(id(part))
            looking.parts += len(below)
            waiting += below
        yield part


def expected(value: Any) -> int:
    """How many elements iterating gives, as far as that can be told before."""
    try:
        return operator.length_hint(value, 0) // (2 * _CELLS)
    except OverflowError:
        return IMMENSE


def cells(value: Any) -> int:
    """How much there is in a single object, the parts of a container left out."""
    if isinstance(value, str | bytes):
        return 1 + len(value) // _CHARACTERS
    if isinstance(value, int):
        return 1 + value.bit_length() // (_CHARACTERS * 8)
    return 1


def characters(value: Any) -> int:
    """How long the text of a single object can be."""
    if isinstance(value, str | bytes):
        return 2 + 2 * len(value)
    if isinstance(value, int):
        return 2 + value.bit_length() // 3
    return len(str(value)) if isinstance(value, PurePath) else 32


def total(value: Any, measure: Measure = cells) -> int:
    """The measures of a value and of all its parts, shared ones as often as they are reached."""
    if not inner(value):
        return int(measure(value))
    looking.parts += 1
    totals: dict[int, int] = {}
    waiting = [(value, False)]
    open_: set[int] = set()
    while waiting:
        part, finished = waiting.pop()
        below = inner(part)
        if finished:
            own = measure(part) + sum(totals.get(id(b)) or measure(b) for b in below)
            totals[id(part)] = min(own, IMMENSE)
            open_.discard(id(part))
        elif id(part) in open_:
            return IMMENSE  # it holds itself
        elif id(part) not in totals:
            open_.add(id(part))
            looking.parts += len(below)
            waiting.append((part, True))
            waiting += [(b, False) for b in below if inner(b)]
    return int(totals[id(value)])


def _digits(value: Any) -> int:
    return value.bit_length() // _DIGIT + 1 if isinstance(value, int) else 0


def _product(a: Any, b: Any) -> int:
    return 1 + _digits(a) * _digits(b) // 1000 + (_digits(a) + _digits(b)) // 16


def _text(*lengths: int) -> int:
    return 1 + sum(max(length, 0) for length in lengths) // _CHARACTERS


def _length(value: Any) -> int:
    return len(value) if hasattr(value, "__len__") and not isinstance(value, range) else 1


def text_of(value: Any) -> int:
    """Its `str` or `repr`."""
    squared = sum(_digits(p) ** 2 for p in parts(value) if isinstance(p, int)) // 1000
    return _text(total(value, characters)) + squared


# --- operators ------------------------------------------------------------------------------


def _add(a: Any, b: Any) -> int:
    if isinstance(a, str | bytes):
        return _text(len(a), _length(b))
    if isinstance(a, list | tuple):
        return (len(a) + _length(b)) // _CELLS + 1
    return (_digits(a) + _digits(b)) // 16 + 1


def _multiply(a: Any, b: Any) -> int:
    for sequence, times in ((a, b), (b, a)):
        if isinstance(sequence, str | bytes | list | tuple) and isinstance(times, int):
            unit = _CHARACTERS if isinstance(sequence, str | bytes) else _CELLS
            return len(sequence) * max(times, 0) // unit + 1
    return _product(a, b)


def _divide(a: Any, b: Any) -> int:
    if isinstance(a, PurePath) or isinstance(b, PurePath):
        return path(a, b)
    return _product(a, b)


def _modulo(a: Any, b: Any) -> int:
    return formatted(a, b) if isinstance(a, str | bytes) else _product(a, b)


def _power(a: Any, b: Any) -> int:
    if not (isinstance(a, int) and isinstance(b, int)) or b < 0:
        return 1
    digits = max(a.bit_length() - 1, 0) * b // _DIGIT
    return 1 + digits * digits // 1000 + digits // 16


def _shift(a: Any, b: Any) -> int:
    return 1 + (_digits(a) + max(b, 0) // _DIGIT) // 16 if isinstance(b, int) else 1


def _compare(a: Any, b: Any) -> int:
    if type(a) is not type(b) and not (inner(a) and inner(b)):
        return 1
    return 1 + min(total(a), total(b)) // _CELLS


def _contains(item: Any, box: Any) -> int:
    if isinstance(box, str | bytes):
        return _text(len(box), _length(item))
    if isinstance(box, range):
        return 1 if isinstance(item, int) else len(range(len(box))) if len(box) else 1
    if isinstance(box, set | frozenset | Mapping):
        return keyed(box, item)
    return _search(box, item)


def _search(box: Any, item: Any, *rest: Any) -> int:
    """Compares an item with each element; an error says what was looked for."""
    return 1 + _length(box) * total(item) // (2 * _CELLS) + _text(total(item, characters))


def keyed(box: Any, item: Any = None, *rest: Any, **named: Any) -> int:
    """Looks something up by its hash."""
    if isinstance(item, tuple | frozenset):
        held, chosen = total(item), any(_odd(part) for part in parts(item))
    else:
        held, chosen = cells(item), _odd(item)
    return 1 + held // _CELLS + (_length(box) // 16 if chosen else 0)


def _odd(value: Any) -> bool:
    return isinstance(value, int) and value.bit_length() >= _HASHED_WHOLE


def hashed(items: Any) -> int:
    """A set or the keys of a dict are made of some elements."""
    odd = sum(map(_odd, items))
    return 1 + sum(map(total, items)) // 2 // _CELLS + odd * odd // 32


def _get_item(box: Any, index: Any) -> int:
    if isinstance(index, slice):
        return _length(box) // (_CHARACTERS if isinstance(box, str | bytes) else _CELLS) + 1
    return keyed(box, index) if isinstance(box, Mapping) else 1


def _set_item(box: Any, index: Any, item: Any) -> int:
    if isinstance(index, slice):
        return (_length(box) + _length(item)) // _CELLS + 1
    return _get_item(box, index)


def _delete_item(box: Any, index: Any) -> int:
    return moved(box) if isinstance(box, list) else _get_item(box, index)


def moved(box: Any, *rest: Any) -> int:
    """The elements behind a place of a list move."""
    return 1 + _length(box) // 512


# --- texts ----------------------------------------------------------------------------------


def formatted(template: Any, given: Any, named: Any = ()) -> int:
    """`%` and `format`: each field may hold the text of all that is given."""
    text = template.decode("latin-1") if isinstance(template, bytes) else template
    fields = max(text.count("%"), text.count("{"))
    single = not isinstance(given, Mapping) and text.count("%(") == 0 and "{" not in text
    held = total((given, named), characters) + 1
    widths = "".join(c if c.isdigit() else " " for c in text).split()
    wide = sum(int(width[:12]) for width in widths)
    if "*" in text:  # the width is one of the values
        wide += sum(abs(p) for p in parts(given) if isinstance(p, int))
    return _text(len(text), wide, held if single else held * fields) + text_of((given, named))


def _joined(text: Any, pieces: Any) -> int:
    return total(pieces) // 2 + _text(len(text) * len(pieces))


def _replace(text: Any, old: Any, new: Any, count: Any = -1) -> int:
    if not isinstance(old, type(text)) or not isinstance(new, type(text)):
        return 1
    return _text(2 * len(text), (text.count(old)) * len(new))


def _translate(text: Any, table: Any, *rest: Any, **named: Any) -> int:
    longest = max(map(_length, table.values()), default=1) if isinstance(table, Mapping) else 1
    return 1 + len(text) // 16 + _text(len(text) * longest) + _length(table) // _CELLS


def _padded(text: Any, width: Any = 0, *rest: Any) -> int:
    return _text(len(text), width if isinstance(width, int) else 0)


def _tabs(text: Any, tabsize: Any = 8) -> int:
    tabs = text.count("\t" if isinstance(text, str) else b"\t")
    return _text(len(text), tabs * tabsize if isinstance(tabsize, int) else 0)


def _stripped(text: Any, characters: Any = None) -> int:
    return 1 + len(text) * (_length(characters) if characters else 1) // 64


def _pieces(text: Any, *rest: Any, **named: Any) -> int:
    return 1 + len(text) // 4


def _backwards(text: Any, part: Any = None, *rest: Any, **named: Any) -> int:
    return _pieces(text) + len(text) * _length(part) // 512


def _encoded(text: Any, encoding: Any = "utf-8", errors: Any = "strict") -> int:
    slow = isinstance(encoding, str) and any(s in encoding.lower() for s in ("idna", "puny"))
    each = len(text) if slow else 1 if errors == "strict" else 16
    return 1 + len(text) * each // 16


def number(text: Any = 0, *rest: Any) -> int:
    """`int(text)`."""
    return 1 + (_length(text) // 9) ** 2 // 1000 if isinstance(text, str | bytes) else _plain(text)


def _round(value: Any, places: Any = 0) -> int:
    if isinstance(value, int) and isinstance(places, int) and places < 0:
        return _power(10, -places) + _product(value, value)
    return _plain(value)


def pattern(expression: str, *texts: str) -> int:
    """A search by a regular expression: what trying each way would take."""
    quantified = sum(expression.count(c) for c in "*+{")
    choices = expression.count("|") + expression.count("?")
    # A group that repeats, or what could hide one.
    nested = any(mark in expression for mark in (")*", ")+", "){", "(?#"))
    nested = nested or any("x" in flags.partition(")")[0] for flags in expression.split("(?")[1:])
    if nested or quantified + choices > 40:
        return IMMENSE
    longest = max(map(len, texts), default=0) + 1
    ways: int = longest ** (quantified + 1) << choices
    made = sum(map(len, texts)) ** 2 if len(texts) > 1 else 0
    return 1 + (ways + made) // 32


# --- others ---------------------------------------------------------------------------------


def path(*pieces: Any) -> int:
    """What is done with a path and others."""
    length = sum(len(str(p)) if isinstance(p, PurePath) else _length(p) for p in pieces)
    return length // _CHARACTERS + 1 if length <= _LONGEST_PATH else IMMENSE


def ordered(keys: list[Any]) -> int:
    """Sorting."""
    return 1 + total(keys) * max(len(keys).bit_length(), 1) // (2 * _CELLS)


def read(text: Any, *rest: Any, **named: Any) -> int:
    """Data is read from a text."""
    return 1 + _length(text) // 2


def read_yaml(text: str) -> int:
    return 1 + 3 * len(text)


def read_toml(text: Any) -> int:
    return 1 + _length(text) // 2 + _length(text) ** 2 // 100_000


def _plain(*given: Any, **named: Any) -> int:
    """The rule of what has none."""
    return 1 + (sum(map(total, given)) + sum(map(total, named.values()))) // _CELLS


def _combined(*pools: Any, repeat: int = 1) -> int:
    """Tuples of elements are made later, but room for one of them at once."""
    pieces = sum(pool if isinstance(pool, int) else len(pool) for pool in pools)
    return 1 + (pieces + len(pools) * repeat) // _CELLS


def _nothing(*given: Any, **named: Any) -> int:
    return 1


def _copied(box: Any, *rest: Any) -> int:
    return 1 + _length(box) // _CELLS


def _extended(box: Any, *others: Any) -> int:
    return 1 + sum(map(_length, others)) // _CELLS


def _methods(kinds: tuple[type, ...], names: str, cost: Cost) -> dict[Any, Cost]:
    found = (getattr(kind, name, None) for kind in kinds for name in names.split())
    return {method: cost for method in found if method is not None}


_TEXTS = (str, bytes)

COSTS: dict[Any, Cost] = {
    operator.add: _add,
    operator.sub: lambda a, b: _plain(a, b),
    operator.mul: _multiply,
    operator.truediv: _divide,
    operator.floordiv: _product,
    operator.mod: _modulo,
    operator.pow: _power,
    operator.lshift: _shift,
    operator.getitem: _get_item,
    operator.setitem: _set_item,
    operator.delitem: _delete_item,
    operator.contains: lambda box, item: _contains(item, box),
    **dict.fromkeys(
        (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge), _compare
    ),
    **dict.fromkeys((bool, iter, len, next, range, chr, ord), _nothing),
    **dict.fromkeys((str, repr), text_of),
    **dict.fromkeys((list, tuple), _copied),
    **dict.fromkeys((set, frozenset), hashed),
    divmod: _product,
    float: _plain,
    **dict.fromkeys((itertools.product, itertools.permutations, itertools.combinations), _combined),
    format: lambda value, spec: formatted(f"{{{spec}}}", value),
    int: number,
    json.loads: read,
    round: _round,
    **_methods(_TEXTS, "replace", _replace),
    **_methods(_TEXTS, "translate", _translate),
    **_methods(_TEXTS, "zfill ljust rjust center", _padded),
    **_methods(_TEXTS, "expandtabs", _tabs),
    **_methods(_TEXTS, "strip lstrip rstrip", _stripped),
    **_methods(_TEXTS, "split splitlines", _pieces),
    **_methods(_TEXTS, "rfind rindex rsplit rpartition", _backwards),
    **_methods(_TEXTS, "encode decode", _encoded),
    **_methods(_TEXTS, "join", _joined),
    str.format: lambda text, *given, **named: formatted(text, given, named),
    **_methods((list, tuple), "index count remove", _search),
    **_methods((list,), "append", _nothing),
    **_methods((list,), "insert pop reverse", moved),
    **_methods((list, dict, set, frozenset), "copy clear", _copied),
    **_methods((list,), "extend", _extended),
    **_methods((dict,), "get pop setdefault __contains__", keyed),
    **_methods((set,), "add discard remove", keyed),
    **_methods((dict,), "keys values items popitem", _nothing),
    **_methods((set,), "pop", _nothing),
    dict.fromkeys: lambda keys, *rest: hashed(keys),
}


def of(function: Callable[..., Any], args: Any, named: Any) -> int:
    """The cost of a call. What Python itself will refuse costs as much as its arguments hold."""
    # A tuple with names or an exception only holds what it is given.
    rule = COSTS.get(function) or (_nothing if isinstance(function, type) else _plain)
    try:
        return rule(*args, **named)
    except (TypeError, ValueError, AttributeError):
        return _plain(*args, **named)
