"""The first step: what is to be planned, of which project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from migrate.model.diagnostics import CannotMigrate
from migrate.model.migration import Choices
from migrate.model.project import Module, Node, Project
from migrate.plan.placement.kedro_uses import KedroUses
from migrate.plan.placement.source_names import Source
from migrate.runtime.modules import RuntimeModules

# What can't be imported, and what made the old distribution.
_NO_PROGRAM = frozenset({"", "setup"})


class Task(NamedTuple):
    """What is to be planned: the `selected` registered pipelines of a project.

    `source_folder` is the project's folder as seen from the new one. `nodes` are those of the
    selected pipelines, `tests` the modules of tests, `source` all others that can be imported.
    """

    project: Project
    selected: tuple[str, ...]
    source_folder: str
    choices: Choices
    nodes: tuple[Node, ...]
    tests: tuple[Module, ...]
    source: Source
    roles: KedroUses
    ours: RuntimeModules

    @property
    def package(self) -> str:
        """The package of the project, and of the new one."""
        return self.ours.package

    def members(self, pipeline: str) -> list[Node]:
        """The nodes of a registered pipeline, in Kedro's order."""
        return [self.project.nodes[each.id] for each in self.project.pipelines[pipeline]]


def find_task(
    project: Project, selected: Sequence[str], source_folder: str, choices: Choices
) -> Task:
    """What is to be planned; all pipelines where none is selected.

    Raises CannotMigrate if no pipeline or not a selected one is registered.
    """
    if not project.pipelines:
        raise CannotMigrate("no pipeline is registered; `migrate inspect` shows what was read")
    unknown = [name for name in selected if name not in project.pipelines]
    if unknown:
        known = ", ".join(sorted(project.pipelines))
        raise CannotMigrate(f"no pipeline {unknown[0]!r} is registered; there are: {known}")
    chosen = tuple(selected or project.pipelines)
    wanted = {member.id for name in chosen for member in project.pipelines[name]}
    tests = {each.place.path for each in project.constructs if each.kind == "test"}
    program = [
        module
        for path, module in project.modules.items()
        if module.name not in _NO_PROGRAM and path not in tests
    ]
    source = Source({module.name: module for module in program})
    roles = KedroUses.of(
        source, project.constructs, {node.module for node in project.nodes.values()}
    )
    package = project.layout.package
    taken = source.names_of(package, roles.replaced)
    return Task(
        project,
        chosen,
        source_folder,
        choices,
        nodes=tuple(node for node in project.nodes.values() if node.id in wanted),
        tests=tuple(module for path, module in project.modules.items() if path in tests),
        source=source,
        roles=roles,
        ours=RuntimeModules(package, taken, alone=choices.layout == "single-file"),
    )
