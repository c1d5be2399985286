"""Compare text, bytes, times, paths, functions and classes."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from types import CodeType
from typing import Any

from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different, equal, name_of, shown, worst


def compare_plainly(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """By `==` and the representation, which tells time zones apart; pandas' times have a unit, too.
    A decimal NaN equals NaN.
    """
    units = (getattr(kedro, "unit", None), getattr(hamilton, "unit", None))
    same = kedro == hamilton or (kedro != kedro and hamilton != hamilton)
    if same and repr(kedro) == repr(hamilton) and units[0] == units[1]:
        return compare_besides(kedro, hamilton, context)
    return different("==", f"{shown(kedro)} in Kedro, {shown(hamilton)} in Hamilton")


def compare_besides(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """What values of a derived class hold besides what they are: attributes."""
    if type(kedro).__module__ == "builtins":
        return equal("==")
    ours, theirs = _attributes(kedro), _attributes(hamilton)
    return context.compare(ours, theirs) if ours or theirs else equal("==")


def _attributes(value: Any) -> dict[str, Any]:
    listed = (vars(kind).get("__slots__", ()) for kind in type(value).__mro__)
    slots = [n for names in listed for n in ((names,) if isinstance(names, str) else names)]
    held = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    return {**held, **getattr(value, "__dict__", {})}


def compare_texts(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Text and bytes; a long text by its first line that differs."""
    if kedro == hamilton:
        return replace(compare_besides(kedro, hamilton, context), comparator="text")
    ours, theirs = kedro.splitlines(keepends=True), hamilton.splitlines(keepends=True)
    cause = "K516" if _same_lines(ours, theirs) else ""
    if max(len(ours), len(theirs)) > 1:
        for number, (a, b) in enumerate(zip_longest(ours, theirs), 1):
            if a != b:
                line = f"line {number}: {shown(a)} in Kedro, {shown(b)} in Hamilton"
                return different("text", line, cause)
    return different("text", f"{shown(kedro)} in Kedro, {shown(hamilton)} in Hamilton", cause)


def _same_lines(kedro: list[Any], hamilton: list[Any]) -> bool:
    """Whether two texts differ in the ends of their lines alone."""
    if len(kedro) != len(hamilton):
        return False
    ends = "\r\n" if isinstance((kedro or [""])[0], str) else b"\r\n"
    return all(a.rstrip(ends) == b.rstrip(ends) for a, b in zip(kedro, hamilton, strict=True))


def compare_modules(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Modules by name."""
    return compare_texts(kedro.__name__, hamilton.__name__, context)


def compare_callables(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Classes by name, wherever they have moved to: their code is no data. One that was made in a
    function, and is nowhere else, by what it holds, too.
    """
    found = _names_of(kedro, hamilton)
    made = all("<locals>" in each.__qualname__ for each in (kedro, hamilton))
    if not found.equal or not made or not isinstance(kedro, type):
        return found
    bases = context.compare(list(kedro.__bases__), list(hamilton.__bases__)).at(".__bases__")
    ours, theirs = (_members(each) for each in (kedro, hamilton))
    return worst("class", [bases, context.compare(ours, theirs)])


def _names_of(kedro: Any, hamilton: Any) -> Comparison:
    ours, theirs = name_of(kedro), name_of(hamilton)
    if ours == theirs:
        return equal("name")
    return different("name", f"{ours} in Kedro, {theirs} in Hamilton")


# What a class or a function says of where it stands, and what Python adds to every class.
PLACES = {"__module__", "__qualname__", "__name__", "__file__", "__package__", "__firstlineno__"}
ADDED = {"__dict__", "__weakref__", "__doc__", "__static_attributes__", "__slotnames__"}


def _members(kind: type) -> dict[str, Any]:
    slots = {name for name, value in vars(kind).items() if _is_slot(value)}
    left_out = PLACES | ADDED | slots
    return {
        # What is wrapped in these can't be pickled, nor compared, as it is.
        name: getattr(value, "__func__", None) or getattr(value, "fget", None) or value
        for name, value in vars(kind).items()
        if name not in left_out and not name.startswith("_abc_")
    }


def _is_slot(value: Any) -> bool:
    return type(value).__name__ in ("member_descriptor", "getset_descriptor")


def compare_builtins(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Built-in functions by name, methods by what they are methods of, too."""
    name = _names_of(kedro, hamilton)
    return worst("name", [name, context.compare(kedro.__self__, hamilton.__self__).at(".__self__")])


def compare_functions(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Functions by name, by what they hold (defaults, closures, globals that they use), then by
    what they do; not by where they stand, since a migration may move them.

    Other bytecode need not do other things, so that it decides nothing.
    """
    name = _names_of(kedro, hamilton)
    if not name.equal:
        return name
    pairs = zip(_held(kedro), _held(hamilton), strict=True)
    held = worst("function", (context.compare(*pair) for pair in pairs))
    if not held.equal or _code(kedro.__code__) == _code(hamilton.__code__):
        return held
    detail = f"two functions are called {name_of(kedro)}, with other code"
    return Comparison("uncompared", "function", detail)


def _held(function: Any) -> tuple[Any, ...]:
    cells = [cell.cell_contents for cell in function.__closure__ or ()]
    names = [n for n in _names(function.__code__) if n not in PLACES]
    used = {n: function.__globals__[n] for n in names if n in function.__globals__}
    return function.__defaults__, function.__kwdefaults__, vars(function), cells, used


def _names(code: CodeType) -> list[str]:
    """The names that a function looks up, those of functions inside of it too."""
    inside = (name for c in code.co_consts if isinstance(c, CodeType) for name in _names(c))
    return sorted({*code.co_names, *inside})


def _code(code: CodeType) -> tuple[Any, ...]:
    """What a function does: how it is called, its instructions, constants, handlers of errors;
    without names of places.
    """
    # As text, for 1 == True == 1.0. Python up to 3.10 has the names of inner functions there.
    constants = [
        _code(c) if isinstance(c, CodeType) else repr(c).rpartition("<locals>.")[2]
        for c in code.co_consts
    ]
    number = code.co_argcount + code.co_kwonlyargcount
    called = code.co_varnames[:number], code.co_posonlyargcount, code.co_kwonlyargcount
    return (
        code.co_code,
        constants,
        code.co_names,
        called,
        code.co_flags,
        getattr(code, "co_exceptiontable", b""),
    )
