"""Expressions: one function for each kind of syntax, found through a table."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable
from typing import Any

from migrate.read.interpret import operators
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.natives import builtins as builtin
from migrate.read.interpret.syntax.assignment import assign
from migrate.read.interpret.values import (
    FunctionValue,
    InstanceValue,
    Scope,
    Site,
    TooMuch,
    Unknown,
    Value,
    unwrap,
)

# --- names ----------------------------------------------------------------------------------


def _name(m: Evaluation, node: ast.Name, scope: Scope) -> Value:
    return m.lookup(node.id, scope, Site(node, scope))


def _named(m: Evaluation, node: ast.NamedExpr, scope: Scope) -> Value:
    value = m.evaluate(node.value, scope)
    here = scope
    while here.kind == "comprehension" and here.parent is not None:
        here = here.parent
    here.store(node.target.id, value)
    return value


# --- displays -------------------------------------------------------------------------------


def elements(m: Evaluation, nodes: Iterable[ast.expr], scope: Scope) -> list[Value]:
    """The values of the elements of a display or of a call, stars unpacked."""
    found: list[Value] = []
    for node in nodes:
        if not isinstance(node, ast.Starred):
            found.append(m.evaluate(node, scope))
            continue
        items = m.iterate(m.evaluate(node.value, scope), Site(node, scope))
        if isinstance(items, Unknown):
            found.append(items)
        else:
            found += items
    return found


def _dict(m: Evaluation, node: ast.Dict, scope: Scope) -> Value:
    made: dict[Value, Value] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            operators.update_dict(m, made, m.evaluate(value, scope), Site(value, scope))
        else:
            name = m.evaluate(key, scope)
            item = m.evaluate(value, scope)
            m.real(operator.setitem, made, name, item, site=Site(key, scope))
    return made


def _set(m: Evaluation, node: ast.Set, scope: Scope) -> Value:
    return m.real(set, elements(m, node.elts, scope), site=Site(node, scope))


# --- strings --------------------------------------------------------------------------------


def _joined(m: Evaluation, node: ast.JoinedStr, scope: Scope) -> Value:
    parts: list[Value] = []
    for piece in node.values:
        part = m.evaluate(piece, scope)
        if isinstance(part, Unknown):
            return part
        parts.append(part)
    return m.real(str.join, "", parts, site=Site(node, scope))


def _formatted(m: Evaluation, node: ast.FormattedValue, scope: Scope) -> Value:
    site = Site(node, scope)
    value = unwrap(m.evaluate(node.value, scope))
    spec = m.evaluate(node.format_spec, scope) if node.format_spec else ""
    if isinstance(spec, Unknown):
        return spec
    if node.conversion == ord("r"):
        value = operators.text_of(m, value, site, repr)
    elif node.conversion == ord("s") or isinstance(value, InstanceValue) or not spec:
        value = operators.text_of(m, value, site)
    if isinstance(value, Unknown):
        return value
    if not operators.printable(value):
        return m.unknown("the text of an object is not known", site)
    return m.real(format, value, spec, site=site)


# --- operators ------------------------------------------------------------------------------


def _binary(m: Evaluation, node: ast.BinOp, scope: Scope) -> Value:
    spine = [node]
    while isinstance(spine[-1].left, ast.BinOp):  # a + b + c + ... nests to the left
        spine.append(spine[-1].left)
    value = m.evaluate(spine[-1].left, scope)
    for step in reversed(spine):
        right = m.evaluate(step.right, scope)
        value = operators.binary(m, type(step.op), value, right, Site(step, scope))
    return value


def _unary(m: Evaluation, node: ast.UnaryOp, scope: Scope) -> Value:
    value = m.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        found = operators.truth(m, value, Site(node, scope))
        return found if isinstance(found, Unknown) else not found
    return operators.unary(m, type(node.op), value, Site(node, scope))


def _boolean(m: Evaluation, node: ast.BoolOp, scope: Scope) -> Value:
    stop = isinstance(node.op, ast.Or)
    value: Value = None
    for part in node.values:
        value = m.evaluate(part, scope)
        found = operators.truth(m, value, Site(part, scope))
        if isinstance(found, Unknown):
            return found
        if found is stop:
            return value
    return value


def _compare(m: Evaluation, node: ast.Compare, scope: Scope) -> Value:
    left = m.evaluate(node.left, scope)
    result: Value = True
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        right = m.evaluate(right_node, scope)
        result = operators.compare(m, type(op), left, right, Site(node, scope))
        if isinstance(result, Unknown) or not result:
            return result
        left = right
    return result


def _conditional(m: Evaluation, node: ast.IfExp, scope: Scope) -> Value:
    found = operators.truth(m, m.evaluate(node.test, scope), Site(node.test, scope))
    if isinstance(found, Unknown):
        m.skipped.add((scope.module.path, node.lineno, node.end_lineno or node.lineno))
        return found.because("the condition can't be known")
    return m.evaluate(node.body if found else node.orelse, scope)


def _subscript(m: Evaluation, node: ast.Subscript, scope: Scope) -> Value:
    value = m.evaluate(node.value, scope)
    return operators.subscript(m, value, m.evaluate(node.slice, scope), Site(node, scope))


def _slice(m: Evaluation, node: ast.Slice, scope: Scope) -> Value:
    parts = [m.evaluate(p, scope) if p else None for p in (node.lower, node.upper, node.step)]
    for part in parts:
        if isinstance(part, Unknown):
            return part
    return slice(*parts)


def _attribute(m: Evaluation, node: ast.Attribute, scope: Scope) -> Value:
    return m.attribute(m.evaluate(node.value, scope), node.attr, Site(node, scope))


# --- functions and calls --------------------------------------------------------------------


def _lambda(m: Evaluation, node: ast.Lambda, scope: Scope) -> Value:
    return make_function(m, node, scope, "<lambda>")


def make_function(
    m: Evaluation,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    scope: Scope,
    name: str,
) -> FunctionValue:
    """The function that a `def` or `lambda` makes here, its defaults evaluated."""
    given = node.args
    return FunctionValue(
        node,
        scope.module,
        scope,
        name,
        f"{scope.prefix}{name}",
        [m.evaluate(default, scope) for default in given.defaults],
        {
            argument.arg: m.evaluate(default, scope)
            for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
            if default is not None
        },
        module_name=scope.module.name,
    )


def _call(m: Evaluation, node: ast.Call, scope: Scope) -> Value:
    function = m.evaluate(node.func, scope)
    site = Site(node, scope)
    args = elements(m, node.args, scope)
    kwargs: dict[Value, Value] = {}
    for keyword in node.keywords:
        value = m.evaluate(keyword.value, scope)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        else:
            operators.update_dict(m, kwargs, value, Site(keyword.value, scope))
    names = {k: v for k, v in kwargs.items() if isinstance(k, str)}
    odd = [k for k in kwargs if not isinstance(k, str)]
    if odd and isinstance(odd[0], Unknown):
        kept = function if isinstance(function, Unknown) else odd[0]
        return kept.because("its arguments can't be known")
    return m.call(function, args, names, site)


def _yield(m: Evaluation, node: ast.Yield, scope: Scope) -> Value:
    value = m.evaluate(node.value, scope) if node.value else None
    _yield_all(scope, [value])
    return None


def _yield_all(scope: Scope, found: list[Value]) -> None:
    generator = scope.generator()
    if generator is not None:
        generator += found


def _yield_from(m: Evaluation, node: ast.YieldFrom, scope: Scope) -> Value:
    site = Site(node, scope)
    try:
        found = builtin.items_of(m, m.evaluate(node.value, scope), site)
    except TooMuch as error:
        found = [m.unknown(error.reason, site)]
    _yield_all(scope, found)
    return None


# --- iteration and comprehensions -----------------------------------------------------------


def _comprehend(
    m: Evaluation, generators: list[ast.comprehension], scope: Scope, emit: Callable[[Scope], None]
) -> list[Unknown]:
    """Runs `emit` for every round of a comprehension. Returns what could not be known."""
    unknowns: list[Unknown] = []
    inner = Scope({}, scope.module, scope, "comprehension", prefix=scope.prefix)

    def rounds(depth: int) -> None:
        if depth == len(generators):
            emit(inner)
            return
        generator = generators[depth]
        source = m.evaluate(generator.iter, scope if depth == 0 else inner)
        items = m.iterate(source, Site(generator.iter, scope))
        if isinstance(items, Unknown):
            unknowns.append(items)
            return
        for item in items:
            assign(m, generator.target, item, inner)
            if all(holds(test) for test in generator.ifs):
                rounds(depth + 1)

    def holds(test: ast.expr) -> bool:
        found = operators.truth(m, m.evaluate(test, inner), Site(test, inner))
        if isinstance(found, Unknown):
            unknowns.append(found)
            return False
        return bool(found)

    rounds(0)
    if unknowns:
        node = generators[0].target
        m.skipped.add((scope.module.path, node.lineno, node.end_lineno or node.lineno))
    return unknowns


def _list_comprehension(
    m: Evaluation, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope
) -> Value:
    made: list[Value] = []
    unknowns = _comprehend(
        m, node.generators, scope, lambda inner: made.append(m.evaluate(node.elt, inner))
    )
    if unknowns:
        m.skipped.add((scope.module.path, node.lineno, node.end_lineno or node.lineno))
    made += unknowns
    if isinstance(node, ast.SetComp):
        return m.real(set, made, site=Site(node, scope))
    return iter(made) if isinstance(node, ast.GeneratorExp) else made


def _dict_comprehension(m: Evaluation, node: ast.DictComp, scope: Scope) -> Value:
    made: dict[Value, Value] = {}

    def emit(inner: Scope) -> None:
        key = m.evaluate(node.key, inner)
        value = m.evaluate(node.value, inner)
        m.real(operator.setitem, made, key, value, site=Site(node, inner))

    unknowns = _comprehend(m, node.generators, scope, emit)
    if unknowns:
        m.skipped.add((scope.module.path, node.lineno, node.end_lineno or node.lineno))
    made.update({unknown: unknown for unknown in unknowns})
    return made


Handler = Callable[[Evaluation, Any, Scope], Value]

EXPRESSIONS: dict[type[ast.AST], Handler] = {
    ast.Attribute: _attribute,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: lambda m, node, scope: node.value,
    ast.Dict: _dict,
    ast.DictComp: _dict_comprehension,
    ast.FormattedValue: _formatted,
    ast.GeneratorExp: _list_comprehension,
    ast.IfExp: _conditional,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.List: lambda m, node, scope: elements(m, node.elts, scope),
    ast.ListComp: _list_comprehension,
    ast.Name: _name,
    ast.NamedExpr: _named,
    ast.Set: _set,
    ast.SetComp: _list_comprehension,
    ast.Slice: _slice,
    ast.Subscript: _subscript,
    ast.Tuple: lambda m, node, scope: tuple(elements(m, node.elts, scope)),
    ast.UnaryOp: _unary,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
