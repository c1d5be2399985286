"""Which names a piece of Python binds and reads, scope by scope.

An `ast` walk of our own, and not `symtable`: it works on one statement at a time, reads string
annotations, and gives the same answer on every Python version.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from migrate.code.parsing import parse_python
from migrate.code.trees import children, walk
from migrate.model.project import Imported

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(slots=True, eq=False)
class Scope:
    """The names of one scope. `kind` is "module", "function", "class" or "comprehension".

    `bound` keeps the order of binding. `used` are names that it or its nested scopes read and do
    not bind themselves (complete once the scope is left). `declared` are its `global` and
    `nonlocal` names.
    """

    kind: str
    parent: Scope | None = None
    bound: dict[str, None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    passing: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    inner: set[str] = field(default_factory=set)

    @property
    def declared(self) -> set[str]:
        """Its `global` and `nonlocal` names."""
        return self.outer | self.inner


class Names:
    """Walks statements and collects the scopes in them.

    `module` is the scope of the statements' own level. `imports` are the imports that bind names
    there, `inner_imports` those of nested scopes. `scopes` maps every function, lambda, class and
    comprehension to its scope.
    """

    def __init__(self, package: str = "") -> None:
        self.package = package
        self.module = Scope("module")
        self.imports: list[Imported] = []
        self.inner_imports: list[Imported] = []
        self.scopes: dict[ast.AST, Scope] = {}
        self._type_checking = False

    def add(self, node: ast.AST) -> Names:
        """Walk one more statement or expression at module level."""
        self._visit(node, self.module)
        return self

    def bound_below(self, node: ast.AST) -> set[str]:
        """Every name that a function or a scope nested in it binds or declares."""
        names: set[str] = set()
        for child in walk(node):
            scope = self.scopes.get(child)
            if scope is not None:
                names |= scope.bound.keys() | scope.declared
        return names

    def _visit(self, node: ast.AST, scope: Scope) -> None:
        handler = _HANDLERS.get(type(node))
        if handler is not None:
            handler(self, node, scope)
            return
        for child in children(node):
            self._visit(child, scope)

    def _visit_all(self, nodes: Iterable[ast.AST | None], scope: Scope) -> None:
        for node in nodes:
            if node is not None:
                self._visit(node, scope)

    # --- names ------------------------------------------------------------------------------

    def _bind(self, name: str, scope: Scope) -> None:
        scope.bound.setdefault(name)

    def _use(self, name: str, scope: Scope) -> None:
        # A class body reads a name from outside as long as it has not bound it itself.
        if scope.kind != "class" or name not in scope.bound:
            scope.used.add(name)

    def _name(self, node: ast.Name, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind(node.id, scope)
            return
        self._use(node.id, scope)
        if isinstance(node.ctx, ast.Del) and scope.kind != "module":
            self._bind(node.id, scope)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        self._visit(node.value, scope)
        target = scope
        while target.kind == "comprehension" and target.parent is not None:
            target = target.parent
        self._bind(node.target.id, target)
        if target is not scope:
            scope.inner.add(node.target.id)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        if isinstance(node.target, ast.Name):
            self._use(node.target.id, scope)
        self._visit(node.value, scope)
        self._visit(node.target, scope)

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        self._visit(node.value, scope)
        self._visit_all(node.targets, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        self.annotation(node.annotation, scope)
        self._visit_all([node.value, node.target], scope)

    def _global(self, node: ast.Global, scope: Scope) -> None:
        scope.outer.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope) -> None:
        scope.inner.update(node.names)

    def _handler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        self._visit_all([node.type], scope)
        if node.name:
            self._bind(node.name, scope)
        self._visit_all(node.body, scope)

    def _pattern(self, node: ast.MatchAs | ast.MatchStar, scope: Scope) -> None:
        self._visit_all(children(node), scope)
        if node.name:
            self._bind(node.name, scope)

    def _mapping_pattern(self, node: ast.MatchMapping, scope: Scope) -> None:
        self._visit_all(children(node), scope)
        if node.rest:
            self._bind(node.rest, scope)

    # --- imports ----------------------------------------------------------------------------

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            self._imported(alias.name, None, bound, alias, scope)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        module = absolute(node.module or "", node.level, self.package)
        for alias in node.names:
            bound = "" if alias.name == "*" else alias.asname or alias.name
            self._imported(module, alias.name, bound, alias, scope)

    def _imported(
        self, module: str, name: str | None, bound: str, alias: ast.alias, scope: Scope
    ) -> None:
        if bound:
            self._bind(bound, scope)
        found = self.imports if scope.kind == "module" else self.inner_imports
        renamed = alias.asname is not None
        found.append(Imported(module, name, bound, renamed, self._type_checking))

    def _if(self, node: ast.If, scope: Scope) -> None:
        self._visit(node.test, scope)
        before = self._type_checking
        self._type_checking = before or is_type_checking(node.test)
        self._visit_all(node.body, scope)
        self._type_checking = before
        self._visit_all(node.orelse, scope)

    # --- annotations ------------------------------------------------------------------------

    def annotation(self, node: ast.AST | None, scope: Scope) -> None:
        """Walk an annotation: a string in it is one too, except inside `Literal[...]`."""
        if node is None:
            return
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self._string_annotation(node.value, scope)
            return
        if isinstance(node, ast.Subscript):
            self._visit(node.value, scope)
            self._annotation_arguments(node, scope)
            return
        if isinstance(node, ast.BinOp | ast.Tuple | ast.List | ast.Starred):
            for child in children(node):
                self.annotation(child, scope)
            return
        self._visit(node, scope)

    def _annotation_arguments(self, node: ast.Subscript, scope: Scope) -> None:
        name = last_name(node.value)
        if name == "Literal":
            self._visit(node.slice, scope)
        elif name == "Annotated" and isinstance(node.slice, ast.Tuple):
            self.annotation(node.slice.elts[0], scope)
            self._visit_all(node.slice.elts[1:], scope)
        else:
            self.annotation(node.slice, scope)

    def _string_annotation(self, text: str, scope: Scope) -> None:
        try:
            tree = parse_python(text.strip(), "eval")
        except (SyntaxError, ValueError):
            return
        self.annotation(tree.body, scope)

    def _call(self, node: ast.Call, scope: Scope) -> None:
        if last_name(node.func) == "cast" and node.args:
            self.annotation(node.args[0], scope)
        for child in children(node):
            self._visit(child, scope)

    # --- nested scopes ----------------------------------------------------------------------

    def _enter(self, node: ast.AST, kind: str, parent: Scope) -> Scope:
        scope = self.scopes[node] = Scope(kind, parent)
        return scope

    def _leave(self, scope: Scope) -> None:
        parent = scope.parent
        if parent is None:
            return
        scope.used |= scope.passing
        if scope.kind != "class":
            for name in scope.declared:
                scope.bound.pop(name, None)
            scope.used = (scope.used | scope.inner) - scope.bound.keys()
        self.module.used |= scope.outer
        # What nested scopes read does not see the names of a class body.
        (parent.passing if parent.kind == "class" else parent.used).update(scope.used - scope.outer)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        self._visit_all(node.decorator_list, scope)
        self._visit_all([*node.args.defaults, *node.args.kw_defaults], scope)
        inner = self._enter(node, "function", scope)
        self._type_parameters(node, inner)
        # Where there are type parameters, annotations see them; else they belong outside.
        hints = inner if getattr(node, "type_params", None) else scope
        for argument in arguments(node.args):
            self.annotation(argument.annotation, hints)
        self.annotation(node.returns, hints)
        for argument in arguments(node.args):
            self._bind(argument.arg, inner)
        self._visit_all(node.body, inner)
        self._leave(inner)
        self._bind(node.name, scope)

    def _lambda(self, node: ast.Lambda, scope: Scope) -> None:
        self._visit_all([*node.args.defaults, *node.args.kw_defaults], scope)
        inner = self._enter(node, "function", scope)
        for argument in arguments(node.args):
            self._bind(argument.arg, inner)
        self._visit(node.body, inner)
        self._leave(inner)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        self._visit_all([*node.decorator_list, *node.bases, *node.keywords], scope)
        inner = self._enter(node, "class", scope)
        self._type_parameters(node, inner)
        self._visit_all(node.body, inner)
        self._leave(inner)
        self._bind(node.name, scope)

    def _type_parameters(self, node: ast.AST, scope: Scope) -> None:
        for parameter in getattr(node, "type_params", ()):
            self._bind(parameter.name, scope)
            self._visit_all(children(parameter), scope)

    def _type_alias(self, node: ast.AST, scope: Scope) -> None:
        inner = self._enter(node, "function", scope)
        self._type_parameters(node, inner)
        self.annotation(getattr(node, "value", None), inner)
        self._leave(inner)
        self._visit_all([getattr(node, "name", None)], scope)

    def _comprehension(self, node: _Comprehension, scope: Scope) -> None:
        first = node.generators[0]
        self._visit(first.iter, scope)
        inner = self._enter(node, "comprehension", scope)
        for generator in node.generators:
            if generator is not first:
                self._visit(generator.iter, inner)
            self._visit(generator.target, inner)
            self._visit_all(generator.ifs, inner)
        if isinstance(node, ast.DictComp):
            self._visit_all([node.key, node.value], inner)
        else:
            self._visit(node.elt, inner)
        self._leave(inner)


_HANDLERS: dict[type, Callable[..., None]] = {
    ast.Name: Names._name,
    ast.NamedExpr: Names._walrus,
    ast.Assign: Names._assign,
    ast.AugAssign: Names._augmented,
    ast.AnnAssign: Names._annotated,
    ast.Global: Names._global,
    ast.Nonlocal: Names._nonlocal,
    ast.ExceptHandler: Names._handler,
    ast.MatchAs: Names._pattern,
    ast.MatchStar: Names._pattern,
    ast.MatchMapping: Names._mapping_pattern,
    ast.Import: Names._import,
    ast.ImportFrom: Names._import_from,
    ast.If: Names._if,
    ast.Call: Names._call,
    ast.FunctionDef: Names._function,
    ast.AsyncFunctionDef: Names._function,
    ast.Lambda: Names._lambda,
    ast.ClassDef: Names._class,
    ast.ListComp: Names._comprehension,
    ast.SetComp: Names._comprehension,
    ast.DictComp: Names._comprehension,
    ast.GeneratorExp: Names._comprehension,
    ast.Constant: lambda *_: None,
}
if hasattr(ast, "TypeAlias"):  # Python 3.12
    _HANDLERS[ast.TypeAlias] = Names._type_alias


def bound_in(node: ast.AST, names: Names) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a scope binds itself, without those of scopes within it, and those that it
    declares to be global."""
    scope = names.scopes[node]
    types = {each.name for each in getattr(node, "type_params", ())}
    return frozenset(scope.bound.keys() - scope.declared - types), frozenset(scope.outer)


def arguments(node: ast.arguments) -> list[ast.arg]:
    """All parameters of a signature, in order."""
    variadic = [node.vararg] if node.vararg else []
    keywords = [node.kwarg] if node.kwarg else []
    return [*node.posonlyargs, *node.args, *variadic, *node.kwonlyargs, *keywords]


def absolute(module: str, level: int, package: str) -> str:
    """The absolute name of an imported module; with its dots where there is no package to
    start from.
    """
    if not level:
        return module
    parts = package.split(".") if package else []
    if level > len(parts):
        return "." * level + module
    return ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c` or of `c`, "" for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def dotted_name(node: ast.AST) -> str:
    """`a.b.c` as a string, "" for anything but names and attributes."""
    return ".".join(name_parts(node) or [])


def name_parts(node: ast.AST) -> list[str] | None:
    """The parts of `a.b.c`; None for anything but names and attributes."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else None


def is_type_checking(test: ast.AST) -> bool:
    """Whether a condition is `TYPE_CHECKING` or `typing.TYPE_CHECKING`."""
    return last_name(test) == "TYPE_CHECKING"


def is_generator(node: ast.AST) -> bool:
    """Whether a function's own body yields."""
    if isinstance(node, ast.ClassDef):
        return False
    body = getattr(node, "body", [])
    stack: list[ast.AST] = [*body] if isinstance(body, list) else [body]
    while stack:
        child = stack.pop()
        if isinstance(child, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(child, _OWN_BODIES):
            stack.extend(children(child))
    return False


_OWN_BODIES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
