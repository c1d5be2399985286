"""Operators, truth, comparison and subscripts of values."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, cast

from migrate.read.interpret import configuration_reads, costs, partial_values
from migrate.read.interpret.costs import parts
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.unknown_branches import spoil
from migrate.read.interpret.values import (
    ClassValue,
    ConfigValue,
    FileValue,
    FunctionValue,
    InstanceValue,
    Library,
    Opaque,
    Raised,
    Site,
    TooMuch,
    Unknown,
    Value,
    in_one_order,
    one_unknown,
    plain,
    special,
    unwrap,
)
from migrate.read.kedro.nodes import NodeValue, PipelineValue

_ALWAYS_TRUE = (Opaque, PipelineValue, NodeValue, PurePath)

BINARY: dict[type[ast.operator], tuple[Callable[[Any, Any], Any], str]] = {
    ast.Add: (operator.add, "add"),
    ast.Sub: (operator.sub, "sub"),
    ast.Mult: (operator.mul, "mul"),
    ast.Div: (operator.truediv, "truediv"),
    ast.FloorDiv: (operator.floordiv, "floordiv"),
    ast.Mod: (operator.mod, "mod"),
    ast.Pow: (operator.pow, "pow"),
    ast.LShift: (operator.lshift, "lshift"),
    ast.RShift: (operator.rshift, "rshift"),
    ast.BitOr: (operator.or_, "or"),
    ast.BitAnd: (operator.and_, "and"),
    ast.BitXor: (operator.xor, "xor"),
    ast.MatMult: (operator.matmul, "matmul"),
}

UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}

COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}

_PIPELINES: dict[type[ast.operator], Callable[[PipelineValue, PipelineValue], PipelineValue]] = {
    ast.Add: PipelineValue.plus,
    ast.BitOr: PipelineValue.plus,
    ast.Sub: PipelineValue.minus,
    ast.BitAnd: PipelineValue.both,
}


_PRINTABLE = (str, int, float, complex, bytes, PurePath, range, BaseException, NodeValue)


def printable(value: Value) -> bool:
    """Whether the text of a value says nothing of our own objects."""
    return all(
        part is None
        or isinstance(part, (*_PRINTABLE, list, tuple, set, frozenset, dict))
        or type(part).__module__ == "datetime"
        for part in parts(value)
    )


def truth(m: Evaluation, value: Value, site: Site) -> bool | Unknown:
    """Whether a value counts as true."""
    value = unwrap(value)
    if isinstance(value, Unknown):
        return value
    if method := special(value, "__bool__", "__len__"):
        return truth(m, m.call(method, [value], {}, site), site)
    if isinstance(value, Library) and _may_be_a_constant(value):
        return m.unknown(f"{value.dotted} is not known", site)
    if isinstance(value, _ALWAYS_TRUE):
        return True
    unknown = partial_values.truth(value)
    if unknown is not None:
        return unknown
    return bool(m.real(bool, value, site=site))


def _may_be_a_constant(value: Library) -> bool:
    above, _, name = value.qualname.rpartition(".")
    return name.isupper() or name.startswith("_") or bool(above and name.islower())


def text_of(
    m: Evaluation, value: Value, site: Site, conversion: Callable[[Any], str] = str
) -> Value:
    """`str(value)`, or Unknown where it would tell of our own objects."""
    value = unwrap(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, InstanceValue):
        method = value.cls.find("__str__") or value.cls.find("__repr__")
        if isinstance(method, FunctionValue):
            return m.call(method, [value], {}, site)
        if value.cls.members is not None:
            return f"{value.cls.name}.{value.attributes.get('name')}"
    m.spend(costs.text_of(value))
    if not printable(value):
        return m.unknown("the text of an object is not known", site)
    return m.real(conversion, value, site=site)


def iterate(m: Evaluation, value: Value, site: Site) -> Iterator[Value] | Unknown:
    """See Evaluation.iterate."""
    value = unwrap(value)
    if isinstance(value, Unknown):
        return value
    configuration_reads.look(value)
    if isinstance(value, ClassValue) and value.members is not None:
        return _counted(m, iter(list(value.members)))
    if isinstance(value, FileValue):
        m.spend(len(value.text) // 32)
        return _counted(m, iter(value.text.splitlines(keepends=True)))
    if method := special(value, "__iter__"):
        return m.iterate(m.call(method, [value], {}, site), site)
    if isinstance(value, InstanceValue):
        return m.unknown(f"the elements of a {value.cls.name} are not known", site)
    if isinstance(value, Opaque | type):
        return m.unknown("the elements of an object are not known", site)
    items: Any = m.real(iter, in_one_order(value), site=site)
    return items if isinstance(items, Unknown) else _counted(m, items)


def _counted(m: Evaluation, items: Iterator[Value]) -> Iterator[Value]:
    for item in items:
        m.spend(1 if type(item) is not tuple else 1 + len(item) // 8)  # products make them long
        yield item


# --- binary operators -----------------------------------------------------------------------


def binary(m: Evaluation, op: type[ast.operator], a: Value, b: Value, site: Site) -> Value:
    """`a op b`."""
    a, b = unwrap(a), unwrap(b)
    if isinstance(a, PipelineValue) or isinstance(b, PipelineValue):
        return _pipelines(m, op, a, b, site)
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _with_unknown(op, a, b)
    sets = partial_values.operation(op, a, b)
    if sets is not None:
        return sets
    function, name = BINARY[op]
    for instance, other, method in ((a, b, f"__{name}__"), (b, a, f"__r{name}__")):
        if found := special(instance, method):
            return m.call(found, [instance, other], {}, site)
    if isinstance(a, Opaque) or isinstance(b, Opaque):
        return m.unknown("an operator on an object can't be known", site)
    if op is ast.Mod and isinstance(a, str):
        unknown = m.first_unknown(b)
        if unknown is not None:
            return unknown
        if not printable(b):
            return m.unknown("the text of an object is not known", site)
    return m.real(function, a, b, site=site)


def _pipelines(m: Evaluation, op: type[ast.operator], a: Value, b: Value, site: Site) -> Value:
    place = m.place(site.node, site.scope)
    if op is ast.Add and isinstance(a, int) and a == 0:
        return b  # what sum() begins with
    for known, other in ((a, b), (b, a)):
        if isinstance(other, Unknown):
            m.report(other, "K102", place)
            pipeline = cast(PipelineValue, known)
            made = PipelineValue([pipeline], gaps=True, place=pipeline.place)
            return made if known is a or op in (ast.Add, ast.BitOr) else other
    if not (isinstance(a, PipelineValue) and isinstance(b, PipelineValue)) or op not in _PIPELINES:
        names = " and ".join(type(x).__name__.removesuffix("Value") for x in (a, b))
        raise Raised(TypeError(f"unsupported operand types: {names}"), place)
    m.spend(a.weight + b.weight)
    return _PIPELINES[op](a, b)


def _with_unknown(op: type[ast.operator], a: Value, b: Value) -> Value:
    if op is ast.Add and isinstance(a, list | tuple):
        return [*a, b] if isinstance(a, list) else (*a, b)
    if op is ast.Add and isinstance(b, list | tuple):
        return [a, *b] if isinstance(b, list) else (a, *b)
    if op is ast.BitOr and isinstance(a, dict):
        return {**a, b: b}
    if op is ast.BitOr and isinstance(b, dict):
        return {a: a, **b}
    return a if isinstance(a, Unknown) else b


def unary(m: Evaluation, op: type[ast.unaryop], value: Value, site: Site) -> Value:
    """`-value` and the like."""
    value = unwrap(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Opaque):
        return m.unknown("an operator on an object can't be known", site)
    return m.real(UNARY[op], value, site=site)


# --- comparison -----------------------------------------------------------------------------


def compare(m: Evaluation, op: type[ast.cmpop], a: Value, b: Value, site: Site) -> Value:
    """`a op b`: True, False or Unknown."""
    if op in (ast.Is, ast.IsNot):
        for value in (a, b):
            if isinstance(value, Unknown):
                return value
        same = a == b if isinstance(a, Library) else a is b
        return same is (op is ast.Is)
    a, b = unwrap(a), unwrap(b)
    told = partial_values.comparison(m, op, a, b, site)
    if told is not None:
        return told
    if op in (ast.In, ast.NotIn):
        return _contains(m, op, a, b, site)
    unknown = m.first_unknown(a, b)
    if unknown is not None:
        return unknown
    if isinstance(a, InstanceValue) or isinstance(b, InstanceValue):
        return _compare_instances(m, op, a, b, site)
    if isinstance(a, Library) is not isinstance(b, Library) and (plain(a) or plain(b)):
        return m.unknown("what a library defines is compared", site)
    if op not in (ast.Eq, ast.NotEq) and (isinstance(a, Opaque) or isinstance(b, Opaque)):
        return m.unknown("a comparison of objects can't be known", site)
    return m.real(COMPARE[op], a, b, site=site)


def _contains(m: Evaluation, op: type[ast.cmpop], item: Value, box: Value, site: Site) -> Value:
    if isinstance(item, Unknown):
        return item
    if isinstance(box, ClassValue) and box.members is not None:
        return (item in box.members) is (op is ast.In)
    if method := special(box, "__contains__"):
        answer = truth(m, m.call(method, [box, item], {}, site), site)
        return answer if isinstance(answer, Unknown) or op is ast.In else not answer
    if isinstance(box, Unknown):
        return box
    if isinstance(box, Opaque):
        return m.unknown("what an object contains can't be known", site)
    if isinstance(box, Iterator):
        box = m.iterate(box, site)  # which counts
    found = m.real(operator.contains, box, item, site=site)
    if not found and isinstance(box, list | tuple | set | frozenset | dict):
        m.spend(len(box) // 16)
        unknown = one_unknown(box)
        if unknown is not None:
            return unknown
    return found if op is ast.In else not found


def _compare_instances(m: Evaluation, op: type[ast.cmpop], a: Value, b: Value, site: Site) -> Value:
    names = {ast.Eq: "eq", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}
    if method := special(a, f"__{names.get(op, 'ne')}__"):
        return m.call(method, [a, b], {}, site)
    if isinstance(a, InstanceValue):
        comparable = a.cls.fields is not None and op in (ast.Eq, ast.NotEq)
        if comparable and isinstance(b, InstanceValue) and b.cls is a.cls:
            return m.real(COMPARE[op], a.attributes, b.attributes, site=site)
    if op in (ast.Eq, ast.NotEq):
        return (a is b) is (op is ast.Eq)
    return m.unknown("a comparison of objects can't be known", site)


# --- subscripts and dicts -------------------------------------------------------------------


def subscript(m: Evaluation, value: Value, index: Value, site: Site) -> Value:
    """`value[index]`."""
    if isinstance(value, ClassValue):
        if value.members is not None:
            members = [x for x in value.members if x.attributes.get("name") == index]
            if not members and not isinstance(index, Unknown):
                raise Raised(KeyError(index), m.place(site.node, site.scope))
            return members[0] if members else index
        return value  # Generic[T]
    if method := special(value, "__getitem__"):
        return m.call(method, [value, index], {}, site)
    value, index = unwrap(value), unwrap(index)
    for part in (value, index):
        if isinstance(part, Unknown):
            return part
    told = partial_values.element(m, value, index, site)
    if told is not None:
        return told
    if isinstance(value, Library | type | ConfigValue):
        found = m.library_item(value, index, site)
        return value if found is None else found
    if isinstance(value, Opaque):
        return m.unknown("an element of an object can't be known", site)
    if isinstance(value, Mapping) and not m.real(operator.contains, value, index, site=site):
        m.spend(len(value) // 16)
        unknown = one_unknown(value)
        if unknown is not None:
            return unknown
    return m.real(operator.getitem, value, index, site=site)


def set_item(m: Evaluation, value: Value, index: Value, item: Value, site: Site) -> None:
    """`value[index] = item`."""
    if method := special(value, "__setitem__"):
        m.call(method, [value, index, item], {}, site)
        return
    value, index = unwrap(value), unwrap(index)
    if isinstance(value, list) and isinstance(index, Unknown):
        value.append(index)
    elif isinstance(value, dict | list):
        if isinstance(index, slice):
            items = m.iterate(item, site)
            item = [items] if isinstance(items, Unknown) else list(items)
        change(m, operator.setitem, value, index, item, site=site)


def change(
    m: Evaluation,
    function: Callable[..., Any],
    box: Value,
    *args: Value,
    site: Site,
    **named: Value,
) -> Value:
    """An operation that changes a container; one that costs too much leaves an Unknown in it."""
    try:
        return m.real(function, box, *args, site=site, **named)
    except TooMuch as error:
        spoil(box, m.unknown(error.reason, site))
        raise


def update_dict(m: Evaluation, target: dict[Value, Value], value: Value, site: Site) -> None:
    """`target.update(value)`; an Unknown leaves itself as a key."""
    value = unwrap(value)
    configuration_reads.look(value)
    if isinstance(value, Unknown):
        target[value] = value
    elif isinstance(value, Opaque):
        unknown = m.unknown("the entries of an object can't be known", site)
        target[unknown] = unknown
    elif isinstance(value, Mapping):
        change(m, dict.update, target, value, site=site)
    else:
        items = m.iterate(value, site)
        pairs = {items: items} if isinstance(items, Unknown) else list(items)
        change(m, dict.update, target, pairs, site=site)
