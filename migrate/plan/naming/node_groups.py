"""Dataflow modules: which nodes go into which module, and which become one function."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from migrate.model.project import Node
from migrate.plan.naming.identifiers import free_name, identifier
from migrate.plan.naming.subdags import ReusedPipeline

# Modules that only define or register pipelines: a dataflow is named after their package.
_CARRIERS = frozenset({"pipeline", "pipelines", "nodes", "pipeline_registry", "hooks", "node"})


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """Nodes that become one function of a dataflow module.

    A single node; several that share a function (rows of a `@parameterize`); or one step of a
    reused pipeline, whose nodes differ in nothing but their namespace.
    """

    flow: str
    nodes: tuple[Node, ...]
    step: bool = False

    @property
    def first(self) -> Node:
        """The node that speaks for all of them."""
        return self.nodes[0]

    @property
    def rows(self) -> bool:
        """Whether its nodes are rows of a `@parameterize`."""
        return len(self.nodes) > 1 and not self.step


@dataclass(frozen=True, slots=True)
class Dataflow:
    """A dataflow module: the Kedro modules whose nodes it takes, and its units in order.

    `steps` names the module of steps that it uses under namespaces, for each reused pipeline.
    """

    name: str
    units: tuple[NodeGroup, ...]
    steps: tuple[tuple[str, ReusedPipeline], ...] = ()
    is_steps: bool = False


def flow_names(modules: Mapping[str, bool], package: str, taken: Iterable[str]) -> dict[str, str]:
    """The dataflow module of each Kedro module that holds node calls.

    There is one for each modular pipeline, called like its folder; those of one name take the
    folders above it along. `modules` tells of each whether it is a package.
    """
    paths = {m: _path(m, is_package, package) for m, is_package in modules.items()}
    used = {*taken, "run"}
    depths = dict.fromkeys(paths.values(), 1)
    while True:
        names = {path: identifier("_".join(path[-depth:])) for path, depth in depths.items()}
        owners = Counter(names.values())
        short = [p for p, name in names.items() if owners[name] > 1 and depths[p] < len(p)]
        if not short:
            break
        for path in short:
            depths[path] += 1
    found = {module: names[path] for module, path in paths.items()}
    return {m: f"{name}_dataflow" if name in used else name for m, name in found.items()}


def _path(module: str, is_package: bool, package: str) -> tuple[str, ...]:
    """The folders of a modular pipeline, below the package and its `pipelines`."""
    parts = module.split(".")
    if "pipelines" in parts[:-2] and not is_package:
        parts.pop()  # a file of a pipeline's folder
    while len(parts) > 1 and parts[-1] in _CARRIERS:
        parts.pop()
    inner = [part for part in parts if part not in {"pipelines", *package.split(".")}]
    return tuple(inner) or ("dataflow",)


def plan_flows(
    nodes: Iterable[Node],
    reused: Iterable[ReusedPipeline],
    names: Mapping[str, str],
    alone: Set[str] = frozenset(),
    taken: Set[str] = frozenset(),
) -> list[Dataflow]:
    """The dataflow modules, modules of steps before the modules that use them.

    `nodes` come in Kedro's order; `names` maps their modules to dataflow modules. Functions that
    are to stand `alone` (by their keys) get no rows. Other modules have the `taken` names.
    """
    used = {*names.values(), *taken}

    steps_of: dict[str, list[tuple[str, ReusedPipeline]]] = defaultdict(list)
    stepped: set[str] = set()
    flows: list[Dataflow] = []
    for pipeline in reused:
        flow = names[pipeline.module]
        number = len(steps_of[flow]) + 1
        name = free_name(f"{flow}_steps" if number == 1 else f"{flow}_steps_{number}", used)
        used.add(name)
        steps_of[flow].append((name, pipeline))
        groups = zip(*(instance.nodes for instance in pipeline.instances), strict=True)
        units = tuple(NodeGroup(name, tuple(group), step=True) for group in groups)
        stepped.update(node.id for unit in units for node in unit.nodes)
        flows.append(Dataflow(name, units, is_steps=True))
    plain: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.id not in stepped:
            plain[names[node.module]].append(node)
    for name in dict.fromkeys([*steps_of, *plain]):
        first, *others = _without_clashes(_units(name, plain[name], alone))
        flows.append(Dataflow(name, tuple(first), tuple(steps_of[name])))
        for number, part in enumerate(others, start=2):
            variant = free_name(f"{name}_{number}", used)
            used.add(variant)
            flows.append(Dataflow(variant, tuple(replace(unit, flow=variant) for unit in part)))
    return flows


def _without_clashes(units: list[NodeGroup]) -> list[list[NodeGroup]]:
    """The units, parted so that no dataset is made twice in one module.

    Registered pipelines may make one dataset by different nodes.
    """
    parts: list[list[NodeGroup]] = [[]]
    made: list[set[str]] = [set()]
    for unit in units:
        outputs = {name for node in unit.nodes for name in node.output_names}
        place = next((i for i, known in enumerate(made) if not outputs & known), len(parts))
        if place == len(parts):
            parts.append([])
            made.append(set())
        parts[place].append(unit)
        made[place] |= outputs
    return parts


def _units(flow: str, nodes: list[Node], alone: Set[str]) -> list[NodeGroup]:
    """One unit a node, but one for all nodes with one function that can be rows.

    Two nodes that make one dataset (for different registered pipelines) are never in one unit.
    """
    groups: dict[tuple[str, int], list[Node]] = {}
    times: Counter[tuple[str, object]] = Counter()
    for node in nodes:
        is_row = _can_be_a_row(node) and node.func.key not in alone
        key = node.func.key if is_row else f"node {node.id}"
        made = (key, node.outputs if isinstance(node.outputs, str) else node.id)
        groups.setdefault((key, times[made]), []).append(node)
        times[made] += 1
    return [NodeGroup(flow, tuple(group)) for group in groups.values()]


def _can_be_a_row(node: Node) -> bool:
    """Whether a node may be a row of `@parameterize`: one output, a function with a name."""
    return (
        isinstance(node.outputs, str)
        and not node.confirms
        and node.func.kind in {"function", "partial"}
        and node.func.place is not None
        and node.func.made is None
        and all(bound.constant for bound in node.func.bound)
        and node.bindings is not None
        and all(binding.how == "parameter" for binding in node.bindings)
        and len(set(node.input_names)) == len(node.bindings)  # two would share one object
    )


def selected_part(flow: Dataflow, wanted: set[str]) -> Dataflow | None:
    """What a dataflow module holds for the wanted nodes; a module of steps is whole or not."""
    units = tuple(u for u in flow.units if any(node.id in wanted for node in u.nodes))
    steps = tuple((s, r) for s, r in flow.steps if _touches(r, wanted))
    if not units and not steps:
        return None
    return Dataflow(flow.name, flow.units if flow.is_steps else units, steps, flow.is_steps)


def _touches(reused: ReusedPipeline, wanted: set[str]) -> bool:
    return any(node.id in wanted for instance in reused.instances for node in instance.nodes)
