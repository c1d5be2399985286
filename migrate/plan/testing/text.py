"""Changes to the text of a test file."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from migrate.code import edits

_Placed = ast.stmt | ast.expr | ast.keyword


class CannotTranslate(edits.CannotEdit):
    """Why a test cannot be translated."""


class Edits(edits.Edits):
    """Changes to the lines and calls of a test file."""

    def insert_before(self, node: _Placed, new: str) -> None:
        """Write `new` before a node."""
        start = self.span(node)[0]
        self.add(start, start, new)

    def replace_lines(self, first: int, last: int, new: str) -> None:
        """Write `new` for whole lines; changes within them are dropped."""
        self.replace(self.starts[first - 1], min(self.starts[last], len(self.text)), new)

    def remove_lines(self, statement: ast.stmt) -> None:
        """Take a statement out, with a blank line below it."""
        last = statement.end_lineno or statement.lineno
        below = self.text[self.starts[last] : self.starts[min(last + 1, len(self.starts) - 1)]]
        self.replace_lines(statement.lineno, last + (below == "\n"), "")

    def dedent(self, first: int, last: int, width: int) -> None:
        """Take `width` spaces off the beginning of each line that is not empty."""
        for start in self.starts[first - 1 : last]:
            if self.text[start : start + width].isspace():
                self.add(start, start + width, "")

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
            self.add(start, end, "")

    def append_arguments(self, call: ast.Call, added: Sequence[str], alone: bool) -> None:
        """Put arguments at a call's end; `alone` says that no other is there."""
        if not added:
            return
        end = self.span(call)[1] - 1
        while self.text[end - 1].isspace() or self.text[end - 1] == ",":
            end -= 1
        self.add(end, end, ("" if alone else ", ") + ", ".join(added))
