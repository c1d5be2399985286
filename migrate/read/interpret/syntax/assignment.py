"""Targets of assignments: what a value is bound to."""

from __future__ import annotations

import ast

from migrate.read.interpret import operators, side_effects
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.partial_values import Shuffled
from migrate.read.interpret.values import (
    Raised,
    Scope,
    Site,
    Unknown,
    Value,
    one_unknown,
    set_attribute,
)


def assign(m: Evaluation, target: ast.expr, value: Value, scope: Scope) -> None:
    """Binds a target to a value, unpacking it as need be."""
    if isinstance(target, ast.Name):
        if target.id in scope.globals and not m.importing:
            m.changed.setdefault((scope.module.name, target.id), m.place(target, scope))
        scope.store(target.id, value)
    elif isinstance(target, ast.Attribute):
        side_effects.note_change(m, target, scope)
        set_attribute(m.evaluate(target.value, scope), target.attr, value)
    elif isinstance(target, ast.Subscript):
        box, index = m.evaluate(target.value, scope), m.evaluate(target.slice, scope)
        side_effects.note_change(m, target.value, scope)
        operators.set_item(m, box, index, value, Site(target, scope))
    elif isinstance(target, ast.Starred):
        assign(m, target.value, value, scope)
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(m, target, value, scope)


def _unpack(m: Evaluation, target: ast.Tuple | ast.List, value: Value, scope: Scope) -> None:
    site = Site(target, scope)
    items = m.iterate(value, site)
    if isinstance(items, Unknown):
        for part in target.elts:
            assign(m, part, items, scope)
        return
    values = list(items)
    star = next((i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred)), None)
    count = len(target.elts)
    if star is not None and len(values) >= count - 1:
        end = len(values) - (count - star - 1)
        values[star:end] = [values[star:end]]
    unknown = one_unknown(values)
    if isinstance(value, Shuffled) or (unknown is not None and len(values) != count):
        values = [getattr(value, "reason", unknown)] * count
    if len(values) != count:
        error = ValueError(f"{len(values)} values for {count} names")
        raise Raised(error, m.place(target, scope))
    for part, item in zip(target.elts, values, strict=True):
        assign(m, part, item, scope)
