"""What nodes need of the source: their functions, and what the expressions of node calls use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from migrate.code.expressions import names_in, names_made
from migrate.code.mentions import mentions
from migrate.model.project import Project
from migrate.plan.naming.node_groups import NodeGroup
from migrate.plan.placement.conditional_definitions import chosen
from migrate.plan.placement.kedro_uses import speaks_of_kedro
from migrate.plan.placement.source_names import Key, Source

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")


@dataclass(frozen=True, slots=True)
class Needs:
    """`uses` maps the statements of node functions to the dataflow modules that use them, with the
    number of units there; `called` does so for what the expressions of node calls (lambdas,
    factories, arguments of partials) use. What `stays` keeps its name and place in any case.
    `tested` are functions that tests give more than nodes do, with their dataflow module.
    """

    uses: Mapping[Key, Mapping[str, int]]
    called: Mapping[Key, Set[str]]
    stays: Set[Key]
    tested: Mapping[Key, str] = field(default_factory=dict)


def find_needs(
    project: Project,
    source: Source,
    units: Iterable[NodeGroup],
    stays: Iterable[Key],
    tested: Mapping[Key, str],
) -> Needs:
    """The needs of some units and of the tests, beside what stays anyway."""
    uses: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    called: dict[Key, set[str]] = defaultdict(set)
    left = set(stays)
    for unit in units:
        func = unit.first.func
        choice = chosen(func, source)
        if choice:
            left |= {(choice.module, each.line) for each in source.binders(choice)}
        facts = project.functions.get(func.key)
        name, _, inner = (facts.qualname if facts else func.qualname).partition(".")
        module = source.modules.get(facts.module if facts else func.module or "")
        statement = module.binding(name) if module else None
        is_definition = statement and statement.kind in {"function", "class", "assignment"}
        is_own = not choice and not inner.startswith("<locals>")
        if module and statement and is_definition and is_own:
            uses[(module.name, statement.line)][unit.flow] += 1
            if facts and facts.decorators:  # a decorator may look at the function's name
                left.add((module.name, statement.line))
        for origin, name in _names_called(unit, project):
            found = source.resolve(origin, name)
            if found and found.statement and not source.is_kedro(found.module, found.statement):
                key = (found.module, found.statement.line)
                called[key].add(unit.flow)
                if found.statement.kind == "function" and name in _handed_over(unit):
                    left.add(key)
            elif found and not found.statement:  # a whole module: `nodes.clean` in a lambda
                left |= source.all_of(found.module)
    for key, flow in tested.items():
        called[key].add(flow)
    return Needs(uses, called, left, tested)


def taken_by_scripts(project: Project, source: Source, tests: Collection[str]) -> set[Key]:
    """What scripts that come along import of the source: those that do not speak of Kedro."""
    return {
        key
        for path, module in project.modules.items()
        if not module.name and path not in tests and not speaks_of_kedro(module.text)
        for statement in module.statements
        for key in source.targets((*statement.imports, *statement.inner_imports))
    }


def named_in_texts(project: Project, source: Source) -> set[Key]:
    """What texts of the configuration and of the code name by its import path.

    Some code, of the project or of a library, may import it by that.
    """
    configuration = project.configuration
    values = [
        *(e.config for catalog in configuration.catalogs.values() for e in catalog.values()),
        *configuration.parameters.values(),
    ]
    texts = {text for value in values for text in _texts(value)}
    texts |= {
        text
        for module, statement in source.statements()
        if not source.is_kedro(module, statement)
        if any(f"{quote}{root}." in statement.text for root in source.roots for quote in "\"'")
        for text in mentions(statement.text).strings
    }
    return {
        key
        for text in texts
        if _DOTTED.fullmatch(text) and text.partition(".")[0] in source.roots
        for key in _at_path(text, source)
    }


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value of the configuration, but for types of datasets: those come along."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key != "type":
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _at_path(path: str, source: Source) -> Iterator[Key]:
    """The statements behind an import path: of a module, all of them."""
    if path in source.modules:
        yield from source.all_of(path)
    module, _, name = path.rpartition(".")
    if module in source.modules and (found := source.resolve(module, name)) and found.statement:
        yield found.module, found.statement.line


def _names_called(unit: NodeGroup, project: Project) -> Iterable[tuple[str, str]]:
    """What the expressions of a unit's node calls use, beside a function under its own name."""
    for node in unit.nodes:
        func = node.func
        facts = project.functions.get(func.key)
        if facts and (func.kind == "lambda" or "<locals>" in facts.qualname):
            yield from ((facts.module, name) for name in facts.global_names)
        if func.kind not in {"function", "partial"}:
            yield from ((func.scope, name) for name in names_in(func.text) or ())
        yield from names_made(func.made, project.functions)
        for bound in func.bound:
            if not bound.constant:
                module = bound.module or func.scope
                yield from ((module, name) for name in names_in(bound.text) or ())


def _handed_over(unit: NodeGroup) -> set[str]:
    """The names that partials hand to a unit's function: it may keep what they stand for."""
    bound = (each for node in unit.nodes for each in node.func.bound if not each.constant)
    return {name for each in bound for name in names_in(each.text) or ()}
