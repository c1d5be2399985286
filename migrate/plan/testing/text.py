"""The text of a test file, and changes to it by position, which leave all else as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_Placed = ast.stmt | ast.expr | ast.keyword


class CannotTranslate(Exception):
    """Why a test cannot be translated."""


@dataclass(slots=True)
class Edits:
    """Changes to a text, as (start, end, new text)."""

    text: str
    changes: list[tuple[int, int, str]] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for line in self.text.split("\n"):
            last = self._starts[-1] if self._starts else 0
            self._starts += [last + len(line) + 1] if self._starts else [0, len(line) + 1]

    def at(self, line: int, column: int) -> int:
        """The offset of a position that `ast` gives, whose columns count bytes."""
        start = self._starts[line - 1]
        rest = self.text[start : self._starts[line]]
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
        start = self.span(node)[0]
        if not self.text.startswith(old, start):  # within an f-string of an old Python
            raise CannotTranslate(f"{old} stands where it cannot be changed")
        self._add(start, start + len(old), new)

    def insert_before(self, node: _Placed, new: str) -> None:
        """Write `new` before a node."""
        start = self.span(node)[0]
        self._add(start, start, new)

    def replace_lines(self, first: int, last: int, new: str) -> None:
        """Write `new` for whole lines; changes within them are dropped."""
        start, end = self._starts[first - 1], min(self._starts[last], len(self.text))
        self.changes = [c for c in self.changes if not (start <= c[0] and c[1] <= end)]
        self._add(start, end, new)

    def remove_lines(self, statement: ast.stmt) -> None:
        """Take a statement out, with a blank line below it."""
        last = statement.end_lineno or statement.lineno
        below = self.text[self._starts[last] : self._starts[min(last + 1, len(self._starts) - 1)]]
        self.replace_lines(statement.lineno, last + (below == "\n"), "")

    def dedent(self, first: int, last: int, width: int) -> None:
        """Take `width` spaces off the beginning of each line that is not empty."""
        for start in self._starts[first - 1 : last]:
            if self.text[start : start + width].isspace():
                self._add(start, start + width, "")

    def remove_arguments(self, call: ast.Call, gone: Iterable[_Placed]) -> None:
        """Take arguments out of a call, with their commas."""
        every: list[_Placed] = [*call.args, *call.keywords]
        every.sort(key=self.span)
        dropped = list(gone)
        for place, node in enumerate(every):
            if node not in dropped:
                continue
            start, end = self.span(node)
            if any(other not in dropped for other in every[:place]):
                start = self.span(every[place - 1])[1]
            elif place + 1 < len(every):
                end = self.span(every[place + 1])[0]
            self._add(start, end, "")

    def append_arguments(self, call: ast.Call, added: Sequence[str], alone: bool) -> None:
        """Put arguments at a call's end; `alone` says that no other is there."""
        if not added:
            return
        end = self.span(call)[1] - 1
        while self.text[end - 1].isspace() or self.text[end - 1] == ",":
            end -= 1
        self._add(end, end, ("" if alone else ", ") + ", ".join(added))

    def _add(self, start: int, end: int, new: str) -> None:
        self.changes.append((start, end, new))

    def result(self) -> str:
        """The text with all changes made. Raises CannotTranslate if two of them overlap."""
        text = self.text
        after = len(text)
        for start, end, new in sorted(set(self.changes), reverse=True):
            if end > after:
                raise CannotTranslate("it changes in two ways at once")
            text = text[:start] + new + text[end:]
            after = start
        return text
