"""Functions that stored files name: a pickle holds the import path of the functions in it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Node, Project
from migrate.plan.placement.function_identity import all_users
from migrate.plan.placement.source_names import Key, Source
from migrate.plan.placement.statements import Placement


def about_identity(
    project: Project,
    nodes: Iterable[Node],
    names: Mapping[str, str],
    loaded: Container[str],
    source: Source,
    homes: Placement,
) -> list[Diagnostic]:
    """Where files that one pipeline leaves to another may name functions of the package.

    `names` are the written names of datasets, `loaded` those that some pipeline loads.
    """
    pickled = {
        name
        for catalog in project.configuration.catalogs.values()
        for name, entry in catalog.items()
        if entry.type.endswith("PickleDataset") and names.get(name) in loaded
    }
    makers = {_statement_key(n, project, source): name for n in nodes for name in n.output_names}
    found = []
    for key in sorted(homes.values):
        needing = all_users(key, homes.users)
        stored = {name for maker, name in makers.items() if maker in needing and name in pickled}
        for module, statement in source.at({key} if stored else ()):
            place = Place(source.modules[module].path, statement.line)
            path = f"{module}.{statement.binds[0]}"
            found.append(diagnostic("K478", place, name=path, dataset=min(stored)))
    return found


def _statement_key(node: Node, project: Project, source: Source) -> Key | None:
    facts = project.functions.get(node.func.key)
    statement = source.statement_of(facts) if facts else None
    return (facts.module, statement.line) if facts and statement else None
