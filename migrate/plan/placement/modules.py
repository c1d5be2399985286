"""Dataflow modules: which functions and which statements of the source each one holds."""

from __future__ import annotations

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import takewhile

from migrate.code.trees import parse, walk
from migrate.libraries.hamilton_hints import ANY, agree
from migrate.model.migration import (
    DataflowFunction,
    DataflowModule,
    Exposed,
    Import,
    Subdags,
    SubdagUse,
    VerbatimStatement,
)
from migrate.model.project import Module, Statement, names_of
from migrate.plan.naming.identifiers import free_name, identifier
from migrate.plan.naming.node_groups import Dataflow, NodeGroup
from migrate.plan.naming.wiring import step_names
from migrate.plan.placement.acting_imports import ActingImports
from migrate.plan.placement.module_scopes import ModuleScope
from migrate.plan.placement.statements import Placement
from migrate.plan.placement.submodules import Submodules

# What Kedro's templates write at the top of modules.
_TEMPLATE = re.compile(
    (
        r"This is a boilerplate pipeline( '[^'\n]*')? generated using Kedro [\w.]+"
        r"|Example code for the nodes in the example pipeline\. This code is meant just for"
        r" illustrating basic Kedro features\. (PLEASE DELETE THIS FILE ONCE|Delete this when)"
        r" you start working on your own( Kedro)? project[!.]"
    ).replace(" ", r"\s+"),
    re.IGNORECASE,
)


def written_names(
    flow: Dataflow, homes: Placement, public: Iterable[str]
) -> dict[tuple[str, str], str]:
    """What the statements that move into a module are called there, by source module and name.

    A function gets a leading underscore, lest Hamilton takes it for a node. No name is one that
    means something else within a function.
    """
    moved = moved_statements(flow.name, homes)
    taken = {*public, *(name for _, statement in moved for name in _bound_within(statement))}
    names: dict[tuple[str, str], str] = {}
    for module, statement in moved:
        for name in statement.binds:
            wanted = name
            if is_function(statement) and not name.startswith("_"):
                wanted = f"_{name}"
            wanted = free_name(wanted if wanted not in taken else f"_{wanted.lstrip('_')}", taken)
            names[(module.name, name)] = wanted
            taken.add(wanted)
    return names


def _bound_within(statement: Statement) -> Iterable[str]:
    """The private names that the functions of a statement bind: parameters and locals."""
    for outer in walk(parse(statement.text)):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in walk(outer):
                name = node.arg if isinstance(node, ast.arg) else getattr(node, "id", "")
                if name.startswith("_") and not isinstance(getattr(node, "ctx", None), ast.Load):
                    yield name


def moved_statements(flow: str, homes: Placement) -> list[tuple[Module, Statement]]:
    """The statements that move into a dataflow module, in source order: of a module after those
    of others that they need when they are imported."""
    moved = homes.by_flow.get(flow, {})
    if len(moved) > 1:
        return [pair for name in _in_order(moved, homes) for pair in moved[name]]
    return [pair for pairs in moved.values() for pair in pairs]


def _in_order(moved: Mapping[str, list[tuple[Module, Statement]]], homes: Placement) -> list[str]:
    """Modules in their own order, each after those that its statements need at import."""
    done: dict[str, None] = {}
    begun: set[str] = set()

    def add(name: str) -> None:
        if name in begun:
            return
        begun.add(name)
        for module, statement in moved[name]:
            for each in sorted(used_at_import(statement)):
                found = homes.source.resolve(module.name, each)
                if found and found.module in moved:
                    add(found.module)
        done[name] = None

    for name in moved:
        add(name)
    return list(done)


def used_at_import(statement: Statement) -> frozenset[str]:
    """The names that a statement may read when it is imported: all but those that the bodies of
    functions read."""
    if statement.kind != "function":
        return statement.uses
    (function,) = ast.parse(statement.text).body
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    early: list[ast.AST] = [*function.decorator_list, function.args]
    early += [function.returns] if function.returns else []
    names = {n.id for part in early for n in ast.walk(part) if isinstance(n, ast.Name)}
    return statement.uses & names


def is_function(statement: Statement) -> bool:
    """Whether a statement binds a function, so that Hamilton would see a node in it."""
    if statement.kind != "other":
        return statement.kind == "function"
    tree = ast.parse(statement.text)  # `if FAST:` around it, say
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree))


def by_place(functions: Iterable[DataflowFunction]) -> dict[tuple[str, int], DataflowFunction]:
    """The functions that move, by the path and the line where they stand in the source."""
    return {
        (f.place.path, f.place.line): f
        for f in functions
        if f.outcome in {"moved", "parameterized"}
        and f.source
        and f.place.column == 1  # and not within another function
    }


def assemble(
    flow: Dataflow,
    functions: Mapping[str, DataflowFunction],
    placed: Mapping[tuple[str, int], DataflowFunction],
    later: Iterable[Subdags | DataflowFunction],
    homes: Placement,
    scope: ModuleScope,
    submodules: Submodules,
) -> DataflowModule:
    """A dataflow module: the source's statements in their order, moved functions in their places.

    `functions` are by the id of their unit's first node, `placed` those of them that have a place
    in the source (`by_place`), `later` is what stands at the end.
    """
    parts: list[DataflowFunction | VerbatimStatement | Subdags] = []
    written: set[str] = set()
    docstring = ""
    acts = False
    for module, statement in moved_statements(flow.name, homes):
        places = ((module.path, n) for n in range(statement.line, statement.end_line + 1))
        function = next((placed[place] for place in places if place in placed), None)
        if function and statement.kind == "function":
            parts.append(function)
            written.add(function.name)
        else:
            renames = scope.renames(module.name, [*statement.uses, *statement.binds])
            parts.append(VerbatimStatement(statement.text, renames))
            acts |= homes.source.acts(module.name, statement)
    parts += [passage for _, passage in scope.objects.values()]
    for unit in flow.units:
        function = functions[unit.first.id]
        if function.name not in written:
            parts.append(function)
        docstring = docstring or _docstring(unit, homes)
    parts.extend(later)
    for _, reused in flow.steps:
        docstring = docstring or _docstring_of([reused.module], homes)
    origins = dict.fromkeys(m for u in flow.units for m in (u.first.module, u.first.func.module))
    acting = ActingImports.of(filter(None, origins), homes)
    silent = [scope.add_silently(each) for each in acting.lines(scope.imports.values())]
    moved = ((module.name, each) for module, each in moved_statements(flow.name, homes))
    for each in submodules.lacking(moved, scope.imports.values(), homes):
        scope.add_silently(each)
    imports = sorted(scope.imports.values(), key=lambda i: (i.module, i.name or "", i.alias or ""))
    return DataflowModule(
        name=flow.name,
        docstring=docstring,
        imports=tuple(sorted(imports, key=acting.rank) if silent else imports),
        parts=tuple(parts),
        steps=flow.is_steps,
        acting=frozenset(silent),
        acts=acts or bool(acting.found),
        found=homes.source.imported_always().isdisjoint(origins),
        hinting=frozenset(scope.hinting - scope.running),
    )


def _docstring(unit: NodeGroup, homes: Placement) -> str:
    """What the module of the functions says about itself, or else the module of the pipeline."""
    return _docstring_of([unit.first.func.module or "", unit.first.module], homes)


def _docstring_of(modules: Iterable[str], homes: Placement) -> str:
    """What the first of some modules says that has anything to say beside Kedro's templates."""
    for name in modules:
        module = homes.source.modules.get(name)
        first = module.statements[0] if module and module.statements else None
        if first and first.kind == "docstring":
            value = ast.parse(first.text.strip()).body[0]
            if isinstance(value, ast.Expr) and isinstance(value.value, ast.Constant):
                said = _TEMPLATE.sub("", str(value.value.value)).strip()
                if said:
                    return said
    return ""


def plan_subdags(
    flow: Dataflow,
    functions: Mapping[str, DataflowFunction],
    names: Mapping[str, str],
    step_flows: Mapping[str, Dataflow],
    scope: ModuleScope,
    package: str,
    public: Iterable[str],
) -> list[Subdags]:
    """The namespaces under which a module uses its modules of steps. `public` are the functions of
    all modules, so that a name alone tells what only hands on what it gets."""
    found = []
    taken = {*public, *dir(builtins)}
    for steps, reused in flow.steps:
        local = step_names(step_flows[steps])
        module = scope.add(Import(package, steps))
        made = {local[name]: name for name in reused.made}
        units = step_flows[steps].units
        known = {out: hint for u in units for out, hint in _outputs(functions[u.first.id])}
        hints = {
            step: scope.hint(known.get(step, "Any"), _module_of(units, name)) or "Any"
            for step, name in made.items()
        }
        uses = tuple(
            SubdagUse(
                instance.namespace,
                {local[name]: names[instance.actual[name]] for name in reused.free},
            )
            for instance in reused.instances
        )
        name = _shared_name([instance.namespace for instance in reused.instances])
        name = free_name(name, {*made, *taken})
        taken.add(name)
        exposed = []
        for step, inner in made.items():
            others = {
                names[instance.actual[inner]]: f"{instance.namespace}.{step}"
                for instance in reused.instances
                if not instance.is_prefixed(inner)
            }
            if others:
                exposed.append(Exposed(free_name(step, taken), step, hints[step], others))
                taken.add(exposed[-1].name)
        result = next(reversed(made))
        found.append(Subdags(name, module, result, hints[result], uses, tuple(exposed)))
    return found


def _shared_name(namespaces: list[str]) -> str:
    """The words that all namespaces end with, or begin with, or else `namespaces`."""
    words = [re.split(r"[._]", namespace) for namespace in namespaces]
    shared = _shared_words([each[::-1] for each in words])[::-1] or _shared_words(words)
    return identifier("_".join(shared)) if shared else "namespaces"


def _shared_words(texts: list[list[str]]) -> list[str]:
    """The words that all texts begin with."""
    columns = zip(*texts, strict=False)
    return [column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns)]


def consumer_hints(modules: Iterable[DataflowModule]) -> dict[str, set[str]]:
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


def _taken(module: DataflowModule) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for part in module.parts:
        if isinstance(part, DataflowFunction):
            for argument in part.arguments:
                rows = [row.sources.get(argument.name) for row in part.rows]
                for node in rows or [part.injected.get(argument.name, argument.name)]:
                    if node:
                        found[node].add(argument.hint)
    return found


def without_quarrels(
    modules: Iterable[DataflowModule], loads: Iterable[str]
) -> list[DataflowModule]:
    """The modules in which functions with hints that do not agree on what is loaded say nothing."""
    modules = list(modules)
    taken = consumer_hints(modules)
    quarrels = {name for name in loads if not agree(taken.get(name, {ANY}))}
    if not quarrels:
        return modules
    inner = {
        (part.steps, local)
        for module in modules
        for part in module.parts
        if isinstance(part, Subdags)
        for use in part.uses
        for local, node in use.sources.items()
        if node in quarrels
    }
    return [
        replace(
            module,
            parts=tuple(
                _saying_nothing(part, module, quarrels, inner)
                if isinstance(part, DataflowFunction)
                else part
                for part in module.parts
            ),
        )
        for module in modules
    ]


def _saying_nothing(
    function: DataflowFunction,
    module: DataflowModule,
    quarrels: set[str],
    inner: set[tuple[str, str]],
) -> DataflowFunction:
    def nodes(name: str) -> set[str]:
        given = function.injected.get(name, name)
        return {row.sources.get(name, "") for row in function.rows} or {given}

    arguments = tuple(
        replace(each, hint=ANY)
        if nodes(each.name) & quarrels or (module.steps and (module.name, each.name) in inner)
        else each
        for each in function.arguments
    )
    return replace(function, arguments=arguments)


def _outputs(function: DataflowFunction) -> list[tuple[str, str]]:
    return list(function.fields) or [(function.name, function.returns)]


def _module_of(units: Iterable[NodeGroup], local: str) -> str:
    for unit in units:
        if local in names_of(unit.first.local_outputs):
            return unit.first.func.module or ""
    return ""
