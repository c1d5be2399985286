"""The function of a node, as facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from migrate.code.parsing import called_name, parse_python
from migrate.libraries.effects import CHANGES, SAFE
from migrate.libraries.words import is_listed
from migrate.model.diagnostics import Place
from migrate.model.project import Bound, ConstructorCall, FunctionKind, NodeFunction
from migrate.read.interpret.interpreter import Interpreter
from migrate.read.interpret.values import (
    ClassValue,
    FunctionValue,
    InstanceValue,
    Library,
    Making,
    Method,
    ModuleValue,
    Native,
    PartialValue,
    Scope,
    Unknown,
    Value,
    Wrapper,
    plain,
)
from migrate.read.kedro.nodes import NodeValue

_LITERAL_NODES = (
    ast.Expression,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.UnaryOp,
    ast.USub,
    ast.Load,
)


def node_function(m: Interpreter, node: NodeValue) -> NodeFunction:
    """The facts of a node's function."""
    value = node.func.value
    if chosen := _chosen(m, node):
        return chosen
    captured = _captured(m, value)
    make = partial(NodeFunction, text=node.text, scope=node.module, captured=captured)
    bound: tuple[Bound, ...] = ()
    if isinstance(value, PartialValue):
        inner, bound = _unwrap_partials(m, value)
        found = _facts(m, inner)
        closure = _free(m, inner) if found[0] == "closure" else ()
        kind: FunctionKind = "unknown" if found[0] == "unknown" else "partial"
        made = _made(m, inner) if found[0] in _MADE else None
        named = next(_names_of(m, value, node.module), None)
        if found[0] in _MADE and made is None and named:  # a decorator that binds something
            module, name = named
            function = make(*found[1:3], found[0], found[3], place=found[4])
            return replace(function, text=name, scope=module, wraps=_wrapped(found))
        bound = bound if made else (*bound, *closure)
        function = make(*found[1:3], kind, found[3], place=found[4], bound=bound, made=made)
        return replace(function, harmless=_is_harmless(found), wraps=_wrapped(found))
    found = _facts(m, value)
    if found[0] == "closure":
        bound = _free(m, value)
    made = _made(m, value) if found[0] in _MADE else None
    function = make(*found[1:3], found[0], found[3], place=found[4], bound=bound, made=made)
    return replace(function, harmless=_is_harmless(found), wraps=_wrapped(found))


def _chosen(m: Interpreter, node: NodeValue) -> NodeFunction | None:
    """The function of a node, or of its partial, if that is not known but what a name of a module
    stands for: by this name it can be called."""
    value, text = node.func.value, node.text
    inner, bound = _unwrap_partials(m, value) if isinstance(value, PartialValue) else (value, ())
    if not isinstance(inner, Unknown):
        return None
    name, is_partial = called_name(text)
    found = _global(m, name, node.module, inner if is_partial else value)
    if found is None:
        return None
    key, fixed = f"{found[0]}:<{found[1]}>", bound if is_partial else ()
    kind: FunctionKind = "partial" if is_partial else "function"
    return NodeFunction(*found, kind, key, text, node.module, inner.place, fixed, chosen=True)


def _global(m: Interpreter, text: str, scope: str, value: Value) -> tuple[str, str] | None:
    """The module and the name there that an expression like `nodes.clean` leads to, if it is this
    value that is found."""
    *path, name = text.split(".")
    module: Value = m.loaded.get(scope)
    for part in path:
        module = module.names.get(part) if isinstance(module, ModuleValue) else None
    is_it = isinstance(module, ModuleValue) and module.names.get(name) is value
    return (module.name, name) if isinstance(module, ModuleValue) and is_it else None


_Facts = tuple[FunctionKind, "str | None", str, str, "Place | None"]


def _is_harmless(facts: _Facts) -> bool:
    """Whether this is a library's function that is known to leave alone what it is given."""
    kind, module, name, *_ = facts
    path = f"{module}.{name}"
    return kind == "library" and path not in CHANGES and is_listed(path, SAFE)


def _wrapped(facts: _Facts) -> str:
    """The key of the function that a closure looks like; none where it looks like itself."""
    kind, module, name, key, _ = facts
    like = f"{module}:{name}"
    return like if kind == "closure" and key != like else ""


def _facts(m: Interpreter, value: Value) -> _Facts:
    """kind, module, qualname, key, place"""
    if isinstance(value, Wrapper):
        value = value.function
    if isinstance(value, FunctionValue):
        return _function(m, value)
    if isinstance(value, ClassValue):
        place = _place(value.module, value.node)
        name = value.module.name
        return "class", name, value.qualname, f"{name}:{value.qualname}", place
    if isinstance(value, Library):
        if m.exists(value.module.partition(".")[0]):  # a module of the project that is missing
            return _UNKNOWN
        return "library", value.module, value.qualname, f"{value.module}:{value.qualname}", None
    if isinstance(value, Native):
        name = value.short_name
        return "library", value.module, name, f"{value.module}:{name}", None
    if isinstance(value, type):
        return "library", value.__module__, value.__name__, f"builtins:{value.__name__}", None
    if isinstance(value, Method):
        kind, *rest = _facts(m, value.function)
        return ("method" if kind in ("function", "method") else kind, *rest)  # type: ignore[return-value]
    if isinstance(value, InstanceValue):
        call = value.cls.find("__call__")
        return _facts(m, Method(call, value)) if call is not None else _UNKNOWN
    return _UNKNOWN


_UNKNOWN: _Facts = ("unknown", None, "", "", None)


def _function(m: Interpreter, value: FunctionValue) -> _Facts:
    original = value
    while isinstance(original.wrapped, FunctionValue):
        original = original.wrapped
    place = _place(original.module, original.node)
    module = value.module_name
    if isinstance(original.node, ast.Lambda) and value is original:
        return "lambda", original.module.name, "<lambda>", _own_key(original), place
    kind: FunctionKind = "function"
    if value.owner is not None or original.owner is not None:
        kind = "method"
    elif not _reachable(m, value):
        kind = "closure"
    key = f"{module}:{value.qualname}"
    if kind == "closure" and original is not value:  # it only looks like what it wraps
        key = _own_key(value)
    return kind, module, value.qualname, key, place


def _own_key(value: FunctionValue) -> str:
    """The key of a function by where it stands, whatever its name was changed to."""
    module = value.module.name
    if isinstance(value.node, ast.Lambda):
        place = _place(value.module, value.node)
        return f"{module}:<lambda>:{place.line}:{place.column}"
    return f"{module}:{value.scope.prefix}{value.node.name}"


def _reachable(m: Interpreter, value: FunctionValue) -> bool:
    """Whether the name that a function has leads to it."""
    module = m.loaded.get(value.module_name)
    found = module.names.get(value.qualname) if module else None
    return found is value or (value.scope.kind == "module" and value.wrapped is None)


def _place(module: ModuleValue, node: ast.AST) -> Place:
    return Place(module.path, getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1)


# --- bound arguments ------------------------------------------------------------------------


def _unwrap_partials(m: Interpreter, value: PartialValue) -> tuple[Value, tuple[Bound, ...]]:
    """The innermost function of partials, and what they fix, inner ones first."""
    layers = [value]
    while isinstance(layers[-1].function, PartialValue):
        layers.append(layers[-1].function)
    inner = layers[-1].function
    positional: list[Bound] = []
    keywords: dict[str, Bound] = {}
    for layer in reversed(layers):
        for index, argument in enumerate(layer.arguments):
            name = str(len(positional))
            positional.append(_bound(m, name, argument, layer, str(index)))
        for name, argument in layer.keywords.items():
            keywords[name] = _bound(m, name, argument, layer, name)
    return inner, (*positional, *keywords.values())


def _bound(m: Interpreter, name: str, value: Value, layer: PartialValue, argument: str) -> Bound:
    """What a partial binds to a name, by its own text or by the name of what it is."""
    text = layer.texts.get(argument, "")
    if _is_literal(text):
        return Bound(name, text, True)
    if isinstance(value, list | dict | set | FunctionValue | ClassValue):
        for module, known in _names_of(m, value, layer.scope_module):  # the first will do
            return Bound(name, known, module=module)
    if plain(value):
        return Bound(name, literal(value), True)
    return Bound(name, text or _expression(value), module=layer.scope_module if text else "")


def _names_of(m: Interpreter, value: Value, scope: str) -> Iterator[tuple[str, str]]:
    """The modules that have an object, with its names there; the module `scope` comes first."""
    for module in sorted(m.loaded.values(), key=lambda each: each.name != scope):
        yield from ((module.name, name) for name, each in module.names.items() if each is value)


def _is_literal(text: str) -> bool:
    try:
        tree = parse_python(text.strip(), "eval") if text else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return tree is not None and all(isinstance(n, _LITERAL_NODES) for n in ast.walk(tree))


def literal(value: Any) -> str:
    """A literal of a plain value; the elements of sets in a fixed order."""
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "1e999" if value > 0 else "-1e999"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(k)}: {literal(v)}' for k, v in value.items())}}}"
    if isinstance(value, set) and value:
        return f"{{{', '.join(sorted(map(literal, value)))}}}"
    return repr(value)


def _expression(value: Value) -> str:
    """An expression for a value that is no constant, as far as it has a name."""
    if isinstance(value, FunctionValue | ClassValue):
        return value.qualname
    if isinstance(value, Library):
        return value.dotted
    if isinstance(value, Native):
        return value.name.removeprefix("builtins.")
    if isinstance(value, Unknown):
        return "..."
    return value.__name__ if isinstance(value, type) else "..."


# --- how an object is made -------------------------------------------------------------------

_MADE = frozenset({"closure", "method"})


def _made(m: Interpreter, value: Value, depth: int = 8) -> ConstructorCall | None:
    """How an object is made, from what the modules of the project and libraries define."""
    if depth == 0:
        return None
    if isinstance(value, PartialValue):
        partials = Library("functools", "partial")
        given = [value.function, *value.arguments]
        return _called(m, Making(partials, given, value.keywords), depth)
    if isinstance(value, Method):
        made = _made(m, value.instance, depth - 1)
        name = getattr(value.function, "name", None)
        return replace(made, attribute=name) if made and name and not made.attribute else None
    if isinstance(value, InstanceValue):
        known = value.made and _same_values(value.made.left, value.attributes)
        return _called(m, value.made, depth) if value.made and known else None
    if isinstance(value, FunctionValue) and value.made:
        return _called(m, value.made, depth)
    return _defined(m, value)


def _same_values(first: dict[str, Value], second: dict[str, Value]) -> bool:
    return first.keys() == second.keys() and all(first[key] is second[key] for key in first)


def _defined(m: Interpreter, value: Value) -> ConstructorCall | None:
    if isinstance(value, FunctionValue):
        if value.scope.kind == "module":
            found = m.loaded.get(value.module_name)
            is_named = found is None or found.names.get(value.qualname) is value
            return ConstructorCall(value.module_name, value.qualname) if is_named else None
        node = value.node
        plain_inner = isinstance(node, ast.FunctionDef) and not node.decorator_list
        if not plain_inner or value.scope.kind != "function" or _free(m, value):
            return None
        return ConstructorCall(value.module.name, value.qualname, line=node.lineno)
    if isinstance(value, ClassValue):
        return (
            ConstructorCall(value.module.name, value.qualname)
            if "<" not in value.qualname
            else None
        )
    if isinstance(value, Library):
        return ConstructorCall(value.module, value.qualname) if value.qualname else None
    if isinstance(value, Native):
        return ConstructorCall(value.module, value.short_name)
    return (
        ConstructorCall(value.__module__, value.__qualname__) if isinstance(value, type) else None
    )


def _called(m: Interpreter, making: Making, depth: int) -> ConstructorCall | None:
    function = _made(m, making.function, depth - 1)
    if function is None:
        return None
    arguments: list[tuple[str, str | ConstructorCall]] = []
    for name, value in [*(("", a) for a in making.arguments), *making.keywords.items()]:
        argument = literal(value) if plain(value) else _made(m, value, depth - 1)
        if argument is None:
            return None
        arguments.append((name, argument))
    if function.arguments is None:
        return replace(function, arguments=tuple(arguments), place=making.place)
    return ConstructorCall(
        function.module, function.name, tuple(arguments), place=making.place, maker=function
    )


# --- free variables -------------------------------------------------------------------------


def _free(m: Interpreter, value: Value) -> tuple[Bound, ...]:
    """The variables that a closure takes from the functions around it."""
    if not isinstance(value, FunctionValue):
        return ()
    found: dict[str, Bound] = {}
    for name in sorted(set(_reads(value.node)) - set(_binds(value.node))):
        scope: Scope | None = value.scope
        while scope is not None and scope.kind != "module":
            if name in scope.names and scope.kind != "class":
                here = scope.names[name]
                text = literal(here) if plain(here) else _expression(here)
                found[name] = Bound(name, text, plain(here))
                break
            scope = scope.parent
    return tuple(found.values())


def _captured(m: Interpreter, value: Value) -> tuple[Bound, ...]:
    """What a lambda or inner function takes from around it, variables and defaults."""
    if not isinstance(value, FunctionValue) or value.scope.kind == "module":
        return ()
    given = value.node.args
    positional = [*given.posonlyargs, *given.args]
    last = positional[len(positional) - len(value.defaults) :]
    defaults = dict(zip((a.arg for a in last), value.defaults, strict=True)) | value.kw_defaults
    found = [
        Bound(name, literal(default) if plain(default) else _expression(default), plain(default))
        for name, default in defaults.items()
    ]
    return (*_free(m, value), *found)


def _reads(node: ast.AST) -> Iterator[str]:
    body = getattr(node, "body", [])
    for part in body if isinstance(body, list) else [body]:
        for inner in ast.walk(part):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                yield inner.id


def _binds(node: ast.AST) -> Iterator[str]:
    arguments = getattr(node, "args", None)
    if isinstance(arguments, ast.arguments):
        for inner in ast.walk(arguments):
            if isinstance(inner, ast.arg):
                yield inner.arg
    body = getattr(node, "body", [])
    for part in body if isinstance(body, list) else []:
        for inner in ast.walk(part):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                yield inner.id
