"""Where names stand in an f-string: before Python 3.12, `ast` gives wrong positions."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from migrate.code.edits import CannotEdit

_SHOWS_ITSELF = re.compile(r"=\s*[}!:]")  # f"{name=}"
_FIELD = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")


def names_in(
    node: ast.JoinedStr, text: str, names: Collection[str], count: int
) -> list[re.Match[str]]:
    """The places of names in the source of an f-string that reads them `count` times.

    Every such name is a word of the text, so as many words as names are these names. Raises
    CannotEdit where there are more words, and what lies between braces does not tell which.
    """
    if _SHOWS_ITSELF.search(text):
        raise CannotEdit("an f-string shows its own text")
    found = [*re.finditer(rf"\b(?:{'|'.join(map(re.escape, names))})\b", text)]
    if len(found) > count:
        fields = _fields(node, text)
        found = [m for m in found if any(start < m.start() < end for start, end in fields)]
    if len(found) != count:
        raise CannotEdit("an f-string holds names that may be text")
    return found


def _fields(node: ast.JoinedStr, text: str) -> list[tuple[int, int]]:
    """Where braces hold code. Raises CannotEdit unless braces surely do nothing else."""
    literals = [each.value for each in node.values if isinstance(each, ast.Constant)]
    if any(set("{}") & set(str(literal)) for literal in literals):
        raise CannotEdit("an f-string has braces in its text")
    if set("{}") & set(_FIELD.sub("", text)):
        raise CannotEdit("an f-string has braces in its code")
    fields = [*_FIELD.finditer(text)]
    if not all(_is_plain(field[0]) for field in fields):
        raise CannotEdit("an f-string has strings in its code")
    return [field.span() for field in fields]


def _is_plain(field: str) -> bool:
    """Whether no brace of a field can lie within a string or a comment."""
    counts = [field.count(quote) for quote in "\"'"]
    return not (
        all(counts)
        or any(count % 2 for count in counts)
        or any(part in field for part in ("\\", "#", '"""', "'''"))
    )
