"""Rows that a loop has made are written as a loop again: a comprehension over what differs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from migrate.model.literals import literal

FEWEST = 7  # rows that are worth a comprehension
_MARK = "\0"
_DIGITS = "0123456789"


class _Loop(NamedTuple):
    """What a comprehension runs over: a variable, its values, and the text of these."""

    variable: str
    values: tuple[int | str, ...]
    over: str


def repeated_rows(rows: Mapping[str, str]) -> str | None:
    """Rows (an expression for each name) as one dict comprehension; None if nothing repeats."""
    loop = _loop(rows)
    if loop is None:
        return None
    ordered = [rows[name] for name in _ordered(rows)]
    key = _template(_ordered(rows), loop)
    value = _expression(ordered, loop)
    if key is None or value is None:
        return None
    return f"{{{key}: {value} for {loop.variable} in {loop.over}}}"


def repeated_names(names: Iterable[str]) -> str | None:
    """Names as one generator expression, without brackets; None if nothing repeats."""
    loop = _loop(names)
    key = _template(_ordered(names), loop) if loop else None
    return f"{key} for {loop.variable} in {loop.over}" if loop and key else None


def _ordered(names: Iterable[str]) -> list[str]:
    """Numbered names by their numbers."""
    return sorted(names, key=lambda name: [int(p) if p.isdigit() else p for p in _parts(name)])


def _parts(text: str) -> list[str]:
    """The text, parted into what is a number (at odd places) and what is none."""
    return re.split(r"(\d+)", text)


def _loop(names: Iterable[str]) -> _Loop | None:
    """The loop that made the names: over the part in which they differ."""
    ordered = _ordered(names)
    if len(ordered) < FEWEST:
        return None
    start = _common(ordered)
    end = _common([name[start:][::-1] for name in ordered])
    inner = [name[start : len(name) - end] for name in ordered]
    head, tail = ordered[0][:start], ordered[0][len(ordered[0]) - end :]
    before = head[len(head.rstrip(_DIGITS)) :]  # of 10 and 11, all of the number differs
    after = tail[: len(tail) - len(tail.lstrip(_DIGITS))]
    numbers = [before + part + after for part in inner]
    if all(re.fullmatch(r"0|[1-9][0-9]*", number) for number in numbers):
        found = tuple(map(int, numbers))
        return _Loop("i", found, _range(found))
    if not all(inner):
        return None
    return _Loop("name", tuple(inner), f"({', '.join(map(literal, inner))})")


def _common(texts: Sequence[str]) -> int:
    """How many characters all texts begin with."""
    first, last = min(texts), max(texts)
    return next(
        (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first)
    )


def _range(numbers: Sequence[int]) -> str:
    first, last = numbers[0], numbers[-1]
    if list(numbers) != list(range(first, last + 1)):
        return f"({', '.join(map(str, numbers))})"
    return f"range({first}, {last + 1})" if first else f"range({last + 1})"


def _template(texts: Sequence[str], loop: _Loop) -> str | None:
    """A literal, an f-string over the loop's variable, or None if that does not give the texts."""
    if len(set(texts)) == 1:
        return literal(texts[0])
    if {_MARK, "\\"} & {letter for text in texts for letter in text}:
        return None  # it would be taken for ours
    found = _numbered(texts, loop) if loop.variable == "i" else _named(texts, loop)
    if found in (None, f"{_MARK}<name>"):
        return found and "name"
    plain = literal(found.replace("{", "{{").replace("}", "}}"))
    return re.sub(f"{_MARK}<(.*?)>", r"{\1}", "f" + plain.replace("\\x00", _MARK))


def _numbered(texts: Sequence[str], loop: _Loop) -> str | None:
    columns = list(zip(*map(_parts, texts), strict=False))
    if len({len(_parts(text)) for text in texts}) > 1:
        return None
    parts = []
    for place, column in enumerate(columns):
        if len(set(column)) == 1:
            parts.append(column[0])
            continue
        if not place % 2 or any(part != str(int(part)) for part in column):
            return None
        number = _number([int(part) for part in column], loop)
        if number is None:
            return None
        parts.append(f"{_MARK}<{number}>")
    return "".join(parts)


def _named(texts: Sequence[str], loop: _Loop) -> str | None:
    found = {t.replace(str(v), f"{_MARK}<name>") for t, v in zip(texts, loop.values, strict=True)}
    return found.pop() if len(found) == 1 else None


def _number(numbers: Sequence[int], loop: _Loop) -> str | None:
    """The numbers as the loop's variable, plus or minus the same each time."""
    if loop.variable != "i":
        return None
    by = {n - int(v) for n, v in zip(numbers, loop.values, strict=True)}
    if len(by) > 1:
        return None
    more = by.pop()
    return "i" if not more else f"i {'+' if more > 0 else '-'} {abs(more)}"


def _expression(texts: Sequence[str], loop: _Loop) -> str | None:
    """Expressions of one shape as one over the loop's variable."""
    trees = [ast.parse(text, mode="eval") for text in texts]
    slots = [
        [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and _is_slot(n.value)]
        for tree in trees
    ]
    if len({len(each) for each in slots}) > 1:
        return None
    for same in zip(*slots, strict=True):
        values = [node.value for node in same]
        text = _slot(values, loop)
        if text is None:
            return None
        for node in same:
            node.value = f"{_MARK}{text}"
    if len({ast.dump(tree) for tree in trees}) > 1:
        return None
    marked = re.compile(r"'\\x00((?:[^'\\]|\\.)*)'|\"\\x00((?:[^\"\\]|\\.)*)\"")
    return marked.sub(_unquoted, ast.unparse(trees[0]))


def _unquoted(match: re.Match[str]) -> str:
    text: str = ast.literal_eval(match[0])
    return text[1:]


def _is_slot(value: object) -> bool:
    return isinstance(value, str) or type(value) is int


def _slot(values: Sequence[object], loop: _Loop) -> str | None:
    if all(isinstance(value, str) for value in values):
        return _template([str(value) for value in values], loop)
    if len(set(values)) == 1 and len({type(value) for value in values}) == 1:
        return repr(values[0])
    if all(type(value) is int for value in values):
        return _number([value for value in values if isinstance(value, int)], loop)
    return None
