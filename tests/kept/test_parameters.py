"""Parameters: each node gets its own, no run sees what another one changed, and any value will do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kept.sides import Steps, migrated, stored

CHANGES = Steps(
    """
    def grow(raw, sizes):
        sizes["list"].append(len(raw))
        sizes["k"] += 1
        return sizes

    def look(sizes, k):
        return [sizes, k]

    def grow_all(parameters):
        parameters["sizes"]["list"].clear()
        return parameters
    """,
    """
    node(grow, ['raw', 'params:sizes'], 'grown', name='a'),
    node(look, ['params:sizes', 'params:sizes.k'], 'looks', name='b'),
    node(grow_all, 'parameters', 'whole', name='c')
    """,
)
SIZES = {"conf/base/parameters.yml": "sizes: {k: 1, list: [0]}\n"}
EXPECTED = {
    "grown": {"k": 2, "list": [0, 4]},
    "looks": [{"k": 1, "list": [0]}, 1],
    "whole": {"sizes": {"k": 1, "list": []}},
}


def test_what_a_node_changes_no_other_node_and_no_other_run_sees(tmp_path: Path) -> None:
    sides = migrated(tmp_path, CHANGES, more=SIZES)
    assert sides.run_kedro() == EXPECTED
    with sides.driver() as driver:
        for _ in range(2):
            built = driver.build(data_root=sides.written)
            for asked in (list(EXPECTED), list(EXPECTED)[::-1]) * 2:
                assert built.execute(asked) == EXPECTED


def test_a_caller_keeps_his_parameters(tmp_path: Path) -> None:
    sides = migrated(tmp_path, CHANGES, more=SIZES)
    mine = {"sizes.list": [7]}
    with sides.driver() as driver:
        for _ in range(2):
            built = driver.build(data_root=sides.written, parameters=mine)
            assert built.execute(["grown"]) == {"grown": {"k": 2, "list": [7, 4]}}
    assert mine == {"sizes.list": [7]}


HINTED = Steps(
    """
    from pathlib import Path

    def told(a: float, b: bool, c: tuple, d: Path, e: int, f: dict[str, int], g: list[int]) -> list:
        return [a, b, c, d, e, f, g]

    def told_again(a: int, e: str) -> list:
        return [a, e]
    """,
    "node(told, [f'params:{n}' for n in 'abcdefg'], 'told'),"
    "node(told_again, ['params:a', 'params:e'], 'again')",
)
VALUES: list[dict[str, Any]] = [
    {"a": 1, "b": 0, "c": [1, 2], "d": "x/y", "e": 1.5, "f": {"a": "b"}, "g": None},
    {"a": "1", "b": "no", "c": None, "d": 3, "e": None, "f": [], "g": {"a": 1}},
]


@pytest.mark.parametrize("values", VALUES)
def test_no_value_is_refused_because_of_a_hint(tmp_path: Path, values: dict[str, Any]) -> None:
    more = {"conf/base/parameters.yml": json.dumps(values) + "\n"}
    sides = migrated(tmp_path, HINTED, {"told": stored("told")}, more)
    expected = {"told": list(values.values()), "again": [values["a"], values["e"]]}
    assert sides.run_kedro() == expected
    assert sides.execute() == expected


@pytest.mark.parametrize("values", VALUES)
def test_no_value_of_a_caller_is_refused_because_of_a_hint(
    tmp_path: Path, values: dict[str, Any]
) -> None:
    more = {"conf/base/parameters.yml": "{a: 1.0, b: true, c: [], d: x, e: 1, f: {}, g: [1]}\n"}
    sides = migrated(tmp_path, HINTED, more=more)
    assert sides.execute("__default__", "told", parameters=values) == {
        "told": list(values.values())
    }
