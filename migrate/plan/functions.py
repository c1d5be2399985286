"""Bindings: in which way each unit becomes a function, the first way that is safe.

moved, parameterized, wrapped, manual: in that order of preference. `K4..` codes say why.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from migrate.migration import Argument, FlowFunction, NodeOutcome, Row
from migrate.plan.flows import Unit
from migrate.plan.homes import Homes
from migrate.plan.parts import (
    Context,
    Obstacle,
    copied,
    fields,
    returned_hint,
    stored_outputs,
    tags,
)
from migrate.plan.scope import names_in, rename_in
from migrate.plan.wiring import Wiring, bindings_of
from migrate.plan.wrapping import manual, wrapped
from migrate.project import Binding, Bound, Function, Node, Statement


def plan_function(unit: Unit, wiring: Wiring, context: Context) -> FlowFunction:
    """The function that a unit becomes."""
    node = unit.first
    facts = context.project.functions.get(node.func.key)
    if node.func.kind == "unknown":
        return manual(unit, wiring, context, Obstacle("K431", node.func.text or "its function"))
    if facts and (facts.generator or facts.coroutine):
        return manual(unit, wiring, context, Obstacle("K432", facts.qualname))
    rows = len(unit.nodes) > 1 and not unit.step
    dotted = any("." in wiring.names[b.dataset] for b in bindings_of(node))
    obstacle = _obstacle(unit, wiring, context, facts, rows or dotted)
    if obstacle is None and facts is not None:
        return _moved(unit, wiring, context, facts, rows or dotted)
    assert obstacle is not None
    return wrapped(unit, wiring, context, facts, obstacle)


# --- moved and parameterized ----------------------------------------------------------------


def _obstacle(
    unit: Unit, wiring: Wiring, context: Context, facts: Function | None, rows: bool
) -> Obstacle | None:
    node = unit.first
    if facts is None:
        return Obstacle("K411", node.func.text or node.func.qualname)
    plain = node.func.kind in {"function", "partial"} and ".<locals>" not in facts.qualname
    if not plain and not _is_lambda(facts):
        return Obstacle("K420", node.func.kind)
    if facts.decorators:
        return Obstacle("K412", facts.decorators[0])
    if not _is_lambda(facts):
        statement = _statement(context.homes, facts)
        if statement is None:
            return Obstacle("K420", node.func.kind)
        key = (facts.module, statement.line)
        if context.homes.moved.get(key) != unit.flow or context.homes.users.get(key):
            return Obstacle("K413", facts.qualname)
    if any(p.kind not in {"positional", "keyword-only"} for p in facts.parameters):
        return Obstacle("K415", facts.qualname)
    bound = bindings_of(node)
    if len({wiring.names[b.dataset] for b in bound}) < len(bound) and not rows:
        return Obstacle("K418", facts.qualname)
    if rows:
        return None
    for name, text in _fixed(node, facts):
        if not _is_plain(text):
            return Obstacle("K421", name)
    if wiring.keys and _returned_keys(facts) != set(wiring.keys):
        return Obstacle("K417", ", ".join(wiring.keys))
    written = {context.scope.need(facts.module, name) for name in facts.global_names}
    for binding in bound:
        if wiring.names[binding.dataset] in written - {binding.parameter}:
            return Obstacle("K416", wiring.names[binding.dataset])
    return None


def _moved(
    unit: Unit, wiring: Wiring, context: Context, facts: Function, rows: bool
) -> FlowFunction:
    node, scope = unit.first, context.scope
    names = {} if rows else wiring.names
    bound = bindings_of(node)
    new = {b.parameter: names.get(b.dataset, b.parameter) for b in bound}
    others = facts.local_names - set(new)
    fixed: list[tuple[str, str]] = []
    arguments = []
    for binding in _in_signature_order(bound, facts):
        name, was = new[binding.parameter], binding.parameter
        if name != was and name in others | {n for p, n in new.items() if p != was}:
            fixed.append((was, name))
            was = name
        hint = context.hints.argument(unit, binding, scope)
        arguments.append(copied(Argument(name, was, hint), facts, binding.parameter, context))
    row_values: dict[str, str] = {}
    if rows:
        free = _free_parameters(unit, facts)
        row_hints = {p.name: context.hints.argument(unit, Binding(p.name, ""), scope) for p in free}
        arguments += [
            copied(Argument(p.name, p.name, row_hints[p.name]), facts, p.name, context)
            for p in free
        ]
        rest = [(n, t) for n, t in _fixed(node, facts) if n not in row_hints]
        fixed += [(n, _text(context, facts.module, t)) for n, t in rest]
    else:
        fixed += [(n, _text(context, facts.module, t)) for n, t in _fixed(node, facts)]
    renames = scope.renames(facts.module, facts.global_names)
    outcome: NodeOutcome = "parameterized" if rows or unit.step else "moved"
    return FlowFunction(
        name=wiring.whole,
        nodes=tuple(n.id for n in unit.nodes),
        outcome=outcome,
        code="K402" if outcome == "parameterized" else "K401",
        arguments=tuple(arguments),
        returns=returned_hint(unit, wiring, context),
        place=facts.place,
        source=_source(facts),
        renames=renames,
        fixed=tuple(fixed),
        rows=_rows(unit, wiring, context, facts, row_values) if rows else (),
        fields=fields(unit, wiring, context),
        keys=dict(zip(wiring.keys, wiring.outputs, strict=True)) if wiring.keys else {},
        stored=stored_outputs(unit, wiring, context),
        tags=tags(unit, wiring),
    )


def _in_signature_order(bound: tuple[Binding, ...], facts: Function) -> list[Binding]:
    order = {p.name: i for i, p in enumerate(facts.parameters)}
    return sorted(bound, key=lambda binding: order.get(binding.parameter, 0))


def _free_parameters(unit: Unit, facts: Function) -> list:  # type: ignore[type-arg]
    """The parameters that some row fixes to a value of its own, so that they stay parameters."""
    fixed = {tuple(_fixed(node, facts)) for node in unit.nodes}
    if len(fixed) == 1:
        return []
    changing = {
        name for rows in fixed for name, _ in rows if len({dict(r).get(name) for r in fixed}) > 1
    }
    return [p for p in facts.parameters if p.name in changing]


def _rows(
    unit: Unit, wiring: Wiring, context: Context, facts: Function, values: Mapping[str, str]
) -> tuple[Row, ...]:
    free = {p.name for p in _free_parameters(unit, facts)}
    rows = []
    for node in unit.nodes:
        output = wiring.names[node.outputs] if isinstance(node.outputs, str) else wiring.whole
        sources = {b.parameter: wiring.names[b.dataset] for b in bindings_of(node)}
        given = {n: _text(context, facts.module, t) for n, t in _fixed(node, facts) if n in free}
        rows.append(Row(output, sources, given))
    return tuple(rows)


def _fixed(node: Node, facts: Function) -> list[tuple[str, str]]:
    """The parameters that no dataset feeds, with the expression of what they get."""
    fed = {binding.parameter for binding in bindings_of(node)}
    bound = _bound_by_name(node.func.bound, facts)
    found = []
    for parameter in facts.parameters:
        if parameter.name in fed or parameter.kind.startswith("var-"):
            continue
        if parameter.name in bound:
            found.append((parameter.name, bound[parameter.name].text))
        elif parameter.default is not None:
            found.append((parameter.name, parameter.default))
    names = {p.name for p in facts.parameters}
    return found + [(b.name, b.text) for n, b in bound.items() if n not in names]


def _bound_by_name(bound: tuple[Bound, ...], facts: Function) -> dict[str, Bound]:
    positional = [p.name for p in facts.parameters if p.kind in {"positional", "positional-only"}]
    return {
        positional[int(b.name)] if b.name.isdigit() and int(b.name) < len(positional) else b.name: b
        for b in bound
    }


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


def _text(context: Context, module: str, text: str) -> str:
    names = names_in(text) or set()
    changed = context.scope.renames(module, names)
    return rename_in(text, changed) if changed else text


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


def _returned_keys(facts: Function) -> set[str] | None:
    """The keys of the dict literals that the function returns, if it returns nothing else."""
    tree = ast.parse(facts.text)
    found: set[str] | None = None
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef | ast.Lambda | ast.AsyncFunctionDef)
            and node is not tree.body[0]
        ):
            return None
        if isinstance(node, ast.Return):
            if not isinstance(node.value, ast.Dict):
                return None
            keys = [
                k.value
                for k in node.value.keys
                if isinstance(k, ast.Constant) and isinstance(k.value, str)
            ]
            if len(keys) != len(node.value.keys) or found not in (None, set(keys)):
                return None
            found = set(keys)
    return found


def _statement(homes: Homes, facts: Function) -> Statement | None:
    module = homes.source.modules.get(facts.module)
    return module.binding(facts.qualname) if module else None
