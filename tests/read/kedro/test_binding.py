import functools
import inspect
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from migrate.model.project import Binding, Parameter, ParameterKind
from migrate.read.kedro.binding import CannotBind, bind

KINDS: dict[Any, ParameterKind] = {
    inspect.Parameter.POSITIONAL_ONLY: "positional-only",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.VAR_POSITIONAL: "var-positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword-only",
    inspect.Parameter.VAR_KEYWORD: "var-keyword",
}


def parameters(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(p.name, KINDS[p.kind], None, None if p.default is p.empty else "...")
        for p in inspect.signature(function).parameters.values()
    )


# fmt: off
def plain(a, b): ...
def default(a, b=1): ...
def only(a, *, b): ...
def only_default(a, *, b=1): ...
def stars(a, *args): ...
def keywords(a, **kwargs): ...
def both(*args, **kwargs): ...
def positional(a, b, /, c=1): ...
def mixed(a, b=1, *args, c, d=2, **kwargs): ...
def none(): ...
# fmt: on

FUNCTIONS = [
    plain, default, only, only_default, stars, keywords, both, positional, mixed, none
]  # fmt: skip
INPUTS: list[Any] = [
    None,
    "x",
    ["x"],
    ["x", "y"],
    ["x", "y", "z"],
    ["x", "x"],
    [],
    {"a": "x"},
    {"b": "y", "a": "x"},
    {"c": "z", "a": "x"},
    {"e": "v", "a": "x", "f": "w"},
]
PARTIALS: list[tuple[tuple[int, ...], dict[str, int]]] = [
    ((), {}),
    ((1,), {}),
    ((), {"b": 1}),
    ((), {"a": 1}),
    ((1,), {"b": 2}),
    ((), {"e": 1}),
    ((1, 2, 3), {}),
]


def positional_only(function: Callable[..., Any]) -> set[str]:
    return {p.name for p in parameters(function) if p.kind == "positional-only"}


@pytest.mark.parametrize(
    ("function", "inputs", "partial"), list(itertools.product(FUNCTIONS, INPUTS, PARTIALS))
)
def test_it_binds_as_inspect_does(function: Any, inputs: Any, partial: Any) -> None:
    args, kwargs = partial
    args_given = [inputs] if isinstance(inputs, str) else inputs if isinstance(inputs, list) else []
    kwargs_given = inputs if isinstance(inputs, dict) else {}
    bound = (*map(str, range(len(args))), *kwargs)
    names = tuple(inputs) if isinstance(inputs, list) else inputs
    try:
        signature = inspect.signature(functools.partial(function, *args, **kwargs))
        found = signature.bind(*args_given, **kwargs_given)
        # Python 3.13 binds these; Kedro makes the node there, but no call can be made.
        if by_name := positional_only(function) & kwargs.keys():
            raise TypeError(f"{by_name} by name")
    except (TypeError, ValueError):
        with pytest.raises(CannotBind):
            bind(names, parameters(function), bound)
        return
    datasets = [*found.args, *found.kwargs.values()]
    assert [b.dataset for b in bind(names, parameters(function), bound)] == datasets


def test_how_a_value_gets_there() -> None:
    found = bind(("x", "y", "z"), parameters(stars))
    assert found == (Binding("a", "x"), Binding("args", "y", "args"), Binding("args", "z", "args"))
    found = bind({"e": "y", "a": "x"}, parameters(keywords))
    assert found == (Binding("a", "x"), Binding("e", "y", "kwargs"))


def test_a_partial_cannot_fix_by_name_what_has_none_for_callers() -> None:
    with pytest.raises(CannotBind, match="fixes b by name, which is positional-only"):
        bind(("x",), parameters(positional), ("b",))
    with pytest.raises(CannotBind, match="fixes z, which it has not"):
        bind(("x",), parameters(positional), ("z",))
