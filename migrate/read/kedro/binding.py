"""How Kedro hands datasets to the parameters of a function: `inspect.Signature.bind` on facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrate.model.project import Binding, Names, Parameter


class CannotBind(Exception):
    """The function can't be called with these inputs; the message says why."""


_POSITIONAL = ("positional-only", "positional")


def bind(
    inputs: Names, parameters: tuple[Parameter, ...], bound: Iterable[str] = ()
) -> tuple[Binding, ...]:
    """Which parameter gets which dataset, in the order of Kedro's `Node.inputs`.

    `bound` are the arguments that partials fix: keywords, and "0", "1", ... for positional ones.
    Raises CannotBind where Kedro's own check refuses the node, on any Python: 3.13's lets a
    partial fix a positional-only parameter by its name, which no call can do.
    """
    left = _after_partial(parameters, tuple(bound))
    if isinstance(inputs, Mapping):
        found = _bind_keywords(inputs, left)
    else:
        values = () if inputs is None else (inputs,) if isinstance(inputs, str) else inputs
        found = _bind_positions(values, left)
    given = {b.parameter for b in found if b.how == "parameter"}
    for parameter in left:
        required = parameter.default is None and not parameter.kind.startswith("var-")
        if required and parameter.name not in given:
            raise CannotBind(f"its parameter {parameter.name} gets no value")
    return found


def _after_partial(
    parameters: tuple[Parameter, ...], bound: tuple[str, ...]
) -> tuple[Parameter, ...]:
    """The parameters that a partial leaves, as `inspect.signature` shows them."""
    positions = sum(name.isdigit() for name in bound)
    keywords = {name for name in bound if not name.isdigit()}
    left: list[Parameter] = []
    keyword_only = False
    has_kwargs = any(p.kind == "var-keyword" for p in parameters)
    unknown = keywords - {p.name for p in parameters if p.kind != "positional-only"}
    if unknown and not has_kwargs:
        name = min(unknown)
        known = any(p.name == name for p in parameters)
        why = " by name, which is positional-only" if known else ", which it has not"
        raise CannotBind(f"its partial fixes {name}{why}")
    for parameter in parameters:
        if positions and parameter.kind in _POSITIONAL:
            positions -= 1
            if parameter.name in keywords:
                raise CannotBind(f"its partial fixes {parameter.name} twice")
            continue
        if parameter.name in keywords and parameter.kind in ("positional", "keyword-only"):
            keyword_only = keyword_only or parameter.kind == "positional"
            left.append(replace(parameter, kind="keyword-only", default=parameter.default or "..."))
        elif keyword_only and parameter.kind == "positional":
            left.append(replace(parameter, kind="keyword-only"))
        elif not (keyword_only and parameter.kind == "var-positional"):
            left.append(parameter)
    if positions and not any(p.kind == "var-positional" for p in parameters):
        raise CannotBind("its partial fixes more arguments than it has")
    return tuple(left)


def _bind_positions(
    values: Iterable[str], parameters: tuple[Parameter, ...]
) -> tuple[Binding, ...]:
    rest = list(values)
    found: list[Binding] = []
    for parameter in parameters:
        if parameter.kind == "var-positional":
            found += [Binding(parameter.name, value, "args") for value in rest]
            rest = []
        if not rest or parameter.kind not in _POSITIONAL:
            break
        found.append(Binding(parameter.name, rest.pop(0)))
    if rest:
        raise CannotBind(f"it takes {len(found)} positional values, not {len(found) + len(rest)}")
    return tuple(found)


def _bind_keywords(
    inputs: Mapping[str, str], parameters: tuple[Parameter, ...]
) -> tuple[Binding, ...]:
    rest = dict(inputs)
    found: list[Binding] = []
    for parameter in parameters:
        if parameter.kind in ("positional", "keyword-only") and parameter.name in rest:
            found.append(Binding(parameter.name, rest.pop(parameter.name)))
    if rest and not any(p.kind == "var-keyword" for p in parameters):
        raise CannotBind(f"it has no parameter {next(iter(rest))}")
    return (*found, *(Binding(name, dataset, "kwargs") for name, dataset in rest.items()))
