"""Where each statement of the source goes."""

from __future__ import annotations

from collections.abc import Collection, Set

from migrate.plan.inventory.notebooks import taken_by_notebooks
from migrate.plan.placement.needs import find_needs, named_in_texts, taken_by_scripts
from migrate.plan.placement.source_names import Key
from migrate.plan.placement.statements import Placement, find_placement
from migrate.plan.steps.dataflows import Dataflows
from migrate.plan.steps.task import Task
from migrate.plan.testing.given import given_more


def place_statements(
    task: Task, dataflows: Dataflows, resolvers: Set[Key], own: Collection[str]
) -> Placement:
    """Decide where every statement goes. What the project's `resolvers` need stays where it is,
    and so do the modules of its `own` dataset classes (paths)."""
    project, source = task.project, task.source
    stays = resolvers | {
        (module.name, statement.line)
        for module in source.modules.values()
        if module.path in own
        for statement in module.statements
    }
    stays |= named_in_texts(project, source)
    stays |= taken_by_scripts(project, source, {module.path for module in task.tests})
    stays |= taken_by_notebooks(project, source)
    units = dataflows.units
    tested = given_more(task.tests, source, units, project)
    needs = find_needs(project, source, units, stays, tested)
    # A module and its steps share the first module of steps.
    groups = {flow.name: flow.steps[0][0] if flow.steps else flow.name for flow in dataflows.flows}
    return find_placement(source, needs, groups, task.roles)
