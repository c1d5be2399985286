"""The project's tests, with what they mean in the new project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.model.migration import DataflowFunction, DataflowModule, PipelinePlan
from migrate.plan.catalog.datasets import StoragePlan
from migrate.plan.pipelines.reached import other_names, reached
from migrate.plan.placement.module_scopes import ModuleScope
from migrate.plan.placement.statements import Placement
from migrate.plan.placement.symbol_map import map_symbols
from migrate.plan.steps.dataflows import Dataflows
from migrate.plan.steps.task import Task
from migrate.plan.testing import TestFile, translate_tests
from migrate.plan.testing.runs import Pipelines
from migrate.runtime.modules import DATASET_BASE


def plan_tests(
    task: Task,
    dataflows: Dataflows,
    homes: Placement,
    scopes: Mapping[str, ModuleScope],
    functions: Mapping[str, DataflowFunction],
    modules: Iterable[DataflowModule],
    pipelines: Iterable[PipelinePlan],
    storage: StoragePlan,
) -> dict[str, TestFile]:
    """The tests, translated, by their path."""
    project = task.project
    every = [
        (unit.flow, functions[unit.first.id], project.functions.get(unit.first.func.key))
        for unit in dataflows.units
    ]
    written = next((scope.written for scope in scopes.values()), {})
    base = task.ours.dotted(DATASET_BASE) if _needs_no_kedro(storage) else ""
    moves = map_symbols(homes, task.ours, written, every, base)
    members = {name: tuple(task.members(name)) for name in task.selected}
    known = {module.name: module for module in modules}
    plans = list(pipelines)
    runs = Pipelines(
        members,
        dataflows.naming.names,
        dataflows.sinks(),
        default="__default__" if "__default__" in members else task.selected[0],
        makers=project.makers,
        outputs={plan.name: plan.outputs for plan in plans},
        reached={plan.name: reached(known, plan, dataflows.after()) for plan in plans},
        aliases=other_names(known.values()),
    )
    translated = translate_tests(task.tests, moves, runs, project.layout.source_dir)
    return {module.path: file for module, file in zip(task.tests, translated, strict=True)}


def _needs_no_kedro(storage: StoragePlan) -> bool:
    """Whether no dataset class of the project needs Kedro any more."""
    own = storage.own_modules
    return bool(own) and not any(own.values())
