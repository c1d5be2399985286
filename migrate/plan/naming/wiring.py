"""Wiring: what a unit's inputs and outputs are called where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrate.model.dataset_names import is_parameter
from migrate.model.project import Binding, Names, Node, names_of
from migrate.plan.naming.identifiers import name_map
from migrate.plan.naming.node_groups import Dataflow, NodeGroup


@dataclass(frozen=True, slots=True)
class Wiring:
    """A unit's connections, under their written names.

    `names` maps each Kedro dataset of each node to its written name; `outputs` are the nodes that
    the function makes, `whole` is what the function itself is called (a noun, where no dataset
    has its name), `keys` are the keys of a dict output.
    """

    names: Mapping[str, str]
    outputs: tuple[str, ...]
    whole: str
    keys: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether the function's value is taken apart."""
        return bool(self.keys) or (self.whole not in self.outputs and bool(self.outputs))


def step_names(flow: Dataflow) -> dict[str, str]:
    """What the local names of a reused pipeline are called in its module of steps."""
    locals_ = [
        n
        for u in flow.units
        for n in (*names_of(u.first.local_inputs), *names_of(u.first.local_outputs))
    ]
    return name_map(dict.fromkeys(locals_))


def node_names(node: Node, written: Mapping[str, str], step: bool) -> dict[str, str]:
    """The written name of each dataset that a node names."""
    pairs = [
        *_pairs(node.inputs, node.local_inputs, step),
        *_pairs(node.outputs, node.local_outputs, step),
    ]
    return {actual: written[name] for actual, name in pairs}


def _pairs(actual: Names, local: Names, step: bool) -> Iterable[tuple[str, str]]:
    names = names_of(actual)
    return zip(names, names_of(local) if step else names, strict=True)


def wire(unit: NodeGroup, written: Mapping[str, str], wholes: Mapping[str, str]) -> Wiring:
    """The connections of a unit; `written` are the names of its module, `wholes` the nouns."""
    node = unit.first
    names: dict[str, str] = {}
    for each in unit.nodes:
        # Under another namespace one dataset may stand for another local name.
        names = node_names(each, written, unit.step) | names
    outputs = tuple(names[name] for name in node.output_names)
    keys = tuple(node.outputs) if isinstance(node.outputs, Mapping) else ()
    if isinstance(node.outputs, str):
        whole = wholes[node.id] if node.id in wholes else outputs[0]
        return Wiring(names, outputs if len(unit.nodes) == 1 or unit.step else (), whole)
    return Wiring(names, outputs, wholes[node.id], keys)


def bindings_of(node: Node) -> tuple[Binding, ...]:
    """How the inputs get to the function; in order and unnamed where its signature is unknown."""
    if node.bindings is not None:
        return node.bindings
    if isinstance(node.inputs, Mapping):
        return tuple(Binding(key, name, "kwargs") for key, name in node.inputs.items())
    return tuple(Binding("", name, "args") for name in node.input_names)


def parameter_inputs(nodes: Iterable[Node]) -> list[str]:
    """Every `params:` name, and `parameters`, that the nodes take and none of them makes."""
    known = list(nodes)
    made = {name for node in known for name in node.output_names}
    read = {name for node in known for name in node.input_names}
    return sorted(name for name in read - made if is_parameter(name))
