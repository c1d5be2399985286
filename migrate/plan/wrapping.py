"""Wrapped functions: a thin function that calls the untouched original; and those that are left
to a person."""

from __future__ import annotations

import builtins
from collections.abc import Mapping

from migrate.migration import Argument, FlowFunction, Import, Row
from migrate.plan.flows import Unit
from migrate.plan.hints import ANY
from migrate.plan.parts import (
    Context,
    Obstacle,
    copied,
    fields,
    first_sentence,
    returned_hint,
    stored_outputs,
    tags,
)
from migrate.plan.scope import names_in, rename_in
from migrate.plan.wiring import Wiring, bindings_of
from migrate.project import Binding, Function


def wrapped(
    unit: Unit, wiring: Wiring, context: Context, facts: Function | None, obstacle: Obstacle
) -> FlowFunction:
    callee = _callee(unit, context, facts)
    if callee is None:
        return manual(unit, wiring, context, Obstacle("K431", unit.first.func.text))
    node = unit.first
    arguments: dict[str, Argument] = {}
    parts: list[str] = []
    for binding in bindings_of(node):
        name = _argument_name(wiring.names[binding.dataset])
        hint = context.hints.argument(unit, binding, context.scope)
        argument = arguments.setdefault(name, Argument(name, "", hint))
        if facts:
            argument = copied(argument, facts, binding.parameter, context)
            arguments[name] = Argument(name, "", argument.hint, reason=argument.reason)
        value = argument.copy or name
        parts.append(_passed(binding, value, not isinstance(node.inputs, Mapping)))
    given = [b.text for b in node.func.bound if b.name.isdigit()]
    named = [f"{b.name}={b.text}" for b in node.func.bound if not b.name.isdigit()]
    call = f"{callee}({', '.join([*given, *parts, *named])})"
    rows: tuple[Row, ...] = ()
    if any("." in name for name in wiring.names.values()) and not wiring.several:
        sources = {
            _argument_name(wiring.names[b.dataset]): wiring.names[b.dataset]
            for b in bindings_of(node)
        }
        output = wiring.outputs[0] if wiring.outputs else wiring.whole
        rows = (Row(output, sources),)
    return FlowFunction(
        name=wiring.whole,
        nodes=tuple(n.id for n in unit.nodes),
        outcome="wrapped",
        code=obstacle.code,
        why=obstacle.detail,
        arguments=tuple(arguments.values()),
        returns=returned_hint(unit, wiring, context),
        place=node.func.place or node.place,
        call=call,
        rows=rows,
        fields=fields(unit, wiring, context),
        keys=dict(zip(wiring.keys, wiring.outputs, strict=True)) if wiring.keys else {},
        stored=stored_outputs(unit, wiring, context),
        tags=tags(unit, wiring),
        docstring=first_sentence(facts.docstring if facts else None),
    )


def _argument_name(name: str) -> str:
    return name.replace(".", "_")


def _passed(binding: Binding, value: str, positional: bool) -> str:
    """An argument of the call, as Kedro would hand it over."""
    if binding.how == "args" or not binding.parameter:
        return value
    if binding.how == "kwargs":
        return (
            f"{binding.parameter}={value}"
            if binding.parameter.isidentifier()
            else f"**{{{binding.parameter!r}: {value}}}"
        )
    return value if positional else f"{binding.parameter}={value}"


def _callee(unit: Unit, context: Context, facts: Function | None) -> str | None:
    """The expression that is called: the function's written name, or what the node call has."""
    func, scope = unit.first.func, context.scope
    if facts and "<" not in facts.qualname and facts.module in context.homes.source.modules:
        root, _, rest = facts.qualname.partition(".")
        return scope.need(facts.module, root) + (f".{rest}" if rest else "")
    if func.kind in {"library", "partial"} and func.module and "." not in func.qualname:
        names = names_in(func.text) if func.kind == "library" else None
        if names and all(context.homes.source.resolve(func.scope, n) for n in names):
            changed = scope.renames(func.scope, names)
            return rename_in(func.text, changed) if changed else func.text
        return (
            func.qualname
            if func.module == "builtins"
            else scope.add(Import(func.module, func.qualname))
        )
    names = names_in(func.text)
    if not names or not all(_is_global(context, func.scope, name) for name in names):
        return None
    changed = scope.renames(func.scope, names)
    text = rename_in(func.text, changed) if changed else func.text
    return f"({text})" if func.kind == "lambda" else text


def _is_global(context: Context, module: str, name: str) -> bool:
    if context.homes.source.resolve(module, name) is not None:
        found = context.homes.source.resolve(module, name)
        return not (
            found
            and found.statement
            and context.homes.source.is_kedro(found.module, found.statement)
        )
    return hasattr(builtins, name)


def manual(unit: Unit, wiring: Wiring, context: Context, obstacle: Obstacle) -> FlowFunction:
    node = unit.first
    arguments = {}
    for binding in bindings_of(node):
        name = _argument_name(wiring.names[binding.dataset])
        arguments[name] = Argument(name, "", ANY)
    return FlowFunction(
        name=wiring.whole,
        nodes=tuple(n.id for n in unit.nodes),
        outcome="manual",
        code=obstacle.code,
        why=obstacle.detail,
        arguments=tuple(arguments.values()),
        returns=returned_hint(unit, wiring, context),
        place=node.place,
        fields=fields(unit, wiring, context),
        stored=stored_outputs(unit, wiring, context),
        tags=tags(unit, wiring),
    )
