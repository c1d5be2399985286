"""Calls of moved functions in tests: their arguments as the new function takes them."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from migrate.model.literals import is_literal
from migrate.model.migration import DataflowFunction
from migrate.model.project import Function
from migrate.plan.placement.symbol_map import MovedSymbol
from migrate.plan.testing.text import CannotTranslate, Edits


@dataclass(frozen=True, slots=True)
class Signature:
    """How the parameters of a function map to those of the one that it became.

    `names` gives the new name of each old parameter that is left, `order` the old parameters in
    the new order, `settled` what the others always are.
    """

    old: tuple[str, ...]
    names: dict[str, str]
    order: tuple[str, ...]
    settled: dict[str, str]
    defaults: dict[str, str]

    @property
    def same_places(self) -> bool:
        """Whether any call with arguments by place means the same."""
        return self.order == self.old and not self.defaults


def signature(function: DataflowFunction, facts: Function) -> Signature:
    """The old and the new signature of a moved function."""
    old = tuple(parameter.name for parameter in facts.parameters)
    fixed = dict(function.fixed)
    kept = {value: name for name, value in fixed.items() if name in old}
    names = {}
    for argument in function.arguments:
        was = argument.was if argument.was in old else kept.get(argument.name, "")
        was = kept.get(argument.name, was)  # the old name is a local for the new one
        names[was] = argument.name
    return Signature(
        old=old,
        names=names,
        order=tuple(names),
        settled={name: fixed.get(name, "") for name in old if name not in names},
        defaults={p.name: p.default for p in facts.parameters if p.default is not None},
    )


def adapt(call: ast.Call, move: MovedSymbol, edits: Edits) -> None:
    """Change the arguments of a call so that they mean to the new function what they meant.

    Raises CannotTranslate if the new function does not take them.
    """
    assert move.function is not None and move.facts is not None
    known = signature(move.function, move.facts)
    given = _given(call, known, move.facts.qualname)
    for name, text in known.settled.items():
        written = edits.source(given[name].value) if name in given else known.defaults.get(name, "")
        if written != text:
            raise CannotTranslate(f"{move.facts.qualname} takes no {name} any more: it is {text}")
    gone = [argument for name, argument in given.items() if name in known.settled]
    for place, (name, argument) in enumerate(given.items()):
        if name in known.settled:
            continue
        in_place = place < len(known.order) and known.order[place] == name
        new = known.names[name]
        if isinstance(argument.keyword, ast.keyword):
            edits.replace_at(argument.keyword, name, new)
        elif not in_place or any(other in gone for other in list(given.values())[:place]):
            edits.insert_before(argument.value, f"{new}=")
    left_out = [name for name in known.order if name not in given]
    for name in left_out:
        if name not in known.defaults:
            raise CannotTranslate(f"{move.facts.qualname} is called without {name}")
        if not is_literal(known.defaults[name]):
            raise CannotTranslate(f"the default of {name} is known in its own module only")
    edits.remove_arguments(call, [argument.keyword or argument.value for argument in gone])
    added = [f"{known.names[name]}={known.defaults[name]}" for name in left_out]
    edits.append_arguments(call, added, len(gone) == len(given))


@dataclass(frozen=True, slots=True)
class _Argument:
    value: ast.expr
    keyword: ast.keyword | None = None


def _given(call: ast.Call, known: Signature, function: str) -> dict[str, _Argument]:
    """The arguments of a call by the old parameters, in their order."""
    stars = [a for a in call.args if isinstance(a, ast.Starred)]
    if stars or any(keyword.arg is None for keyword in call.keywords):
        raise CannotTranslate(f"{function} is called with arguments that are known at run time")
    if len(call.args) > len(known.old):
        raise CannotTranslate(f"{function} is called with too many arguments")
    found = {name: _Argument(value) for name, value in zip(known.old, call.args, strict=False)}
    for keyword in call.keywords:
        name = keyword.arg or ""
        if name not in known.old:
            raise CannotTranslate(f"{function} has no parameter {name}")
        found[name] = _Argument(keyword.value, keyword)
    return found


def check_reference(move: MovedSymbol) -> None:
    """Raise CannotTranslate if a function that is handed on would have to be called otherwise."""
    assert move.function is not None and move.facts is not None
    known = signature(move.function, move.facts)
    if not known.same_places or move.function.keys:
        raise CannotTranslate(f"{move.facts.qualname} is handed on, and takes other arguments now")
