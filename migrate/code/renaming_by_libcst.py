"""Renaming by libcst: for what `renaming` does not take."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import libcst as cst

from migrate.code.scopes import Names, bound_in
from migrate.model.diagnostics import CannotMigrate

_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
_FUNCTIONS = (cst.FunctionDef, cst.Lambda)
_SCOPES = frozenset({*_FUNCTIONS, cst.ClassDef, *_COMPREHENSIONS})


def parse_module(text: str) -> cst.Module:
    """The tree of a text. Raises CannotMigrate for what Python's own parser takes, and libcst
    does not."""
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        said = " ".join(error.message.split())[:200]
        message = f"a function is too long or nested to be rewritten: {said}"
        raise CannotMigrate(message) from error


class _Scope(NamedTuple):
    """What is renamed in a scope itself, and in scopes within it: a class hides its names."""

    own: Mapping[str, str]
    inner: Mapping[str, str]


class Renamer(cst.CSTTransformer):
    """Renames names that are free in what it visits.

    Nested scopes that bind a name themselves keep it. `parameters` renames the parameters of
    the outermost function, in its whole body.
    """

    def __init__(
        self, renames: Mapping[str, str], parameters: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.renames = renames
        self.scopes = [_Scope(renames, renames)]
        self.parameters = parameters
        self.outermost: cst.CSTNode | None = None
        self.outside: set[cst.CSTNode] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Enter a scope where `node` opens one."""
        if node in self.outside:  # a part of a scope that is evaluated around it
            self.scopes.append(self.scopes[-2])
        if type(node) in _SCOPES:  # `isinstance` of each node costs as much as the visit
            self._enter(node)
        return super().on_visit(node)

    def on_leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        """Leave a scope, and put right what a scope's own parts are called outside it."""
        result = super().on_leave(original, updated)
        if type(original) in _SCOPES:
            self.scopes.pop()
            result = self._named(original, result)  # type: ignore[arg-type]
        if original in self.outside:
            self.scopes.pop()
        return result  # type: ignore[return-value]

    def _enter(self, node: cst.CSTNode) -> None:
        around = self.scopes[-1]
        bound, declared = bound_names(node)
        own = {old: new for old, new in around.inner.items() if old not in bound}
        if isinstance(node, cst.FunctionDef) and self.parameters and self.outermost is None:
            self.outermost = node
            own |= self.parameters
        for name in declared:  # `global name`
            own.pop(name, None)
            if name in self.renames:
                own[name] = self.renames[name]
        is_class = isinstance(node, cst.ClassDef)
        self.scopes.append(_Scope(own, around.inner if is_class else own))
        self.outside.update(_evaluated_outside(node))

    def _named(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        # A definition's own name belongs to the scope around it.
        if isinstance(original, cst.FunctionDef | cst.ClassDef):
            assert isinstance(updated, cst.FunctionDef | cst.ClassDef)
            return updated.with_changes(name=cst.Name(self._new(original.name.value)))
        return updated

    def _new(self, name: str) -> str:
        return self.scopes[-1].own.get(name, name)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """Rename a name."""
        new = self._new(original_node.value)
        return updated_node if new == original_node.value else updated_node.with_changes(value=new)

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        """An attribute is no name of a scope."""
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        """The keyword of an argument belongs to the function that is called."""
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_MatchKeywordElement(
        self,
        original_node: cst.MatchKeywordElement,
        updated_node: cst.MatchKeywordElement,
    ) -> cst.MatchKeywordElement:
        """The keyword of a pattern is an attribute."""
        return updated_node.with_changes(key=original_node.key)

    def leave_ImportAlias(
        self, original_node: cst.ImportAlias, updated_node: cst.ImportAlias
    ) -> cst.ImportAlias:
        """What is imported keeps its name; what it is called here may be renamed."""
        name, asname = original_node.name, updated_node.asname
        if asname is None and isinstance(name, cst.Name) and self._new(name.value) != name.value:
            asname = cst.AsName(cst.Name(self._new(name.value)))
        return updated_node.with_changes(name=name, asname=asname)

    def visit_ImportFrom_module(self, node: cst.ImportFrom) -> None:
        """The name of a module is no name of a scope."""
        self.scopes.append(_Scope({}, {}))

    def leave_ImportFrom_module(self, node: cst.ImportFrom) -> None:
        """Back to the names of the scope."""
        self.scopes.pop()

    def leave_FormattedString(
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.BaseExpression:
        """`f"{name=}"` keeps the name that it shows."""
        parts: list[cst.BaseFormattedStringContent] = []
        for old, new in zip(original_node.parts, updated_node.parts, strict=True):
            parts += _shown(old, new)
        return updated_node.with_changes(parts=parts)


def _shown(
    old: cst.BaseFormattedStringContent, new: cst.BaseFormattedStringContent
) -> list[cst.BaseFormattedStringContent]:
    """A part of an f-string; one that shows its own text as that text and the value."""
    if not isinstance(old, cst.FormattedStringExpression) or not old.equal:
        return [new]
    assert isinstance(new, cst.FormattedStringExpression)
    if new.expression.deep_equals(old.expression):
        return [new]
    blank = old.with_changes(conversion=None, format_spec=None)
    text = cst.Module([]).code_for_node(blank)[1:-1].replace("{", "{{").replace("}", "}}")
    conversion = new.conversion or (None if new.format_spec else "r")
    value = new.with_changes(equal=None, conversion=conversion)
    return [cst.FormattedStringText(text), value]


def _evaluated_outside(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The parts of a scope that are evaluated in the scope around it."""
    if isinstance(node, _COMPREHENSIONS):
        yield node.for_in.iter
        return
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        yield from node.decorators
    if isinstance(node, cst.ClassDef):
        yield from (*node.bases, *node.keywords)
    if isinstance(node, _FUNCTIONS):
        for param in _parameters(node.params):
            yield from (each for each in (param.default, param.annotation) if each)
    if isinstance(node, cst.FunctionDef) and node.returns:
        yield node.returns


def _parameters(params: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*params.posonly_params, *params.params, *params.kwonly_params)
    yield from (p for p in (params.star_arg, params.star_kwarg) if isinstance(p, cst.Param))


def bound_names(node: cst.CSTNode) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a scope binds itself, without those of scopes within it, and those that it
    declares to be global."""
    text = cst.Module([]).code_for_node(node).strip()
    try:
        tree = ast.parse(text)
    except SyntaxError:
        tree = ast.parse(f"({text})")
    root = tree.body[0]
    scope: ast.AST = root.value if isinstance(root, ast.Expr) else root
    return bound_in(scope, Names().add(root))
