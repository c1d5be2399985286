"""Functions that tests give what no node gives: their originals are needed as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from migrate.code.scopes import name_parts
from migrate.model.project import Function, Module, Project
from migrate.plan.functions.arguments import fixed, free_parameters
from migrate.plan.naming.node_groups import NodeGroup
from migrate.plan.placement.source_names import Key, Source


def given_more(
    tests: Iterable[Module],
    source: Source,
    units: Iterable[NodeGroup],
    project: Project,
) -> dict[Key, str]:
    """The statements of functions that a test calls with an argument which their nodes leave at
    its default, with the dataflow module of their unit.

    As a function of the dataflow alone it would not take the argument any more.
    """
    # Some tests import their package below the folder of the sources.
    prefix = project.layout.source_dir.strip("./").replace("/", ".")
    settled: dict[Key, tuple[Function, dict[str, str], str]] = {}
    for unit in units:
        facts = project.functions.get(unit.first.func.key)
        statement = source.statement_of(facts) if facts else None
        if facts is None or statement is None or unit.step:
            continue
        free = {p.name for p in free_parameters(unit, facts)}
        left = {each.name: each.text for each in fixed(unit.first, facts) if each.name not in free}
        if left:
            settled[(facts.module, statement.line)] = (facts, left, unit.flow)
    if not settled:
        return {}
    found = {}
    for module in tests:
        if module.broken:
            continue
        for call, key in _calls(ast.parse(module.text), source, prefix):
            facts, left, flow = settled.get(key, (None, {}, ""))
            if facts and any(left.get(n, text) != text for n, text in _given(call, facts)):
                found[key] = flow
    return found


def _given(call: ast.Call, facts: Function) -> Iterator[tuple[str, str]]:
    """The arguments of a call by parameter, as expressions."""
    in_place = [p.name for p in facts.parameters if p.kind in {"positional", "positional-only"}]
    for name, value in zip(in_place, call.args, strict=False):
        yield name, ast.unparse(value)
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg, ast.unparse(keyword.value)


def _calls(tree: ast.Module, source: Source, prefix: str) -> Iterator[tuple[ast.Call, Key]]:
    """The calls of what a test file imports of the package."""
    meant = dict(_imported(tree, source, prefix))
    for node in ast.walk(tree):
        names = name_parts(node.func) if isinstance(node, ast.Call) else None
        if not isinstance(node, ast.Call) or not names or names[0] not in meant:
            continue
        parts = [*meant[names[0]].split("."), *names[1:]]
        found = source.resolve(".".join(parts[:-1]), parts[-1])
        if found and found.statement:
            yield node, (found.module, found.statement.line)


def _imported(tree: ast.Module, source: Source, prefix: str) -> Iterator[tuple[str, str]]:
    """What the imports of a test file bind, as dotted names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole = alias.name.removeprefix(f"{prefix}.") if prefix else alias.name
                bound = alias.asname or alias.name.partition(".")[0]
                yield bound, whole if alias.asname else whole.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            base = node.module.removeprefix(f"{prefix}.") if prefix else node.module
            for alias in node.names:
                yield alias.asname or alias.name, f"{base}.{alias.name}"
