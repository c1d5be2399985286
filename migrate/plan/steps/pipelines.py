"""The registered pipelines: which modules each takes, what it loads and in which order it acts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from migrate.model.diagnostics import Diagnostic, Place
from migrate.model.migration import DataflowModule, PipelinePlan
from migrate.plan.catalog.datasets import StoragePlan
from migrate.plan.catalog.inputs import bring_command, input_paths, lying_paths
from migrate.plan.catalog.shared_paths import shared_paths
from migrate.plan.functions.shared_objects import sharing_nodes
from migrate.plan.functions.shared_state import SharedState
from migrate.plan.pipelines.reached import needed_by
from migrate.plan.pipelines.registered import about_lacks, plan_pipeline, with_overrides
from migrate.plan.steps.dataflows import Dataflows
from migrate.plan.steps.task import Task


def plan_pipelines(
    task: Task, dataflows: Dataflows, storage: StoragePlan, modules: Iterable[DataflowModule]
) -> tuple[list[PipelinePlan], list[Diagnostic]]:
    """The plan of each selected pipeline, and what to say of them.

    The storage is told which datasets every consumer loads for itself.
    """
    project = task.project
    known = {module.name: module for module in modules}
    computes = {name: needed_by(module, known).keys() for name, module in known.items()}
    functions = dataflows.functions()
    places = shared_paths(project.configuration, map(task.members, task.selected))
    storage.each |= places.anew
    shared = SharedState.of(project, task.source)
    ordered = {node.id for node in task.nodes if shared.is_touched_by(node)} | places.ordered
    ordered |= sharing_nodes(project, task.nodes, storage, task.source)
    module_of = {node.id: dataflows.top(unit) for unit in dataflows.units for node in unit.nodes}
    wholes = {node.id: functions[node.id] for node in task.nodes if not node.output_names}
    stored, makers = storage.stored, dataflows.makers()
    able = frozenset(dataflows.reread.values())
    notes = list(places.diagnostics.values())
    plans, lacks = [], []
    for name in task.selected:
        plan, about, lacking = plan_pipeline(
            name,
            task.members(name),
            dataflows.naming.names,
            module_of,
            wholes,
            stored,
            makers,
            project.configuration.catalogs,
            ordered,
            able,
        )
        plan = with_overrides(plan, computes, dataflows.after())
        acting = (functions[each] for each in plan.nodes if each in ordered)
        plans.append(replace(plan, ordered=tuple(acting)))
        lacks += lacking
        notes += about
    return plans, [*notes, *about_lacks(lacks)]


def how_to_bring(
    task: Task,
    dataflows: Dataflows,
    pipelines: Iterable[PipelinePlan],
    opened: Iterable[tuple[str, Place]],
    taken: Collection[str],
) -> str:
    """The command that brings what the pipelines load and none of them makes, and what code opens
    itself. `taken` is what lies in the new project's own folder."""
    pipelines = list(pipelines)
    loads = {name for pipeline in pipelines for name in pipeline.loads}
    loads -= {name for pipeline in pipelines for name in pipeline.makes}
    names = {dataset for dataset, name in dataflows.naming.names.items() if name in loads}
    paths = input_paths(task.project, names)
    paths |= {p for path, _ in opened for p in lying_paths(task.project, path, taken)}
    links = task.project.layout.links
    return bring_command(task.source_folder, task.choices.data_root, paths, taken, links)
