"""Whether importing a statement may do more than bind names."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Mapping

from migrate.code.scopes import dotted_name, is_type_checking
from migrate.code.trees import children, walk
from migrate.libraries.known import listed
from migrate.libraries.words import is_listed

# Builtins that leave something behind. All others only compute.
_ACTIVE_BUILTINS = frozenset(
    {"breakpoint", "compile", "delattr", "eval", "exec", "exit", "help", "input", "open", "print"}
    | {"quit", "setattr", "__import__"}
)

# Library calls that only compute or read, by dotted path; "a.b." covers everything below.
_HARMLESS = listed(lambda library: library.harmless)
# Methods that only compute, whatever object they are called on.
_HARMLESS_METHODS = listed(lambda library: library.harmless_methods)

_NOT_RUN = (ast.Lambda, ast.GeneratorExp)


def has_effect(node: ast.stmt, aliases: Mapping[str, str]) -> bool:
    """Whether importing a top-level statement may do more than bind names.

    `aliases` maps the names that imports have bound so far to what they stand for.
    """
    check = _STATEMENTS.get(type(node))
    return check(node, aliases) if check else _expressions(node, aliases)


def _expressions(node: ast.AST, aliases: Mapping[str, str]) -> bool:
    return any(_expression(child, aliases) for child in children(node))


def _expression(node: ast.AST, aliases: Mapping[str, str]) -> bool:
    """Whether evaluating an expression, or running a statement inside another, has an effect."""
    if isinstance(node, ast.stmt):
        return has_effect(node, aliases)
    if isinstance(node, _NOT_RUN):
        return False
    if isinstance(node, ast.Call) and not _is_harmless(node.func, aliases):
        return True
    if isinstance(node, ast.Await | ast.Yield | ast.YieldFrom):
        return True
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return True  # changes an object that others may see
    return _expressions(node, aliases)


def is_harmless_call(path: str) -> bool:
    """Whether a call of what a library has at a dotted path only computes or reads."""
    return is_listed(path, _HARMLESS) or path.rpartition(".")[2] in _HARMLESS_METHODS


def _is_harmless(function: ast.AST, aliases: Mapping[str, str]) -> bool:
    path = dotted_name(function)
    head, _, rest = path.partition(".")
    if head in aliases:
        return is_listed(f"{aliases[head]}.{rest}" if rest else aliases[head], _HARMLESS) or (
            bool(rest) and rest.rpartition(".")[2] in _HARMLESS_METHODS
        )
    if path and not rest and hasattr(builtins, path):
        return path not in _ACTIVE_BUILTINS
    return isinstance(function, ast.Attribute) and function.attr in _HARMLESS_METHODS


def _decorators(node: ast.AST, aliases: Mapping[str, str]) -> bool:
    """A decorator is called, whether it is written as a call or not."""
    for decorator in getattr(node, "decorator_list", []):
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        own = isinstance(function, ast.Attribute) and function.attr in ("setter", "deleter")
        if not own and not _is_harmless(function, aliases):
            return True
    return False


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, aliases: Mapping[str, str]) -> bool:
    defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    return _decorators(node, aliases) or any(_expression(d, aliases) for d in defaults)


def _class(node: ast.ClassDef, aliases: Mapping[str, str]) -> bool:
    parts: list[ast.AST] = [*node.bases, *node.keywords, *node.body]
    return _decorators(node, aliases) or any(_expression(part, aliases) for part in parts)


def _annotated(node: ast.AnnAssign, aliases: Mapping[str, str]) -> bool:
    return any(_expression(n, aliases) for n in (node.target, node.value) if n is not None)


def _if(node: ast.If, aliases: Mapping[str, str]) -> bool:
    if is_type_checking(node.test) or _is_main(node.test):
        return any(has_effect(s, aliases) for s in node.orelse)
    return _expressions(node, aliases)


def _is_main(test: ast.AST) -> bool:
    return isinstance(test, ast.Compare) and "__name__" in set(_names(test))


def _names(node: ast.AST) -> Iterator[str]:
    return (child.id for child in walk(node) if isinstance(child, ast.Name))


def _augmented(node: ast.AugAssign, aliases: Mapping[str, str]) -> bool:
    imported = isinstance(node.target, ast.Name) and node.target.id in aliases
    return imported or _expressions(node, aliases)


def _always(node: ast.AST, aliases: Mapping[str, str]) -> bool:
    return True


def _never(node: ast.AST, aliases: Mapping[str, str]) -> bool:
    return False


_STATEMENTS: dict[type, Callable[..., bool]] = {
    ast.Import: _never,
    ast.ImportFrom: _never,
    ast.Pass: _never,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.With: _always,
    ast.Delete: _always,
    ast.Raise: _always,
}
