"""What Kedro sees of a value that is the function of a node."""

from __future__ import annotations

import ast
import builtins
import inspect

from migrate.model.project import Parameter, ParameterKind
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.values import (
    ClassValue,
    FunctionValue,
    InstanceValue,
    Library,
    Method,
    Native,
    PartialValue,
    Raised,
    Site,
    Unknown,
    Value,
    Wrapper,
    unwrap,
)
from migrate.read.kedro.nodes import NodeCallable


def describe(m: Evaluation, value: Value, site: Site) -> NodeCallable:
    """The name, module and signature of a function as Kedro sees them. Raises if it is none."""
    if isinstance(value, Wrapper) and value.kind == "staticmethod":
        value = value.function
    if isinstance(value, Unknown):
        return NodeCallable(value, "<unknown>", "<unknown>")
    if isinstance(value, PartialValue):
        return _partial(m, value, site)
    if isinstance(value, FunctionValue):
        return NodeCallable(value, value.name, value.module_name, parameters=parameters_of(value))
    if isinstance(value, Method):
        return _method(m, value, site)
    if isinstance(value, ClassValue):
        return NodeCallable(value, value.name, value.module.name, parameters=_of_class(value))
    if isinstance(value, Library):
        name = value.qualname.rpartition(".")[2]
        return NodeCallable(value, name or value.module, value.module)
    if isinstance(value, Native):
        builtin = value.name == f"builtins.{value.short_name}"
        _note_no_signature(m, value.short_name if builtin else "", site)
        return NodeCallable(value, value.short_name, value.module)
    if isinstance(value, type):
        _note_no_signature(m, value.__name__, site)
        return NodeCallable(value, value.__name__, value.__module__)
    if isinstance(value, InstanceValue) and unwrap(value) is value:
        return NodeCallable(value, None, value.cls.module.name)
    error = ValueError(f"a node's function is a {type(value).__name__}")
    raise Raised(error, m.place(site.node, site.scope))


def _note_no_signature(m: Evaluation, name: str, site: Site) -> None:
    """Notes a builtin that Kedro refuses, since it can't see what it takes."""
    function = getattr(builtins, name, None)
    if not callable(function) or inspect.isbuiltin(function):
        return
    try:
        inspect.signature(function)
    except ValueError:
        m.note("K129", m.place(site.node, site.scope), name=name)


def _partial(m: Evaluation, value: PartialValue, site: Site) -> NodeCallable:
    inner = describe(m, value.function, site)
    name = value.attributes.get("__name__")
    bound = [str(i) for i in range(len(value.arguments))] + list(value.keywords)
    return NodeCallable(
        value,
        name if isinstance(name, str) else None,
        str(value.attributes.get("__module__", "functools")),
        partial_of=inner.name or "",
        parameters=inner.parameters,
        bound=(*inner.bound, *bound),
    )


def _method(m: Evaluation, value: Method, site: Site) -> NodeCallable:
    inner = describe(m, value.function, site)
    left = inner.parameters
    if left and left[0].kind in ("positional", "positional-only"):
        left = left[1:]
    return NodeCallable(value, inner.name, inner.module, parameters=left)


def _of_class(cls: ClassValue) -> tuple[Parameter, ...] | None:
    init = cls.find("__init__")
    if not isinstance(init, FunctionValue):
        return None
    found = parameters_of(init)
    return found[1:] if found else None


def parameters_of(function: FunctionValue) -> tuple[Parameter, ...] | None:
    """The signature of a function; None where a decorator may have changed it."""
    return None if function.opaque else parameters_of_node(function.node.args)


def parameters_of_node(given: ast.arguments) -> tuple[Parameter, ...]:
    """The parameters in the syntax of a function, without their texts."""
    found: list[Parameter] = []
    positional = [*given.posonlyargs, *given.args]
    first_default = len(positional) - len(given.defaults)
    for index, argument in enumerate(positional):
        kind: ParameterKind = "positional-only" if index < len(given.posonlyargs) else "positional"
        found.append(Parameter(argument.arg, kind, None, "..." if index >= first_default else None))
    if given.vararg:
        found.append(Parameter(given.vararg.arg, "var-positional"))
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        found.append(
            Parameter(argument.arg, "keyword-only", None, None if default is None else "...")
        )
    if given.kwarg:
        found.append(Parameter(given.kwarg.arg, "var-keyword"))
    return tuple(found)
