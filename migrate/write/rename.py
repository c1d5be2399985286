"""Renaming in a piece of source, scope by scope, with nothing else changed."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import libcst as cst

_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
_FUNCTIONS = (cst.FunctionDef, cst.Lambda)


def rename_globals(text: str, renames: Mapping[str, str]) -> str:
    """Source text with names of its module's scope renamed, definitions included."""
    return cst.parse_module(text).visit(Renamer(renames)).code if renames else text


class Renamer(cst.CSTTransformer):
    """Renames names that are free in what it visits.

    Nested scopes that bind a name themselves keep it. `parameters` renames the parameters of
    the outermost function, in its whole body.
    """

    def __init__(
        self, renames: Mapping[str, str], parameters: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.scopes: list[Mapping[str, str]] = [renames]
        self.parameters = parameters
        self.outermost: cst.CSTNode | None = None
        self.first_iterables: set[cst.CSTNode] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Enter a scope where `node` opens one."""
        if isinstance(node, (*_FUNCTIONS, cst.ClassDef, *_COMPREHENSIONS)):
            self._enter(node)
        elif node in self.first_iterables:  # evaluated in the scope around the comprehension
            self.scopes.append(self.scopes[-2])
        return super().on_visit(node)

    def on_leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        """Leave a scope, and put right what a scope's own parts are called outside it."""
        result = super().on_leave(original, updated)
        if isinstance(original, (*_FUNCTIONS, cst.ClassDef, *_COMPREHENSIONS)):
            self.scopes.pop()
            return self._outside(original, result)  # type: ignore[arg-type]
        if original in self.first_iterables:
            self.scopes.pop()
        return result  # type: ignore[return-value]

    def _enter(self, node: cst.CSTNode) -> None:
        bound = bound_names(node)
        inner = {old: new for old, new in self.scopes[-1].items() if old not in bound}
        if (
            isinstance(node, cst.FunctionDef)
            and self.parameters is not None
            and self.outermost is None
        ):
            self.outermost = node
            inner |= self.parameters
        if isinstance(node, _COMPREHENSIONS):
            self.first_iterables.add(node.for_in.iter)
        self.scopes.append(inner)

    def _outside(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        # A definition's own name belongs to the scope around it.
        if isinstance(original, cst.FunctionDef | cst.ClassDef):
            assert isinstance(updated, cst.FunctionDef | cst.ClassDef)
            name = original.name.value
            return updated.with_changes(name=cst.Name(self.scopes[-1].get(name, name)))
        return updated

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """Rename a name."""
        new = self.scopes[-1].get(original_node.value)
        return updated_node.with_changes(value=new) if new else updated_node

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        """An attribute is no name of a scope."""
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        """The keyword of an argument belongs to the function that is called."""
        return updated_node.with_changes(keyword=original_node.keyword)

    def visit_ImportAlias(self, node: cst.ImportAlias) -> bool:
        """What is imported keeps its name."""
        return False


def bound_names(node: cst.CSTNode) -> frozenset[str]:
    """The names that a scope binds itself, without those of scopes within it."""
    text = cst.Module([]).code_for_node(node).strip()
    try:
        tree = ast.parse(text)
    except SyntaxError:
        tree = ast.parse(f"({text})")
    root = tree.body[0]
    scope: ast.AST = root.value if isinstance(root, ast.Expr) else root
    names: set[str] = set()
    outer: set[str] = set()
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        arguments = scope.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        names |= {a.arg for a in (*every, arguments.vararg, arguments.kwarg) if a}
        body: list[ast.AST] = list(scope.body) if isinstance(scope.body, list) else [scope.body]
    elif isinstance(scope, ast.ClassDef):
        body = list(scope.body)
    else:
        body = [scope]
    pending = body
    while pending:
        child = pending.pop()
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(child.name)
            continue
        if isinstance(child, ast.Lambda) or (
            isinstance(child, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp)
            and child is not scope
        ):
            names |= {n.target.id for n in ast.walk(child) if isinstance(n, ast.NamedExpr)}
            continue
        names |= _binds(child)
        if isinstance(child, ast.Global | ast.Nonlocal):
            outer |= set(child.names)
        pending.extend(ast.iter_child_nodes(child))
    return frozenset(names - outer)


def _binds(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        return {node.id}
    if isinstance(node, ast.alias):
        return {(node.asname or node.name).partition(".")[0]}
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        return {node.name} if node.name else set()
    return {node.rest} if isinstance(node, ast.MatchMapping) and node.rest else set()
