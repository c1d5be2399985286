"""Expressions: one function for each kind of syntax, found through a table."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from migrate.read.interpret import configuration_reads as settled
from migrate.read.interpret import costs
from migrate.read.interpret.natives import builtins as builtin
from migrate.read.interpret.objects import attributes
from migrate.read.interpret.syntax import operators
from migrate.read.interpret.values import (
    ClassValue,
    FileValue,
    FunctionValue,
    InstanceValue,
    Library,
    Raised,
    Scope,
    Site,
    TooMuch,
    Unknown,
    Value,
    in_one_order,
)

if TYPE_CHECKING:
    from migrate.read.interpret.interpreter import Machine


# --- names ----------------------------------------------------------------------------------


def lookup(m: Machine, name: str, scope: Scope, site: Site) -> Value:
    """The value of a name, innermost scope first; bodies of classes are seen by themselves only."""
    here: Scope | None = scope
    if name in scope.globals:
        here = Scope(scope.module.names, scope.module)
    while here is not None:
        if name in here.names and (here is scope or here.kind != "class"):
            return here.names[name]
        here = here.parent
    if name in scope.module.names:
        return scope.module.names[name]
    if name in builtin.BUILTINS:
        return builtin.BUILTINS[name]
    for star in reversed(scope.module.stars):
        return Library(star.module, name)
    for key in scope.module.names:
        if isinstance(key, Unknown):  # globals().update(...) with what can't be known
            return key
    place = m.place(site.node, scope)
    if m.lenient:
        m.note("K120", place, name=name)
        return m.unknown(f"{name} is not defined", site)
    raise Raised(NameError(f"name '{name}' is not defined"), place)


def _name(m: Machine, node: ast.Name, scope: Scope) -> Value:
    return lookup(m, node.id, scope, Site(node, scope))


def store(m: Machine, name: str, value: Value, scope: Scope) -> None:
    """Binds a name where an assignment in this scope binds it."""
    if name in scope.globals:
        scope.module.names[name] = value
        return
    if name in scope.nonlocals:
        here = scope.parent
        while here is not None and here.kind != "module":
            if name in here.names and here.kind != "class":
                here.names[name] = value
                return
            here = here.parent
    scope.names[name] = value


def _named(m: Machine, node: ast.NamedExpr, scope: Scope) -> Value:
    value = m.evaluate(node.value, scope)
    here = scope
    while here.kind == "comprehension" and here.parent is not None:
        here = here.parent
    store(m, node.target.id, value, here)
    return value


# --- displays -------------------------------------------------------------------------------


def elements(m: Machine, nodes: Iterable[ast.expr], scope: Scope) -> list[Value]:
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


def _dict(m: Machine, node: ast.Dict, scope: Scope) -> Value:
    made: dict[Value, Value] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            operators.update_dict(m, made, m.evaluate(value, scope), Site(value, scope))
        else:
            name = m.evaluate(key, scope)
            item = m.evaluate(value, scope)
            m.real(operator.setitem, made, name, item, site=Site(key, scope))
    return made


def _set(m: Machine, node: ast.Set, scope: Scope) -> Value:
    return m.real(set, elements(m, node.elts, scope), site=Site(node, scope))


# --- strings --------------------------------------------------------------------------------


def text_of(m: Machine, value: Value, site: Site, conversion: Callable[[Any], str] = str) -> Value:
    """`str(value)`, or Unknown where it would tell of our own objects."""
    value = attributes.unwrap(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, InstanceValue):
        method = attributes.find_in_class(value.cls, "__str__") or attributes.find_in_class(
            value.cls, "__repr__"
        )
        if isinstance(method, FunctionValue):
            return m.call(method, [value], {}, site)
        if value.cls.members is not None:
            return f"{value.cls.name}.{value.attributes.get('name')}"
    m.spend(costs.text_of(value))
    if not operators.printable(value):
        return m.unknown("the text of an object is not known", site)
    return m.real(conversion, value, site=site)


def _joined(m: Machine, node: ast.JoinedStr, scope: Scope) -> Value:
    parts: list[str] = []
    for piece in node.values:
        part = m.evaluate(piece, scope)
        if isinstance(part, Unknown):
            return part
        parts.append(part)
    return m.real(str.join, "", parts, site=Site(node, scope))


def _formatted(m: Machine, node: ast.FormattedValue, scope: Scope) -> Value:
    site = Site(node, scope)
    value = attributes.unwrap(m.evaluate(node.value, scope))
    spec = m.evaluate(node.format_spec, scope) if node.format_spec else ""
    if isinstance(spec, Unknown):
        return spec
    if node.conversion == ord("r"):
        value = text_of(m, value, site, repr)
    elif node.conversion == ord("s") or isinstance(value, InstanceValue) or not spec:
        value = text_of(m, value, site)
    if isinstance(value, Unknown):
        return value
    if not operators.printable(value):
        return m.unknown("the text of an object is not known", site)
    return m.real(format, value, spec, site=site)


# --- operators ------------------------------------------------------------------------------


def _binary(m: Machine, node: ast.BinOp, scope: Scope) -> Value:
    spine = [node]
    while isinstance(spine[-1].left, ast.BinOp):  # a + b + c + ... nests to the left
        spine.append(spine[-1].left)
    value = m.evaluate(spine[-1].left, scope)
    for step in reversed(spine):
        right = m.evaluate(step.right, scope)
        value = operators.binary(m, type(step.op), value, right, Site(step, scope))
    return value


def _unary(m: Machine, node: ast.UnaryOp, scope: Scope) -> Value:
    value = m.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        found = operators.truth(m, value, Site(node, scope))
        return found if isinstance(found, Unknown) else not found
    return operators.unary(m, type(node.op), value, Site(node, scope))


def _boolean(m: Machine, node: ast.BoolOp, scope: Scope) -> Value:
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


def _compare(m: Machine, node: ast.Compare, scope: Scope) -> Value:
    left = m.evaluate(node.left, scope)
    result: Value = True
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        right = m.evaluate(right_node, scope)
        result = operators.compare(m, type(op), left, right, Site(node, scope))
        if isinstance(result, Unknown) or not result:
            return result
        left = right
    return result


def _conditional(m: Machine, node: ast.IfExp, scope: Scope) -> Value:
    found = operators.truth(m, m.evaluate(node.test, scope), Site(node.test, scope))
    if isinstance(found, Unknown):
        m.skipped.add((scope.module.path, node.lineno, node.end_lineno or node.lineno))
        return found.because("the condition can't be known")
    return m.evaluate(node.body if found else node.orelse, scope)


def _subscript(m: Machine, node: ast.Subscript, scope: Scope) -> Value:
    value = m.evaluate(node.value, scope)
    return operators.subscript(m, value, m.evaluate(node.slice, scope), Site(node, scope))


def _slice(m: Machine, node: ast.Slice, scope: Scope) -> Value:
    parts = [m.evaluate(p, scope) if p else None for p in (node.lower, node.upper, node.step)]
    for part in parts:
        if isinstance(part, Unknown):
            return part
    return slice(*parts)


def _attribute(m: Machine, node: ast.Attribute, scope: Scope) -> Value:
    return attributes.get(m, m.evaluate(node.value, scope), node.attr, Site(node, scope))


# --- functions and calls --------------------------------------------------------------------


def _lambda(m: Machine, node: ast.Lambda, scope: Scope) -> Value:
    return make_function(m, node, scope, "<lambda>")


def make_function(
    m: Machine,
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


def _call(m: Machine, node: ast.Call, scope: Scope) -> Value:
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


def _yield(m: Machine, node: ast.Yield, scope: Scope) -> Value:
    _yielded(scope).append(m.evaluate(node.value, scope) if node.value else None)
    return None


def _yield_from(m: Machine, node: ast.YieldFrom, scope: Scope) -> Value:
    site = Site(node, scope)
    try:
        found = builtin.items_of(m, m.evaluate(node.value, scope), site)
    except TooMuch as error:
        found = [m.unknown(error.reason, site)]
    _yielded(scope).extend(found)
    return None


def _yielded(scope: Scope) -> list[Value]:
    here: Scope | None = scope
    while here is not None and here.yielded is None:
        here = here.parent
    return here.yielded if here is not None and here.yielded is not None else []


# --- iteration and comprehensions -----------------------------------------------------------


def iterate(m: Machine, value: Value, site: Site) -> Iterator[Value] | Unknown:
    """See Machine.iterate."""
    value = attributes.unwrap(value)
    if isinstance(value, Unknown):
        return value
    settled.look(value)
    if isinstance(value, ClassValue) and value.members is not None:
        return _counted(m, iter(list(value.members)))
    if isinstance(value, FileValue):
        m.spend(len(value.text) // 32)
        return _counted(m, iter(value.text.splitlines(keepends=True)))
    if isinstance(value, InstanceValue):
        method = attributes.find_in_class(value.cls, "__iter__")
        if isinstance(method, FunctionValue):
            return m.iterate(m.call(method, [value], {}, site), site)
        return m.unknown(f"the elements of a {value.cls.name} are not known", site)
    if isinstance(value, (*operators.OPAQUE, type)):
        return m.unknown("the elements of an object are not known", site)
    items = m.real(iter, in_one_order(value), site=site)
    return items if isinstance(items, Unknown) else _counted(m, items)


def _counted(m: Machine, items: Iterator[Value]) -> Iterator[Value]:
    for item in items:
        m.spend(1 if type(item) is not tuple else 1 + len(item) // 8)  # products make them long
        yield item


def _comprehend(
    m: Machine, generators: list[ast.comprehension], scope: Scope, emit: Callable[[Scope], None]
) -> list[Unknown]:
    """Runs `emit` for every round of a comprehension. Returns what could not be known."""
    from migrate.read.interpret.syntax.statements import assign

    doubts: list[Unknown] = []
    inner = Scope({}, scope.module, scope, "comprehension", prefix=scope.prefix)

    def rounds(depth: int) -> None:
        if depth == len(generators):
            emit(inner)
            return
        generator = generators[depth]
        source = m.evaluate(generator.iter, scope if depth == 0 else inner)
        items = m.iterate(source, Site(generator.iter, scope))
        if isinstance(items, Unknown):
            doubts.append(items)
            return
        for item in items:
            assign(m, generator.target, item, inner)
            if all(holds(test) for test in generator.ifs):
                rounds(depth + 1)

    def holds(test: ast.expr) -> bool:
        found = operators.truth(m, m.evaluate(test, inner), Site(test, inner))
        if isinstance(found, Unknown):
            doubts.append(found)
            return False
        return bool(found)

    rounds(0)
    if doubts:
        node = generators[0].target
        m.skipped.add((scope.module.path, node.lineno, node.end_lineno or node.lineno))
    return doubts


def _list_comprehension(
    m: Machine, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope
) -> Value:
    made: list[Value] = []
    doubts = _comprehend(
        m, node.generators, scope, lambda inner: made.append(m.evaluate(node.elt, inner))
    )
    if doubts:
        m.skipped.add((scope.module.path, node.lineno, node.end_lineno or node.lineno))
    made += doubts
    if isinstance(node, ast.SetComp):
        return m.real(set, made, site=Site(node, scope))
    return iter(made) if isinstance(node, ast.GeneratorExp) else made


def _dict_comprehension(m: Machine, node: ast.DictComp, scope: Scope) -> Value:
    made: dict[Value, Value] = {}

    def emit(inner: Scope) -> None:
        key = m.evaluate(node.key, inner)
        value = m.evaluate(node.value, inner)
        m.real(operator.setitem, made, key, value, site=Site(node, inner))

    doubts = _comprehend(m, node.generators, scope, emit)
    if doubts:
        m.skipped.add((scope.module.path, node.lineno, node.end_lineno or node.lineno))
    made.update({doubt: doubt for doubt in doubts})
    return made


Handler = Callable[["Machine", Any, Scope], Value]

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
