"""What feeds the parameters of a function: datasets, values that its node fixes, defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from migrate.code.expressions import names_in, rename_in
from migrate.model.migration import Row
from migrate.model.project import Binding, Bound, Function, Node, Parameter
from migrate.plan.naming.node_groups import NodeGroup
from migrate.plan.naming.wiring import Wiring, bindings_of
from migrate.plan.placement.module_scopes import ModuleScope


class Link(NamedTuple):
    """A binding, and what the written function calls its parameter."""

    binding: Binding
    name: str


def links(unit: NodeGroup, wiring: Wiring) -> tuple[list[Link], dict[str, str]]:
    """The parameters of a unit's function, and those of them that cannot have their node's name.

    Rows of one function keep its names. A namespaced node's name is none of a parameter's.
    """
    bindings = bindings_of(unit.first)
    if unit.rows:
        return [Link(binding, binding.parameter) for binding in bindings], {}
    used = {wiring.names[b.dataset] for b in bindings if "." not in wiring.names[b.dataset]}
    found: list[Link] = []
    injected: dict[str, str] = {}
    for binding in bindings:
        node = wiring.names[binding.dataset]
        if "." not in node:
            found.append(Link(binding, node))
            continue
        name = next((known for known, source in injected.items() if source == node), "")
        if not name:
            own = binding.parameter
            name = own if own.isidentifier() and own not in used else node.replace(".", "_")
            used.add(name)
            injected[name] = node
        found.append(Link(binding, name))
    return found, injected


class Fixed(NamedTuple):
    """A parameter that no dataset feeds, and what it gets: an expression in a module."""

    name: str
    text: str
    module: str


def fixed(node: Node, facts: Function) -> list[Fixed]:
    """The parameters that no dataset feeds."""
    fed = {binding.parameter for binding in bindings_of(node)}
    captured = {each.name: each for each in node.func.captured if each.constant}
    bound = captured | bound_by_name(node.func.bound if node.func.kind == "partial" else (), facts)
    found = []
    own = facts.module
    for parameter in facts.parameters:
        if parameter.name in fed or parameter.kind.startswith("var-"):
            continue
        if parameter.name in bound:
            value = bound[parameter.name]
            found.append(Fixed(parameter.name, value.text, value.module or own))
        elif parameter.default is not None:
            found.append(Fixed(parameter.name, parameter.default, own))
    names = {p.name for p in facts.parameters}
    rest = [each for name, each in bound.items() if name not in names]
    return found + [Fixed(each.name, each.text, each.module or own) for each in rest]


def bound_by_name(bound: tuple[Bound, ...], facts: Function) -> dict[str, Bound]:
    """What a partial fixes, by the names of the parameters."""
    positional = [p.name for p in facts.parameters if p.kind in {"positional", "positional-only"}]
    return {
        positional[int(b.name)] if b.name.isdigit() and int(b.name) < len(positional) else b.name: b
        for b in bound
    }


def fixes_more(node: Node, facts: Function | None) -> bool:
    """Whether a partial fixes what its function takes by `**`: a row has no place for it."""
    names = {each.name for each in facts.parameters} if facts else set()
    return any(not b.name.isdigit() and b.name not in names for b in node.func.bound)


def free_parameters(unit: NodeGroup, facts: Function) -> list[Parameter]:
    """The parameters beside those of the first node's datasets that differ from row to row."""
    every = [{each.name: each for each in fixed(node, facts)} for node in unit.nodes]
    fed = {binding.parameter for binding in bindings_of(unit.first)}
    return [
        p
        for p in facts.parameters
        if p.name not in fed and any(each.get(p.name) != every[0].get(p.name) for each in every)
    ]


def rows(unit: NodeGroup, wiring: Wiring, scope: ModuleScope, facts: Function) -> tuple[Row, ...]:
    """The rows of `@parameterize`: what each parameter gets for each node."""
    names = {b.parameter for b in bindings_of(unit.first)}
    names |= {p.name for p in free_parameters(unit, facts)}
    found = []
    for node in unit.nodes:
        output = wiring.names[node.outputs] if isinstance(node.outputs, str) else wiring.whole
        sources = {b.parameter: wiring.names[b.dataset] for b in bindings_of(node)}
        given = {n: here(scope, m, t) for n, t, m in fixed(node, facts) if n in names}
        found.append(Row(output, sources, given))
    return tuple(found)


def here(scope: ModuleScope, module: str, text: str) -> str:
    """An expression of the source's `module`, as it reads in the written one."""
    changed: Mapping[str, str] = scope.renames(module, names_in(text) or set())
    return rename_in(text, changed) if changed else text
