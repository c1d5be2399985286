"""Tags: Kedro's, of nodes that share a function and not all of their tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.model.migration import DataflowFunction
from migrate.model.project import Node, names_of
from migrate.plan.naming.node_groups import Dataflow, NodeGroup
from migrate.plan.naming.subdags import ReusedPipeline
from migrate.plan.naming.wiring import Wiring

Tags = dict[str, dict[str, str | tuple[str, ...]]]


def _output_tags(unit: NodeGroup, wiring: Wiring) -> Tags:
    """The tags of single outputs of a function with several: what the dataset was called, and
    Kedro's tags where a node has others than all of them have.

    A tag of the whole function does not reach an output that feeds another one.
    """
    outputs = [out for node in unit.nodes for out in node.output_names]
    if unit.step or len(outputs) < 2:
        return {}
    found: Tags = {wiring.names[out]: {} for out in outputs}
    fed = {name for node in unit.nodes for name in node.input_names}
    own = {node.id for node, _ in _own(unit)}
    for node in unit.nodes:
        for out in node.output_names:
            tags = found[wiring.names[out]]
            if node.id in own or (out in fed and node.tags):
                tags["kedro_tags"] = tuple(sorted(node.tags))
            if wiring.names[out] != out:
                tags["kedro_name"] = out
    return {output: tags for output, tags in found.items() if tags}


def with_output_tags(
    function: DataflowFunction, unit: NodeGroup, wiring: Wiring
) -> DataflowFunction:
    """A unit's function with the tags of its outputs; its own go where each output has them."""
    found, tags = _output_tags(unit, wiring), dict(function.tags)
    outputs = [wiring.names[out] for node in unit.nodes for out in node.output_names]
    if found and all("kedro_tags" in found.get(output, {}) for output in outputs):
        tags.pop("kedro_tags", None)
    return replace(function, tags=tags, output_tags=found)


def instance_tags(
    steps: Dataflow, reused: ReusedPipeline, local: Mapping[str, str], wholes: Mapping[str, str]
) -> Tags:
    """The tags of steps that have others under one namespace than under all."""
    namespaces = {node.id: i.namespace for i in reused.instances for node in i.nodes}
    found: Tags = {}
    for unit in steps.units:
        for node, tags in _own(unit):
            names = [local[name] for name in names_of(node.local_outputs)]
            for name in names or [wholes[unit.first.id]]:
                found[f"{namespaces[node.id]}.{name}"] = {"kedro_tags": tags}
    return found


def _own(unit: NodeGroup) -> list[tuple[Node, tuple[str, ...]]]:
    common = frozenset.intersection(*(node.tags for node in unit.nodes))
    return [(node, tuple(sorted(node.tags))) for node in unit.nodes if node.tags != common]
