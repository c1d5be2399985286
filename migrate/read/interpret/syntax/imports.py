"""Import statements."""

from __future__ import annotations

import ast

from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.values import Library, ModuleValue, Raised, Scope, Site, Value


def plain_import(m: Evaluation, node: ast.Import, scope: Scope) -> None:
    """`import a.b`, `import a.b as c`."""
    site = Site(node, scope)
    for alias in node.names:
        module = m.import_module(alias.name, site)
        if alias.asname is None:
            first = alias.name.partition(".")[0]
            module = m.loaded.get(first) or Library(first)
        scope.store(alias.asname or alias.name.partition(".")[0], module)


def from_import(m: Evaluation, node: ast.ImportFrom, scope: Scope) -> None:
    """`from a import b`, `from . import b`, `from a import *`."""
    site = Site(node, scope)
    module = m.import_module(absolute(m, node, scope), site)
    for alias in node.names:
        if alias.name == "*":
            _star(m, module, scope, site)
        else:
            scope.store(alias.asname or alias.name, m.member(module, alias.name, site))


def absolute(m: Evaluation, node: ast.ImportFrom, scope: Scope) -> str:
    """The name of the module that a `from` names, its dots resolved."""
    if not node.level:
        return node.module or ""
    here = scope.module.name.split(".")
    up = node.level - (1 if scope.module.package else 0)
    if up >= len(here) and up > 0:
        error = ImportError("attempted relative import beyond top-level package")
        raise Raised(error, m.place(node, scope))
    return ".".join([*here[: len(here) - up], *([node.module] if node.module else [])])


def _star(m: Evaluation, module: ModuleValue | Library, scope: Scope, site: Site) -> None:
    if isinstance(module, Library):
        scope.module.stars.append(module)
        return
    listed: Value = module.names.get("__all__")
    names = list(module.names)
    if isinstance(listed, list | tuple):
        names = [name for name in listed if isinstance(name, str)]
    for name in names:
        if isinstance(listed, list | tuple) or not name.startswith("_"):
            scope.names[name] = m.member(module, name, site)
    scope.module.stars += module.stars
