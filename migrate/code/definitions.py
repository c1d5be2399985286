"""Where the names of a project's Python lead: to a definition in the project or to a library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from migrate.code.changing import changing_methods
from migrate.code.modules import import_names
from migrate.code.scopes import FunctionNode, absolute, dotted_name
from migrate.code.trees import children, parse
from migrate.model.project import Module

_LAMBDA = re.compile(r"(?:.*\.)?<lambda>:(\d+):(\d+)")
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A module with its syntax tree. `name` is its dotted name (outside the source folder the one
    from the project's root). `defined` are the functions and classes of its top level,
    `imported` what imported names stand for, `assigned` the value of each assigned name.
    """

    module: Module
    name: str
    tree: ast.Module
    lines: list[str]
    package: str
    defined: dict[str, ast.AST] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    assigned: dict[str, ast.expr] = field(default_factory=dict)
    starred: list[str] = field(default_factory=list)

    def text(self, node: ast.AST) -> str:
        """The source text of an expression."""
        first, last = getattr(node, "lineno", 1) - 1, getattr(node, "end_lineno", 1) - 1
        start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0)
        if first == last:
            return self.lines[first].encode()[start:end].decode()
        top = self.lines[first].encode()[start:].decode()
        bottom = self.lines[last].encode()[:end].decode()
        return "\n".join([top, *self.lines[first + 1 : last], bottom])


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A function, lambda or class of the project. `enclosing` are the functions, classes and
    comprehensions around it, the outermost first.
    """

    source: Source
    qualname: str
    node: FunctionNode | ast.ClassDef
    enclosing: tuple[ast.AST, ...] = ()

    @property
    def key(self) -> str:
        """What its function is filed under."""
        return f"{self.source.name}:{self.qualname}"


@dataclass(frozen=True, slots=True)
class Library:
    """Something that is not defined in the project, or a module, by its dotted path."""

    path: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A module-level variable of the project, with the expression that it was given, if any."""

    source: Source
    name: str
    value: ast.expr | None


Target = Definition | Library | Variable


class Definitions:
    """Resolves names and keys. Modules are parsed when they are first asked for."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules: dict[str, Module] = {}
        for module in modules.values():
            for name in import_names(module):
                self._modules.setdefault(name, module)
        self._sources: dict[str, Source | None] = {}
        self._found: dict[str, Definition | None] = {}
        self._resolved: dict[str, Target] = {}

    def source(self, name: str) -> Source | None:
        """A module of the project by its dotted name, parsed."""
        module = self._modules.get(name)
        if module is None:
            return None
        if module.path not in self._sources:
            self._sources[module.path] = None if module.broken else _source(module)
        return self._sources[module.path]

    @cached_property
    def changing(self) -> frozenset[str]:
        """The operations and properties by which some class of the project changes its object."""
        names = [name for name, module in self._modules.items() if "class " in module.text]
        sources = filter(None, map(self.source, names))
        return frozenset(name for each in sources for name in changing_methods(each.tree))

    # --- by key -----------------------------------------------------------------------------

    def find(self, key: str) -> Definition | None:
        """The definition of "module:qualname", re-exports followed."""
        if key not in self._found:
            self._found[key] = self._find(key)
        return self._found[key]

    def _find(self, key: str) -> Definition | None:
        name, _, qualname = key.partition(":")
        source = self.source(name)
        if source is None:
            return None
        position = _LAMBDA.fullmatch(qualname)
        if position:
            return _lambda_at(source, int(position[1]), int(position[2]), qualname)
        first, *rest = qualname.split(".")
        if first not in source.defined or not rest:
            target = self.resolve(f"{name}.{qualname}") if "<" not in qualname else None
            return target if isinstance(target, Definition) else None
        return self._member(source, source.defined[first], first, rest)

    def _member(
        self, source: Source, node: ast.AST, first: str, rest: list[str]
    ) -> Definition | None:
        enclosing: list[ast.AST] = []
        names = [first]
        for part in rest:
            if part != "<locals>":
                enclosing.append(node)
                found = _defined_in(node).get(part)
                if found is None:
                    names_so_far = ".".join(names)
                    return self._inherited(source, node, part) if names_so_far == first else None
                node = found
            names.append(part)
        return _definition(source, ".".join(names), node, tuple(enclosing))

    def _inherited(self, source: Source, node: ast.AST, method: str) -> Definition | None:
        """A method that a class of the project has from another one."""
        if not isinstance(node, ast.ClassDef):
            return None
        for base in node.bases:
            target = self.lookup(source, dotted_name(base))
            if isinstance(target, Definition) and target.node is not node:
                found = self.method(target, method)
                if found is not None:
                    return found
        return None

    def method(self, definition: Definition, name: str) -> Definition | None:
        """A method of a class, its bases in the project included."""
        return self.find(f"{definition.key}.{name}")

    # --- by name ----------------------------------------------------------------------------

    def lookup(self, source: Source, name: str) -> Target | None:
        """What a dotted name means at the level of a module; None for a builtin or an unknown
        name.
        """
        head, _, rest = name.partition(".")
        own = f"{source.name}.{head}"
        if head in source.defined or head in source.assigned:
            return self.resolve(f"{own}.{rest}" if rest else own)
        if head in source.imported:
            target = source.imported[head]
            return self.resolve(f"{target}.{rest}" if rest else target)
        for module in reversed(source.starred):
            other = self.source(module)
            if other is not None and other is not source and self._has(other, head, set()):
                return self.resolve(f"{module}.{name}")
        return None

    def _has(self, source: Source, name: str, seen: set[str]) -> bool:
        if name in source.defined or name in source.imported or name in source.assigned:
            return True
        seen.add(source.name)
        others = [self.source(m) for m in source.starred if m not in seen]
        return any(o is not None and self._has(o, name, seen) for o in others)

    def resolve(self, path: str) -> Target:
        """What an absolute dotted path means."""
        if path not in self._resolved:
            self._resolved[path] = Library(path)  # for a path that leads to itself
            self._resolved[path] = self._resolve(path)
        return self._resolved[path]

    def _resolve(self, path: str) -> Target:
        if path in self._modules:
            return self._exported(path) or Library(path)
        module, attributes = self._split(path)
        source = self.source(module) if module else None
        if source is None:
            return Library(path)
        head, *rest = attributes
        if head in source.defined:
            found = self._member(source, source.defined[head], head, rest)
            return found if found is not None else Variable(source, ".".join(attributes), None)
        if head in source.assigned:
            return self._assigned(source, head, rest)
        target = self.lookup(source, ".".join(attributes))
        return target if target is not None else Library(path)

    def _exported(self, path: str) -> Definition | None:
        """What a package exports under the name of one of its modules (`from .f import f`)."""
        package, _, name = path.rpartition(".")
        source = self.source(package) if package else None
        found = self.lookup(source, name) if source is not None else None
        return found if isinstance(found, Definition) else None

    def _assigned(self, source: Source, head: str, rest: list[str]) -> Target:
        """An assigned name: another name for what it was given, or a variable."""
        value = source.assigned[head]
        name = dotted_name(value)
        if name and name.partition(".")[0] != head:
            target = self.lookup(source, ".".join([name, *rest]))
            if target is not None:
                return target
        if isinstance(value, ast.Lambda) and not rest:
            line, column = value.lineno, value.col_offset + 1
            return Definition(source, f"<lambda>:{line}:{column}", value)
        return Variable(source, ".".join([head, *rest]), None if rest else value)

    def _split(self, path: str) -> tuple[str, list[str]]:
        """The longest module of the project that a path begins with, and the rest."""
        parts = path.split(".")
        for end in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:end])
            if module in self._modules:
                return module, parts[end:]
        return "", parts


# --- one module -----------------------------------------------------------------------------


def _source(module: Module) -> Source:
    name = next(iter(import_names(module)), "")
    package = name if module.package else name.rpartition(".")[0]
    source = Source(module, name, parse(module.text, module.path), module.text.split("\n"), package)
    for node in _level(source.tree.body):
        _file(source, node)
    return source


def _level(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The statements of one level, those inside `if`, `try`, `with` and loops included."""
    for node in body:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for block in _BODIES:
                yield from _level(getattr(node, block, ()))


def _file(source: Source, node: ast.AST) -> None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        _forget(source, node.name)
        source.defined[node.name] = node
    elif isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            _forget(source, name)
            source.imported[name] = alias.name if alias.asname else name
    elif isinstance(node, ast.ImportFrom):
        module = absolute(node.module or "", node.level, source.package)
        for alias in node.names:
            if alias.name == "*":
                source.starred.append(module)
            else:
                _forget(source, alias.asname or alias.name)
                source.imported[alias.asname or alias.name] = f"{module}.{alias.name}"
    else:
        for name, value in _assignments(node):
            # `name = None` after a failed import is no definition of its own.
            if not (isinstance(value, ast.Constant) and _known(source, name)):
                _forget(source, name)
                source.assigned[name] = value


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    value = getattr(node, "value", None)
    for target in targets:
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, value


def _known(source: Source, name: str) -> bool:
    return name in source.defined or name in source.imported


def _forget(source: Source, name: str) -> None:
    for table in (source.defined, source.imported, source.assigned):
        table.pop(name, None)


# --- nested definitions ---------------------------------------------------------------------


def _defined_in(node: ast.AST) -> dict[str, ast.AST]:
    """The functions and classes that the body of another one defines, by name."""
    body = getattr(node, "body", [])
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nested = _level(body) if isinstance(body, list) else iter(())
    return {n.name: n for n in nested if isinstance(n, kinds)}


def _definition(
    source: Source, qualname: str, node: ast.AST, enclosing: tuple[ast.AST, ...]
) -> Definition | None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    return Definition(source, qualname, node, enclosing) if isinstance(node, kinds) else None


_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def _lambda_at(source: Source, line: int, column: int, qualname: str) -> Definition | None:
    """The lambda at a 1-based position, its column counted in characters or in bytes."""
    before = source.lines[line - 1][: column - 1] if line <= len(source.lines) else ""
    columns = {column - 1, len(before.encode())}
    stack: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(source.tree, ())]
    while stack:
        node, enclosing = stack.pop()
        if isinstance(node, ast.Lambda) and node.lineno == line and node.col_offset in columns:
            return Definition(source, qualname, node, enclosing)
        inner = (*enclosing, node) if isinstance(node, _SCOPES) else enclosing
        stack.extend((child, inner) for child in children(node))
    return None
