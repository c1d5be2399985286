"""Calls: of the project's functions and classes, of partials and natives."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from migrate.code.scopes import is_generator
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.limits import DEPTH
from migrate.read.interpret.natives.builtins import TYPES
from migrate.read.interpret.objects.classes import instantiate
from migrate.read.interpret.values import (
    GENERATED,
    ClassValue,
    FunctionValue,
    Halt,
    InstanceValue,
    Library,
    Making,
    Method,
    Native,
    PartialValue,
    Raised,
    Scope,
    Site,
    Unknown,
    Value,
    Wrapper,
    brief,
    one_unknown,
    special,
)
from migrate.read.kedro.nodes import PipelineValue


def call(
    m: Evaluation, function: Value, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    """The value of a call."""
    caller = _CALLERS.get(type(function))
    if caller is not None:
        return caller(m, function, args, kwargs, site)
    if isinstance(function, type):
        return _call_type(m, function, args, kwargs, site)
    error = TypeError(f"'{type(function).__name__}' object is not callable")
    raise Raised(error, m.place(site.node, site.scope))


def _call_unknown(
    m: Evaluation, function: Unknown, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    return function


def _call_native(
    m: Evaluation, function: Native, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    try:
        return function.function(m, site, args, kwargs)
    except (IndexError, KeyError) as error:  # too few arguments for one of our own
        return m.unknown(f"{function.name} is called in an unusual way ({brief(error)})", site)


def _call_method(
    m: Evaluation, function: Method, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    return m.call(function.function, [function.instance, *args], kwargs, site)


def _call_partial(
    m: Evaluation, function: PartialValue, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    every = {**function.keywords, **kwargs}
    return m.call(function.function, [*function.arguments, *args], every, site)


def _call_class(
    m: Evaluation, function: ClassValue, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    return instantiate(m, function, args, kwargs, site)


def _call_instance(
    m: Evaluation, function: InstanceValue, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    if method := special(function, "__call__"):
        return m.call(method, [function, *args], kwargs, site)
    return m.unknown(f"a call of a {function.cls.name} can't be known", site)


def _call_context(
    m: Evaluation, function: Value, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    """A context of `@contextmanager` makes a function that runs inside of it."""
    return m.unknown("a function that runs inside a context can't be known", site)


def _call_library(
    m: Evaluation, function: Library, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    native = m.native(function)
    if native is not None:
        return _call_native(m, native, args, kwargs, site)
    return m.unknown(f"the result of {function.dotted}() is not known", site, function.dotted)


def _call_wrapper(
    m: Evaluation, function: Wrapper, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    return m.call(function.function, args, kwargs, site)


def _call_type(
    m: Evaluation, function: type, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    native = TYPES.get(function)
    if native is not None:
        return native(m, site, args, kwargs)
    if issubclass(function, BaseException) or hasattr(function, "_fields"):
        return m.real(function, *args, site=site, **kwargs)
    return m.unknown(f"a new {function.__name__} can't be known", site)


# --- functions of the project ---------------------------------------------------------------


def _call_function(
    m: Evaluation, function: FunctionValue, args: list[Value], kwargs: dict[str, Value], site: Site
) -> Value:
    if isinstance(function.node, ast.AsyncFunctionDef):
        return m.unknown(f"the coroutine {function.name} is not run", site)
    if function.opaque:
        return m.unknown(f"{function.name} has a decorator that can't be followed", site)
    if m.depth >= DEPTH:
        m.endless.add(function.node)
    if function.node in m.endless:
        return m.unknown(f"{function.name} is called too deeply", site)
    names = bind_arguments(m, function, args, kwargs, site)
    scope = Scope(
        names,
        function.module,
        function.scope,
        "function",
        function,
        list(names.values())[:1],
        prefix=f"{function.qualname}.<locals>.",
        yielded=[] if _is_generator(function) else None,
    )
    m.depth += 1
    try:
        result = _run_body(m, function, scope)
        if isinstance(result, PipelineValue) and not args and not kwargs:
            m.pipelines.setdefault(f"{function.module_name}:{function.qualname}", []).append(result)
        if isinstance(result, FunctionValue) and result.scope is scope:
            result.made = Making(function, args, kwargs, m.place(site.node, site.scope))
        return result
    except Halt:
        m.abandoned = True
        raise
    except RecursionError:
        return m.unknown(f"{function.name} is called too deeply", site)
    finally:
        m.depth -= 1


def _is_generator(function: FunctionValue) -> bool:
    return not isinstance(function.node, ast.Lambda) and is_generator(function.node)


def _run_body(m: Evaluation, function: FunctionValue, scope: Scope) -> Value:
    if isinstance(function.node, ast.Lambda):
        return m.evaluate(function.node.body, scope)
    signal = m.run(function.node.body, scope)
    if signal is not None and signal.reason is not None:
        if scope.yielded is None:
            return signal.reason
        scope.yielded.append(signal.reason)
    if scope.yielded is not None:
        return iter(scope.yielded)
    return signal.value if signal is not None else None


def bind_arguments(
    m: Evaluation, function: FunctionValue, args: list[Value], kwargs: dict[str, Value], site: Site
) -> dict[str, Value]:
    """The names that a call binds. Raises the TypeError that Python would."""
    given = function.node.args
    positional = [*given.posonlyargs, *given.args]
    only = {a.arg for a in given.posonlyargs}
    names: dict[str, Value] = {}
    rest = dict(kwargs)

    def refuse(why: str) -> Raised:
        return Raised(TypeError(f"{function.name}() {why}"), m.place(site.node, site.scope))

    for argument, value in zip(positional, args, strict=False):
        names[argument.arg] = value
    extra = args[len(positional) :]
    if given.vararg:
        names[given.vararg.arg] = tuple(extra)
    elif extra and not any(isinstance(a, Unknown) for a in args):  # of a list that may be empty
        raise refuse(f"takes {len(positional)} positional arguments, not {len(args)}")
    last = [a.arg for a in positional][len(positional) - len(function.defaults) :]
    defaults = dict(zip(last, function.defaults, strict=True))
    unknown = one_unknown(args)
    for argument in [*positional, *given.kwonlyargs]:
        name = argument.arg
        if name in rest and name not in only:
            if name in names:
                raise refuse(f"got two values for {name}")
            names[name] = rest.pop(name)
        elif name not in names:
            if name in defaults:
                names[name] = defaults[name]
            elif name in function.kw_defaults:
                names[name] = function.kw_defaults[name]
            elif unknown is not None:
                names[name] = unknown
            else:
                raise refuse(f"misses its argument {name}")
    if given.kwarg:
        names[given.kwarg.arg] = rest
    elif rest:
        raise refuse(f"has no parameter {next(iter(rest))}")
    return names


_CALLERS: dict[type, Callable[[Evaluation, Any, list[Value], dict[str, Value], Site], Value]] = {
    GENERATED: _call_context,
    ClassValue: _call_class,
    FunctionValue: _call_function,
    InstanceValue: _call_instance,
    Library: _call_library,
    Method: _call_method,
    Native: _call_native,
    PartialValue: _call_partial,
    Unknown: _call_unknown,
    Wrapper: _call_wrapper,
}
