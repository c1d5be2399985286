"""Functions that change an object and nothing in it, so that a shallow copy is as good as any."""

from __future__ import annotations

import ast
import re

from migrate.code.introspection import definition_of
from migrate.model.project import Function

# Methods that change their object alone, if what they give is not used.
_CHANGING = frozenset(
    {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove"}
    | {"reverse", "setdefault", "update"}
)
_PLAIN = r"(?:str|int|float|bool|bytes|complex|None)"
_FLAT = re.compile(rf"(?:dict|list|set|tuple)\[{_PLAIN}(?:(?:, | \| ){_PLAIN})*(?:, \.\.\.)?\]")
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.GeneratorExp)


def is_flat(hint: str) -> bool:
    """Whether nothing in a value of this hint can be changed."""
    return bool(_FLAT.fullmatch(hint))


def changes_it_alone(facts: Function, parameter: str) -> bool:
    """Whether a function surely changes nothing in the object of a parameter: each use of the name
    is an assignment to an item of it, a method whose result is not used, or its return."""
    definition = definition_of(facts.text)
    if isinstance(definition, ast.Lambda) or facts.decorators:
        return False
    return all(map(_Uses(parameter).are_plain, definition.body))


class _Uses:
    def __init__(self, name: str) -> None:
        self.name = name

    def are_plain(self, node: ast.AST) -> bool:
        """Whether all uses of the name in a piece of syntax leave alone what is in the object."""
        if self._is_plain(node):
            return True
        if self._is_it(node) or (isinstance(node, _INNER) and self._is_in(node)):
            return False
        return all(map(self.are_plain, ast.iter_child_nodes(node)))

    def _is_plain(self, node: ast.AST) -> bool:
        match node:
            case ast.Return(value=value) if value and self._is_it(value):
                return True
            case ast.Assign(targets=targets, value=value):
                return not self._is_in(value) and all(map(self._is_item, targets))
            case ast.Delete(targets=targets):
                return all(map(self._is_item, targets))
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=of, attr=method)) as call):
                given = [*call.args, *call.keywords]
                return self._is_it(of) and method in _CHANGING and not any(map(self._is_in, given))
            case ast.Call(func=ast.Name(id="len"), args=[of], keywords=[]):
                return self._is_it(of)
        return False

    def _is_item(self, node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Subscript)
            and self._is_it(node.value)
            and not self._is_in(node.slice)
        )

    def _is_it(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id == self.name

    def _is_in(self, node: ast.AST) -> bool:
        return any(map(self._is_it, ast.walk(node)))
