"""Renaming in a piece of source, scope by scope, with nothing else changed.

It works by the positions of `ast`; libcst, which is slow to import and to walk, takes what is left.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from migrate.code.edits import CannotEdit, Edits
from migrate.code.f_strings import names_in
from migrate.code.scopes import Names, arguments, bound_in
from migrate.code.trees import children, parse

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Names that are no nodes, so that nothing tells where they stand.
_HELD: dict[type[ast.AST], Callable[[Any], Iterable[str | None]]] = {
    ast.alias: lambda node: [(node.asname or node.name).partition(".")[0]],
    ast.Global: lambda node: node.names,
    ast.Nonlocal: lambda node: node.names,
    ast.ExceptHandler: lambda node: [node.name],
    ast.MatchAs: lambda node: [node.name],
    ast.MatchStar: lambda node: [node.name],
    ast.MatchMapping: lambda node: [node.rest],
}
_LEFT = (CannotEdit, SyntaxError, RecursionError)


def by_positions(change: Callable[[], str]) -> str | None:
    """What is made by positions; None where these do not do."""
    try:
        return change()
    except _LEFT:
        return None


def rename_globals(text: str, renames: Mapping[str, str]) -> str:
    """Source text with names of its module's scope renamed, definitions included."""
    if not renames:
        return text
    new = by_positions(lambda: _renamed(text, renames))
    if new is not None:
        return new
    from migrate.code.renaming_by_libcst import Renamer, parse_module

    return parse_module(text).visit(Renamer(renames)).code


def _renamed(text: str, renames: Mapping[str, str]) -> str:
    edits = Edits(text)
    rename(edits, plain(text), renames)
    return edits.result()


def plain(text: str) -> ast.Module:
    """The tree of a text whose positions are sure. Raises CannotEdit for other texts."""
    if set("\r\f\ufeff\0") & set(text):
        raise CannotEdit("it has more than plain lines")
    return parse(text)


def rename(
    edits: Edits,
    tree: ast.Module,
    renames: Mapping[str, str],
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Rename names that are free in the tree of a text.

    Nested scopes that bind a name themselves keep it. `parameters` renames the parameters of
    the outermost function, in its whole body. Raises CannotEdit for what positions do not tell.
    """
    changed = {old: new for old, new in renames.items() if new != old}
    walk = _Renaming(edits, Names().add(tree), changed, parameters or {})
    walk.visit(tree, _Scope(changed, changed))


class _Scope(NamedTuple):
    """What is renamed in a scope itself, and in scopes within it: a class hides its names."""

    own: Mapping[str, str]
    inner: Mapping[str, str]


class _Renaming:
    """Walks a tree and notes what changes; `shown` are the changes within an f-string."""

    def __init__(
        self,
        edits: Edits,
        names: Names,
        renames: Mapping[str, str],
        parameters: Mapping[str, str],
    ) -> None:
        self.edits = edits
        self.names = names
        self.renames = renames
        self.parameters = parameters
        self.around: dict[ast.AST, _Scope] = {}
        self.shown: list[tuple[str, str]] | None = None

    def visit(self, node: ast.AST, scope: _Scope) -> None:
        scope = self.around.get(node, scope)
        if isinstance(node, ast.Name):
            self._name(node, node.id, scope)
            return
        if isinstance(node, ast.JoinedStr) and self.shown is None:
            self._f_string(node, scope)
            return
        if isinstance(node, ast.arg):
            self._name(node, node.arg, scope)
        elif node in self.names.scopes:
            scope = self._enter(node, scope)
        elif any(name in scope.own for name in _HELD.get(type(node), lambda _: ())(node)):
            raise CannotEdit("a name changes that is no node")
        for child in children(node):
            self.visit(child, scope)

    def _name(self, node: ast.Name | ast.arg, name: str, scope: _Scope) -> None:
        if name in scope.own:
            if self.shown is not None:
                self.shown.append((name, scope.own[name]))
            else:
                self.edits.replace_at(node, name, scope.own[name])

    def _f_string(self, node: ast.JoinedStr, scope: _Scope) -> None:
        shown: list[tuple[str, str]] = []
        self.shown = shown
        for child in children(node):
            self.visit(child, scope)
        self.shown = None
        renames = dict(shown)
        if not shown:
            return
        if len({*shown}) > len(renames):
            raise CannotEdit("a name is renamed in two ways")
        start, end = self.edits.span(node)
        for found in names_in(node, self.edits.text[start:end], renames, len(shown)):
            self.edits.add(start + found.start(), start + found.end(), renames[found[0]])

    def _enter(self, node: ast.AST, around: _Scope) -> _Scope:
        """The scope that a node opens."""
        if getattr(node, "type_params", None) or not isinstance(
            node, (*_DEFINITIONS, ast.Lambda, *_COMPREHENSIONS)
        ):
            raise CannotEdit("it has parameters of types")
        bound, declared = bound_in(node, self.names)
        own = {old: new for old, new in around.inner.items() if old not in bound}
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and self.parameters:
            own |= self.parameters
            self.parameters = {}
        for name in declared:
            own.pop(name, None)
            if name in self.renames:
                own[name] = self.renames[name]
        if isinstance(node, _DEFINITIONS) and node.name in around.own:
            start, end = definition_name(self.edits, node)
            self.edits.add(start, end, around.own[node.name])
        self.around.update(dict.fromkeys(_evaluated_outside(node), around))
        return _Scope(own, around.inner if isinstance(node, ast.ClassDef) else own)


def definition_name(
    edits: Edits, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
) -> tuple[int, int]:
    """Where the name of a definition stands."""
    pattern = re.compile(rf"(?:async[ \t]+)?(?:def|class)[ \t]+({re.escape(node.name)})\b")
    found = pattern.match(edits.text, edits.span(node)[0])
    if not found:
        raise CannotEdit("the name of a definition stands elsewhere")
    return found.span(1)


def _evaluated_outside(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a scope that are evaluated in the scope around it."""
    if isinstance(node, _COMPREHENSIONS):
        yield node.generators[0].iter
    if isinstance(node, _DEFINITIONS):
        yield from node.decorator_list
    if isinstance(node, ast.ClassDef):
        yield from (*node.bases, *node.keywords)
    if isinstance(node, _FUNCTIONS):
        yield from (*node.args.defaults, *filter(None, node.args.kw_defaults))
        yield from (each.annotation for each in arguments(node.args) if each.annotation)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
        yield node.returns
