"""Bindings: in which way each unit becomes a function, the first way that is safe.

moved, parameterized, wrapped, manual: in that order of preference. `K4..` codes say why.
"""

from __future__ import annotations

import ast

from migrate.code.expressions import outer_defaults
from migrate.code.introspection import free_names, own_names
from migrate.model.migration import Argument, DataflowFunction, NodeOutcome
from migrate.model.project import Binding, Function, NodeFunction
from migrate.plan.functions.arguments import fixed, free_parameters, here, links, rows
from migrate.plan.functions.parts import (
    FunctionContext,
    Obstacle,
    copied,
    fields,
    returned_hint,
    shared_result,
    tags,
)
from migrate.plan.functions.wrapping import manual, wrapped
from migrate.plan.naming.node_groups import NodeGroup
from migrate.plan.naming.wiring import Wiring
from migrate.plan.placement.conditional_definitions import chosen
from migrate.plan.placement.module_scopes import ModuleScope


def plan_function(unit: NodeGroup, wiring: Wiring, context: FunctionContext) -> DataflowFunction:
    """The function that a unit becomes."""
    node = unit.first
    facts = context.project.functions.get(node.func.key)
    if node.func.kind == "unknown":
        return manual(unit, wiring, context, Obstacle("K431", node.func.text or "its function"))
    if facts and facts.coroutine:
        return manual(unit, wiring, context, Obstacle("K432", facts.qualname))
    obstacle = _obstacle(unit, wiring, context, facts)
    if obstacle is None and facts is not None:
        return _moved(unit, wiring, context, facts)
    assert obstacle is not None
    return wrapped(unit, wiring, context, facts, obstacle)


# --- moved and parameterized ----------------------------------------------------------------


def _obstacle(
    unit: NodeGroup, wiring: Wiring, context: FunctionContext, facts: Function | None
) -> Obstacle | None:
    node = unit.first
    if choice := chosen(node.func, context.homes.source):
        return Obstacle("K413", f"{choice.module} chooses {choice.name} when it is imported")
    if facts is None:
        return Obstacle("K411", node.func.text or node.func.qualname)
    inner = _is_lambda(facts) or ".<locals>" in facts.qualname
    if inner and not _is_self_contained(node.func, facts, context.scope):
        return Obstacle("K420", node.func.kind)
    if not inner and node.func.kind not in {"function", "partial"}:
        return Obstacle("K420", node.func.kind)
    if facts.decorators:
        return Obstacle("K412", facts.decorators[0])
    if facts.generator:
        return Obstacle("K422", facts.qualname)
    found, _ = links(unit, wiring)
    renamed = {binding.parameter for binding, name in found if binding.parameter != name}
    own = own_names(facts, renamed)
    if star := context.homes.source.from_stars(facts.module, facts.global_names):
        own = own or f"{star} of a star import"
    if own:
        return Obstacle("K423", own)
    if not inner:
        statement = context.homes.source.statement_of(facts)
        if statement is None:
            return Obstacle("K420", node.func.kind)
        key = (facts.module, statement.line)
        homes = context.homes
        if homes.moved.get(key) != unit.flow or homes.users.get(key) or key in homes.shared:
            return Obstacle("K413", homes.other_use(key, facts.qualname))
    if any(p.kind not in {"positional", "keyword-only"} for p in facts.parameters):
        return Obstacle("K415", facts.qualname)
    if len({link.name for link in found}) < len(found):
        return Obstacle("K418", facts.qualname)
    for name, text, _ in fixed(node, facts):
        if not _is_plain(text) and not (unit.rows and _is_kept(facts, name)):
            return Obstacle("K421", name)
    if shared := shared_result(unit, wiring, facts, context):
        return Obstacle("K424", shared.rpartition(":")[2])
    if unit.rows:
        return None
    written = {context.scope.need(facts.module, name) for name in facts.global_names}
    written |= {each.name for each in node.func.captured}
    for binding, name in found:
        if name in written - {binding.parameter}:
            return Obstacle("K416", name)
    return None


def _moved(
    unit: NodeGroup, wiring: Wiring, context: FunctionContext, facts: Function
) -> DataflowFunction:
    node, scope = unit.first, context.scope
    found, injected = links(unit, wiring)
    order = {p.name: place for place, p in enumerate(facts.parameters)}
    found.sort(key=lambda link: order.get(link.binding.parameter, 0))
    parameters = {link.binding.parameter for link in found}
    others = facts.local_names - parameters
    before: list[tuple[str, str]] = []
    arguments = []
    for binding, name in found:
        was = binding.parameter
        if name != was and name in others:  # the body means something else by the new name
            before.append((was, name))
            was = name
        hint = context.hints.argument(unit, binding, scope)
        arguments.append(copied(Argument(name, was, hint), facts, binding.parameter, unit, context))
    free = free_parameters(unit, facts)
    for parameter in free:
        hint = context.hints.argument(unit, Binding(parameter.name, ""), scope)
        argument = Argument(parameter.name, parameter.name, hint)
        arguments.append(copied(argument, facts, parameter.name, unit, context))
    rest = parameters | {parameter.name for parameter in free}
    locals_ = [(n, here(scope, m, t)) for n, t, m in fixed(node, facts) if n not in rest]
    outcome: NodeOutcome = "parameterized" if unit.rows or unit.step or injected else "moved"
    return DataflowFunction(
        name=wiring.whole,
        nodes=tuple(n.id for n in unit.nodes),
        outcome=outcome,
        code="K402" if outcome == "parameterized" else "K401",
        arguments=tuple(arguments),
        returns=returned_hint(unit, wiring, context),
        place=facts.place,
        source=_source(facts),
        renames=scope.renames(facts.module, facts.global_names),
        fixed=(*before, *locals_),
        rows=rows(unit, wiring, scope, facts) if unit.rows else (),
        injected=injected,
        fields=fields(unit, wiring, context),
        keys=dict(zip(wiring.keys, wiring.outputs, strict=True)) if wiring.keys else {},
        tags=tags(unit, wiring),
    )


def _is_self_contained(func: NodeFunction, facts: Function, scope: ModuleScope) -> bool:
    """Whether a lambda or inner function can stand alone, with what it captures as constants.

    One that a factory makes again and again is better made by the factory.
    """
    if func.kind not in {"lambda", "closure"} or "nonlocal " in facts.text:
        return False
    if scope.can_make(func.made):
        return False
    known = {each.name for each in func.captured if each.constant}
    return outer_defaults(facts) | free_names(facts) <= known


def _is_kept(facts: Function, parameter: str) -> bool:
    """Whether a function surely leaves a parameter's object as it is."""
    effects = (table.get(parameter) for table in (facts.mutates, facts.stores))
    return all(each is None or each.certainty == "no" for each in effects)


def _is_lambda(facts: Function) -> bool:
    return facts.qualname.rpartition(".")[2].startswith("<lambda>")


def _is_plain(text: str) -> bool:
    """Whether an expression gives an equal, immutable value whenever it is evaluated."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return False
    allowed = (ast.Constant, ast.Name, ast.Attribute, ast.Load, ast.Tuple, ast.UnaryOp, ast.unaryop)
    return all(isinstance(node, allowed) for node in ast.walk(tree))


def _source(facts: Function) -> str:
    """The function's own text; for a lambda, a function of the same body."""
    if not _is_lambda(facts):
        return facts.text
    text = facts.text.strip()
    tree = ast.parse(f"({text})", mode="eval").body
    assert isinstance(tree, ast.Lambda)
    body = ast.get_source_segment(f"({text})", tree.body) or ast.unparse(tree.body)
    if "\n" in body:
        body = f"(\n{body}\n)"
    return f"def _({ast.unparse(tree.args)}):\n    return {body}\n"
