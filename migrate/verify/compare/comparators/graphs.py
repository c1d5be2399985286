"""Compare networkx's graphs."""

from __future__ import annotations

from typing import Any

from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, worst


def compare_graphs(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Graphs of all kinds: attributes, then nodes and edges with theirs. The order in which nodes
    came is told, but no difference.
    """
    parts = (
        context.compare(dict(kedro.graph), dict(hamilton.graph)).at(".graph"),
        context.compare(dict(kedro.nodes(data=True)), dict(hamilton.nodes(data=True))).at(".nodes"),
        context.compare(_edges(kedro), _edges(hamilton)).at(".edges"),
        context.compare(_own(kedro), _own(hamilton)),
    )
    return worst("networkx", parts)


# What networkx keeps of a graph, and makes of it when it is asked.
KEPT = {
    *("graph", "_node", "_adj", "_succ", "_pred", "__networkx_cache__", "nodes", "edges", "adj"),
    *("degree", "succ", "pred", "in_edges", "out_edges", "in_degree", "out_degree"),
}


def _own(graph: Any) -> dict[str, Any]:
    """What somebody has put into it besides."""
    return {
        name: value
        for name, value in vars(graph).items()
        if name not in KEPT and not name.endswith("_factory")
    }


def _edges(graph: Any) -> dict[Any, dict[Any, Any]]:
    return {node: dict(neighbours) for node, neighbours in graph.adjacency()}
