"""Pieces of both sides' files, without secrets, each kept once."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from migrate.code.parsing import parse_python
from migrate.report.facts.highlight import PLAIN, Span, differences, highlighted
from migrate.report.facts.model import Source
from migrate.secrets import masked

_LANGUAGES = {".py": "python", ".yml": "yaml", ".yaml": "yaml", ".toml": "toml", ".json": "json"}
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines of a file: where they begin, and their text without secrets."""

    path: str
    line: int
    text: str


@dataclass(slots=True)
class Sources:
    """The sources of a report, in the order in which they were asked for; equal ones are one."""

    known: tuple[str, ...] = ()
    found: dict[Source, int] = field(default_factory=dict)

    def excerpt(self, path: str, line: int, text: str) -> Excerpt:
        """A piece of a file; of a very long one the beginning."""
        lines = text.rstrip("\n").split("\n")
        if len(lines) > _MOST_LINES:
            more = len(lines) - _MOST_LINES
            lines = [*lines[:_MOST_LINES], f"... {more} more lines"]
        return Excerpt(path, line, self.masked("\n".join(lines)))

    def masked(self, text: str) -> str:
        """A text without secrets."""
        return masked(text, self.known)

    def add(self, piece: Excerpt, marks: tuple[Span, ...] = ()) -> int:
        """The index of a piece."""
        language = _LANGUAGES.get(PurePosixPath(piece.path).suffix, PLAIN)
        source = Source(piece.path, piece.line, highlighted(piece.text, language, marks))
        return self.found.setdefault(source, len(self.found))

    def pair(self, ours: Excerpt, theirs: Excerpt) -> tuple[int, int]:
        """The indexes of two pieces, with what differs between them marked."""
        gone, new = differences(ours.text, theirs.text)
        return self.add(ours, gone), self.add(theirs, new)


# --- pieces of Python -------------------------------------------------------------------------


class Code:
    """A module's text and its syntax tree, None where it has none."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")
        try:
            self.tree: ast.Module | None = parse_python(text)
        except SyntaxError:
            self.tree = None

    @cached_property
    def definitions(self) -> dict[str, ast.FunctionDef | ast.ClassDef]:
        """The top-level functions and classes by name; of two the last one, which counts."""
        body = self.tree.body if self.tree else []
        return {
            node.name: node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """The functions alone."""
        return {k: v for k, v in self.definitions.items() if isinstance(v, ast.FunctionDef)}

    def piece(self, first: int, last: int) -> tuple[int, str]:
        """Lines with the comment lines directly above them: the first one's number, the text."""
        while first > 1 and self.lines[first - 2].lstrip().startswith("#"):
            first -= 1
        return first, "\n".join(self.lines[first - 1 : last])

    def definition(self, function: ast.FunctionDef | ast.ClassDef) -> tuple[int, str]:
        """A function or class with its decorators and the comment above."""
        first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
        return self.piece(first, function.end_lineno or first)

    @cached_property
    def dicts(self) -> dict[ast.expr, dict[str, tuple[ast.expr, ast.expr]]]:
        """The dicts that are written out: the keys and values by key; of two that are alike the
        first.
        """
        found: dict[ast.expr, dict[str, tuple[ast.expr, ast.expr]]] = {}
        for node in ast.walk(self.tree or ast.Module([], [])):
            if isinstance(node, ast.Dict):
                items = found.setdefault(node, {})
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        items.setdefault(key.value, (key, value))
        return found

    def between(self, first: ast.expr, last: ast.expr) -> tuple[int, str]:
        """From one expression to the end of another: whole lines, or a part of one line."""
        start, end = first.lineno, last.end_lineno or first.lineno
        before = self.lines[start - 1].encode()[: first.col_offset]
        if before.strip() and start == end:
            inside = self.lines[start - 1].encode()[first.col_offset : last.end_col_offset]
            return start, inside.decode()
        return start, _dedented("\n".join(self.lines[start - 1 : end]))

    def call_at(self, line: int) -> tuple[int, str] | None:
        """The widest call that begins in a line."""
        call = self.calls.get(line)
        if call is None:
            return None
        return line, _dedented("\n".join(self.lines[line - 1 : call.end_lineno]))

    @cached_property
    def calls(self) -> dict[int, ast.Call]:
        """The widest call that begins in each line."""
        found: dict[int, ast.Call] = {}
        for node in ast.walk(self.tree or ast.Module([], [])):
            if isinstance(node, ast.Call):
                found.setdefault(node.lineno, node)  # what is further out comes first
        return found


def _dedented(text: str) -> str:
    import textwrap

    return textwrap.dedent(text)


# --- pieces of YAML and of dicts --------------------------------------------------------------


def yaml_piece(text: str, line: int) -> str:
    """An entry of a YAML file: its line, and the lines below it that stand further in."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return ""
    depth = _depth(lines[line - 1])
    end = line
    for number, each in enumerate(lines[line:], line + 1):
        if not each.strip() or each.lstrip().startswith("#"):
            continue
        is_item = each.lstrip().startswith("- ") and _depth(each) == depth  # of a list below it
        if _depth(each) <= depth and not is_item:
            break
        end = number
    return _dedented("\n".join(lines[line - 1 : end]))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _key(node: ast.expr | None) -> str | re.Pattern[str] | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = (re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in node.values)
    return re.compile("".join(parts))


def entries_of(code: Code) -> dict[str | re.Pattern[str], tuple[int, str]]:
    """The items of all dicts of a module, by key (a pattern, where that is an f-string): the line,
    and the text. Of two with one key, the first.
    """
    found: dict[str | re.Pattern[str], tuple[int, str]] = {}
    for node in ast.walk(code.tree or ast.Module([], [])):
        items: list[tuple[ast.expr | None, ast.expr]] = []
        if isinstance(node, ast.Dict):
            items = list(zip(node.keys, node.values, strict=True))
        elif isinstance(node, ast.DictComp):
            items = [(node.key, node)]
        for key, last in items:
            known = _key(key)
            if key is not None and known and known not in found:
                found[known] = code.between(key, last)
    return found


def entry(
    entries: Mapping[str | re.Pattern[str], tuple[int, str]], name: str
) -> tuple[int, str] | None:
    """The item of a name, or of the pattern that makes it."""
    if name in entries:
        return entries[name]
    patterns = ((each, piece) for each, piece in entries.items() if isinstance(each, re.Pattern))
    return next((piece for each, piece in patterns if each.fullmatch(name)), None)


def within(code: Code, keys: Sequence[str]) -> tuple[int, str] | None:
    """The item that these keys lead to, in the first dict of a module that has it."""
    for items in code.dicts.values():
        found: tuple[ast.expr, ast.expr] | None = None
        for key in keys:
            found = items.get(key)
            items = code.dicts.get(found[1], {}) if found else {}
        if found:
            return code.between(*found)
    return None
