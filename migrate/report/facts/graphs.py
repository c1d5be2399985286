"""Both sides' graphs, and which vertices of one are which of the other."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from migrate.code.dataflow_modules import Made, aliases, made_by, nodes_of, subdag_modules
from migrate.model.dataset_names import base_name, is_parameter
from migrate.model.project import Node
from migrate.report.facts.model import Graph, Kind, Vertex
from migrate.report.facts.sides import Reading
from migrate.report.facts.texts import Code

Edge = tuple[str, str]

# What reading a decorator that is not ours raises.
_UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError)


def node_id(name: str) -> str:
    """The id of a node or of a written function."""
    return f"node:{name}"


def data_id(name: str) -> str:
    """The id of a dataset or of a parameter on Kedro's side."""
    return f"parameter:{name}" if is_parameter(name) else f"dataset:{name}"


def graphs(reading: Reading) -> tuple[Graph, Graph]:
    """The graphs of Kedro's side and of Hamilton's, with twins both ways."""
    written = Written(reading)
    kedro = _kedro(reading) if reading.project else _kedro_by_ledger(reading)
    pairs = set(_twins(reading, written, {each.id for each in kedro.nodes}))
    hamilton = _with_twins(written.graph, {(b, a) for a, b in pairs})
    return _with_twins(kedro, pairs), _completed(hamilton, kedro, written)


def _with_twins(graph: Graph, pairs: Iterable[Edge]) -> Graph:
    twins: dict[str, list[str]] = {}
    for own, other in sorted(pairs):
        twins.setdefault(own, []).append(other)
    nodes = (replace(each, twin=tuple(twins.get(each.id, ()))) for each in graph.nodes)
    return Graph(tuple(nodes), graph.edges)


def _completed(graph: Graph, kedro: Graph, written: Written) -> Graph:
    """Hamilton's graph, with the pipelines and outcomes that the twins have."""
    other = {each.id: each for each in kedro.nodes}
    found = []
    for each in graph.nodes:
        twins = [other[name] for name in each.twin]
        nodes = [twin for twin in twins if twin.kind == "node"]
        found.append(
            replace(
                each,
                pipelines=tuple(dict.fromkeys(p for twin in twins for p in twin.pipelines)),
                outcome=next((twin.outcome for twin in nodes or twins), ""),
                source=None if nodes else written.source(each.id),
            )
        )
    return Graph(tuple(found), graph.edges)


# --- Kedro's side -----------------------------------------------------------------------------


def _kedro(reading: Reading) -> Graph:
    assert reading.project
    vertices: dict[str, Vertex] = {}
    edges: dict[Edge, None] = {}
    used: dict[str, list[Node]] = {}
    outcomes = {each["id"]: each["outcome"] for each in reading.document["nodes"]}
    stored = {each["name"]: each["outcome"] for each in reversed(reading.document["datasets"])}
    for name, node in reading.project.nodes.items():
        if name not in reading.pipelines:
            continue
        vertices[node_id(name)] = Vertex(
            id=node_id(name),
            name=name,
            label=_short(node.name or node.func.qualname or name, node.namespace),
            kind="node",
            pipelines=reading.pipelines[name],
            namespace=node.namespace or "",
            outcome=outcomes.get(name, ""),
            module=node.module,
        )
        for each in node.input_names:
            edges[data_id(each), node_id(name)] = None
            used.setdefault(each, []).append(node)
        for each in node.output_names:
            edges[node_id(name), data_id(each)] = None
            used.setdefault(each, []).append(node)
    for name, users in used.items():
        vertices[data_id(name)] = _data_vertex(reading, name, users, stored.get(name, ""))
    edges |= dict.fromkeys(_transcoded(used, {end for _, end in edges}))
    return Graph(tuple(vertices.values()), tuple(edges))


def _data_vertex(reading: Reading, name: str, users: list[Node], outcome: str) -> Vertex:
    inside = [u.namespace for u in users if u.namespace and _is_inside(name, u.namespace)]
    namespace = max(inside, key=len, default="")
    pipelines = dict.fromkeys(p for user in users for p in reading.pipelines[user.id])
    return Vertex(
        id=data_id(name),
        name=name,
        label=_short(name, namespace),
        kind="parameter" if is_parameter(name) else "dataset",
        pipelines=tuple(pipelines),
        namespace=namespace,
        outcome=outcome,
    )


def _is_inside(name: str, namespace: str) -> bool:
    return name.removeprefix("params:").startswith(f"{namespace}.")


def _short(name: str, namespace: str | None) -> str:
    """A name as it is called inside of its namespace."""
    prefix, colon, rest = name.rpartition(":") if name.startswith("params:") else ("", "", name)
    return f"{prefix}{colon}{rest.removeprefix(f'{namespace}.') if namespace else rest}"


def _transcoded(names: Iterable[str], made: set[str]) -> Iterator[Edge]:
    """From how a dataset is saved (`x@pandas`) to the other ways in which it is loaded."""
    ways: dict[str, list[str]] = {}
    for name in names:
        if not is_parameter(name):
            ways.setdefault(base_name(name), []).append(name)
    for several in ways.values():
        saved = [name for name in several if data_id(name) in made]
        yield from (
            (data_id(one), data_id(other))
            for one in saved
            for other in several
            if other not in saved
        )


def _kedro_by_ledger(reading: Reading) -> Graph:
    """What migration.json alone knows: the nodes and the names, without edges."""
    stored = {each["name"]: each["outcome"] for each in reversed(reading.document["datasets"])}
    nodes = [
        Vertex(
            id=node_id(each["id"]),
            name=each["id"],
            label=each["id"],
            kind="node",
            pipelines=reading.pipelines.get(each["id"], ()),
            outcome=each["outcome"],
        )
        for each in reading.document["nodes"]
    ]
    data = [
        Vertex(
            id=data_id(name),
            name=name,
            label=name,
            kind="parameter" if is_parameter(name) else "dataset",
            outcome=stored.get(name, ""),
        )
        for name in reading.names
    ]
    return Graph((*nodes, *data), ())


# --- Hamilton's side --------------------------------------------------------------------------


class Call(NamedTuple):
    """One call of a written function: the id of its vertex, and the step."""

    id: str
    made: Made


class Written:
    """The graph of the written functions, found in their text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.vertices: dict[str, Vertex] = {}
        self.makers: dict[str, str] = {}
        self.calls: list[Call] = []
        self.calls_of: dict[tuple[str, str], list[Call]] = {}
        self.codes: dict[str, tuple[Code, ast.FunctionDef]] = {}
        codes = dict(_dataflow(reading))
        self.trees = {name: code.tree for name, code in codes.items() if code.tree}
        self.aliases = self._aliases()
        for module, function in self._functions():
            self._add(module, function, codes)
        edges = tuple(dict.fromkeys(self._edges()))  # which add what no function makes
        self.graph = Graph(tuple(self.vertices.values()), edges)
        self.graph = replace(self.graph, nodes=tuple(self.vertices.values()))

    def _aliases(self) -> dict[str, str]:
        try:
            return aliases(self.trees)
        except _UNREADABLE:
            return {}

    def _functions(self) -> Iterator[tuple[str, ast.FunctionDef]]:
        steps: set[str] = set()
        for tree in self.trees.values():
            try:
                steps |= set(subdag_modules(tree))
            except _UNREADABLE:
                continue
        for name, tree in self.trees.items():
            if name not in steps:
                yield from ((name, function) for function in nodes_of(tree))

    def _add(self, module: str, function: ast.FunctionDef, codes: Mapping[str, Code]) -> None:
        try:
            calls = list(made_by(function, module, self.trees))
        except _UNREADABLE:  # somebody has written it otherwise than we do
            return
        for made in calls:
            self._add_call(made, codes[made.module])

    def _add_call(self, made: Made, code: Code) -> None:
        outputs, own = made.step.outputs, made.function.name
        is_taken_apart = len(outputs) > 1
        inside = f"{made.namespace}.{own}" if made.namespace else own
        name = inside if is_taken_apart or not outputs else outputs[0]
        where = node_id(name)
        if where in self.vertices:  # of two modules of which a pipeline takes one
            where = f"{where}@{made.module}"
        self.vertices[where] = Vertex(
            id=where,
            name=name,
            label=_short(name, made.namespace),
            kind="node",
            namespace=made.namespace,
            module=made.module,
        )
        self.calls.append(Call(where, made))
        self.codes[where] = code, made.function
        self.calls_of.setdefault((made.module, own), []).append(self.calls[-1])
        for output in outputs:
            self.makers.setdefault(output, where)
        if is_taken_apart:
            for output in outputs:
                self._add_data(output, "dataset", made.namespace)
                self.makers[output] = f"dataset:{output}"

    def _add_data(self, name: str, kind: Kind, namespace: str = "") -> None:
        where = f"{kind}:{name}"
        label = _short(name, namespace)
        self.vertices.setdefault(where, Vertex(where, name, label, kind, namespace=namespace))

    def _edges(self) -> Iterator[Edge]:
        for call in self.calls:
            for name in sorted(call.made.step.inputs):
                yield self.vertex_of(name), call.id
            if len(call.made.step.outputs) > 1:
                yield from ((call.id, f"dataset:{output}") for output in call.made.step.outputs)

    def source(self, where: str) -> int | None:
        """The index of a vertex's source, if it is a function."""
        if where not in self.codes:
            return None
        code, function = self.codes[where]
        sources = self.reading.sources
        return sources.add(sources.excerpt(code.path, *code.definition(function)))

    def vertex_of(self, name: str) -> str:
        """The vertex of a node; of what no function makes, a new one."""
        if name not in self.makers:
            known = self.reading.kedro_names.get(name, [])
            is_data = any(not is_parameter(each) for each in known) or name in self.loaded
            kind: Kind = "dataset" if is_data else "parameter"
            self._add_data(name, kind)
            self.makers[name] = f"{kind}:{name}"
        return self.makers[name]

    @cached_property
    def loaded(self) -> set[str]:
        """What pipelines load."""
        return {
            name for each in self.reading.document["pipelines"].values() for name in each["loads"]
        }


def _dataflow(reading: Reading) -> Iterator[tuple[str, Code]]:
    """The dataflow modules by name: those that pipelines take, and those that nodes went to."""
    modules = [m for each in reading.document["pipelines"].values() for m in each["modules"]]
    paths = [str(PurePosixPath(reading.package, f"{name}.py")) for name in modules]
    paths += [target["path"] for each in reading.document["nodes"] for target in each["targets"]]
    for path in dict.fromkeys(paths):
        code = reading.written(path)
        if code:
            yield PurePosixPath(path).stem, code


# --- twins ------------------------------------------------------------------------------------


def _twins(reading: Reading, written: Written, known: set[str]) -> Iterator[Edge]:
    """Pairs of ids: of Kedro's side, and of Hamilton's."""
    nodes = reading.project.nodes if reading.project else {}
    inside = {outside: node for node, outside in written.aliases.items()}
    for record in reading.document["nodes"]:
        if node_id(record["id"]) in known:
            for call in _calls_of(record, nodes.get(record["id"]), reading, written, inside):
                yield node_id(record["id"]), call.id
    for name, node in reading.names.items():
        if data_id(name) in known and node in written.makers:
            yield data_id(name), written.makers[node]


def _calls_of(
    record: Mapping[str, Any],
    node: Node | None,
    reading: Reading,
    written: Written,
    inside: Mapping[str, str],
) -> list[Call]:
    """The calls of written functions that a node became."""
    targets = [(PurePosixPath(each["path"]).stem, each["function"]) for each in record["targets"]]
    calls = [call for target in targets for call in written.calls_of.get(target, ())]
    if node is None or len(calls) < 2:
        return calls
    outputs = {reading.names.get(name, name) for name in node.output_names}
    outputs |= {inside[name] for name in outputs if name in inside}
    by_outputs = [call for call in calls if outputs & set(call.made.step.outputs)]
    inputs = {reading.names.get(name, name) for name in node.input_names}
    by_inputs = [call for call in calls if inputs and inputs == set(call.made.step.inputs)]
    return by_outputs or by_inputs or calls
