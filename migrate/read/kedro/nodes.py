"""Kedro's nodes and pipelines as values, with the behaviour of Kedro 1.7.

Nothing here imports Kedro. What Kedro refuses raises a Refusal with our own sentence.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as _replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from reprlib import repr as short
from typing import Any

from migrate.model.dataset_names import is_parameter
from migrate.model.diagnostics import Place
from migrate.model.project import Parameter
from migrate.read.kedro.binding import CannotBind, bind
from migrate.read.kedro.names import (
    Inputs,
    Refusal,
    RefusedCycle,
    RefusedMapping,
    RefusedOutputs,
    RefusedType,
    RefusedValue,
    Renaming,
    base_name,
    hashable,
    names_map,
    parameters_map,
    to_list,
)

__all__ = [
    "CannotBind",
    "Inputs",
    "NodeCallable",
    "NodeValue",
    "PipelineValue",
    "Refusal",
    "RefusedValue",
    "bind",
]


@dataclass(frozen=True, slots=True)
class NodeCallable:
    """What Kedro looks at in the function of a node.

    `name` and `module` are its `__name__` and `__module__` (None: it has none). `partial_of` is
    the name of the innermost function of a partial. `parameters` is None where the signature is
    not known, else that of the function, `bound` the arguments that partials fix.
    `value` is what the evaluator holds.
    """

    value: Any
    name: str | None
    module: str | None = None
    partial_of: str | None = None
    parameters: tuple[Parameter, ...] | None = None
    bound: tuple[str, ...] = ()

    @property
    def readable(self) -> str:
        return self.name or ("<partial>" if self.partial_of is not None else "<object>")


@dataclass(frozen=True, eq=False)
class NodeValue:
    """A Kedro node. Equal nodes have equal names, inputs and outputs, as in Kedro."""

    func: NodeCallable
    given_inputs: Inputs
    given_outputs: Inputs
    given_name: str | None = None
    namespace: str | None = None
    tags: frozenset[str] = frozenset()
    given_confirms: Inputs = None
    place: Place = field(default_factory=lambda: Place(""))
    module: str = ""
    text: str = ""
    local_inputs: Inputs = None
    local_outputs: Inputs = None

    def __post_init__(self) -> None:
        _check_node(self)

    @cached_property
    def inputs(self) -> list[str]:
        """The datasets it reads, in the order in which they are bound."""
        if isinstance(self.given_inputs, dict) and self.func.parameters is not None:
            found = bind(self.given_inputs, self.func.parameters, self.func.bound)
            return [b.dataset for b in found]
        return to_list(self.given_inputs)

    @cached_property
    def outputs(self) -> list[str]:
        return to_list(self.given_outputs)

    @cached_property
    def confirms(self) -> list[str]:
        return to_list(self.given_confirms)

    @cached_property
    def name(self) -> str:
        name = self.given_name or self._unique_name()
        return f"{self.namespace}.{name}" if self.namespace else name

    def _unique_name(self) -> str:
        func = self.func
        if func.partial_of is not None:
            base = start = f"partial({func.partial_of})"
        else:
            base, start = func.readable, f"{func.module}.{func.name}"
        key = f"{start}|{self.inputs}|{self.outputs}"
        return f"{base}__{hashlib.sha256(key.encode()).hexdigest()[:8]}"

    @cached_property
    def key(self) -> tuple[Any, Any, Any]:
        return self.name, hashable(self.given_inputs), hashable(self.given_outputs)

    @property
    def short_name(self) -> str:
        return self.given_name or self.func.readable.replace("_", " ").title()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NodeValue) and self.key == other.key

    def __lt__(self, other: NodeValue) -> bool:
        return bool(self.key < other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def weight(self) -> int:
        """The steps that a pipeline takes for it."""
        return 4 + len(self.inputs) + len(self.outputs)

    def __str__(self) -> str:
        ends = [
            f"[{';'.join(names)}]" if names else "None" for names in (self.inputs, self.outputs)
        ]
        prefix = f"{self.given_name}: " if self.given_name else ""
        return f"{prefix}{self.func.readable}({ends[0]}) -> {ends[1]}"

    def copy(self, **changes: Any) -> NodeValue:
        """The same node with other facts, checked anew."""
        return _replace(self, **changes)

    def tag(self, tags: Any) -> NodeValue:
        """The same node with more tags."""
        return self.copy(tags=self.tags | frozenset(to_list(tags)))


def _check_node(node: NodeValue) -> None:
    """Kedro's own checks when a node is made."""
    place = node.place
    for what, names in (("input", node.given_inputs), ("output", node.given_outputs)):
        if names and not isinstance(names, list | dict | str):
            raise RefusedValue(
                f"a node's {what}s are a {type(names).__name__}, not a str, list or dict", place
            )
        for name in to_list(names):
            if not isinstance(name, str):
                raise RefusedValue(f"a node's {what} is {short(name)}, not a name", place)
    if not node.given_inputs and not node.given_outputs:
        raise RefusedValue("a node has neither inputs nor outputs", place)
    if node.func.parameters is not None:
        given: Any = node.given_inputs or ()
        try:
            bind(
                tuple(given) if isinstance(given, list) else given,
                node.func.parameters,
                node.func.bound,
            )
        except CannotBind as error:
            raise RefusedType(
                f"the inputs {short(node.given_inputs)} do not fit the function "
                f"{node.func.readable}: {error}",
                place,
            ) from error
    twice = [name for name, count in Counter(node.outputs).items() if count > 1]
    if twice:
        raise RefusedValue(f"a node has the output {twice[0]} twice", place)
    both = {base_name(n) for n in node.inputs} & {base_name(n) for n in node.outputs}
    if both:
        raise RefusedValue(f"a node has {min(both)} as input and as output", place)


# --- pipelines ------------------------------------------------------------------------------


def _renamed(node: NodeValue, renaming: Renaming) -> NodeValue:
    """A node in a pipeline that renames datasets or has a namespace."""
    inner = node.namespace
    if renaming.namespace:
        inner = f"{renaming.namespace}.{inner}" if inner else renaming.namespace
    return node.copy(
        given_inputs=renaming.names(node.given_inputs),
        given_outputs=renaming.names(node.given_outputs),
        given_confirms=renaming.names(node.given_confirms),
        namespace=inner,
    )


class PipelineValue:
    """A Kedro pipeline: its nodes, checked as Kedro checks them.

    `gaps` tells that something in it could not be known, so that nodes may be missing.
    """

    def __init__(
        self,
        parts: Iterable[NodeValue | PipelineValue],
        *,
        inputs: Any = None,
        outputs: Any = None,
        parameters: Any = None,
        tags: Any = None,
        namespace: str | None = None,
        prefix: bool = True,
        gaps: bool = False,
        place: Place | None = None,
    ) -> None:
        parts = list(parts)
        self.place = place
        self.gaps: bool = gaps or any(isinstance(p, PipelineValue) and p.gaps for p in parts)
        if any([inputs, outputs, parameters, namespace]):
            whole = PipelineValue(parts, tags=tags, gaps=gaps, place=place)
            maps = (names_map(inputs), names_map(outputs), parameters_map(parameters))
            if not self.gaps:
                _check_maps(*maps, whole)
            renaming = Renaming({**maps[0], **maps[1], **maps[2]}, namespace, prefix)
            parts = [_renamed(node, renaming) for node in whole.nodes]
        _check_duplicates(parts, place)
        flat = [n for p in parts for n in ([p] if isinstance(p, NodeValue) else p.nodes)]
        _check_transcoding(flat, place)
        extra = to_list(tags)
        self.list: list[NodeValue] = [n.tag(extra) for n in flat] if extra else flat
        _check_unique(self.list, "outputs", "made", place)
        _check_unique(self.list, "confirms", "confirmed", place)
        self.by_name = {node.name: node for node in self.list}
        self.by_input: dict[str, dict[NodeValue, None]] = {}
        self.by_output: dict[str, NodeValue] = {}
        for node in self.list:
            for name in node.inputs:
                self.by_input.setdefault(base_name(name), {})[node] = None
            for name in node.outputs:
                self.by_output[base_name(name)] = node
        self._sorter = TopologicalSorter(self.dependencies())
        try:
            self._sorter.prepare()
        except CycleError as error:
            raise RefusedCycle(_cycle_message(error.args[1]), place) from error

    def dependencies(self) -> dict[NodeValue, set[NodeValue]]:
        """For each node, those that make its inputs."""
        found: dict[NodeValue, set[NodeValue]] = {node: set() for node in self.list}
        for parent in self.list:
            for output in parent.outputs:
                for child in self.by_input.get(base_name(output), ()):
                    found[child].add(parent)
        return found

    @cached_property
    def weight(self) -> int:
        """The steps that it takes to make a pipeline of it."""
        return sum(node.weight for node in self.list)

    @cached_property
    def grouped_nodes(self) -> list[list[NodeValue]]:
        groups: list[list[NodeValue]] = []
        while self._sorter.is_active():
            ready = self._sorter.get_ready()
            groups.append(sorted(ready))
            self._sorter.done(*ready)
        return groups

    @cached_property
    def nodes(self) -> list[NodeValue]:
        """The nodes in Kedro's execution order."""
        return [node for group in self.grouped_nodes for node in group]

    def made(self, nodes: Iterable[NodeValue]) -> PipelineValue:
        """A pipeline of some of these nodes (or of others), as incomplete as this one."""
        return PipelineValue(dict.fromkeys(nodes), gaps=self.gaps, place=self.place)

    # --- names of datasets

    def all_inputs(self) -> set[str]:
        return {name for node in self.list for name in node.inputs}

    def all_outputs(self) -> set[str]:
        return {name for node in self.list for name in node.outputs}

    def datasets(self) -> set[str]:
        return self.all_inputs() | self.all_outputs()

    def _free(self, names: set[str]) -> set[str]:
        inner = {base_name(n) for n in self.all_inputs()} & set(self.by_output)
        return {name for name in names if base_name(name) not in inner}

    def inputs(self) -> set[str]:
        return self._free(self.all_inputs())

    def outputs(self) -> set[str]:
        return self._free(self.all_outputs())

    # --- pipelines made of this one

    def plus(self, other: PipelineValue) -> PipelineValue:
        return PipelineValue(
            dict.fromkeys(self.list + other.list), gaps=self.gaps or other.gaps, place=self.place
        )

    def minus(self, other: PipelineValue) -> PipelineValue:
        gone = set(other.list)
        return self.made(n for n in self.list if n not in gone)

    def both(self, other: PipelineValue) -> PipelineValue:
        # Kedro intersects sets of nodes, and Python takes the elements of the smaller one: equal
        # nodes may differ in their tags.
        smaller, larger = (other, self) if len(other.list) <= len(self.list) else (self, other)
        kept = set(larger.list)
        return self.made(n for n in smaller.list if n in kept)

    def tag(self, tags: Any) -> PipelineValue:
        return self.made(n.tag(tags) for n in self.list)

    def only_nodes(self, *names: str) -> PipelineValue:
        missing = sorted(set(names) - set(self.by_name))
        if missing and not self.gaps:
            raise RefusedValue(f"the pipeline has no node named {missing[0]}")
        return self.made(self.by_name[name] for name in names if name in self.by_name)

    def only_nodes_with_tags(self, *tags: str) -> PipelineValue:
        return self.made(n for n in self.list if n.tags & set(tags))

    def only_nodes_with_namespaces(self, namespaces: Sequence[str]) -> PipelineValue:
        found: list[NodeValue] = []
        for namespace in namespaces:
            inside = [n for n in self.list if f"{n.namespace or ''}.".startswith(f"{namespace}.")]
            if not inside and not self.gaps:
                raise RefusedValue(f"the pipeline has no node in the namespace {namespace}")
            found += inside
        return self.made(found)

    def _reading(self, names: Iterable[str]) -> dict[NodeValue, None]:
        self._exist(names)
        return {
            node: None
            for name in names
            for node in self.by_input.get(base_name(name), ())
            if base_name(name) == name or name in node.inputs
        }

    def _making(self, names: Iterable[str]) -> dict[NodeValue, None]:
        self._exist(names)
        found = [(name, self.by_output.get(base_name(name))) for name in names]
        return {
            n: None for name, n in found if n and (base_name(name) == name or name in n.outputs)
        }

    def _exist(self, names: Iterable[str]) -> None:
        known = self.datasets()
        missing = sorted(set(names) - known - {base_name(name) for name in known})
        if missing and not self.gaps:
            raise RefusedValue(f"the pipeline has no dataset named {missing[0]}")

    def only_nodes_with_inputs(self, *names: str) -> PipelineValue:
        return self.made(self._reading(names))

    def only_nodes_with_outputs(self, *names: str) -> PipelineValue:
        return self.made(self._making(names))

    def from_inputs(self, *names: str) -> PipelineValue:
        def following(node: NodeValue) -> Iterable[NodeValue]:
            return (c for name in node.outputs for c in self.by_input.get(base_name(name), ()))

        return self.made(_closure(self._reading(names), following))

    def to_outputs(self, *names: str) -> PipelineValue:
        def preceding(node: NodeValue) -> Iterable[NodeValue]:
            found = (self.by_output.get(base_name(name)) for name in node.inputs)
            return (n for n in found if n is not None)

        return self.made(_closure(self._making(names), preceding))

    def from_nodes(self, *names: str) -> PipelineValue:
        start = self.only_nodes(*names)
        return start.plus(self.from_inputs(*map(base_name, start.all_outputs())))

    def to_nodes(self, *names: str) -> PipelineValue:
        start = self.only_nodes(*names)
        return start.plus(self.to_outputs(*map(base_name, start.all_inputs())))

    def filter(
        self,
        tags: Any = None,
        from_nodes: Any = None,
        to_nodes: Any = None,
        node_names: Any = None,
        from_inputs: Any = None,
        to_outputs: Any = None,
        node_namespaces: Any = None,
    ) -> PipelineValue:
        found = self
        for method, names in (
            (self.only_nodes_with_tags, tags),
            (self.from_nodes, from_nodes),
            (self.to_nodes, to_nodes),
            (self.only_nodes, node_names),
            (self.from_inputs, from_inputs),
            (self.to_outputs, to_outputs),
        ):
            if names:
                found = found.both(method(*names))
        if node_namespaces:
            found = found.both(self.only_nodes_with_namespaces(list(node_namespaces)))
        if not found.list and not self.gaps:
            raise RefusedValue("a pipeline has no nodes left after its filters")
        return found


def _closure(
    start: Iterable[NodeValue], step: Callable[[NodeValue], Iterable[NodeValue]]
) -> dict[NodeValue, None]:
    found: dict[NodeValue, None] = {}
    waiting = list(start)
    while waiting:
        node = waiting.pop(0)
        if node not in found:
            found[node] = None
            waiting += step(node)
    return found


def _check_maps(
    inputs: dict[str, str], outputs: dict[str, str], parameters: dict[str, str], pipe: PipelineValue
) -> None:
    ins, outs = {base_name(n) for n in inputs}, {base_name(n) for n in outputs}
    missing = sorted((ins | outs | set(parameters)) - {base_name(n) for n in pipe.datasets()})
    if missing:
        raise RefusedMapping(f"{missing[0]} is mapped, but it is not in the pipeline", pipe.place)
    if any(map(is_parameter, ins)):
        raise RefusedMapping("parameters are mapped as inputs, not as parameters", pipe.place)
    free = {base_name(n) for n in pipe.inputs()}
    if not ins <= free:
        raise RefusedMapping(
            f"{min(ins - free)} is mapped as an input, but made inside", pipe.place
        )
    if outs & free:
        raise RefusedMapping(f"{min(outs & free)} is mapped as an output, but not made", pipe.place)


def _check_duplicates(parts: list[Any], place: Place | None) -> None:
    seen: dict[str, NodeValue] = {}
    for part in parts:
        for node in [part] if isinstance(part, NodeValue) else part.nodes:
            if node.name in seen:
                raise RefusedValue(
                    f"two nodes of one pipeline are named {node.name}: "
                    f"{seen[node.name].place} and {node.place}",
                    place,
                )
            seen[node.name] = node


def _check_transcoding(nodes: list[NodeValue], place: Place | None) -> None:
    names = {name for node in nodes for name in (*node.inputs, *node.outputs)}
    for name in sorted(names):
        if base_name(name) != name and base_name(name) in names:
            raise RefusedValue(f"{base_name(name)} is used with @ and without", place)


def _check_unique(nodes: list[NodeValue], attribute: str, verb: str, place: Place | None) -> None:
    seen: dict[str, NodeValue] = {}
    for node in nodes:
        for name in map(base_name, getattr(node, attribute)):
            if name in seen:
                first = seen[name]
                raise RefusedOutputs(
                    f"{name} is {verb} by two nodes of one pipeline: {first.name} "
                    f"({first.place}) and {node.name} ({node.place})",
                    place,
                )
            seen[name] = node


def _cycle_message(nodes: Sequence[NodeValue]) -> str:
    # The order in which graphlib finds a cycle depends on hashes: begin with the least name.
    loop = list(nodes[:-1])
    start = loop.index(min(loop))
    named = [f"{n.name} ({n.place})" for n in loop[start:] + loop[:start]]
    return f"these nodes depend on each other in a circle: {', '.join(named)}"
