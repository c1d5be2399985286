"""The dataflow modules: their functions, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.model.migration import DataflowFunction, DataflowModule
from migrate.plan.catalog.datasets import StoragePlan
from migrate.plan.functions.bindings import plan_function
from migrate.plan.functions.hints import Hints
from migrate.plan.functions.parts import FunctionContext, condition_of_tables
from migrate.plan.functions.shared_state import changed_objects
from migrate.plan.functions.tags import instance_tags, with_output_tags
from migrate.plan.naming.wiring import step_names
from migrate.plan.placement.module_scopes import ModuleScope
from migrate.plan.placement.modules import assemble, by_place, plan_subdags, written_names
from migrate.plan.placement.statements import Placement
from migrate.plan.placement.submodules import Submodules
from migrate.plan.steps.dataflows import Dataflows
from migrate.plan.steps.task import Task


def open_scopes(task: Task, dataflows: Dataflows, homes: Placement) -> dict[str, ModuleScope]:
    """The names of each dataflow module, by its name: to be filled by what is planned next."""
    public = {
        flow.name: frozenset(wiring.whole for _, wiring in dataflows.wirings(flow))
        for flow in dataflows.flows
    }
    written = {flow.name: written_names(flow, homes, public[flow.name]) for flow in dataflows.flows}
    tables = condition_of_tables(task.project)
    return {
        name: ModuleScope(
            name,
            task.ours,
            homes,
            names,
            written,
            functions=task.project.functions,
            tables=tables,
        )
        for name, names in public.items()
    }


def plan_functions(
    task: Task,
    dataflows: Dataflows,
    homes: Placement,
    scopes: Mapping[str, ModuleScope],
    hints: Hints,
    storage: StoragePlan,
) -> dict[str, DataflowFunction]:
    """The function of each unit, by the id of its first node.

    The scopes, the hints and the storage are told what the functions ask of them.
    """
    found = {}
    changed = changed_objects(task.project)
    stored = storage.stored
    for flow in dataflows.flows:
        local = dataflows.local_names(flow)
        context = FunctionContext(
            task.project, homes, scopes[flow.name], hints, stored, storage, changed
        )
        for unit, wiring in dataflows.wirings(flow):
            planned = with_output_tags(plan_function(unit, wiring, context), unit, wiring)
            if confirmed := tuple(filter(None, map(local.get, unit.first.confirms))):
                planned = replace(planned, tags={**planned.tags, "confirms": confirmed})
            found[unit.first.id] = planned
    return found


def plan_modules(
    task: Task,
    dataflows: Dataflows,
    homes: Placement,
    scopes: Mapping[str, ModuleScope],
    functions: Mapping[str, DataflowFunction],
) -> list[DataflowModule]:
    """The dataflow modules, with what their functions need around them."""
    naming, steps = dataflows.naming, dataflows.steps
    plain = [flow.name for flow in dataflows.flows if not flow.is_steps]
    public = [name for flow in plain for name in scopes[flow].public]
    submodules = Submodules(task.source)
    placed = by_place(functions.values())
    modules = []
    for flow in dataflows.flows:
        scope = scopes[flow.name]
        subdags = plan_subdags(flow, functions, naming.names, steps, scope, task.package, public)
        tagged = [
            replace(
                each,
                tags=instance_tags(steps[name], pipeline, step_names(steps[name]), naming.wholes),
            )
            for each, (name, pipeline) in zip(subdags, flow.steps, strict=True)
        ]
        modules.append(assemble(flow, functions, placed, tagged, homes, scope, submodules))
    return modules
