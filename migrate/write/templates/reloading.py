"""Datasets that each function loads for itself: what is loaded can be used up or may be changed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from hamilton.graph import FunctionGraph
from package_name.copies import own_copy
from package_name.execution import Execution
from package_name.storage import Stored


class ReloadingExecution(Execution):
    """Who asks for a dataset that each function loads for itself, gets one of his own, too."""

    def execute(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        """The values of the names that are asked for."""
        found = super().execute(*arguments, **named)
        return {name: _loaded(value) for name, value in found.items()}


def load_for_each(graph: FunctionGraph, datasets: Collection[str]) -> None:
    """Have each function of a graph load the `datasets` that it needs. Where one is in memory only,
    or was given by the caller, the function gets a copy.
    """
    for node in graph.get_nodes():
        if not node.user_defined and not _is_identity(node):
            _hand_own(node, {each.name for each in node.dependencies if _leads(each, datasets)})


def _hand_own(node: Any, names: Collection[str]) -> None:
    if names:
        node._callable = partial(_call, node.callable, frozenset(names))


def _call(function: Callable[..., Any], names: Collection[str], /, **given: Any) -> Any:
    own = {k: _own(value) if k in names else value for k, value in given.items()}
    return function(**own)


def _leads(node: Any, datasets: Collection[str]) -> bool:
    """Whether a node is one of the datasets, or what a subdag calls it inside."""
    if node.name in datasets:
        return True
    return _is_identity(node) and _leads(node.dependencies[0], datasets)


def _is_identity(node: Any) -> bool:
    """Whether a node of Hamilton's own hands on what it gets."""
    names = (getattr(node.callable, each, "") for each in ("__module__", "__name__"))
    module, name = map(str, names)
    is_hamiltons = not node.user_defined and module.startswith("hamilton.")
    return is_hamiltons and name.strip("_") == "identity"


def _loaded(value: Any) -> Any:
    return value.load() if isinstance(value, Stored) else value


def _own(value: Any) -> Any:
    return value.load() if isinstance(value, Stored) else own_copy(value)
