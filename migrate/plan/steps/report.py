"""What became of each node, and what a person should know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.migration import DataflowFunction, NodeRecord, Target
from migrate.plan.catalog.datasets import StoragePlan
from migrate.plan.functions.hints import Hints
from migrate.plan.functions.parts import changed_datasets
from migrate.plan.inventory.kedro_session import about_session
from migrate.plan.inventory.notebooks import about_notebooks
from migrate.plan.inventory.outside_paths import about_outside
from migrate.plan.placement.statements import Placement
from migrate.plan.placement.stored_functions import about_identity
from migrate.plan.steps.dataflows import Dataflows
from migrate.plan.steps.task import Task


def node_records(
    task: Task, dataflows: Dataflows, functions: Mapping[str, DataflowFunction]
) -> Iterator[NodeRecord]:
    """What became of each node."""
    for unit in dataflows.units:
        function = functions[unit.first.id]
        reason = diagnostic(function.code, detail=function.why).message
        target = Target(task.ours.module(unit.flow), function.name)
        what = (function.outcome, function.code, reason)
        copies = tuple((a.name, a.reason) for a in function.arguments if a.copy)
        for node in unit.nodes:
            yield NodeRecord(node.id, *what, node.place, (target,), copies)


def about_datasets(task: Task, storage: StoragePlan) -> Iterator[Diagnostic]:
    """What to say of the catalog, and of objects that consumers share and some node changes."""
    yield from storage.diagnostics
    changed = changed_datasets(task.nodes, task.project.functions)
    yield from (note for name, note in storage.shared.items() if name in changed)


def about_values(task: Task, values: Mapping[str, Collection[object]]) -> Iterator[Diagnostic]:
    """The parameters that no environment has a value for."""
    for name, found in values.items():
        if not found:
            place = next(node.place for node in task.nodes if name in node.input_names)
            yield diagnostic("K454", place, name=name)


def about_hints(task: Task, hints: Hints) -> Iterator[Diagnostic]:
    """The hints that are not the author's."""
    for id_, parameter, author, used in hints.changed:
        place = task.project.nodes[id_].place
        yield diagnostic("K461", place, node=id_, parameter=parameter, author=author, used=used)


def about_code(
    task: Task,
    dataflows: Dataflows,
    homes: Placement,
    own: Collection[str],
    loaded: Collection[str],
) -> Iterator[Diagnostic]:
    """What to say of the source's code where it comes along. `own` are the files of the project's
    dataset classes, `loaded` the Hamilton nodes that some pipeline loads."""
    yield from _about_kedro(task, homes, own)
    yield from about_outside(task.source, homes.left())
    yield from about_session(task.source, homes.needs_kedro)
    yield from about_notebooks(task.project, task.source)
    names = dataflows.naming.names
    yield from about_identity(task.project, task.nodes, names, loaded, task.source, homes)
    yield from task.roles.told(task.source, homes.dropped, homes.whole)


def _about_kedro(task: Task, homes: Placement, own: Collection[str]) -> Iterator[Diagnostic]:
    """Where code that nodes need uses Kedro, once for each module."""
    first = dict(sorted(homes.needs_kedro, reverse=True))
    for module, line in sorted(first.items()):
        path = task.source.modules[module].path
        if path not in own:
            yield diagnostic("K458", Place(path, line))


def about_manual(
    functions: Iterable[DataflowFunction], known: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """The functions that a person has to write, but for those of which an error is `known`."""
    places = {each.place for each in known if each.severity == "error"}
    for function in functions:
        if function.outcome == "manual" and function.place not in places:
            yield diagnostic(function.code, function.place, detail=function.why)
