"""Pipelines that are used under several namespaces, found among the nodes.

A pipeline is reused where the same node calls stand under two or more namespaces, each with the
same functions and the same local names. It becomes one module of steps and a
`@parameterized_subdag`, in which namespaced datasets keep their dotted names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrate.model.project import Names, Node, names_of


@dataclass(frozen=True, slots=True)
class Instance:
    """A reused pipeline under one namespace: its nodes, and what each local name is there."""

    namespace: str
    nodes: tuple[Node, ...]
    actual: Mapping[str, str]

    def is_prefixed(self, local: str) -> bool:
        """Whether a local name became `namespace.name`."""
        return self.actual[local] == f"{self.namespace}.{local}"


@dataclass(frozen=True, slots=True)
class ReusedPipeline:
    """Nodes of one place each, used under several namespaces (`instances`, in order)."""

    module: str
    instances: tuple[Instance, ...]

    @property
    def made(self) -> tuple[str, ...]:
        """The local names that its nodes make."""
        return tuple(n for node in self.instances[0].nodes for n in names_of(node.local_outputs))

    @property
    def free(self) -> tuple[str, ...]:
        """The local names that it takes from outside, in order of first use."""
        made = set(self.made)
        used = [n for node in self.instances[0].nodes for n in names_of(node.local_inputs)]
        return tuple(dict.fromkeys(name for name in used if name not in made))


def find_reused(nodes: Iterable[Node]) -> list[ReusedPipeline]:
    """The reused pipelines among `nodes`, ordered by where they stand."""
    by_namespace: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.namespace:
            by_namespace[node.namespace].append(node)
    alike: dict[object, list[Instance]] = defaultdict(list)
    for namespace, members in by_namespace.items():
        for instance in _instances(namespace, members):
            alike[_shape(instance)].append(instance)
    reused = [
        ReusedPipeline(
            instances[0].nodes[0].module, tuple(sorted(instances, key=lambda i: i.namespace))
        )
        for instances in alike.values()
        if len(instances) > 1
    ]
    return sorted(reused, key=lambda r: (r.module, r.instances[0].nodes[0].place))


def _instances(namespace: str, members: list[Node]) -> list[Instance]:
    """The nodes of a namespace, module by module, where local names have one meaning each."""
    by_module: dict[str, list[Node]] = defaultdict(list)
    for node in members:
        by_module[node.module].append(node)
    found = []
    for nodes in by_module.values():
        ordered = tuple(sorted(nodes, key=lambda node: node.place))
        actual = _actual_names(ordered)
        places = {node.place for node in ordered}
        if actual is None or len(places) != len(ordered):
            continue
        if any(node.confirms for node in ordered):  # steps are done with nothing of their own
            continue
        if any(map(_merges_inputs, ordered)):
            continue
        instance = Instance(namespace, ordered, actual)
        if any(instance.is_prefixed(n) for node in ordered for n in names_of(node.local_outputs)):
            found.append(instance)
    return found


def _merges_inputs(node: Node) -> bool:
    """Whether two local names of a node are one dataset under its namespace: one object."""
    return len({*names_of(node.inputs)}) < len({*names_of(node.local_inputs)})


def _actual_names(nodes: Iterable[Node]) -> dict[str, str] | None:
    """What each local name is called in the end; None where one local name means two things."""
    actual: dict[str, str] = {}
    for node in nodes:
        pairs = [
            *zip(names_of(node.local_inputs), names_of(node.inputs), strict=False),
            *zip(names_of(node.local_outputs), names_of(node.outputs), strict=False),
        ]
        for local, name in pairs:
            if actual.setdefault(local, name) != name:
                return None
    return actual


def _shape(instance: Instance) -> object:
    """What instances of one pipeline have in common."""
    return tuple(
        (
            node.place,
            node.module,
            node.func.key,
            node.func.text,
            node.func.bound,
            node.func.made,
            node.func.captured,
            _frozen(node.local_inputs),
            _frozen(node.local_outputs),
        )
        for node in instance.nodes
    )


def _frozen(names: Names) -> object:
    return tuple(names.items()) if isinstance(names, Mapping) else names
