"""What is left when a piece of the program can't be followed.

The piece is not run. Names that it would bind become Unknown, containers that it would add to
get an Unknown element: what is already known stays known.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace as _replace
from typing import Any

from migrate.read.interpret import side_effects
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.values import (
    ClassValue,
    InstanceValue,
    Raised,
    Scope,
    Signal,
    Site,
    Unknown,
    Value,
    set_attribute,
)
from migrate.read.kedro.nodes import PipelineValue

_ADDS = {"append", "extend", "insert", "add", "update", "setdefault", "appendleft"}
_REMOVES = {"pop", "remove", "clear", "discard", "popitem"}
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def either(
    m: Evaluation,
    body: list[ast.stmt],
    orelse: list[ast.stmt],
    scope: Scope,
    reason: Unknown,
) -> Signal | None:
    """An `if` whose condition is not known. A branch that only raises is taken not to happen."""
    if only_raises(body):
        return m.run(orelse, scope)
    if orelse and only_raises(orelse):
        return m.run(body, scope)
    why = reason.because("the condition can't be known")
    first = skip(m, body, scope, why)
    second = skip(m, orelse, scope, why)
    if first and second:
        return _replace(first, ways=first.ways | second.ways)
    return first or second


def only_raises(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Raise) and not any(_ways(body[:-1]))


def skip(m: Evaluation, body: list[ast.stmt], scope: Scope, reason: Unknown) -> Signal | None:
    """Marks what statements that are not run would have changed."""
    if not body:
        return None
    m.skipped.add((scope.module.path, body[0].lineno, body[-1].end_lineno or body[-1].lineno))
    for node in own(body):
        m.spend()
        _affect(m, node, scope, reason)
    ways = frozenset(_ways(body))
    if ways:
        return Signal("unknown", reason, ways)
    return None


def skip_loop(
    m: Evaluation, node: ast.For | ast.While, scope: Scope, reason: Unknown
) -> Signal | None:
    """The same for a loop, or for what is left of it."""
    skip(m, node.body, scope, reason)
    return skip(m, [node], scope, reason)


def own(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a block, those of inner functions and classes left out."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _INNER):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def _ways(body: list[ast.stmt]) -> Iterator[str]:
    """In which ways a block may be left: return, break, continue."""
    waiting: list[tuple[ast.AST, bool]] = [(node, False) for node in body]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, ast.Return):
            yield "return"
        elif isinstance(node, ast.Break | ast.Continue) and not inside:
            yield type(node).__name__.lower()
        if not isinstance(node, _INNER):
            inside = inside or isinstance(node, ast.For | ast.While)
            waiting += [(child, inside) for child in ast.iter_child_nodes(node)]


def _affect(m: Evaluation, node: ast.AST, scope: Scope, reason: Unknown) -> None:
    affect = _AFFECTS.get(type(node))
    if affect is not None:
        affect(m, node, scope, reason)


def _assigned(m: Evaluation, node: ast.Assign, scope: Scope, reason: Unknown) -> None:
    for target in node.targets:
        affect_target(m, target, scope, reason)


def _one_target(
    m: Evaluation, node: ast.AnnAssign | ast.NamedExpr | ast.For, scope: Scope, reason: Unknown
) -> None:
    affect_target(m, node.target, scope, reason)


def _defined(
    m: Evaluation,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    scope: Scope,
    reason: Unknown,
) -> None:
    scope.store(node.name, reason)


def _imported(
    m: Evaluation, node: ast.Import | ast.ImportFrom, scope: Scope, reason: Unknown
) -> None:
    for alias in node.names:
        if alias.name != "*":
            scope.store(alias.asname or alias.name.partition(".")[0], reason)


def _stated(m: Evaluation, node: ast.Expr, scope: Scope, reason: Unknown) -> None:
    if isinstance(node.value, ast.Call):
        head = _head(node.value.func)
        side_effects.note_skipped(m, node.value, _value(m, head, scope), scope)


def _called(m: Evaluation, node: ast.Call, scope: Scope, reason: Unknown) -> None:
    if isinstance(node.func, ast.Attribute) and node.func.attr in _ADDS | _REMOVES:
        spoil(_value(m, node.func.value, scope), reason)


def _yielded(m: Evaluation, node: ast.Yield | ast.YieldFrom, scope: Scope, reason: Unknown) -> None:
    generator = scope.generator()
    if generator is not None:
        generator.append(reason)


def _head(node: ast.expr) -> ast.expr:
    """What a dotted name begins with."""
    return _head(node.value) if isinstance(node, ast.Attribute) else node


def affect_target(m: Evaluation, target: ast.expr, scope: Scope, reason: Unknown) -> None:
    """Marks the target of an assignment that may have happened."""
    match target:
        case ast.Name():
            scope.store(target.id, reason)
        case ast.Tuple() | ast.List():
            for part in target.elts:
                affect_target(m, part, scope, reason)
        case ast.Starred():
            affect_target(m, target.value, scope, reason)
        case ast.Attribute():
            box = _value(m, target.value, scope)
            if isinstance(box, InstanceValue | ClassValue):
                set_attribute(box, target.attr, reason)
        case ast.Subscript():
            box, key = _value(m, target.value, scope), _value(m, target.slice, scope)
            if isinstance(box, dict) and isinstance(key, str | int):
                box[key] = reason
            else:
                spoil(box, reason)


def _affect_augmented(m: Evaluation, node: ast.AugAssign, scope: Scope, reason: Unknown) -> None:
    value = _value(m, node.target, scope)
    if isinstance(value, list | dict | set):
        spoil(value, reason)
    elif isinstance(value, PipelineValue) and isinstance(node.target, ast.Name):
        m.report(reason, "K102", m.place(node, scope))
        made = PipelineValue([value], gaps=True, place=value.place)
        scope.store(node.target.id, made)
    else:
        affect_target(m, node.target, scope, reason)


def _value(m: Evaluation, node: ast.expr, scope: Scope) -> Value:
    """The value of a simple expression, without running anything; None if it is not simple."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            try:
                return m.lookup(node.id, scope, Site(node, scope))
            except Raised:
                return None
        case ast.Attribute():
            box = _value(m, node.value, scope)
            return box.attributes.get(node.attr) if isinstance(box, InstanceValue) else None
        case ast.Subscript():
            box, key = _value(m, node.value, scope), _value(m, node.slice, scope)
            return box.get(key) if isinstance(box, dict) and isinstance(key, str | int) else None
    return None


def spoil(box: Any, reason: Unknown) -> None:
    """Leaves an Unknown in a container that has changed in a way that is not known."""
    if isinstance(box, list):
        box.append(reason)
    elif isinstance(box, set):
        box.add(reason)
    elif isinstance(box, dict):
        box[reason] = reason


_AFFECTS: dict[type[ast.AST], Callable[[Evaluation, Any, Scope, Unknown], None]] = {
    ast.AnnAssign: _one_target,
    ast.Assign: _assigned,
    ast.AsyncFunctionDef: _defined,
    ast.AugAssign: _affect_augmented,
    ast.Call: _called,
    ast.ClassDef: _defined,
    ast.Expr: _stated,
    ast.For: _one_target,
    ast.FunctionDef: _defined,
    ast.Import: _imported,
    ast.ImportFrom: _imported,
    ast.NamedExpr: _one_target,
    ast.Yield: _yielded,
    ast.YieldFrom: _yielded,
}
