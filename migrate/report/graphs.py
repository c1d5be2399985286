"""Draw a project's graph: the description as a networkx graph, then Graphviz, then SVG.

A vertex has `kind` (function, dataset or parameter), `label`, `stored` (whether a file holds it)
and `cluster` (a pipeline, module or namespace, or ""). Edges point downstream.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate.dataset_names import is_parameter

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.DiGraph[str]


class CannotDraw(Exception):
    """No renderer, or one that failed; the message says what to do."""


FONT = "Helvetica,Arial,sans-serif"
INK = "#1f2937"
PALE = "#94a3b8"

# Kind (a stored dataset is a kind of its own here) -> how Graphviz draws it.
STYLES: dict[str, dict[str, str]] = {
    "function": {"shape": "box", "style": "filled,rounded", "fillcolor": "#dbeafe"},
    "dataset": {"shape": "box", "style": "filled", "fillcolor": "#ffffff"},
    "stored": {"shape": "cylinder", "style": "filled", "fillcolor": "#fef3c7"},
    "parameter": {
        "shape": "note",
        "style": "filled",
        "fillcolor": "#f1f5f9",
        "fontcolor": "#475569",
    },
}

# The steps by which a stored dataset comes to what its consumers see.
STEPS = (".raw", ".stored")


def kedro_graph(
    description: Mapping[str, Any], pipeline: str = "__default__", parameters: bool = True
) -> Graph:
    """The graph of a registered pipeline, functions and datasets in turn.

    `description` has `pipelines` (name -> node ids), `nodes` (id -> function, namespace, inputs,
    outputs) and `datasets` (name -> stored). Raises KeyError for an unknown pipeline.
    """
    import networkx as nx

    graph: Graph = nx.DiGraph()
    homes = _homes(description["pipelines"])
    for node in description["pipelines"][pipeline]:
        facts = description["nodes"][node]
        namespace = facts["namespace"] or ""
        cluster = namespace or homes.get(node, "")
        vertex = f"{node}()"
        _add(graph, vertex, "function", facts["function"], cluster)
        for name in facts["outputs"]:
            stored = _is_stored(description, name)
            _add(graph, name, "dataset", _short(name, namespace), cluster, stored)
            graph.add_edge(vertex, name)
        for name in facts["inputs"]:
            kind = "parameter" if is_parameter(name) else "dataset"
            if kind == "dataset" or parameters:
                if name not in graph:
                    label = _short(name, namespace)
                    home = cluster if label != name else ""
                    _add(graph, name, kind, label, home, _is_stored(description, name))
                graph.add_edge(name, vertex)
    return graph


def _homes(pipelines: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Node -> the smallest registered pipeline that has it, without `__default__`."""
    named = [(name, list(nodes)) for name, nodes in pipelines.items() if name != "__default__"]
    homes: dict[str, str] = {}
    for name, nodes in sorted(named, key=lambda entry: len(entry[1])):
        for node in nodes:
            homes.setdefault(node, name)
    return homes


def _short(name: str, namespace: str) -> str:
    """A name as it is called inside of its namespace."""
    prefix, colon, rest = name.rpartition(":")
    inside = rest.removeprefix(f"{namespace}.") if namespace else rest
    return f"{prefix}{colon}{inside}"


def _is_stored(description: Mapping[str, Any], name: str) -> bool:
    return bool((description["datasets"].get(name) or {}).get("stored"))


def _add(
    graph: Graph, name: str, kind: str, label: str, cluster: str, stored: bool = False
) -> None:
    graph.add_node(name, kind=kind, label=label, cluster=cluster, stored=stored)


def hamilton_graph(
    description: Mapping[str, Any],
    datasets: Collection[str] = (),
    loaders: str = "catalog",
    parameters: bool = True,
) -> Graph:
    """The graph of a driver, with the steps that store a dataset drawn into it.

    `description` has `nodes` (name -> external, module, inputs). `datasets` are the nodes that
    stand for datasets and parameters of the source: an input of the driver that is none of
    them (a path, a switch) is not drawn. `loaders` is the module that loads and saves.
    """
    import networkx as nx

    graph: Graph = nx.DiGraph()
    nodes = {**description["nodes"]}
    for name, facts in nodes.items():
        module = facts["module"].rpartition(".")[2]
        external = facts["external"]
        if external and (not parameters or (datasets and name not in datasets)):
            continue
        stored = module == loaders
        kind = "parameter" if external or module == "parameters" else "function"
        namespace, _, short = name.rpartition(".")
        inside = name in datasets and bool(namespace)
        cluster = "" if stored or kind == "parameter" else (namespace if inside else module)
        _add(graph, name, "dataset" if stored else kind, short if inside else name, cluster, stored)
    for name, facts in nodes.items():
        graph.add_edges_from((i, name) for i in facts["inputs"] if i in graph and name in graph)
    return _without_strays(_contracted(graph), datasets)


def _contracted(graph: Graph) -> Graph:
    """`x.raw -> x.stored -> x` becomes a stored `x`; so does a loader with its two nodes."""
    import networkx as nx

    whole = {f"{name}{step}": name for name in graph for step in (*STEPS, ".loader", ".load_data")}
    steps = {step: whole[step] for step in graph if step in whole}
    merged: Graph = nx.relabel_nodes(graph, steps)
    merged.remove_edges_from([(name, name) for name in steps.values()])
    for name in set(steps.values()):
        merged.nodes[name].update(graph.nodes[name])
        if f"{name}.stored" in steps:
            merged.nodes[name]["stored"] = True
    return merged


def _without_strays(graph: Graph, datasets: Collection[str]) -> Graph:
    """Without what nothing is joined to, unless it is a dataset."""
    strays = [name for name in graph if graph.degree(name) == 0 and name not in datasets]
    graph.remove_nodes_from(strays)
    return graph


def dataset_edges(graph: Graph, datasets: Collection[str] | None = None) -> set[tuple[str, str]]:
    """Pairs of datasets of which one is made from the other, with nothing but functions between.

    `datasets` are the vertices that count as datasets; by default those whose kind is not
    `function`.
    """
    chosen = (
        {name for name in graph if graph.nodes[name]["kind"] != "function"}
        if datasets is None
        else {name for name in datasets if name in graph}
    )
    return {(start, end) for start in chosen for end in _next(graph, start, chosen)}


def _next(graph: Graph, start: str, chosen: Collection[str]) -> set[str]:
    found: set[str] = set()
    seen: set[str] = set()
    todo = list(graph.successors(start))
    while todo:
        name = todo.pop()
        if name in chosen:
            found.add(name)
        elif name not in seen:
            seen.add(name)
            todo.extend(graph.successors(name))
    return found


def dot_source(graph: Graph, direction: str = "TB") -> str:
    """The graph in Graphviz's language; `direction` is TB (downwards) or LR (to the right)."""
    import graphviz

    dot = graphviz.Digraph(
        graph_attr={
            "rankdir": direction,
            "bgcolor": "transparent",
            "fontname": FONT,
            "fontsize": "11",
            "nodesep": "0.18",
            "ranksep": "0.32",
        },
        node_attr={
            "fontname": FONT,
            "fontsize": "11",
            "fontcolor": INK,
            "color": PALE,
            "height": "0.3",
            "margin": "0.14,0.05",
        },
        edge_attr={"color": PALE, "arrowsize": "0.6"},
    )
    clusters: dict[str, list[str]] = {}
    for name in graph:
        clusters.setdefault(graph.nodes[name]["cluster"], []).append(name)
    # Names may hold what Graphviz gives a meaning (`:` is a port), so vertices are numbered.
    numbers = {name: f"n{number}" for number, name in enumerate(graph)}
    for cluster, names in clusters.items():
        if not cluster:
            _write(dot, graph, names, numbers)
            continue
        with dot.subgraph(name=f"cluster_{cluster}") as inner:
            inner.attr(
                label=cluster,
                labeljust="l",
                color="#cbd5e1",
                fontcolor="#64748b",
                style="rounded",
            )
            _write(inner, graph, names, numbers)
    for start, end in graph.edges:
        dot.edge(numbers[start], numbers[end])
    return str(dot.source)


def _write(dot: Any, graph: Graph, names: Iterable[str], numbers: Mapping[str, str]) -> None:
    import graphviz

    for name in names:
        facts = graph.nodes[name]
        style = STYLES["stored" if facts["stored"] else facts["kind"]]
        dot.node(numbers[name], graphviz.escape(facts["label"]), tooltip=name, **style)


def renderer() -> list[str]:
    """The command that draws: `dot`, or graphviz-pure's where there is none.

    Raises CannotDraw if there is neither.
    """
    beside = [sysconfig.get_path("scripts"), str(Path(sys.executable).parent)]
    places = [("dot", None), ("graphviz-pure", None), *(("graphviz-pure", p) for p in beside)]
    for program, folder in places:
        found = shutil.which(program, path=folder)
        if found:
            return [found]
    raise CannotDraw(
        "Graphs can't be drawn here: install Graphviz, so that there is a program called dot, or "
        "run `pip install graphviz-pure`."
    )


def to_svg(graph: Graph, direction: str = "TB") -> str:
    """The graph as an SVG document. Raises CannotDraw."""
    command = [*renderer(), "-Tsvg"]
    done = subprocess.run(
        command,
        input=dot_source(graph, direction).encode(),
        capture_output=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        text = done.stderr.decode(errors="replace").strip()
        raise CannotDraw(f"{command[0]} failed with code {done.returncode}: {text}")
    return done.stdout.decode()


def write_svg(graph: Graph, path: Path, direction: str = "TB") -> None:
    """Draw the graph into a file. Raises CannotDraw, OSError."""
    path.write_text(to_svg(graph, direction), encoding="utf-8")


def inline(svg: str) -> str:
    """An SVG document as an element of a page: without its prolog, and without ids, of which a
    page with two graphs would have each twice.
    """
    body = svg[svg.index("<svg") :]
    return re.sub(r' id="[^"]*"', "", re.sub(r"<!--.*?-->\n?", "", body, flags=re.DOTALL))
