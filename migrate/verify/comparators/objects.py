"""Compare objects of classes that nobody registered a comparator for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from migrate.verify.result import Comparison, different, equal, worst

if TYPE_CHECKING:
    from migrate.verify.compare import Context

NAME = "attributes"


def compare_objects(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Any other object: by `==`, if its class has one, otherwise by what pickle would keep."""
    if _says_equal(kedro, hamilton):
        return equal("==")
    if dataclasses.is_dataclass(kedro):
        return _attributes(kedro, hamilton, (f.name for f in dataclasses.fields(kedro)), context)
    # `copyreg.__reduce_ex__` would make a bytes copy of nothing here: it gives the parts.
    ours, theirs = kedro.__reduce_ex__(4), hamilton.__reduce_ex__(4)
    if isinstance(ours, str) or isinstance(theirs, str):
        return context.compare(ours, theirs)
    return _reduced(ours, theirs, type(kedro).__qualname__, context)


def compare_pydantic(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """pydantic's models by their fields, and by those that their class does not name."""
    ours, theirs = (
        {**vars(model), **(getattr(model, "__pydantic_extra__", None) or {})}
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


def _attributes(kedro: Any, hamilton: Any, names: Iterable[str], context: Context) -> Comparison:
    parts = (
        context.compare(getattr(kedro, name), getattr(hamilton, name)).at(f".{name}")
        for name in names
    )
    return worst(NAME, parts)


def _reduced(ours: Any, theirs: Any, kind: str, context: Context) -> Comparison:
    """The parts of `__reduce_ex__`: how it is made, its state, its items."""
    ours, theirs = _parts(ours), _parts(theirs)
    if not any(ours[1:]) and not any(theirs[1:]):
        return Comparison("uncompared", kind, "nothing of it can be compared")
    made = context.compare(ours[1], theirs[1])
    if made.status != "equal":
        return made
    state = worst(NAME, _states(ours[2], theirs[2], context))
    if state.status == "different":
        return state
    items = (
        context.compare(list(a or ()), list(b or ()))
        for a, b in zip(ours[3:], theirs[3:], strict=True)
    )
    return worst(NAME, [state, *items])


def _parts(reduced: tuple[Any, ...]) -> tuple[Any, ...]:
    padded = (*reduced, None, None, None, None)[:5]
    # The class itself is an argument of copyreg's makers; its place in a module means nothing.
    arguments = tuple(a for a in padded[1] if not isinstance(a, type))
    return padded[0], arguments, padded[2], padded[3], padded[4]


def _states(ours: Any, theirs: Any, context: Context) -> Iterator[Comparison]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in {**ours, **theirs}:
            if name not in ours or name not in theirs:
                side = "Kedro" if name in ours else "Hamilton"
                yield different(NAME, f".{name} only in {side}")
            else:
                yield context.compare(ours[name], theirs[name]).at(f".{name}")
    else:
        yield context.compare(ours, theirs)
