"""Library functions and methods that do more than their tables can say."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from migrate.read.effects.calls import Calls, Special, SpecialMethod
from migrate.read.effects.memory import Key
from migrate.read.effects.methods import says
from migrate.read.effects.values import (
    ARRAY,
    NOTHING,
    SOLID,
    Arguments,
    Obj,
    Type,
    Value,
    join,
    type_name,
    weaken,
)

# --- functions ------------------------------------------------------------------------------


def _pairs(calls: Calls, node: ast.AST, values: Sequence[Value]) -> Value:
    """An iterable of tuples."""
    pair = Obj("new", "pair", calls.memory.site(node), Type("tuple"))
    for key, value in enumerate(values):
        calls.state.hold({pair: True}, value, key)
    return calls.state.container(node, [(None, {pair: True})])


def _enumerate(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    return _pairs(calls, node, [NOTHING, calls.state.iterate(arguments.first())])


def _zip(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    each = [calls.state.iterate(v) for v in arguments.positional]
    return _pairs(calls, node, [*each, calls.state.iterate(arguments.star)])


def _map(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    values = tuple(calls.state.iterate(v) for v in arguments.positional[1:])
    functions = [f for f in arguments.at(0) if f.role == "function"]
    called = [calls.functions.invoke(f, Arguments(values), node) for f in functions]
    held = called or [weaken(join(values))]
    return calls.state.container(node, [(None, join(held))])


def _filter(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    values = calls.state.iterate(arguments.at(1))
    calls.functions.call_back(arguments, values, node)
    return calls.state.container(node, [(None, values)])


def _reduce(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    values = join([calls.state.iterate(arguments.at(1)), arguments.at(2)])
    called = calls.functions.call_back(arguments, values, node)
    return join([weaken(values), called])


def _partial(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    """An object that holds the function under None and what is bound under its place."""
    made = Obj("new", "functools.partial", calls.memory.site(node))
    held: dict[Key, Value] = {None: arguments.at(0)}
    # Positions count from 1: the function itself is not one of them.
    held.update({n: v for n, v in enumerate(arguments.positional) if n})
    held.update(arguments.keywords)
    calls.memory.heap[made] = held
    return {made: True}


def _deepcopy(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    types = {o.type for o in arguments.first()}
    return calls.state.new(node, "", types.pop() if len(types) == 1 else None)


def _getattr(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    """An attribute; a function of a library stands for any other of that library."""
    name = node.args[1] if len(node.args) > 1 else None
    if isinstance(name, ast.Constant):
        attribute = ast.Attribute(node.args[0], str(name.value), ast.Load())
        return join([calls.state.attribute(arguments.at(0), attribute), arguments.at(2)])
    found: list[Value] = [
        {Obj("library", f"{o.name}.?"): True} for o in arguments.at(0) if o.role == "library"
    ]
    return join([*found, calls.memory.element(arguments.at(0)), arguments.at(2)])


def _setattr(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    calls.state.hold(arguments.at(0), arguments.at(2))
    return NOTHING


def _insert_into(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    calls.state.hold(arguments.at(0), arguments.at(1))
    return NOTHING


def _array(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    shared = says(node, "copy", False)
    parts = [calls.memory.part(o, ARRAY, False) for o in arguments.first()] if shared else []
    return join([calls.state.new(node, "numpy.array", ARRAY), *parts])


def _iter(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    """An iterator; one that was an iterator before is the same."""
    given = arguments.first()
    same = {o: c for o, c in given.items() if type_name(o) == "iterator"}
    return join([calls.state.container(node, [(None, calls.state.iterate(given))]), same])


def _any_name(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    """Code in a text, or `locals()`, may change whatever has a name here."""
    reason = f"perhaps changed by `{calls.state.describe(node)}`"
    named = join((calls.state.env or {}).values())
    calls.state.mutate(calls.memory.reach(named), reason, certain=False)
    return calls.state.container(node, [(None, weaken(named))])


def _nothing(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    return NOTHING


def _thread(calls: Calls, arguments: Arguments, node: ast.Call) -> Value:
    every = join([arguments.every, calls.memory.element(arguments.every)])
    calls.functions.call_back(arguments, every, node)
    return calls.state.new(node, "threading.Thread")


_QUIET_BUILTINS = (
    "len", "sum", "str", "int", "float", "bool", "repr", "hash", "id", "isinstance", "issubclass",
    "print", "abs", "any", "all", "round", "type", "format", "range", "ord", "chr", "divmod",
    "pow", "callable", "hasattr", "dir",
)  # fmt: skip

FUNCTIONS: dict[str, Special] = {
    **dict.fromkeys((f"builtins.{name}" for name in _QUIET_BUILTINS), _nothing),
    **dict.fromkeys(("builtins.eval", "builtins.exec", "builtins.locals"), _any_name),
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "itertools.zip_longest": _zip,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "functools.reduce": _reduce,
    "functools.partial": _partial,
    "copy.deepcopy": _deepcopy,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "heapq.heappush": _insert_into,
    "bisect.insort": _insert_into,
    "numpy.array": _array,
    "builtins.iter": _iter,
    "builtins.reversed": _iter,
    "threading.Thread": _thread,
    "multiprocessing.Process": _thread,
}


# --- methods --------------------------------------------------------------------------------


def _kind(value: Value) -> str:
    return next((type_name(o) for o in value), "")


def _values(calls: Calls, value: Value, arguments: Arguments, node: ast.Call) -> Value | None:
    if _kind(value) in SOLID:
        return None
    return calls.state.container(node, [(None, calls.memory.element(value))])


def _items(calls: Calls, value: Value, arguments: Arguments, node: ast.Call) -> Value:
    return _pairs(calls, node, [NOTHING, calls.memory.element(value)])


def _keys(calls: Calls, value: Value, arguments: Arguments, node: ast.Call) -> Value:
    return NOTHING


def _copy(calls: Calls, value: Value, arguments: Arguments, node: ast.Call) -> Value | None:
    """A copy of a container is a new one with the old elements."""
    kind = _kind(value)
    if kind in SOLID:
        return None
    elements = calls.memory.element(value)
    held = elements if kind in ("dict", "list", "set") else weaken(elements)
    return calls.state.container(node, [(None, held)], kind)


def _pipe(calls: Calls, value: Value, arguments: Arguments, node: ast.Call) -> Value:
    """`x.pipe(f)` is `f(x)`; from pandas 3 on, `f` gets a copy."""
    given = Arguments(
        (weaken(value), *arguments.positional[1:]),
        {k: v for k, v in arguments.keywords.items() if k != "func"},
        arguments.star,
        arguments.double,
    )
    function = arguments.at(0) or arguments.keywords.get("func", NOTHING)
    results = [calls.apply(f, given, node) for f in function]
    return join(results) if results else calls.state.new(node)


def _submit(calls: Calls, value: Value, arguments: Arguments, node: ast.Call) -> Value:
    results = [calls.apply(f, arguments.rest(), node) for f in arguments.at(0)]
    return calls.state.container(node, [(None, join(results))])


def _pool_map(calls: Calls, value: Value, arguments: Arguments, node: ast.Call) -> Value | None:
    """`executor.map(f, items)`; on a table it is another method."""
    if len(arguments.positional) < 2 or _kind(value) in SOLID:
        return None
    return _map(calls, arguments, node)


METHODS: dict[str, SpecialMethod] = {
    "values": _values,
    "items": _items,
    "iteritems": _items,
    "iterrows": _items,
    "keys": _keys,
    "copy": _copy,
    "pipe": _pipe,
    "submit": _submit,
    "map": _pool_map,
    "starmap": _pool_map,
}
