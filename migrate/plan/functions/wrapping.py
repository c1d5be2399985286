"""Wrapped functions: a thin function that calls the untouched original; and those that are left
to a person."""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping
from keyword import iskeyword

from migrate.code.expressions import names_in
from migrate.libraries.hamilton_hints import ANY
from migrate.model.literals import literal
from migrate.model.migration import Argument, DataflowFunction, Import
from migrate.model.project import Binding, Function
from migrate.plan.functions.arguments import bound_by_name, free_parameters, here, links, rows
from migrate.plan.functions.parts import (
    FunctionContext,
    Obstacle,
    copied,
    copied_for,
    copy_expression,
    fields,
    first_sentence,
    returned_hint,
    shared_result,
    tags,
)
from migrate.plan.naming.node_groups import NodeGroup
from migrate.plan.naming.wiring import Wiring
from migrate.plan.placement.conditional_definitions import chosen, is_fixed, may_yield
from migrate.plan.placement.source_names import KEDRO_ROOTS


def wrapped(
    unit: NodeGroup,
    wiring: Wiring,
    context: FunctionContext,
    facts: Function | None,
    obstacle: Obstacle,
) -> DataflowFunction:
    callee = _callee(unit, context, facts)
    if callee is None:
        return manual(unit, wiring, context, Obstacle("K431", unit.first.func.text))
    node = unit.first
    choice = chosen(node.func, context.homes.source)
    found, injected = links(unit, wiring)
    arguments: dict[str, Argument] = {}
    parts: list[str] = []
    kinds = {p.name: p.kind for p in facts.parameters} if facts else {}
    # A decorator may tell how an argument is given; else rows say what is meant by each.
    in_order = not unit.rows or obstacle.code == "K412"
    in_order &= not any(isinstance(each.inputs, Mapping) for each in unit.nodes)
    for binding, name in found:
        argument = Argument(name, "", context.hints.argument(unit, binding, context.scope))
        if facts and not choice:
            argument = copied(argument, facts, binding.parameter, unit, context)
        else:
            argument = copied_for(argument, node.func, binding.parameter, unit, context)
        if name not in arguments or argument.copy:  # one dataset is one object, fed twice or not
            arguments[name] = argument
        positional = in_order or kinds.get(binding.parameter) == "positional-only"
        parts.append(_passed(binding, name, positional))
    free = free_parameters(unit, facts) if facts and unit.rows else []
    for parameter in free:
        arguments[parameter.name] = Argument(parameter.name, "", ANY)
        parts.append(f"{parameter.name}={parameter.name}")
    parts = [*_bound(unit, context, {p.name for p in free}, facts), *parts]
    parts.sort(key=lambda part: bool(re.match(r"\w+=[^=]|\*\*", part)))
    call = f"{callee}({', '.join(parts)})"
    keys = dict(zip(wiring.keys, wiring.outputs, strict=True)) if wiring.keys else {}
    returns = returned_hint(unit, wiring, context)
    if facts and shared_result(unit, wiring, facts, context):
        call = copy_expression(call, returns, context.scope)
    yields = facts is not None and facts.generator and obstacle.code == "K422"
    yields |= choice is not None and may_yield(choice, context.homes.source)
    if yields and wiring.outputs:
        context.storage.streamed.update(name for n in unit.nodes for name in n.output_names)
        call, keys = _with_written_keys(call, keys), {name: name for name in keys.values()}
    return DataflowFunction(
        name=wiring.whole,
        nodes=tuple(n.id for n in unit.nodes),
        outcome="wrapped",
        code=obstacle.code,
        why=obstacle.detail,
        arguments=tuple(arguments.values()),
        returns=returns,
        place=node.func.place or node.place,
        call=call,
        rows=rows(unit, wiring, context.scope, facts) if facts and unit.rows else (),
        injected=injected,
        fields=fields(unit, wiring, context),
        keys=keys,
        tags=tags(unit, wiring),
        docstring=first_sentence(facts.docstring if facts else None),
    )


def _with_written_keys(call: str, keys: Mapping[str, str]) -> str:
    """A call that yields dicts, under the names of the nodes that these are taken apart into."""
    if all(key == name for key, name in keys.items()):
        return call
    pairs = ", ".join(f"{literal(name)}: each[{literal(key)}]" for key, name in keys.items())
    return f"({{{pairs}}} for each in {call})"


def _bound(
    unit: NodeGroup, context: FunctionContext, free: set[str], facts: Function | None
) -> list[str]:
    """What a partial hands to the function before its inputs."""
    func = unit.first.func
    is_named = not is_fixed(func) and chosen(func, context.homes.source)
    if func.kind != "partial" or is_named:
        return []
    module = facts.module if facts else func.scope
    # Rows hand over everything by name.
    named = bound_by_name(func.bound, facts) if facts and unit.rows else None
    parts = []
    for name, bound in named.items() if named else ((each.name, each) for each in func.bound):
        if name not in free:
            origin = bound.module or module
            text = bound.text if bound.constant else here(context.scope, origin, bound.text)
            parts.append(text if name.isdigit() else f"{name}={text}")
    return parts


def _passed(binding: Binding, value: str, positional: bool) -> str:
    """An argument of the call, as Kedro would hand it over."""
    if binding.how == "args" or not binding.parameter:
        return value
    if not binding.parameter.isidentifier() or iskeyword(binding.parameter):
        return f"**{{{binding.parameter!r}: {value}}}"
    return value if positional and binding.how == "parameter" else f"{binding.parameter}={value}"


def _callee(unit: NodeGroup, context: FunctionContext, facts: Function | None) -> str | None:
    """The expression that is called: the function's written name, or what the node call has."""
    func, scope = unit.first.func, context.scope
    if choice := chosen(func, context.homes.source):
        return scope.need(choice.module, choice.name or "")
    by_name = facts and "<" not in facts.qualname and func.kind != "method"
    if facts and by_name and facts.module in context.homes.source.modules:
        root, _, rest = facts.qualname.partition(".")
        return scope.need(facts.module, root) + (f".{rest}" if rest else "")
    if func.kind != "partial" and (text := _here_if_global(func.text, func.scope, context)):
        return f"({text})" if func.kind == "lambda" else text
    plain = func.module and func.qualname.isidentifier() and not func.wraps
    if func.kind in {"library", "partial"} and plain and func.module:
        if func.module == "builtins":
            return func.qualname
        return scope.add(Import(func.module, func.qualname))
    return scope.made(func.made) if func.made and scope.can_make(func.made) else None


def _here_if_global(text: str, module: str, context: FunctionContext) -> str | None:
    """An expression as it reads here, if it uses nothing but names of the module's own scope.

    Only a lambda may do without any: else a text without names says nothing.
    """
    names = names_in(text)
    if names is None or not (names or text.startswith("lambda")):
        return None
    if not all(_is_global(context, module, name) for name in names):
        return None
    return here(context.scope, module, text)


def _is_global(context: FunctionContext, module: str, name: str) -> bool:
    source = context.homes.source
    found = source.resolve(module, name)
    if found is None:
        return hasattr(builtins, name)
    if found.statement is None:  # what Kedro makes is a node, and no function
        return found.module.partition(".")[0] not in KEDRO_ROOTS
    return not source.is_kedro(found.module, found.statement)


def manual(
    unit: NodeGroup, wiring: Wiring, context: FunctionContext, obstacle: Obstacle
) -> DataflowFunction:
    """A function that raises: nothing safe is known."""
    node = unit.first
    facts = context.project.functions.get(node.func.key)
    found, injected = links(unit, wiring)
    arguments = {name: Argument(name, "", ANY) for _, name in found}
    return DataflowFunction(
        name=wiring.whole,
        nodes=tuple(n.id for n in unit.nodes),
        outcome="manual",
        code=obstacle.code,
        why=obstacle.detail,
        arguments=tuple(arguments.values()),
        injected=injected,
        rows=rows(unit, wiring, context.scope, facts) if facts and unit.rows else (),
        returns=returned_hint(unit, wiring, context),
        place=node.place,
        fields=fields(unit, wiring, context),
        tags=tags(unit, wiring),
    )
