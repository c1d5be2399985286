"""What the capture says of Kedro's nodes, whatever Kedro runs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from kedro.pipeline import node, pipeline

from migrate.verify.capture.kedro_side import _outside, _path, node_id


def add(a: Any, b: Any = None) -> Any:
    return a


NODES = {
    "plain": node(add, "x", "y"),
    "several": node(add, ["x", "params:b"], ["y", "z"]),
    "dict": node(add, {"b": "x", "a": "w"}, {"k": "y"}),
    "partial": node(partial(add, b=1), "x", "y"),
    "lambda": node(lambda a: a, "x", "y"),
    "nothing": node(add, "x", None),
    "named": node(add, "x", "y", name="n"),
    "namespace": pipeline([node(add, "x", "y")], namespace="ns").nodes[0],
}


@pytest.mark.parametrize("name", NODES)
def test_a_node_is_called_alike_in_every_kedro(name: str) -> None:
    new = NODES[name]
    facts = ("_name", "_func_name", "func", "inputs", "outputs", "namespace", "name")
    old = SimpleNamespace(**{fact: getattr(new, fact) for fact in facts})
    if not new._name:
        old.name = f"{new.func}({new.inputs}) -> {new.outputs}"
    assert node_id(old) == node_id(new) == new.name


PLACES = {
    "data/a.csv": SimpleNamespace(_filepath="data/a.csv", _protocol="file"),
    "data/parts": SimpleNamespace(_path="data/parts", _protocol="file"),
    "": SimpleNamespace(_filepath=None),
}


@pytest.mark.parametrize("place", PLACES)
def test_where_a_dataset_lies(place: str, tmp_path: Path) -> None:
    """Partitions lie in a folder, and say so in an attribute of their own."""
    assert _path(PLACES[place]) == place
    assert _outside(PLACES[place], tmp_path) == ""
