"""Datasets that a project's hooks put into the catalog: `catalog["x"] = CSVDataset(...)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrate.code.trees import walk
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Module
from migrate.read.config.hooks import HooksRun
from migrate.read.config.settings import NotLiteralError, assignments, literal, parse_module

ADDING_HOOK = "after_catalog_created"
_ADDING = frozenset({"add", "_add"})
# What a class of Kedro takes first, by the last part of its name.
_FIRST = {"MemoryDataset": "data", "MemoryDataSet": "data"}


@dataclass(frozen=True, slots=True)
class Added:
    """A dataset that a hook adds: its class as a catalog would name it, and its arguments."""

    name: str
    type: str
    config: Mapping[str, Any]
    place: Place


def added_datasets(
    modules: Mapping[str, Module], hooks: HooksRun
) -> tuple[list[Added], list[Diagnostic]]:
    """What hooks add to the catalog in every environment; what is no literal is reported."""
    found: list[Added] = []
    diagnostics: list[Diagnostic] = []
    for path, module in sorted(modules.items()):
        if ADDING_HOOK not in module.text:
            continue
        tree = parse_module(module)
        names = {name: value for name, value, _ in assignments(tree)}
        for name, value in _additions(tree, hooks):
            place = Place(path, value.lineno)
            try:
                found.append(_added(literal(name, names), value, names, module, place))
            except NotLiteralError:
                diagnostics.append(diagnostic("K223", place, text=ast.unparse(name)))
    return found, diagnostics


def _additions(tree: ast.Module, hooks: HooksRun) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The names and values that the hooks add, wherever in the hook that is done."""
    idle = {
        id(each)
        for cls in walk(tree)
        if isinstance(cls, ast.ClassDef) and not hooks.has(cls.name)
        for each in cls.body
    }
    for hook in walk(tree):
        if isinstance(hook, ast.FunctionDef) and hook.name == ADDING_HOOK and id(hook) not in idle:
            for node in ast.walk(hook):
                yield from _assigned(node) if isinstance(node, ast.Assign) else _called(node)


def is_addition(statement: ast.stmt) -> bool:
    """Whether a statement only adds a dataset to the catalog."""
    if isinstance(statement, ast.Assign):
        return len(statement.targets) == len(list(_assigned(statement)))
    return isinstance(statement, ast.Expr) and bool(list(_called(statement.value)))


def _assigned(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Subscript) and _is_catalog(target.value):
            yield target.slice, node.value


def _called(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if node.func.attr in _ADDING and _is_catalog(node.func.value) and len(given) > 1:
            yield given[0], given[1]


def _is_catalog(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Name) and expression.id == "catalog"


def _added(
    name: Any, value: ast.expr, names: Mapping[str, ast.expr], module: Module, place: Place
) -> Added:
    if not isinstance(name, str):
        raise NotLiteralError
    if not isinstance(value, ast.Call):  # Kedro keeps any other value in memory
        return Added(name, "MemoryDataset", {"data": literal(value, names)}, place)
    type_ = _class(value.func, module)
    config = {k.arg: literal(k.value, names) for k in value.keywords if k.arg}
    first = _FIRST.get(type_.rpartition(".")[2])
    if value.args and first and len(value.args) == 1:
        config[first] = literal(value.args[0], names)
    elif value.args or len(config) != len(value.keywords):
        raise NotLiteralError
    return Added(name, type_, config, place)


def _class(expression: ast.expr, module: Module) -> str:
    """The dotted path of a class, as a module names it. Raises NotLiteralError."""
    root, _, rest = ast.unparse(expression).partition(".")
    statement = module.binding(root)
    imported = next((i for i in statement.imports if i.alias == root), None) if statement else None
    if imported is None:
        if statement is None or statement.kind != "class":
            raise NotLiteralError
        return f"{module.name}.{root}"
    parts = (imported.module, imported.name, rest)
    return ".".join(part for part in parts if part)
