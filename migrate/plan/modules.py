"""Dataflow modules: which functions and which statements of the source each one holds."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from migrate.migration import FlowFunction, FlowModule, Import, Passage, Reuse, Subdags
from migrate.plan.flows import Flow, Unit
from migrate.plan.homes import Homes
from migrate.plan.names import free_name, identifier
from migrate.plan.scope import Scope
from migrate.plan.wiring import step_names
from migrate.project import Module, Statement, names_of


def written_names(flow: Flow, homes: Homes, public: Iterable[str]) -> dict[tuple[str, str], str]:
    """What the statements that move into a module are called there, by source module and name.

    A function gets a leading underscore, lest Hamilton takes it for a node.
    """
    taken = set(public)
    names: dict[tuple[str, str], str] = {}
    for module, statement in moved_statements(flow.name, homes):
        for name in statement.binds:
            wanted = name
            if is_function(statement) and not name.startswith("_"):
                wanted = f"_{name}"
            wanted = free_name(wanted if wanted not in taken else f"_{wanted.lstrip('_')}", taken)
            names[(module.name, name)] = wanted
            taken.add(wanted)
    return names


def moved_statements(flow: str, homes: Homes) -> list[tuple[Module, Statement]]:
    """The statements that move into a dataflow module, in source order."""
    return [
        (module, statement)
        for module in homes.source.modules.values()
        for statement in module.statements
        if homes.moved.get((module.name, statement.line)) == flow
    ]


def is_function(statement: Statement) -> bool:
    """Whether a statement binds a function, so that Hamilton would see a node in it."""
    if statement.kind == "function":
        return True
    if statement.kind != "assignment":
        return False
    try:
        tree = ast.parse(statement.text)
    except SyntaxError:
        return False
    return any(
        isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Lambda)
        for node in tree.body
    )


def assemble(
    flow: Flow,
    functions: Mapping[str, FlowFunction],
    later: Iterable[Subdags | FlowFunction],
    homes: Homes,
    scope: Scope,
) -> FlowModule:
    """A dataflow module: the source's statements in their order, moved functions in their places.

    `functions` are by the id of their unit's first node, `later` is what stands at the end.
    """
    by_place = {
        (f.place.path, f.place.line): f
        for f in functions.values()
        if f.outcome in {"moved", "parameterized"}
        and f.source
        and f.place.column == 1  # and not within another function
    }
    parts: list[FlowFunction | Passage | Subdags] = []
    written: set[str] = set()
    docstring = ""
    for module, statement in moved_statements(flow.name, homes):
        function = next(
            (
                f
                for (path, line), f in by_place.items()
                if path == module.path and statement.line <= line <= statement.end_line
            ),
            None,
        )
        if function and statement.kind == "function":
            parts.append(function)
            written.add(function.name)
        else:
            renames = scope.renames(module.name, [*statement.uses, *statement.binds])
            parts.append(Passage(statement.text, renames))
    parts += [passage for _, passage in scope.objects.values()]
    for unit in flow.units:
        function = functions[unit.first.id]
        if function.name not in written:
            parts.append(function)
        docstring = docstring or _docstring(unit, homes)
    parts.extend(later)
    for _, reused in flow.steps:
        docstring = docstring or _docstring_of([reused.module], homes)
    return FlowModule(
        name=flow.name,
        docstring=docstring,
        imports=tuple(
            sorted(scope.imports.values(), key=lambda i: (i.module, i.name or "", i.alias or ""))
        ),
        parts=tuple(parts),
        steps=flow.is_steps,
        conditional_imports=tuple(scope.conditional),
    )


def _docstring(unit: Unit, homes: Homes) -> str:
    """What the module of the functions says about itself, or else the module of the pipeline."""
    return _docstring_of([unit.first.func.module or "", unit.first.module], homes)


def _docstring_of(modules: Iterable[str], homes: Homes) -> str:
    for name in modules:
        module = homes.source.modules.get(name)
        first = module.statements[0] if module and module.statements else None
        if first and first.kind == "docstring":
            value = ast.parse(first.text.strip()).body[0]
            if isinstance(value, ast.Expr) and isinstance(value.value, ast.Constant):
                return str(value.value.value).strip()
    return ""


def plan_subdags(
    flow: Flow,
    functions: Mapping[str, FlowFunction],
    names: Mapping[str, str],
    step_flows: Mapping[str, Flow],
    scope: Scope,
    package: str,
) -> list[Subdags]:
    """The namespaces under which a module uses its modules of steps."""
    found = []
    for steps, reused in flow.steps:
        local = step_names(step_flows[steps])
        module = scope.add(Import(package, steps))
        made = {local[name]: name for name in reused.made}
        units = step_flows[steps].units
        hints = {out: hint for u in units for out, hint in _outputs(functions[u.first.id])}
        uses = []
        exposed: dict[str, tuple[str, str]] = {}
        for instance in reused.instances:
            sources = {local[name]: names[instance.actual[name]] for name in reused.free}
            uses.append(Reuse(instance.namespace, sources))
            for written, name in made.items():
                if not instance.is_prefixed(name):
                    hint = scope.hint(hints.get(written, "Any"), _module_of(units, name)) or "Any"
                    exposed[names[instance.actual[name]]] = (
                        f"{instance.namespace}.{written}",
                        hint,
                    )
        result = next(reversed(made))
        hint = scope.hint(hints.get(result, "Any"), _module_of(units, made[result])) or "Any"
        stores = any(_takes_namespace(functions[unit.first.id]) for unit in units)
        name = _shared_name([instance.namespace for instance in reused.instances])
        name = free_name(name, [*made, *scope.public])
        found.append(Subdags(name, module, result, hint, tuple(uses), exposed, stores))
    return found


def _takes_namespace(step: FlowFunction) -> bool:
    return bool(step.stored) or any(argument.name == "namespace" for argument in step.arguments)


def _shared_name(namespaces: list[str]) -> str:
    """The words that all namespaces end with, or else `namespaces`."""
    words = [re.split(r"[._]", namespace) for namespace in namespaces]
    shared: list[str] = []
    for ending in zip(*(reversed(each) for each in words), strict=False):
        if len(set(ending)) > 1:
            break
        shared.insert(0, ending[0])
    return identifier("_".join(shared)) if shared else "namespaces"


def consumer_hints(modules: Iterable[FlowModule]) -> dict[str, set[str]]:
    """The hints under which each node is taken, by all functions and under all namespaces."""
    modules = list(modules)
    inner = {module.name: _taken(module) for module in modules if module.steps}
    found: dict[str, set[str]] = defaultdict(set)
    for module in modules:
        if not module.steps:
            for node, hints in _taken(module).items():
                found[node] |= hints
        for part in module.parts:
            if isinstance(part, Subdags):
                for use in part.uses:
                    for local, node in use.sources.items():
                        found[node] |= inner.get(part.steps, {}).get(local, set())
    return found


def _taken(module: FlowModule) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for part in module.parts:
        if isinstance(part, FlowFunction):
            for argument in part.arguments:
                rows = [row.sources.get(argument.name) for row in part.rows]
                for node in rows or [part.injected.get(argument.name, argument.name)]:
                    if node:
                        found[node].add(argument.hint)
    return found


def _outputs(function: FlowFunction) -> list[tuple[str, str]]:
    return list(function.fields) or [(function.name, function.returns)]


def _module_of(units: Iterable[Unit], local: str) -> str:
    for unit in units:
        if local in names_of(unit.first.local_outputs):
            return unit.first.func.module or ""
    return ""
