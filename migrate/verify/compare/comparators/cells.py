"""Which cells of a table differ: counted chunk by chunk, told by the first one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from migrate.verify.compare.result import Comparison, Status, counted, equal, shown

# For each column with a difference: its place, its label, and two masks over its rows: cells that
# are not the same, and those of them that are not even close.
Masks = Iterable[tuple[int, Any, Any, Any]]
# (row of the chunk, column's place) -> the row as people know it, Kedro's value, Hamilton's.
Cell = Callable[[int, int], tuple[str, Any, Any]]

MOST = 5


@dataclass
class Tally:
    """The differing cells of one table of `rows` rows, as far as it has been looked at."""

    comparator: str
    rows: int
    unequal: int = 0
    far: int = 0
    columns: dict[str, None] = field(default_factory=dict)
    first: dict[Status, str] = field(default_factory=dict)

    def add(self, rows: int, masks: Masks, cell: Cell) -> None:
        """Count the next `rows` rows."""
        import numpy as np

        unequal_rows, far_rows = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
        best: dict[Status, tuple[int, int, Any]] = {}
        for place, label, unequal, far in masks:
            self.columns[shown(label)] = None
            unequal_rows |= unequal
            far_rows |= far
            statuses: tuple[tuple[Status, Any], ...] = (("close", unequal), ("different", far))
            for status, mask in statuses:
                if mask.any():
                    found = (int(mask.argmax()), place, label)
                    best[status] = min(best.get(status, found), found, key=lambda f: f[:2])
        self.unequal += int(unequal_rows.sum())
        self.far += int(far_rows.sum())
        for status, (row, place, label) in best.items():
            if status not in self.first:
                name, kedro, hamilton = cell(row, place)
                self.first[status] = (
                    f"row {name}, column {shown(label)}: {shown(kedro)} in Kedro, "
                    f"{shown(hamilton)} in Hamilton"
                )

    def outcome(self, cause: str = "") -> Comparison:
        """What all the rows together come to."""
        if not self.first:
            return equal(self.comparator)
        status: Status = "different" if self.far else "close"
        number = self.far or self.unequal
        detail = (
            f"{self.first[status]}; {number:,} of {counted(self.rows, 'row')} differ, in "
            f"{listed(self.columns)}"
        )
        return Comparison(status, self.comparator, detail, cause if self.far else "")


def listed(names: Iterable[str], most: int = MOST) -> str:
    """The first few names, and how many more there are."""
    found = list(names)
    text = ", ".join(found[:most])
    return text + (f" and {len(found) - most} more" if len(found) > most else "")
