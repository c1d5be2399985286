"""Project -> Plan: every decision of a migration, and none of its files."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.migration import Choices, Plan
from migrate.model.project import Project
from migrate.plan.catalog.datasets import plan_storage
from migrate.plan.catalog.entries import catalog_plan
from migrate.plan.catalog.formats.own import OwnClasses, own_files
from migrate.plan.catalog.inputs import about_opened
from migrate.plan.functions.hints import Hints
from migrate.plan.functions.parts import condition_of_tables
from migrate.plan.functions.value_types import made_classes
from migrate.plan.inventory.environment_variables import without_own_reads
from migrate.plan.inventory.logging_config import plan_logs
from migrate.plan.inventory.migration_report import answered
from migrate.plan.inventory.relative_paths import opened_paths
from migrate.plan.inventory.secrets import about_secrets, private_files
from migrate.plan.naming.wiring import parameter_inputs
from migrate.plan.parameters.resolvers import asks_of_run, plan_resolvers
from migrate.plan.parameters.typed import plan_objects, typed_parameters
from migrate.plan.parameters.values import plan_parameters, values_of
from migrate.plan.placement.modules import without_quarrels
from migrate.plan.placement.single_file import acting_parts, in_one_file
from migrate.plan.steps.dataflows import plan_dataflows
from migrate.plan.steps.files import plan_files
from migrate.plan.steps.modules import open_scopes, plan_functions, plan_modules
from migrate.plan.steps.pipelines import how_to_bring, plan_pipelines
from migrate.plan.steps.report import (
    about_code,
    about_datasets,
    about_hints,
    about_manual,
    about_values,
    node_records,
)
from migrate.plan.steps.statements import place_statements
from migrate.plan.steps.task import find_task
from migrate.plan.steps.tests import plan_tests

__all__ = ["make_plan"]


def make_plan(
    project: Project,
    selected: Sequence[str] = (),
    source: str = "",
    choices: Choices | None = None,
) -> Plan:
    """Decide everything about a migration of the `selected` registered pipelines (default: all).

    `source` is the Kedro project's folder as seen from the new one ("" if no path leads there, or
    its data is used where it lies).
    Raises CannotMigrate if no pipeline or not a selected one is registered, or a choice cannot be
    kept.
    """
    choices = choices or Choices()
    configuration, layout = project.configuration, project.layout
    task = find_task(project, selected, source, choices)
    dataflows = plan_dataflows(task)
    names, keys = dataflows.naming.names, dataflows.naming.keys

    # What stays where it is, and what moves.
    storage = plan_storage(
        configuration,
        task.nodes,
        keys,
        project.modules.values(),
        choices.handoff,
        made_classes(project),
    )
    own = own_files(storage.own_modules, OwnClasses(modules=task.source.modules), task.ours)
    resolvers = plan_resolvers(configuration, task.source)
    homes = place_statements(task, dataflows, resolvers.stays, own)
    opened = opened_paths(project, task.source, task.nodes, homes.left())

    # Functions, modules, pipelines.
    inputs = parameter_inputs(task.nodes)
    values = {name: tuple(values_of(configuration, name)) for name in inputs}
    typed, about_typed = typed_parameters(project, task.source, task.selected, values)
    hints = Hints(project, storage.hints, values, typed)
    scopes = open_scopes(task, dataflows, homes)
    functions = plan_functions(task, dataflows, homes, scopes, hints, storage)
    modules = plan_modules(task, dataflows, homes, scopes, functions)
    pipelines, about_pipelines = plan_pipelines(task, dataflows, storage, modules)
    loaded = {name for pipeline in pipelines for name in pipeline.loads}
    loaded |= {names[read] for read in dataflows.reread}
    modules = without_quarrels(modules, loaded)

    # What lies beside them.
    logs = plan_logs(project)
    tests = plan_tests(task, dataflows, homes, scopes, functions, modules, pipelines, storage)
    reads_changes = bool(inputs) or asks_of_run(configuration)
    files = plan_files(task, homes, modules, tests, own, storage, resolvers, logs, reads_changes)
    private, about_private = private_files(project, files.kept)
    parameters = plan_parameters(configuration, inputs, names)

    notes = [
        *without_own_reads(project, homes),
        *about_typed,
        *about_pipelines,
        *resolvers.diagnostics,
        *about_datasets(task, storage),
        *about_values(task, values),
        *about_hints(task, hints),
        *about_code(task, dataflows, homes, own, loaded),
        *about_opened(project, opened, files.taken, files.kept),
        *about_private,
        *about_secrets(configuration, parameters, logs.settings),
    ]
    notes = [*notes, *about_manual(functions.values(), notes)]
    answers = answered([*((each, "") for each in notes), *files.ledger.notes], choices)
    plan = Plan(
        ours=task.ours,
        project_name=layout.project_name,
        data_root=choices.data_root,
        checks_outputs=choices.checks_outputs,
        layout=choices.layout,
        bring=how_to_bring(task, dataflows, pipelines, opened, files.taken),
        opens_relative=bool(opened),
        kedro_version=layout.kedro_version,
        names=dict(sorted(names.items())),
        functions=dataflows.functions(),
        modules=tuple(modules),
        catalog=catalog_plan(
            storage,
            {dataset for dataset, name in names.items() if name in loaded},
            keys,
            names,
            {read: names[pair.made] for read, pair in dataflows.reread.items()},
            condition_of_tables(project),
        ),
        parameters=plan_objects(parameters, typed, names, next(iter(scopes.values()), None)),
        pipelines=tuple(pipelines),
        environments=configuration.environments,
        default_environment=configuration.default,
        kept=files.kept,
        logging=logs.settings,
        dataset_base=not all(storage.own_modules.values()),
        requirements=files.requirements,
        test_requirements=files.test_requirements,
        beside=files.beside,
        line_length=layout.line_length,
        nodes=tuple(node_records(task, dataflows, functions)),
        datasets=tuple(storage.records),
        constructs=tuple(files.ledger.records),
        diagnostics=tuple(dict.fromkeys(answers)),
        edges=dataflows.edges(),
        resolvers=resolvers.plan,
        executables=files.executables,
        private=frozenset(private),
        untracked=configuration.untracked,
        dangling=task.source.dangling(project.modules.values()),
        guarded=task.source.guarded(),
    )
    if not task.ours.alone:
        return plan
    return in_one_file(plan, acting_parts(dataflows.flows, dataflows.parts, homes))
