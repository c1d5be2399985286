"""Which nodes go into which dataflow module, and what they are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from migrate.model.project import Node
from migrate.plan.catalog.datasets import confirmable
from migrate.plan.functions.arguments import fixes_more
from migrate.plan.functions.shared_objects import functions_of_both
from migrate.plan.naming.node_groups import (
    Dataflow,
    NodeGroup,
    flow_names,
    plan_flows,
    selected_part,
)
from migrate.plan.naming.project_names import Naming, name_all
from migrate.plan.naming.subdags import find_reused
from migrate.plan.naming.transcoding import Spellings, respelled, saved_before
from migrate.plan.naming.wiring import Wiring, step_names, wire
from migrate.plan.placement.conditional_definitions import chosen
from migrate.plan.steps.task import Task
from migrate.runtime.modules import MODULES, ONE_FILE

# Kinds of parameters that rows can't fill: they name what they hand over.
_IN_ORDER = frozenset({"positional-only", "var-positional"})


class Dataflows(NamedTuple):
    """The dataflow modules of the wanted nodes, and all names.

    `parts` maps Kedro's modules to the parts of the one file ({} where there are several files),
    `reread` what is loaded by another name to how it is made.
    """

    flows: tuple[Dataflow, ...]
    naming: Naming
    parts: Mapping[str, str]
    reread: Mapping[str, Spellings]

    @property
    def units(self) -> list[NodeGroup]:
        """What becomes one function each, in order."""
        return [unit for flow in self.flows for unit in flow.units]

    @property
    def steps(self) -> dict[str, Dataflow]:
        """The modules of steps, by name."""
        return {flow.name: flow for flow in self.flows if flow.is_steps}

    def wirings(self, flow: Dataflow) -> list[tuple[NodeGroup, Wiring]]:
        """The units of a dataflow module, with what they are connected to."""
        local = self.local_names(flow)
        return [(unit, wire(unit, local, self.naming.wholes)) for unit in flow.units]

    def local_names(self, flow: Dataflow) -> Mapping[str, str]:
        """What datasets are called within a dataflow module."""
        return step_names(flow) if flow.is_steps else self.naming.names

    def top(self, unit: NodeGroup) -> str:
        """The module that a driver takes for a unit: of steps, the one that uses them."""
        if not unit.step:
            return unit.flow
        return next(flow.name for flow in self.flows if any(s == unit.flow for s, _ in flow.steps))

    def makers(self) -> dict[str, set[str]]:
        """The modules that make each dataset."""
        makers: dict[str, set[str]] = defaultdict(set)
        for unit in self.units:
            for node in unit.nodes:
                for name in node.output_names:
                    makers[name].add(self.top(unit))
        return makers

    def after(self) -> dict[str, set[str]]:
        """What each node that is loaded by another name is loaded after."""
        names = self.naming.names
        return {names[read]: {names[pair.made]} for read, pair in self.reread.items()}

    def function(self, unit: NodeGroup, node: Node) -> str:
        """What Hamilton calls the function of a node: after its one output, or by its own name."""
        if isinstance(node.outputs, str):
            return self.naming.keys[node.outputs]
        whole = self.naming.wholes[unit.first.id]
        return f"{node.namespace}.{whole}" if unit.step else whole

    def functions(self) -> dict[str, str]:
        """What Hamilton calls the function of each node, by the node's id."""
        return {node.id: self.function(unit, node) for unit in self.units for node in unit.nodes}

    def sinks(self) -> dict[str, str]:
        """The same for nodes that make no dataset."""
        return {
            node.id: self.function(unit, node)
            for unit in self.units
            for node in unit.nodes
            if not node.output_names
        }

    def edges(self) -> frozenset[tuple[str, str]]:
        """From which of Hamilton's nodes to which the datasets go."""
        names = self.naming.names
        edges = set()
        for unit in self.units:
            for node in unit.nodes:
                targets = [names[out] for out in node.output_names] or [self.function(unit, node)]
                edges |= {(names[name], target) for name in node.input_names for target in targets}
        return frozenset(edges)


def plan_dataflows(task: Task) -> Dataflows:
    """Divide the nodes among modules and name everything.

    Raises CannotMigrate if a chosen name can't be kept.
    """
    project = task.project
    every = project.nodes.values()
    packages = {module.name for module in task.source.modules.values() if module.package}
    modules = {node.module: node.module in packages for node in every}
    taken = _taken_names(task)
    names = flow_names(modules, task.package, taken)
    parts: dict[str, str] = {}
    if task.ours.alone:
        parts, names = names, dict.fromkeys(names, ONE_FILE)
    reused = find_reused(every)
    flows = plan_flows(every, reused, names, _alone(task), taken)
    confirmed = confirmable(project.configuration, every)
    naming = name_all(every, reused, flows, task.choices, confirmed)
    wanted = {node.id for node in task.nodes}
    selected = [part for flow in flows if (part := selected_part(flow, wanted))]
    pairs = [pair for name in task.selected for pair in respelled(task.members(name))]
    return Dataflows(tuple(selected), naming, parts, saved_before(pairs))


def _taken_names(task: Task) -> set[str]:
    """The names of the project's own modules in the package, and of the runtime modules."""
    start = f"{task.package}."
    inner = (name.removeprefix(start) for name in task.source.modules if name.startswith(start))
    return {name.partition(".")[0] for name in inner} | MODULES | task.ours.names


def _alone(task: Task) -> set[str]:
    """The functions, by their keys, that get no rows of `@parameterize`."""
    nodes, functions = task.project.nodes.values(), task.project.functions
    alone = {
        key
        for key, facts in functions.items()
        if facts.generator or any(each.kind in _IN_ORDER for each in facts.parameters)
    }
    alone |= {n.func.key for n in nodes if chosen(n.func, task.source)}
    alone |= {n.func.key for n in nodes if fixes_more(n, functions.get(n.func.key))}
    return alone | functions_of_both(nodes, task.project.configuration)
