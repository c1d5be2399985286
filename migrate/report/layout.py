"""Places for the boxes of a graph, in layers from top to bottom.

Graphviz's `dot` decides where it is installed; elsewhere layers of our own do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.DiGraph[int]

ACROSS = 16.0  # between boxes of a layer
DOWN = 34.0  # between layers
APART = 28.0  # between parts that nothing joins
MOST = 1500  # boxes and edges of a part that is given to dot, which would take minutes for more
SWEEPS = 8
INCH = 72.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Flat:
    """Boxes (number -> width and height) and who follows whom."""

    sizes: Mapping[int, Point]
    edges: Collection[tuple[int, int]]


@dataclass(frozen=True)
class Placed:
    """The centre of each box, the curves that `dot` drew (points of Bezier curves), the whole."""

    centres: dict[int, Point]
    curves: dict[tuple[int, int], list[Point]] = field(default_factory=dict)
    size: Point = (0.0, 0.0)


def place(graphs: Sequence[Flat], shape: float = 1.5) -> list[Placed]:
    """Places for several graphs at once: `dot` is started only once for all of them.

    `shape` is how wide a graph of many parts is to be, as a ratio to its height.
    """
    parts = [list(_parts(graph)) for graph in graphs]
    placed = iter(_by_dot([part for each in parts for part in each]))
    return [_packed([next(placed) for _ in each], shape) for each in parts]


def _parts(graph: Flat) -> Iterator[Flat]:
    """What hangs together is placed together."""
    import networkx as nx

    whole: Graph = nx.DiGraph()
    whole.add_nodes_from(graph.sizes)
    whole.add_edges_from(graph.edges)
    for names in nx.weakly_connected_components(whole):
        chosen = [name for name in graph.sizes if name in names]
        edges = [edge for edge in whole.edges if edge[0] in names]
        yield Flat({name: graph.sizes[name] for name in chosen}, edges)


def _by_dot(graphs: Sequence[Flat]) -> list[Placed]:
    """What one `dot` is asked for; a box by itself needs none, and very much is too much."""

    def is_asked(graph: Flat) -> bool:
        return len(graph.sizes) > 1 and len(graph.sizes) + len(graph.edges) <= MOST

    many = list(filter(is_asked, graphs))
    found = iter((_run_dot(many) if many else []) or map(in_layers, many))
    return [next(found) if is_asked(graph) else in_layers(graph) for graph in graphs]


# --- Graphviz -------------------------------------------------------------------------------


def _run_dot(graphs: Sequence[Flat]) -> list[Placed]:
    """What `dot` says; empty where there is none, or where it fails."""
    import graphviz

    sources = "".join(_dot_source(graph) for graph in graphs)
    try:
        said = graphviz.pipe("dot", "plain", sources.encode(), quiet=True)
    except (OSError, graphviz.ExecutableNotFound, graphviz.CalledProcessError):
        return []
    answers = said.decode().split("\nstop\n")[:-1]
    return [_read_plain(answer) for answer in answers] if len(answers) == len(graphs) else []


def _dot_source(graph: Flat) -> str:
    import graphviz

    drawn = graphviz.Digraph(
        graph_attr={"nodesep": f"{ACROSS / INCH:.3f}", "ranksep": f"{DOWN / INCH:.3f}"},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"arrowhead": "none"},
    )
    for name, (width, height) in graph.sizes.items():
        drawn.node(str(name), width=f"{width / INCH:.3f}", height=f"{height / INCH:.3f}")
    drawn.edges((str(start), str(end)) for start, end in graph.edges)
    return str(drawn.source)


def _read_plain(answer: str) -> Placed:
    """Graphviz's plain format, whose y grows upwards."""
    placed = Placed({})
    height = 0.0
    size = (0.0, 0.0)
    for line in answer.replace("\\\n", "").splitlines():
        kind, *words = line.split()
        if kind == "graph":
            height = float(words[2]) * INCH
            size = (float(words[1]) * INCH, height)
        elif kind == "node":
            placed.centres[int(words[0])] = _point(words[1:3], height)
        elif kind == "edge":
            numbers = words[3 : 3 + 2 * int(words[2])]
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            ends = (int(words[0]), int(words[1]))
            placed.curves[ends] = [_point(pair, height) for pair in pairs]
    return Placed(placed.centres, placed.curves, size)


def _point(words: Sequence[str], height: float) -> Point:
    return float(words[0]) * INCH, height - float(words[1]) * INCH


# --- layers of our own ----------------------------------------------------------------------


def in_layers(graph: Flat) -> Placed:
    """The longest way from a source decides the layer; neighbours decide the order in it."""
    rows = _ordered(graph, _layers(graph))
    centres: dict[int, Point] = {}
    top = 0.0
    heights = [max(graph.sizes[name][1] for name in row) for row in rows]
    across = _across(graph, rows)
    for row, height in zip(rows, heights, strict=True):
        for name in row:
            centres[name] = (across[name], top + height / 2)
        top += height + DOWN
    left = min(x - graph.sizes[name][0] / 2 for name, (x, _) in centres.items())
    centres = {name: (x - left, y) for name, (x, y) in centres.items()}
    width = max(x + graph.sizes[name][0] / 2 for name, (x, _) in centres.items())
    return Placed(centres, {}, (width, top - DOWN))


def _layers(graph: Flat) -> list[list[int]]:
    """Rows from top to bottom; what follows itself in a circle shares one."""
    import networkx as nx

    whole: Graph = nx.DiGraph()
    whole.add_nodes_from(graph.sizes)
    whole.add_edges_from(graph.edges)
    knots: Any = nx.condensation(whole)
    rank = {
        knot: number
        for number, knots_of_row in enumerate(nx.topological_generations(knots))
        for knot in knots_of_row
    }
    # What nothing feeds stands right above the first that takes it.
    for knot in knots:
        if not knots.in_degree(knot) and knots.out_degree(knot):
            rank[knot] = min(rank[each] for each in knots.successors(knot)) - 1
    row_of = {name: rank[knots.graph["mapping"][name]] for name in graph.sizes}
    return [
        [name for name in graph.sizes if row_of[name] == row] for row in sorted({*row_of.values()})
    ]


def _ordered(graph: Flat, rows: list[list[int]]) -> list[list[int]]:
    """Each row sorted by where its neighbours stand, downwards and upwards in turn."""
    above, below = _neighbours(graph)
    for sweep in range(SWEEPS):
        place = {name: i / len(row) for row in rows for i, name in enumerate(row)}
        near = below if sweep % 2 else above
        for number in range(len(rows))[:: -1 if sweep % 2 else 1]:
            row = rows[number]
            row.sort(key=lambda name: _mean([place[n] for n in near[name]], place[name]))
            place.update({name: i / len(row) for i, name in enumerate(row)})
    return rows


def _across(graph: Flat, rows: list[list[int]]) -> dict[int, float]:
    above, below = _neighbours(graph)
    widths = {name: size[0] for name, size in graph.sizes.items()}
    found: dict[int, float] = {}
    for row in rows:
        found.update(zip(row, spread([0.0] * len(row), [widths[n] for n in row]), strict=True))
    for sweep in range(SWEEPS):
        near = below if sweep % 2 else above
        for row in rows[:: -1 if sweep % 2 else 1]:
            wished = [_mean([found[n] for n in near[name]], found[name]) for name in row]
            places = spread(wished, [widths[name] for name in row])
            found.update(zip(row, places, strict=True))
    return found


def spread(wished: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Centres as near as can be to the wished ones, in this order and without overlap.

    Without the room that boxes take, this asks for numbers that don't fall: neighbours that
    would, share their mean.
    """
    offsets = [0.0]
    for left, right in pairwise(widths):
        offsets.append(offsets[-1] + (left + right) / 2 + ACROSS)
    blocks: list[tuple[float, int]] = []  # sum of wishes, how many
    for wish, offset in zip(wished, offsets, strict=True):
        total, count = wish - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, others = blocks.pop()
            total, count = total + more, count + others
        blocks.append((total, count))
    means = [total / count for total, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _neighbours(graph: Flat) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    above: dict[int, list[int]] = {name: [] for name in graph.sizes}
    below: dict[int, list[int]] = {name: [] for name in graph.sizes}
    for start, end in graph.edges:
        above[end].append(start)
        below[start].append(end)
    return above, below


def _mean(numbers: Collection[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


# --- parts side by side ---------------------------------------------------------------------


def _packed(parts: Sequence[Placed], shape: float) -> Placed:
    """Parts in rows."""
    widest = max((part.size[0] for part in parts), default=0.0)
    area = sum((part.size[0] + APART) * (part.size[1] + APART) for part in parts)
    limit = max(widest, (shape * area) ** 0.5)
    whole = Placed({})
    left = top = height = width = 0.0
    for part in sorted(parts, key=lambda part: -part.size[1]):
        if left and left + part.size[0] > limit:
            left, top, height = 0.0, top + height + APART, 0.0
        whole.centres.update({n: (x + left, y + top) for n, (x, y) in part.centres.items()})
        for ends, points in part.curves.items():
            whole.curves[ends] = list(_moved(points, left, top))
        left += part.size[0] + APART
        width, height = max(width, left - APART), max(height, part.size[1])
    return Placed(whole.centres, whole.curves, (width, top + height))


def _moved(points: Iterable[Point], left: float, top: float) -> Iterator[Point]:
    return ((x + left, y + top) for x, y in points)
