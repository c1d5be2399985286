"""Entries that a dataset factory has made are a loop again: over what its placeholder stands for.

for model in ("active", "candidate"):
    found[f"{model}_metrics"] = json_file(f"data/{model}_metrics.json")
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from migrate.model.literals import literal
from migrate.model.migration import StoredDataset
from migrate.runtime.modules import free

Height = Callable[[Mapping[str, str], int], int]  # of rows in lines, and how deep they are


class Loop(NamedTuple):
    """Entries by the values of a variable; `rows` are names and calls, expressions over it."""

    variable: str
    entries: Mapping[str, tuple[StoredDataset, ...]]
    rows: Mapping[str, str]

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
                if stored in own and (row := _Row.over(self.variable, value, name, repr(stored))):
                    found[row].add(name)
        return ((row, names) for row, names in found.items() if len(names) == len(self.entries))

    @property
    def lines(self) -> Iterator[str]:
        """Its lines in the function that has `found` all entries."""
        yield f"    for {self.variable} in ({', '.join(map(literal, self.entries))}):"
        if len(self.rows) == 1:
            ((name, call),) = self.rows.items()
            yield f"        found[{name}] = {call}"
        else:
            yield "        found |= {"
            yield from (f"            {name}: {call}," for name, call in self.rows.items())
            yield "        }"


def loops_of(
    calls: Mapping[StoredDataset, str], taken: Set[str], height: Height
) -> tuple[Loop, ...]:
    """The loops that take fewer lines than their entries; no variable has a name of `taken`."""
    alike: dict[tuple[str, _Row], dict[str, StoredDataset]] = defaultdict(dict)
    for entry, call in calls.items():
        for placeholder, value in entry.filled if "lambda" not in call else ():
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


def _is_worth(loop: Loop, calls: Mapping[StoredDataset, str], height: Height) -> bool:
    entries = [entry for same in loop.entries.values() for entry in same]
    rows = len(loop.rows)
    return 1 + 2 * (rows > 1) + height(loop.rows, 12) < height(
        {literal(each.name): calls[each] for each in entries}, 8
    )


class _Row(NamedTuple):
    """The name and the call of an entry, over a variable."""

    name: str
    call: str

    @classmethod
    def over(cls, variable: str, value: str, name: str, call: str) -> _Row | None:
        """The row in which the variable stands for its value; None if the name has no such part."""
        over = _Over(variable, value)
        found = over.visit(ast.Constant(name))
        if not value or isinstance(found, ast.Constant):
            return None
        return cls(ast.unparse(found), ast.unparse(over.visit(ast.parse(call, mode="eval"))))


class _Over(ast.NodeTransformer):
    """Puts a variable where its value stands in texts, as a word or between other letters than
    those of words."""

    def __init__(self, variable: str, value: str) -> None:
        self.variable = variable
        self.value = re.compile(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])")

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, str) and self.value.search(node.value):
            return ast.JoinedStr([*self._parts(node.value)])
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        texts: Iterable[Iterable[ast.expr]] = (
            self._parts(str(each.value)) if isinstance(each, ast.Constant) else [each]
            for each in node.values
        )
        return ast.JoinedStr([part for parts in texts for part in parts])

    def _parts(self, text: str) -> Iterator[ast.expr]:
        variable = ast.FormattedValue(ast.Name(self.variable), -1)
        first, *others = self.value.split(text)
        yield ast.Constant(first)
        for each in others:
            yield from (variable, ast.Constant(each))
