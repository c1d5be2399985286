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

    A function that runs has all of its stored values written, whichever of them is asked for.
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
        order = list(_in_order(wanted, overrides, fg))
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
    """What a node needs; what is loaded comes last, when all else has been computed."""
    return () if node.name in overrides else sorted(node.dependencies, key=_is_loaded)


def _is_loaded(node: Node) -> bool:
    needed = {each.name for each in node.dependencies}
    return "hamilton.data_loader" in node.tags or ("storage" in needed and "store" not in needed)


def _stored_with(node: Node, fg: FunctionGraph) -> Iterator[Node]:
    """What a function's value is taken apart into, as far as it is stored."""
    own = node.originating_functions
    for part in (each for each in node.depended_on_by if each.originating_functions == own):
        if not str(getattr(part.callable, "__module__", "")).startswith("hamilton."):
            continue  # a function of several nodes, of which one needs the other
        whole = fg.nodes.get(part.name.removesuffix(".raw"), part)
        steps = [each for each in whole.dependencies if each.name.startswith(f"{whole.name}.")]
        if steps and f"{whole.name}.stored" in fg.nodes:
            yield whole


def _in_order(
    wanted: Iterable[Node], overrides: Mapping[str, Any], fg: FunctionGraph
) -> Iterator[Node]:
    """The nodes, each after what it needs, and after a function what is stored of its value.

    That is stored in the function's own order, whichever part of it is asked for.
    """
    seen: set[str] = set()
    later: dict[str, list[Node]] = {}
    for each in wanted:
        path = [(each, iter(_needs(each, overrides)))] if each.name not in seen else []
        seen.add(each.name)
        while path:
            node, needed = path[-1]
            following = next((n for n in needed if n.name not in seen), None)
            if following is None:
                yield node
                path.pop()
                parts = list(_stored_with(node, fg)) if node.name not in overrides else []
                begun = {each.name for each, _ in path}
                asked = next((i for i, part in enumerate(parts) if part.name in begun), len(parts))
                if parts[asked + 1 :]:
                    later[parts[asked].name] = parts[asked + 1 :]
                for other in reversed([*parts[:asked], *later.pop(node.name, ())]):
                    if other.name not in seen and other.name not in overrides:
                        seen.add(other.name)
                        path.append((other, iter(_needs(other, overrides))))
            else:
                seen.add(following.name)
                path.append((following, iter(_needs(following, overrides))))
