"""Objects that Kedro hands to every consumer as they are: what one does to them, others see."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.model.dataset_names import is_parameter
from migrate.model.project import Configuration, Node, Project, Statement
from migrate.plan.catalog.datasets import StoragePlan, assigned
from migrate.plan.functions.parts import changed_datasets
from migrate.plan.placement.source_names import Source


def functions_of_both(nodes: Iterable[Node], configuration: Configuration) -> set[str]:
    """The functions (by key) of which some node gets such an object, and another one a copy."""
    handed = assigned(configuration)
    nodes = list(nodes)
    first = {node.func.key for node in nodes if not handed.isdisjoint(node.input_names)}
    return first & {node.func.key for node in nodes if handed.isdisjoint(node.input_names)}


def sharing_nodes(
    project: Project, nodes: Iterable[Node], storage: StoragePlan, source: Source
) -> set[str]:
    """The nodes (by id) that may change, or see changed, what they get as it is."""
    nodes = list(nodes)
    changed = changed_datasets(nodes, project.functions)
    handed = {*storage.assigned, *storage.shallow}
    if any(_has_other_tables(statement) for _, statement in source.statements()):
        handed |= {name for name in changed - storage.stored_everywhere if not is_parameter(name)}
    if handed.isdisjoint(changed):
        return set()
    return {node.id for node in nodes if handed & {*node.input_names, *node.output_names}}


def _has_other_tables(statement: Statement) -> bool:
    """Whether a module may have tables that are called DataFrame and are not pandas': Kedro copies
    none of these."""
    if statement.kind == "class" and "DataFrame" in statement.binds:
        return True
    imports = (*statement.imports, *statement.inner_imports)
    return any(each.module.partition(".")[0] == "polars" for each in imports)
