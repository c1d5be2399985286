"""Which names a piece of source changes plainly, and which methods change their own objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.code.scopes import last_name
from migrate.code.trees import walk
from migrate.libraries.effects import ANY_MUTATORS, NEW_IF_USED, OPERATIONS


def stored_into(node: ast.AST) -> set[str]:
    """The names whose objects are plainly changed: whatever their annotations say, these are not
    immutable.
    """
    found: set[str] = set()
    every = walk(node)
    unused = {
        id(each.value.func)
        for each in every
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)
    }
    for child in every:
        if isinstance(child, ast.Attribute | ast.Subscript):
            name = child.attr if isinstance(child, ast.Attribute) else ""
            called = name in ANY_MUTATORS and (name not in NEW_IF_USED or id(child) in unused)
            if called or not isinstance(child.ctx, ast.Load):
                base: ast.expr = child.value
                while isinstance(base, ast.Attribute | ast.Subscript):
                    base = base.value
                found.update({base.id} if isinstance(base, ast.Name) else ())
    return found


def changing_methods(tree: ast.AST) -> Iterator[str]:
    """The operations and properties by which classes change their own objects."""
    methods = (m for c in walk(tree) if isinstance(c, ast.ClassDef) for m in c.body)
    for method in methods:
        if isinstance(method, ast.FunctionDef) and method.args.args:
            is_property = any(last_name(d) == "property" for d in method.decorator_list)
            if is_property or method.name in OPERATIONS:
                yield from [method.name] * (method.args.args[0].arg in stored_into(method))
