"""What a piece of Python mentions: names, calls and strings, from one walk over its tree.

A piece is the text of a module, a statement, a function or an expression. Comments and docstrings
mention nothing. Most pieces lack the words that a question is about: these are never parsed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from functools import cached_property, lru_cache

from migrate.code.parsing import parse_python
from migrate.code.scopes import last_name
from migrate.code.trees import walk

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Mentions:
    """What the nodes of a tree mention."""

    def __init__(self, tree: ast.AST) -> None:
        self.tree = tree
        self.nodes = walk(tree)

    @cached_property
    def names(self) -> frozenset[str]:
        """All names: of variables, attributes, keywords, what is defined and imported."""
        return frozenset(name for node in self.nodes for name in _names(node))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """All calls."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    @cached_property
    def called(self) -> frozenset[str]:
        """The last names of what is called."""
        return frozenset(last_name(call.func) for call in self.calls)

    @cached_property
    def methods(self) -> frozenset[str]:
        """The attributes that are called."""
        functions = (call.func for call in self.calls)
        return frozenset(each.attr for each in functions if isinstance(each, ast.Attribute))

    @cached_property
    def string_nodes(self) -> tuple[ast.Constant, ...]:
        """The strings, also those around the values of f-strings."""
        told = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        constants = (node for node in self.nodes if isinstance(node, ast.Constant))
        return tuple(n for n in constants if isinstance(n.value, str) and id(n) not in told)

    @property
    def strings(self) -> tuple[str, ...]:
        """The texts of the strings."""
        return tuple(str(node.value) for node in self.string_nodes)

    def first_strings(self, functions: Set[str]) -> Iterator[tuple[str, str]]:
        """The calls of some last names whose first argument is a string: the name, the string."""
        for call in sorted(self.calls, key=place):
            first = call.args[0] if call.args else None
            text = first.value if isinstance(first, ast.Constant) else None
            if isinstance(text, str) and last_name(call.func) in functions:
                yield last_name(call.func), text

    def parts_of(self, name: str) -> frozenset[str]:
        """The attributes that are read of a variable; "" where it stands alone."""
        owned = {
            id(node.value): node.attr for node in self.nodes if isinstance(node, ast.Attribute)
        }
        return frozenset(
            owned.get(id(node), "")
            for node in self.nodes
            if isinstance(node, ast.Name) and node.id == name
        )

    def owners_of(self, attribute: str) -> frozenset[str]:
        """The variables of which an attribute is read or set."""
        every = (n for n in self.nodes if isinstance(n, ast.Attribute) and n.attr == attribute)
        return frozenset(each.value.id for each in every if isinstance(each.value, ast.Name))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.keyword | ast.arg):
        yield node.arg or ""
    elif isinstance(node, ast.alias):
        yield from (*node.name.split("."), node.asname or "")
    elif isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")
    elif isinstance(node, _DEFINITIONS):
        yield node.name
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names


@lru_cache(maxsize=256)  # the same few are asked about several things
def mentions(text: str) -> Mentions:
    """What a text mentions; nothing if it is no Python."""
    return Mentions(_tree(text))


def mentions_any(text: str, names: Set[str]) -> bool:
    """Whether a text mentions one of some names."""
    return any(each in text for each in names) and not names.isdisjoint(mentions(text).names)


def calls_any(text: str, names: Set[str]) -> bool:
    """Whether a text calls something with one of some last names."""
    return any(each in text for each in names) and not names.isdisjoint(mentions(text).called)


def methods_any(text: str, names: Set[str]) -> bool:
    """Whether a text calls an attribute of one of some names."""
    return any(each in text for each in names) and not names.isdisjoint(mentions(text).methods)


def plain_calls(text: str, names: Set[str]) -> list[ast.Call]:
    """The calls of some names as they are, in order; no methods that are called so."""
    if not any(each in text for each in names):
        return []
    calls = mentions(text).calls
    found = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id in names]
    return sorted(found, key=place)


def place(node: ast.AST) -> tuple[int, int]:
    """Where a node begins."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _tree(text: str) -> ast.AST:
    for each in (text, f"({text.strip()}\n)"):  # a lambda may go on over lines
        try:
            return parse_python(each)
        except SyntaxError:
            continue
    return ast.Module([], [])
