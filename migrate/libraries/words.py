"""Tables of names, written as words."""

from __future__ import annotations

from collections.abc import Container


def words(*texts: str) -> frozenset[str]:
    """The words of some texts."""
    return frozenset(word for text in texts for word in text.split())


def is_listed(path: str, table: Container[str]) -> bool:
    """Whether a dotted path is in a table, itself or below an entry that ends in a dot."""
    if path in table:
        return True
    return any(path[: n + 1] in table for n, letter in enumerate(path) if letter == ".")
