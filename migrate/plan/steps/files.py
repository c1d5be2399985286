"""The files that come along, and what the new project has to have installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from migrate.libraries.distributions import stated
from migrate.model.migration import DataflowModule
from migrate.plan.catalog.datasets import StoragePlan
from migrate.plan.inventory.carried_files import (
    imported_roots,
    kept_files,
    place_files,
    requirements,
    roots_in,
    tests_need,
)
from migrate.plan.inventory.logging_config import LoggingPlan
from migrate.plan.inventory.migration_report import MigrationReport, record_lost, report_migration
from migrate.plan.parameters.resolvers import Resolvers
from migrate.plan.placement.source_names import KEDRO_ROOTS
from migrate.plan.placement.statements import Placement
from migrate.plan.steps.task import Task
from migrate.plan.testing import TestFile, new_path
from migrate.runtime.modules import NOTEBOOK, RESERVED


class Files(NamedTuple):
    """The files that come along, by their path in the new project, with the ledger of all of the
    Kedro project's; `executables` are those that the system may run, `taken` what lies in the new
    project's own folder. The rest is as in `Plan`.
    """

    kept: dict[str, str]
    ledger: MigrationReport
    taken: frozenset[str]
    executables: frozenset[str]
    requirements: tuple[str, ...]
    test_requirements: tuple[str, ...]
    beside: tuple[str, ...]


def plan_files(
    task: Task,
    homes: Placement,
    modules: Iterable[DataflowModule],
    tests: Mapping[str, TestFile],
    own: Mapping[str, str],
    storage: StoragePlan,
    resolvers: Resolvers,
    logs: LoggingPlan,
    reads_changes: bool,
) -> Files:
    """Find the files that come along. `own` are the files of the project's dataset classes;
    `reads_changes` says that a run can change values."""
    project, source = task.project, task.source
    kept = kept_files(homes, own)
    whole = {source.modules[name].path for name in homes.whole}
    needing = [text for path, text in kept.items() if path not in whole]
    needing += [*resolvers.imports, *(f"import {name}" for name in logs.classes)]
    roots = imported_roots(modules, needing, storage)
    roots |= roots_in(kept[path] for path in whole) - KEDRO_ROOTS
    if reads_changes and not task.ours.alone:
        roots |= {"omegaconf"}  # reads what a run changes
    packages = {name.partition(".")[0] for name in source.modules}
    needed = requirements(roots, packages, project.texts, project.layout.kedro_version)
    texts = {path: test.text for path, test in tests.items() if test.left}
    ledger = report_migration(project, homes, tests, logs)
    reserved = RESERVED | {NOTEBOOK} if task.choices.layout == "notebook" else RESERVED
    source_dir = project.layout.source_dir
    files, lost = place_files({**ledger.copied, **kept, **texts}, source_dir, reserved)
    record_lost(ledger, lost)
    return Files(
        files,
        ledger,
        taken=frozenset({task.package, *RESERVED, *(path.partition("/")[0] for path in files)}),
        executables=frozenset(
            new_path(path, source_dir) for path in project.executables - lost.keys()
        ),
        requirements=needed,
        test_requirements=tests_need(texts, needed, packages, stated(project.texts)),
        beside=tuple(sorted((roots & packages) - {task.package})),
    )
