"""Entries that a dataset factory has made are a loop again: over what its placeholder stands for.

for model in ("active", "candidate"):
    found[f"{model}_metrics"] = json_file(f"data/{model}_metrics.json")
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from typing import NamedTuple

from migrate.model.expressions import Expression, FString, Literal, Name
from migrate.model.literals import literal
from migrate.model.migration import StoredDataset
from migrate.runtime.modules import free

Height = Callable[[Mapping[str, Expression], int], int]  # of rows in lines, and how deep they are


class Loop(NamedTuple):
    """Entries by the values of a variable; `rows` are names and calls, expressions over it."""

    variable: str
    entries: Mapping[str, tuple[StoredDataset, ...]]
    rows: Mapping[Expression, Expression]

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self.entries) * len(self.rows)

    def others(self, aliases: Mapping[str, str]) -> Iterator[tuple[_Row, set[str]]]:
        """Names (of `aliases`) under which its entries are loaded, too: as rows over it."""
        found: dict[_Row, set[str]] = defaultdict(set)
        for value, entries in self.entries.items():
            own = {entry.name for entry in entries}
            for name, stored in aliases.items():
                if stored in own and (
                    row := _Row.over(self.variable, value, name, Literal(stored))
                ):
                    found[row].add(name)
        return ((row, names) for row, names in found.items() if len(names) == len(self.entries))

    @property
    def lines(self) -> Iterator[Expression]:
        """Its lines in the function that has `found` all entries."""
        values = ", ".join(map(literal, self.entries))
        yield Expression(f"    for {self.variable} in ({values}):")
        if len(self.rows) == 1:
            ((name, call),) = self.rows.items()
            yield Expression("        found[", name, "] = ", call)
        else:
            yield Expression("        found |= {")
            for name, call in self.rows.items():
                yield Expression("            ", name, ": ", call, ",")
            yield Expression("        }")


def loops_of(
    calls: Mapping[StoredDataset, Expression], taken: Set[str], height: Height
) -> tuple[Loop, ...]:
    """The loops that take fewer lines than their entries; no variable has a name of `taken`."""
    alike: dict[tuple[str, _Row], dict[str, StoredDataset]] = defaultdict(dict)
    for entry, call in calls.items():
        for placeholder, value in entry.filled if "lambda" not in call.text else ():
            variable = free(placeholder, taken)
            if row := _Row.over(variable, value, entry.name, call):
                alike[variable, row][value] = entry
    loops = []
    while longest := max(_together(alike), key=lambda loop: loop.size, default=None):
        used = {entry for same in longest.entries.values() for entry in same}
        alike = {k: {v: e for v, e in es.items() if e not in used} for k, es in alike.items()}
        loops += [longest] if _is_worth(longest, calls, height) else []
    return tuple(loops)


def _together(alike: Mapping[tuple[str, _Row], Mapping[str, StoredDataset]]) -> list[Loop]:
    """The loops that there may be: rows over the same values are one."""
    rows: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for (variable, row), found in alike.items():
        if len(found) > 1:
            key = (variable, *found)
            rows[key].append(row)
    return [
        Loop(
            variable,
            {value: tuple(alike[variable, row][value] for row in found) for value in values},
            {row.name: row.call for row in found},
        )
        for (variable, *values), found in rows.items()
    ]


def _is_worth(loop: Loop, calls: Mapping[StoredDataset, Expression], height: Height) -> bool:
    entries = [entry for same in loop.entries.values() for entry in same]
    rows = len(loop.rows)
    return 1 + 2 * (rows > 1) + height(
        {name.text: call for name, call in loop.rows.items()}, 12
    ) < height({literal(each.name): calls[each] for each in entries}, 8)


class _Row(NamedTuple):
    """The name and the call of an entry, over a variable."""

    name: Expression
    call: Expression

    @classmethod
    def over(cls, variable: str, value: str, name: str, call: Expression) -> _Row | None:
        """The row in which the variable stands for its value; None if the name has no such part."""
        over = _Over(variable, value)
        found = Literal(name).changed(over)
        return cls(found, call.changed(over)) if value and isinstance(found, FString) else None


class _Over:
    """Puts a variable where its value stands in texts, as a word or between other letters than
    those of words."""

    def __init__(self, variable: str, value: str) -> None:
        self.variable = Name(variable)
        self.value = re.compile(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])")

    def __call__(self, code: Expression) -> Expression | None:
        if isinstance(code, Literal) and isinstance(code.value, str):
            return FString(self._parts(code.value)) if self.value.search(code.value) else None
        if isinstance(code, FString):
            texts = (self._parts(p) if isinstance(p, str) else [p] for p in code.pieces)
            return FString(piece for pieces in texts for piece in pieces)
        return None

    def _parts(self, text: str) -> Iterator[str | Expression]:
        first, *others = self.value.split(text)
        yield first
        for each in others:
            yield from (self.variable, each)
