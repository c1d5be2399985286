"""Compare objects of classes that nobody registered a comparator for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different, equal, worst
from migrate.verify.compare.stored import Stub

NAME = "attributes"


def compare_objects(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Any other object by what pickle would keep; by `==` where that is nothing. What a class
    calls equal may well differ: 1 is True, a field may not count.
    """
    if dataclasses.is_dataclass(kedro):
        return worst(NAME, _states(_fields(kedro), _fields(hamilton), context))
    try:
        # `copyreg.__reduce_ex__` would make a bytes copy of nothing here: it gives the parts.
        ours, theirs = kedro.__reduce_ex__(4), hamilton.__reduce_ex__(4)
    except TypeError:
        if _says_equal(kedro, hamilton):
            return equal("==")
        raise
    if isinstance(ours, str) or isinstance(theirs, str):
        return context.compare(ours, theirs)
    return _reduced(kedro, hamilton, (_parts(kedro, ours), _parts(hamilton, theirs)), context)


def compare_pydantic(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """pydantic's models: fields, those that their class does not name, private attributes, and
    which fields were given.
    """
    ours, theirs = (
        {
            **vars(model),
            **(getattr(model, "__pydantic_extra__", None) or {}),
            **(getattr(model, "__pydantic_private__", None) or {}),
            "model_fields_set": set(getattr(model, "model_fields_set", ())),
        }
        for model in (kedro, hamilton)
    )
    return worst("pydantic", _states(ours, theirs, context))


def _says_equal(kedro: Any, hamilton: Any) -> bool:
    if getattr(type(kedro), "__eq__", None) is getattr(object, "__eq__"):  # noqa: B009
        return False
    try:
        return bool(kedro == hamilton)
    except Exception:
        return False


def _fields(value: Any) -> dict[str, Any]:
    """A dataclass's fields, and what else was put into it."""
    names = [field.name for field in dataclasses.fields(value) if hasattr(value, field.name)]
    return {name: getattr(value, name) for name in names} | getattr(value, "__dict__", {})


def _reduced(kedro: Any, hamilton: Any, parts: Any, context: Context) -> Comparison:
    """The parts of `__reduce_ex__`: how it is made, its state, its items."""
    ours, theirs = parts
    if not any(ours[1:]) and not any(theirs[1:]):
        # An object of the project's own class that holds nothing is like any other one.
        if isinstance(kedro, Stub) or _says_equal(kedro, hamilton):
            return equal("==")
        return Comparison("uncompared", type(kedro).__qualname__, "nothing of it can be compared")
    makers = [getattr(maker, "__qualname__", "") for maker in (ours[0], theirs[0])]
    made = worst(NAME, [context.compare(*makers), context.compare(ours[1], theirs[1])])
    if made.status == "different":
        return made
    state = worst(NAME, _states(ours[2], theirs[2], context))
    if state.status == "different":
        return state
    items = (
        context.compare(list(a or ()), list(b or ()))
        for a, b in zip(ours[3:], theirs[3:], strict=True)
    )
    return worst(NAME, [made, state, *items])


def _parts(value: Any, reduced: tuple[Any, ...]) -> tuple[Any, ...]:
    padded = (*reduced, None, None, None, None)[:5]
    # The class itself is an argument of copyreg's makers.
    arguments = tuple(a for a in padded[1] if a is not type(value))
    return padded[0], arguments, padded[2], padded[3], padded[4]


def _states(ours: Any, theirs: Any, context: Context) -> Iterator[Comparison]:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for name in {**ours, **theirs}:
            if name not in ours or name not in theirs:
                side = "Kedro" if name in ours else "Hamilton"
                yield different(NAME, f".{name} only in {side}")
            else:
                yield context.compare(ours[name], theirs[name]).at(f".{name}")
    else:
        yield context.compare(ours, theirs)
