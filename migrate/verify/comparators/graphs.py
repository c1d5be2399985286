"""Compare networkx's graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migrate.verify.result import Comparison, worst

if TYPE_CHECKING:
    from migrate.verify.compare import Context


def compare_graphs(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Graphs of all kinds: attributes, then nodes and edges with theirs. The order in which nodes
    came is told, but no difference.
    """
    parts = (
        context.compare(dict(kedro.graph), dict(hamilton.graph)).at(".graph"),
        context.compare(dict(kedro.nodes(data=True)), dict(hamilton.nodes(data=True))).at(".nodes"),
        context.compare(_edges(kedro), _edges(hamilton)).at(".edges"),
    )
    return worst("networkx", parts)


def _edges(graph: Any) -> dict[Any, dict[Any, Any]]:
    return {node: dict(neighbours) for node, neighbours in graph.adjacency()}
