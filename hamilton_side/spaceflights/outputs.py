"""What functions may return: a value for each of their outputs, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_origin

from hamilton.graph_types import HamiltonGraph, HamiltonNode
from hamilton.lifecycle import GraphExecutionHook, NodeExecutionHook

# The names of a value's parts: of a list's, in order, or of a dict's, by its keys.
Parts = list[str] | dict[str, str]


class Outputs(GraphExecutionHook, NodeExecutionHook):
    """Refuses a value that is None, or that has not one part for each output of its function.

    Hamilton alone takes None, a list that is too long, a text for a list, a dict with other keys.
    A function that makes nothing has the hint None.
    """

    def __init__(self) -> None:
        self._parts: dict[str, Parts] = {}

    def run_before_graph_execution(self, *, graph: HamiltonGraph, **_: Any) -> None:
        """Learn which values are taken apart."""
        self._parts = _parts({node.name: node for node in graph.nodes})

    def run_after_graph_execution(self, **_: Any) -> None:
        """Nothing is left open."""

    def run_before_node_execution(self, **_: Any) -> None:
        """Any input is welcome."""

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_tags: Mapping[str, Any],
        node_return_type: Any,
        result: Any,
        success: bool,
        **_: Any,
    ) -> None:
        """Look at a value. Raises ValueError, with the node's name, if it is refused."""
        if not success or node_return_type is type(None) or "hamilton.data_loader" in node_tags:
            return
        if result is None:
            raise ValueError(f"{node_name} is None, which is no value.")
        if node_name in self._parts:
            check_parts(node_name, result, self._parts[node_name])


def _parts(nodes: Mapping[str, HamiltonNode]) -> dict[str, Parts]:
    """What nodes are taken apart into: nodes of the same function, whose name the whole has."""
    found: dict[str, list[str]] = {}
    for node in nodes.values():
        for whole in node.required_dependencies & nodes.keys():
            namespace, _, word = whole.rpartition(".")
            functions = nodes[whole].originating_functions
            own = functions and functions == node.originating_functions
            kept = node.name == f"{whole.removesuffix('.raw')}.stored"
            if own and word == functions[0].__name__ and not kept:
                part = node.name.removeprefix(f"{namespace}.").removesuffix(".raw")
                found.setdefault(whole, []).append(part)
    return {
        whole: names if get_origin(nodes[whole].type) is tuple else {name: name for name in names}
        for whole, names in found.items()
    }


def check_parts(name: str, value: Any, parts: Parts) -> list[Any]:
    """The parts of a value, in the order of `parts`: a list of them, or a dict by their keys.

    Raises ValueError, with the name of the node, if there are others, or None among them.
    """
    kind = type(value).__name__
    if isinstance(parts, dict):
        if not isinstance(value, dict) or set(value) != set(parts):
            keys = f" with {', '.join(map(str, value))}" if isinstance(value, dict) else ""
            raise ValueError(
                f"{name}: a dict with {', '.join(parts)} is expected, not a {kind}{keys}."
            )
        found = [value[key] for key in parts]
    else:
        if not isinstance(value, (list, tuple)) or len(value) != len(parts):
            size = f" of {len(value)}" if isinstance(value, (list, tuple)) else ""
            raise ValueError(f"{name}: a list of {len(parts)} is expected, not a {kind}{size}.")
        found = list(value)
    missing = [part for part, each in zip(parts, found, strict=True) if each is None]
    if missing:
        raise ValueError(f"{name}: {missing[0]} is None, which is no value.")
    return found


def renamed_keys(outputs: Any, names: dict[str, str]) -> dict[str, Any]:
    """A dict of outputs under the `names` of the nodes that they are.

    Raises ValueError if its keys are others than those of `names`.
    """
    found = check_parts(", ".join(names.values()), outputs, names)
    return dict(zip(names.values(), found, strict=True))
