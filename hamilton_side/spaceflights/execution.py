"""How a run goes: one function after another, each value kept for as long as it is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from hamilton.driver import DefaultGraphExecutor
from hamilton.graph import FunctionGraph
from hamilton.node import Node


class Execution(DefaultGraphExecutor):
    """Computes what is asked for in the order of the request, and lets go of what is used up.

    Hamilton's own way descends into the graph, so that Python's stack ends it at some thousand
    steps, and keeps what anything else in the graph could have used. Values to `forget` are made,
    but not handed back: a run of all that is stored would hold it all.
    """

    forget: Collection[str] = ()

    def execute(
        self,
        fg: FunctionGraph,
        final_vars: list[str],
        overrides: dict[str, Any],
        inputs: dict[str, Any],
        run_id: str,
    ) -> dict[str, Any]:
        """The values of `final_vars`, by name."""
        overrides = overrides or {}
        wanted = [fg.nodes[name] for name in final_vars if name in fg.nodes]
        order = list(_in_order(wanted, overrides))
        uses = Counter(needed.name for node in order for needed in _needs(node, overrides))
        uses.update(set(final_vars).difference(self.forget))
        computed: dict[str, Any] = {}
        for node in order:
            fg.execute([node], computed, overrides, inputs, run_id=run_id)
            for needed in _needs(node, overrides):
                uses[needed.name] -= 1
            for name in (node.name, *(needed.name for needed in _needs(node, overrides))):
                if not uses[name]:
                    computed.pop(name, None)
        return {name: computed.get(name, inputs.get(name)) for name in final_vars}


def _needs(node: Node, overrides: Mapping[str, Any]) -> Iterable[Node]:
    return () if node.name in overrides else node.dependencies


def _in_order(wanted: Iterable[Node], overrides: Mapping[str, Any]) -> Iterator[Node]:
    """The nodes, each after what it needs."""
    seen: set[str] = set()
    for each in wanted:
        path = [(each, iter(_needs(each, overrides)))] if each.name not in seen else []
        seen.add(each.name)
        while path:
            node, needed = path[-1]
            following = next((n for n in needed if n.name not in seen), None)
            if following is None:
                yield node
                path.pop()
            else:
                seen.add(following.name)
                path.append((following, iter(_needs(following, overrides))))
