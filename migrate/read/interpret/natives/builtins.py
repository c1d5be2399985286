"""Python's builtins: the functions that we carry out, and what calling a type gives."""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any, cast

from migrate.read.interpret import costs, operators, partial_values
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.values import (
    ClassValue,
    FunctionValue,
    InstanceValue,
    Library,
    Method,
    ModuleValue,
    Native,
    Opaque,
    PartialValue,
    Raised,
    Scope,
    Site,
    SuperValue,
    Unknown,
    Value,
    Wrapper,
    one_unknown,
    set_attribute,
    special,
    unwrap,
)
from migrate.read.kedro.nodes import NodeValue, PipelineValue

Args = list[Value]
Kwargs = dict[str, Value]


def items_of(m: Evaluation, value: Value, site: Site) -> list[Value]:
    """The elements of a value as a list; an Unknown is its own only element."""
    items = m.iterate(value, site)
    if isinstance(items, Unknown):
        return [items]
    # What is known to be too long is not begun.
    m.spend(costs.expected(value))
    return list(items)


def _pure(function: Callable[..., Any]) -> Callable[..., Value]:
    """A builtin that only reads plain values."""

    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        args = [unwrap(a) for a in args]
        unknown = m.first_unknown(*args, *kwargs.values())
        if unknown is not None:
            return unknown
        if any(isinstance(a, Opaque) for a in args):
            return m.unknown("it can't be known of an object", site)
        return m.real(function, *args, site=site, **kwargs)

    return run


def _container(kind: Callable[..., Any]) -> Callable[..., Value]:
    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        return m.real(kind, items_of(m, args[0], site), site=site) if args else kind()

    return run


def _dict(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    made: dict[Value, Value] = {}
    for arg in args[:1]:
        value = unwrap(arg)
        if not isinstance(value, dict | Unknown) and not isinstance(value, Opaque):
            value = [
                pair if isinstance(pair, Unknown) else tuple(items_of(m, pair, site))
                for pair in items_of(m, value, site)
            ]
            value = [(p, p) if isinstance(p, Unknown) else p for p in value]
        operators.update_dict(m, made, value, site)
    made.update(kwargs)
    return made


def _str(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return operators.text_of(m, args[0], site) if args else ""


def _repr(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return operators.text_of(m, args[0], site, repr)


def _len(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    value = args[0]
    if method := special(value, "__len__"):
        return m.call(method, [value], {}, site)
    value = unwrap(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, ClassValue) and value.members is not None:
        return len(value.members)
    unknown = partial_values.entries(value)
    if unknown is not None:
        return unknown
    if isinstance(value, Opaque):
        return m.unknown("the length of an object can't be known", site)
    return m.real(len, value, site=site)


def _bytes(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    if args and isinstance(args[0], str):
        return _pure(lambda text, *encoding: text.encode(*encoding))(m, site, args, kwargs)
    return m.unknown("bytes made at run time", site) if args else b""


def _range(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return _pure(range)(m, site, args, kwargs)


def _zip(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    columns = [m.iterate(arg, site) for arg in args]
    unknown = one_unknown(columns)
    if unknown is not None:
        return iter([unknown])
    rows = zip(*columns, strict=kwargs.get("strict") is True)
    unknown = next(filter(None, map(partial_values.entries, args)), None)
    return rows if unknown is None else itertools.chain(rows, [unknown])


def _enumerate(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    items = m.iterate(args[0], site)
    start: Any = kwargs.get("start", args[1] if len(args) > 1 else 0)
    return iter([items]) if isinstance(items, Unknown) else _numbered(items, start)


def _numbered(items: Iterator[Value], start: Any) -> Iterator[Value]:
    """`enumerate(...)`: behind what can't be known, no number is known."""
    number = start
    for item in items:
        number = item if isinstance(item, Unknown) else number
        yield number, item
        number = number if isinstance(number, Unknown) else number + 1


def _map(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    columns = [m.iterate(arg, site) for arg in args[1:]]
    unknown = one_unknown(columns)
    if unknown is not None:
        return iter([unknown])
    rows = zip(*columns, strict=False)
    return iter([m.call(args[0], list(row), {}, site) for row in rows])


def _filter(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    kept: list[Value] = []
    for item in items_of(m, args[1], site):
        tested = item if args[0] is None else m.call(args[0], [item], {}, site)
        found = operators.truth(m, tested, site)
        if isinstance(found, Unknown):
            kept.append(found)
        elif found:
            kept.append(item)
    return iter(kept)


def sort(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    """`sorted(...)`."""
    items = items_of(m, args[0], site)
    key = kwargs.get("key")
    keys = [m.call(key, [x], {}, site) if key is not None else unwrap(x) for x in items]
    reverse = kwargs.get("reverse", False)
    unknown = m.first_unknown(keys)
    if unknown is not None or isinstance(reverse, Unknown):
        reason = unknown or m.unknown("the order of a list", site)
        return partial_values.shuffled(items, reason)  # better than none of them
    m.spend(costs.ordered(keys))
    places = range(len(items))
    order: Any = m.real(sorted, places, key=keys.__getitem__, reverse=bool(reverse), site=site)
    return [items[i] for i in order]


def _reversed(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return iter(list(reversed(items_of(m, args[0], site))))


def _sum(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    import ast

    total: Value = kwargs.get("start", args[1] if len(args) > 1 else 0)
    items = items_of(m, args[0], site)
    pipelines = [item for item in items if isinstance(item, PipelineValue)]
    if pipelines and len(pipelines) == len(items) and total == 0:  # at once: adding is quadratic
        m.spend(sum(item.weight for item in pipelines))
        nodes = dict.fromkeys(node for item in pipelines for node in item.list)
        gaps = any(item.gaps for item in pipelines)
        return PipelineValue(nodes, gaps=gaps, place=pipelines[0].place)
    for item in items:
        if isinstance(item, Unknown) and isinstance(total, int) and total == 0:
            total = PipelineValue([], gaps=True) if _sums_pipelines(args[0]) else item
        total = operators.binary(m, ast.Add, total, item, site)
    return total


def _sums_pipelines(value: Value) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return isinstance(items, list | tuple | type({}.values())) and any(
        isinstance(x, PipelineValue) for x in items
    )


def _extreme(function: Callable[..., Any]) -> Callable[..., Value]:
    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        items = items_of(m, args[0], site) if len(args) == 1 else args
        key = kwargs.get("key")
        if not items and "default" in kwargs:
            return kwargs["default"]
        keys = [m.call(key, [x], {}, site) if key is not None else x for x in items]
        unknown = m.first_unknown(keys)
        if unknown is not None:
            return unknown
        m.spend(costs.ordered(keys))
        chosen: Any = m.real(function, range(len(items)), key=keys.__getitem__, site=site)
        return items[chosen]

    return run


def _quantifier(stop: bool) -> Callable[..., Value]:
    def run(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
        partly: Unknown | None = None
        for item in items_of(m, args[0], site):
            found = operators.truth(m, item, site)
            if isinstance(found, Unknown):
                partly = found
            elif found is stop:
                return stop
        return partly if partly is not None else not stop

    return run


def _next(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    if isinstance(args[0], Unknown):
        return args[0]
    if not isinstance(args[0], Iterator):
        return m.unknown("the next element can't be known", site)
    if len(args) > 1:
        return next(args[0], args[1])
    return m.real(next, args[0], site=site)


def _iter(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return m.iterate(args[0], site)


# --- objects --------------------------------------------------------------------------------


def _getattr(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    if isinstance(args[1], Unknown):
        return args[1]
    try:
        return m.strict_attribute(args[0], cast(str, args[1]), site)
    except Raised:
        if len(args) > 2:
            return args[2]
        raise


def _hasattr(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return m.has_attribute(args[0], cast(str, args[1]), site)


def _setattr(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    if isinstance(args[1], str):
        set_attribute(args[0], args[1], args[2])
    return None


def _isinstance(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    value, kinds = args
    if isinstance(value, Unknown):
        return value
    answers = [is_a(value, kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    if any(answer is True for answer in answers):
        return True
    return m.unknown("the kind of an object", site) if None in answers else False


_LIBRARY_KINDS: dict[str, Any] = {
    "Pipeline": PipelineValue,
    "Node": NodeValue,
    "Path": PurePath,
    "PurePath": PurePath,
    "Dict": dict,
    "List": list,
    "Set": set,
    "Tuple": tuple,
    "Mapping": dict,
    "MutableMapping": dict,
    "Sequence": (list, tuple, str),
    "partial": PartialValue,
    "OrderedDict": dict,
}


def is_a(value: Value, kind: Value) -> bool | None:
    """Whether a value is an instance of a kind; None if that can't be known."""
    if isinstance(value, InstanceValue) and kind in value.cls.mro:
        return True
    value = unwrap(value)
    if isinstance(kind, type):
        if kind is object:
            return True
        return isinstance(value, kind) and not isinstance(value, Opaque)
    if isinstance(kind, ClassValue):
        return False
    if not isinstance(kind, Library):
        return None
    name = kind.qualname.rpartition(".")[2]
    functions = (FunctionValue, Native, Method, PartialValue, ClassValue, type)
    if name == "Callable":
        return isinstance(value, functions)
    if name == "Iterable":
        return hasattr(type(value), "__iter__") if not isinstance(value, Opaque) else None
    if name in ("FunctionType", "LambdaType"):
        return isinstance(value, FunctionValue)
    if name in _LIBRARY_KINDS:
        return isinstance(value, _LIBRARY_KINDS[name])
    return None if isinstance(value, Library | InstanceValue) else False


def _issubclass(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    cls, kinds = args
    mro = cls.mro if isinstance(cls, ClassValue) else cls.__mro__ if isinstance(cls, type) else None
    if mro is None:
        return m.unknown("the bases of a class", site)
    return any(k in mro for k in (kinds if isinstance(kinds, tuple) else (kinds,)))


def _callable(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    if isinstance(args[0], Unknown):
        return args[0]
    return is_a(args[0], Library("typing", "Callable")) or isinstance(args[0], Library)


def _type(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    value = args[0]
    if isinstance(value, InstanceValue):
        return value.cls
    if isinstance(value, Unknown) or len(args) > 1:
        return value if isinstance(value, Unknown) else m.unknown("a type made at run time", site)
    if isinstance(value, Opaque):
        return m.unknown("the type of an object", site)
    return type(value)


def _super(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    if len(args) == 2 and isinstance(args[0], ClassValue):
        return SuperValue(args[0], args[1])
    here: Scope | None = site.scope
    while here is not None and (here.function is None or here.function.owner is None):
        here = here.parent
    if here is None or here.function is None or not here.arguments:
        return m.unknown("super() outside of a method", site)
    owner = here.function.owner
    return SuperValue(owner, here.arguments[0]) if owner else None


def _wrapper(kind: str) -> Callable[..., Value]:
    return lambda m, site, args, kwargs: Wrapper(kind, args[0])


def _vars(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    if not args:
        return site.scope.names
    value = args[0]
    if isinstance(value, ModuleValue | ClassValue):
        return value.names
    return m.attribute(value, "__dict__", site)


def _globals(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return site.scope.module.names


def _dir(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    names = _vars(m, site, args, kwargs)
    return sorted(names) if isinstance(names, dict) else m.unknown("dir()", site)


def _nothing(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return None


def _import(m: Evaluation, site: Site, args: Args, kwargs: Kwargs) -> Value:
    return m.import_module(args[0], site) if isinstance(args[0], str) else m.unknown("it", site)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "__import__": _import,
    "abs": _pure(abs),
    "all": _quantifier(False),
    "any": _quantifier(True),
    "callable": _callable,
    "chr": _pure(chr),
    "classmethod": _wrapper("classmethod"),
    "dir": _dir,
    "divmod": _pure(divmod),
    "enumerate": _enumerate,
    "filter": _filter,
    "getattr": _getattr,
    "globals": _globals,
    "hasattr": _hasattr,
    "isinstance": _isinstance,
    "issubclass": _issubclass,
    "iter": _iter,
    "len": _len,
    "locals": _vars,
    "map": _map,
    "max": _extreme(max),
    "min": _extreme(min),
    "next": _next,
    "ord": _pure(ord),
    "print": _nothing,
    "property": _wrapper("property"),
    "range": _range,
    "repr": _repr,
    "reversed": _reversed,
    "round": _pure(round),
    "setattr": _setattr,
    "sorted": sort,
    "staticmethod": _wrapper("staticmethod"),
    "sum": _sum,
    "super": _super,
    "type": _type,
    "vars": _vars,
    "zip": _zip,
}

TYPES: dict[type, Callable[..., Value]] = {
    bool: lambda m, site, args, kwargs: operators.truth(m, args[0], site) if args else False,
    bytes: _bytes,
    dict: _dict,
    float: _pure(float),
    frozenset: _container(frozenset),
    int: _pure(int),
    list: _container(list),
    object: lambda m, site, args, kwargs: m.unknown("an object()", site),
    set: _container(set),
    str: _str,
    tuple: _container(tuple),
}

_EXCEPTIONS = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
}
BUILTINS: dict[str, Value] = {
    **_EXCEPTIONS,
    **{kind.__name__: kind for kind in TYPES},
    **{name: Native(f"builtins.{name}", run) for name, run in FUNCTIONS.items()},
    "NotImplemented": NotImplemented,
    "Ellipsis": ...,
    "__debug__": True,
}
for _name in set(dir(builtins)) - set(BUILTINS):
    if not _name.startswith("_") and _name not in ("True", "False", "None"):
        BUILTINS[_name] = Library("builtins", _name)
