"""Changes to a text by position, which leave all else as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_Placed = ast.stmt | ast.expr | ast.keyword | ast.arg


class CannotEdit(Exception):
    """Why a text cannot be changed by positions."""


class Edits:
    """Changes to a text, as (start, end, new text)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.changes: list[tuple[int, int, str]] = []
        self.starts = [0, *_line_ends(text)]
        self._is_ascii = text.isascii()

    def at(self, line: int, column: int) -> int:
        """The offset of a position that `ast` gives, whose columns count bytes."""
        start = self.starts[line - 1]
        if self._is_ascii:
            return start + column
        rest = self.text[start : self.starts[line]]
        return start + len(rest.encode()[:column].decode(errors="ignore"))

    def span(self, node: _Placed) -> tuple[int, int]:
        """Where a node begins and ends."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def source(self, node: _Placed) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def replace_at(self, node: _Placed, old: str, new: str) -> None:
        """Write `new` for `old`, which stands where a node begins."""
        start = self.at(node.lineno, node.col_offset)
        if not self.text.startswith(old, start):  # within an f-string of an old Python
            raise CannotEdit(f"{old} stands where it cannot be changed")
        self.add(start, start + len(old), new)

    def replace(self, start: int, end: int, new: str) -> None:
        """Write `new` for a part of the text; changes within it are dropped."""
        self.changes = [c for c in self.changes if not (start <= c[0] and c[1] <= end)]
        self.add(start, end, new)

    def add(self, start: int, end: int, new: str) -> None:
        """Write `new` for a part of the text."""
        self.changes.append((start, end, new))

    def result(self, start: int = 0, end: int | None = None) -> str:
        """The text, or a part of it, with all changes made. Raises CannotEdit if two overlap."""
        end = len(self.text) if end is None else end
        parts = []
        at = start
        for first, last, new in sorted(set(self.changes)):
            if first < start or last > end:
                continue
            if first < at:
                raise CannotEdit("it changes in two ways at once")
            parts += [self.text[at:first], new]
            at = last
        return "".join([*parts, self.text[at:end]])


def _line_ends(text: str) -> Iterator[int]:
    """Where the line after each line begins."""
    start = 0
    for line in text.split("\n"):
        start += len(line) + 1
        yield start
