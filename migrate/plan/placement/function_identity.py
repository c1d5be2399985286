"""Functions that are values: what is stored, returned or registered is known by its import path."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from functools import cache

from migrate.code.mentions import mentions
from migrate.model.project import Statement
from migrate.plan.placement.source_names import Key, Source, only_imports

# What calls or looks into a function that it is given, and keeps nothing of it.
_CALLERS = frozenset(
    {"all", "any", "filter", "map", "max", "min", "reduce", "sorted", "sum"}
    | {"callable", "delattr", "getattr", "hasattr", "id", "isinstance", "print", "setattr", "type"}
)
_METHODS = frozenset(
    {"agg", "aggregate", "apply", "applymap", "assign", "map", "pipe", "sort", "sort_values"}
    | {"transform"}
)


def functions_as_values(source: Source, without: Set[Key]) -> set[Key]:
    """The functions that some statement hands on, those of `without` left aside.

    What holds such a function finds it by its module and name when it is stored and loaded again.
    """
    found: set[Key] = set()
    for module, statement in source.statements():
        if only_imports(statement) or (module, statement.line) in without:
            continue
        for name in statement.uses:
            target = source.resolve(module, name)
            if target is None or target.statement is None:
                continue
            if _defines_function(target.statement) and name in names_as_values(statement.text):
                found |= {(target.module, each.line) for each in source.binders(target)}
    return found


def _defines_function(statement: Statement) -> bool:
    if statement.kind != "other" or "def" not in statement.text:
        return statement.kind == "function"
    nodes = mentions(statement.text).nodes
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in nodes)


def all_users(start: Key, users: Mapping[Key, Set[Key]]) -> set[Key]:
    """What needs a statement, directly or not; itself included."""
    found: set[Key] = set()
    pending = [start]
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += users.get(key, ())
    return found


@cache
def names_as_values(text: str) -> frozenset[str]:
    """The names that a statement uses for more than to call them."""
    tree = ast.parse(text)
    called = {id(name) for node in ast.walk(tree) for name in _called(node)}
    return frozenset(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called
    )


def _called(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that it calls, or only looks into."""
    if isinstance(node, ast.Call):
        yield node.func
        function = node.func
        is_caller = isinstance(function, ast.Name) and function.id in _CALLERS
        if is_caller or (isinstance(function, ast.Attribute) and function.attr in _METHODS):
            yield from (*node.args, *(keyword.value for keyword in node.keywords))
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "key")
    elif isinstance(node, ast.Attribute):
        yield node.value
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from node.decorator_list
