"""Expressions of the source as text: the names that they read, and the same with other names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import cache

from migrate.model.project import ConstructorCall, Function


@cache
def unquoted(text: str) -> str:
    """An annotation without the quotes of a forward reference."""
    tree = _expression(text)
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        return tree.value
    return text


@cache  # the same few annotations are asked for at each node
def names_in(text: str) -> frozenset[str] | None:
    """The names that an expression reads; None if it is not one."""
    tree = _expression(text)
    if tree is None:
        return None
    return frozenset(_free(tree))


_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _free(node: ast.AST) -> set[str]:
    """The names that an expression reads and does not bind itself."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    inner = set().union(*map(_free, ast.iter_child_nodes(node)))
    if isinstance(node, ast.Lambda):
        own = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
        return inner - own | _free(node.args)
    if isinstance(node, _COMPREHENSIONS):
        return inner - _stored(node) | _free(node.generators[0].iter)
    return inner - _stored(node) if isinstance(node, ast.NamedExpr) else inner


def _stored(node: ast.AST) -> set[str]:
    names = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    return {each.id for each in names if isinstance(each.ctx, ast.Store)}


def outer_defaults(facts: Function) -> set[str]:
    """The parameters whose defaults take something from the function around."""
    return {
        parameter.name
        for parameter in facts.parameters
        if parameter.default and (names_in(parameter.default) or set()) - facts.global_names
    }


def names_made(
    made: ConstructorCall | None, functions: Mapping[str, Function]
) -> Iterable[tuple[str, str]]:
    """What an object is made of, as (module, name)."""
    if made is None:
        return
    if not made.line:
        yield made.module, made.name.partition(".")[0]
    elif facts := functions.get(f"{made.module}:{made.name}"):
        yield from ((made.module, name) for name in facts.global_names)
    for part in made.parts:
        yield from names_made(part, functions)


def rename_in(text: str, renames: Mapping[str, str]) -> str:
    """An expression with names changed."""
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = renames.get(node.id, node.id)
    return ast.unparse(tree)


def _expression(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
