"""The registered pipelines of a project and their nodes, as facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from migrate.model.diagnostics import CannotMigrate, Diagnostic, Place
from migrate.model.project import (
    Binding,
    Coverage,
    Layout,
    Module,
    Names,
    Node,
    NodeFunction,
    PipelineNode,
)
from migrate.read.interpret.callables import parameters_of_node
from migrate.read.interpret.interpreter import Interpreter
from migrate.read.interpret.resources import ProjectResources, Resources
from migrate.read.interpret.values import FunctionValue, PartialValue, Unknown
from migrate.read.kedro.binding import CannotBind, bind
from migrate.read.kedro.nodes import Inputs, NodeCallable, NodeValue, PipelineValue
from migrate.read.pipelines.configuration_reads import Facts, note_configuration
from migrate.read.pipelines.coverage import coverage
from migrate.read.pipelines.node_functions import node_function
from migrate.read.pipelines.registry import read_registry


@dataclass(frozen=True, slots=True)
class PipelinesFound:
    """What `read_pipelines` found. `pipelines` keep the order of the registry, `makers` tells which
    of them a function gives ("module:name"), `changed` what functions that make pipelines change of
    modules, by module and name."""

    pipelines: Mapping[str, tuple[PipelineNode, ...]]
    nodes: Mapping[str, Node]
    diagnostics: tuple[Diagnostic, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    makers: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[tuple[str, str], Place] = field(default_factory=dict)


def read_pipelines(
    layout: Layout,
    modules: Mapping[str, Module],
    selected: Sequence[str] | None = None,
    resources: Resources | None = None,
) -> PipelinesFound:
    """Evaluates what registers the project's pipelines.

    `selected` names the pipelines that are wanted, None all. Raises CannotMigrate if they can't
    be known, or if Kedro itself would refuse them.
    """
    interpreter = Interpreter(layout, modules, resources or ProjectResources(layout, modules))
    found = _evaluated(interpreter, selected)
    fixed = note_configuration(
        interpreter, _facts(found), lambda again: _facts(_evaluated(again, selected))
    )
    notes = sorted([*found.diagnostics, *fixed], key=_order)
    return replace(found, diagnostics=tuple(notes))


def _facts(found: PipelinesFound) -> Facts:
    return found.pipelines, found.nodes


def _evaluated(interpreter: Interpreter, selected: Sequence[str] | None) -> PipelinesFound:
    registered = read_registry(interpreter)
    wanted = _selected(registered, selected)
    nodes = _Nodes(interpreter)
    pipelines = {
        name: tuple(nodes.add(node) for node in pipeline.nodes) for name, pipeline in wanted.items()
    }
    places = [node.place for pipeline in registered.values() for node in pipeline.list]
    return PipelinesFound(
        pipelines,
        nodes.finished(),
        tuple(sorted(interpreter.notes.values(), key=_order)),
        coverage(interpreter, places),
        _makers(interpreter.pipelines, wanted),
        interpreter.changed,
    )


def _makers(
    given: Mapping[str, list[PipelineValue]], registered: Mapping[str, PipelineValue]
) -> dict[str, str]:
    """The registered pipeline that each function gives, node for node, whenever it is called.

    Of several that are alike it is the one that has its name from the function's folder.
    """
    members = {name: frozenset(pipeline.list) for name, pipeline in registered.items()}
    found = {}
    for maker, pipelines in given.items():
        nodes = {frozenset(pipeline.list) for pipeline in pipelines}
        folders = maker.partition(":")[0].split(".")
        alike = [name for name, own in members.items() if nodes == {own} and own]
        alike.sort(key=lambda name: (name not in folders, name == "__default__"))
        if alike and not any(pipeline.gaps for pipeline in pipelines):
            found[maker] = alike[0]
    return found


def _selected(
    registered: dict[str, PipelineValue], selected: Sequence[str] | None
) -> dict[str, PipelineValue]:
    for name in selected or ():
        if name not in registered:
            known = ", ".join(sorted(registered)) or "none"
            raise CannotMigrate(f"there is no pipeline {name}; there are: {known}")
    return {n: p for n, p in registered.items() if not selected or n in selected}


def _order(found: Diagnostic) -> tuple[str, int, int, str, str]:
    place = found.place
    if place is None:
        return "", 0, 0, found.code, found.message
    return place.path, place.line, place.column, found.code, found.message


class _Nodes:
    """Gives nodes their ids and makes facts of them."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.ids: dict[object, str] = {}
        self.used: dict[str, int] = {}
        self.nodes: dict[str, Node] = {}
        self.tags: dict[str, frozenset[str]] = {}
        self.functions: dict[tuple[int, str], tuple[NodeFunction, NodeCallable]] = {}
        self.first: dict[object, Place] = {}

    def add(self, node: NodeValue) -> PipelineNode:
        """The place of a node in a pipeline."""
        func = self._function(node)
        identity = (
            node.key,
            node.namespace,
            node.given_name,
            func.kind,
            func.key,
            func.bound,
            tuple(node.confirms),
        )
        if identity not in self.ids:
            count = self.used[node.name] = self.used.get(node.name, 0) + 1
            name = node.name if count == 1 else f"{node.name}#{count}"
            self.ids[identity] = name
            self.nodes[name] = self._node(name, node, func)
            self._note_twin(node)
        name = self.ids[identity]
        self.tags[name] = self.tags.get(name, frozenset()) | node.tags
        return PipelineNode(name, node.tags)

    def _note_twin(self, node: NodeValue) -> None:
        """Nodes of one name, inputs and outputs are equal to Kedro, whatever their functions."""
        first = self.first.setdefault(node.key, node.place)
        if first != node.place:
            self.interpreter.note("K121", node.place, node=node.name, other=first)

    def finished(self) -> dict[str, Node]:
        """All nodes by id, each with the tags that it has anywhere."""
        return {name: replace(node, tags=self.tags[name]) for name, node in self.nodes.items()}

    def _function(self, node: NodeValue) -> NodeFunction:
        key = (id(node.func), node.text)
        if key not in self.functions:  # with what has the address, which is not used again then
            self.functions[key] = (node_function(self.interpreter, node), node.func)
        return self.functions[key][0]

    def _node(self, name: str, node: NodeValue, func: NodeFunction) -> Node:
        if func.kind == "unknown":
            value = node.func.value
            while isinstance(value, PartialValue):
                value = value.function
            reason = value.reason if isinstance(value, Unknown) else "it is not in the project"
            where = value.place if isinstance(value, Unknown) else None
            self.interpreter.note(
                "K106", node.place, node=name, reason=reason, where=where or node.place
            )
        return Node(
            id=name,
            name=node.given_name,
            namespace=node.namespace,
            func=func,
            inputs=_names(node.given_inputs),
            outputs=_names(node.given_outputs),
            tags=node.tags,
            place=node.place,
            module=node.module,
            local_inputs=_names(node.local_inputs),
            local_outputs=_names(node.local_outputs),
            confirms=tuple(node.confirms),
            bindings=_bindings(node),
        )


def _names(names: Inputs) -> Names:
    if isinstance(names, list | tuple):
        return tuple(names)
    return dict(names) if isinstance(names, dict) else names


def _bindings(node: NodeValue) -> tuple[Binding, ...] | None:
    """How datasets are bound; behind a wrapper that takes everything, to the wrapped function."""
    inputs, func = _names(node.given_inputs), node.func
    inner = func.value
    while isinstance(inner, FunctionValue) and isinstance(inner.wrapped, FunctionValue):
        inner = inner.wrapped
    if (isinstance(inner, FunctionValue) and inner is not func.value) or func.parameters is None:
        if not isinstance(inner, FunctionValue):
            return None
        try:
            return bind(inputs, parameters_of_node(inner.node.args), func.bound)
        except CannotBind:
            pass  # the wrapper changes what is passed on
    return None if func.parameters is None else bind(inputs, func.parameters, func.bound)
