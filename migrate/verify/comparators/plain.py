"""Compare text, bytes, times, paths, functions and classes."""

from __future__ import annotations

from itertools import zip_longest
from types import CodeType
from typing import TYPE_CHECKING, Any

from migrate.verify.result import Comparison, different, equal, shown, worst

if TYPE_CHECKING:
    from migrate.verify.compare import Context


def compare_plainly(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """By `==` and the representation, which tells time zones apart; pandas' times have a unit, too.
    A decimal NaN equals NaN.
    """
    units = (getattr(kedro, "unit", None), getattr(hamilton, "unit", None))
    same = kedro == hamilton or (kedro != kedro and hamilton != hamilton)
    if same and repr(kedro) == repr(hamilton) and units[0] == units[1]:
        return equal("==")
    return different("==", f"{shown(kedro)} in Kedro, {shown(hamilton)} in Hamilton")


def compare_texts(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Text and bytes; a long text by its first line that differs."""
    if kedro == hamilton:
        return equal("text")
    ours, theirs = kedro.splitlines(keepends=True), hamilton.splitlines(keepends=True)
    if max(len(ours), len(theirs)) > 1:
        for number, (a, b) in enumerate(zip_longest(ours, theirs), 1):
            if a != b:
                line = f"line {number}: {shown(a)} in Kedro, {shown(b)} in Hamilton"
                return different("text", line)
    return different("text", f"{shown(kedro)} in Kedro, {shown(hamilton)} in Hamilton")


def compare_modules(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Modules by name."""
    return compare_texts(kedro.__name__, hamilton.__name__, context)


def compare_callables(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Classes by name: their code is no data."""
    if kedro.__qualname__ == hamilton.__qualname__:
        return equal("name")
    return different("name", f"{kedro.__qualname__} in Kedro, {hamilton.__qualname__} in Hamilton")


def compare_builtins(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Built-in functions by name, methods by what they are methods of, too."""
    name = compare_callables(kedro, hamilton, context)
    return worst("name", [name, context.compare(kedro.__self__, hamilton.__self__).at(".__self__")])


def compare_functions(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Functions by name, by what they hold (defaults, closures, globals that they use), then by
    what they do.

    Other bytecode need not do other things, so that it decides nothing.
    """
    name = compare_callables(kedro, hamilton, context)
    if not name.equal:
        return name
    pairs = zip(_held(kedro), _held(hamilton), strict=True)
    held = worst("function", (context.compare(*pair) for pair in pairs))
    if not held.equal or _code(kedro.__code__) == _code(hamilton.__code__):
        return held
    detail = f"two functions are called {kedro.__qualname__}, with other code"
    return Comparison("uncompared", "function", detail)


def _held(function: Any) -> tuple[Any, ...]:
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    used = {
        n: function.__globals__[n] for n in _names(function.__code__) if n in function.__globals__
    }
    return function.__defaults__, function.__kwdefaults__, vars(function), cells, used


def _names(code: CodeType) -> list[str]:
    """The names that a function looks up, those of functions inside of it too."""
    inside = (name for c in code.co_consts if isinstance(c, CodeType) for name in _names(c))
    return sorted({*code.co_names, *inside})


def _code(code: CodeType) -> tuple[Any, ...]:
    """What a function does: its instructions and constants, without names of places."""
    # As text, for 1 == True == 1.0.
    constants = [_code(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return code.co_code, constants, code.co_names
