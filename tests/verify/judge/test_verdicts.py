"""What is made of two captures: where a dataset came from, who changed it, the likely cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from migrate.verify.compare.result import Comparison, different
from migrate.verify.judge.verdicts import Judge
from migrate.verify.runs.comparing import Comparing
from migrate.verify.runs.sides import Captured


class Unequal:
    """Whatever has another fingerprint differs."""

    def values(self, kedro: Path, hamilton: Path) -> Comparison:
        return different("value", "another value")


def captured(
    views: list[tuple[str, str, str, str]], computed: tuple[str, ...] = (), **more: Any
) -> Captured:
    """Views as (dataset, how, node, value); an object's name may follow the value: `3#a`."""
    entries = [
        {
            "dataset": dataset,
            "how": how,
            "node": node or None,
            "fingerprint": value.split("#")[0],
            "object": value.split("#")[-1],
            "file": value,
            "type": "int",
        }
        for dataset, how, node, value in views
    ]
    manifest = {"views": entries, "computed": list(computed), "nodes": [], **more}
    return Captured(Path("values"), manifest)


def judged(kedro: Captured, hamilton: Captured) -> dict[str, tuple[str, str, str]]:
    """Dataset -> status, likely cause, which node changed it."""
    judge = Judge(kedro, hamilton, {"names": {}, "nodes": []}, cast(Comparing, Unequal()))
    return {
        name: (found.comparison.status, found.comparison.cause, found.changed_by)
        for name, found in judge.datasets().items()
    }


def test_a_dataset_that_is_read_in_another_way_is_computed_all_the_same() -> None:
    """`x@b` is loaded where `x@a` was saved, and no slice recomputes it."""
    kedro = captured([("x@b", "loaded", "n", "1")], computed=("x@a",), loaded=["x@b"])
    hamilton = captured([("x@b", "seen", "n", "1")], computed=("x@b",))
    assert judged(kedro, hamilton) == {"x@b": ("equal", "", "")}


def test_what_is_loaded_there_and_computed_here_is_a_slice_that_recomputes() -> None:
    kedro = captured([("x", "loaded", "n", "1")], loaded=["x"])
    hamilton = captured([("x", "computed", "", "1")], computed=("x",))
    assert judged(kedro, hamilton) == {"x": ("different", "K507", "")}


@pytest.mark.parametrize(
    ("changer", "views"),
    [
        ("m", [("x", "computed", "", "1#o"), ("x", "seen", "m", "1#o"), ("x", "seen", "n", "2#o")]),
        # Under another name: `y` is the same object.
        (
            "m",
            [
                ("x", "computed", "", "1#o"),
                ("x", "seen", "k", "1#o"),
                ("y", "seen", "m", "1#o"),
                ("x", "seen", "n", "2#o"),
            ],
        ),
        # Another object with the same value is nobody's concern.
        (
            "k",
            [
                ("x", "computed", "", "1#o"),
                ("x", "seen", "k", "1#o"),
                ("y", "seen", "m", "1#p"),
                ("x", "seen", "n", "2#o"),
            ],
        ),
    ],
)
def test_who_changed_an_object_in_place(
    changer: str, views: list[tuple[str, str, str, str]]
) -> None:
    kedro = captured([("x", "loaded", "m", "1"), ("y", "loaded", "m", "1")], ("x", "y"))
    assert judged(kedro, captured(views, ("x", "y")))["x"] == ("different", "K506", changer)


def test_two_swapped_datasets() -> None:
    views = [("x", "loaded", "n", "1"), ("y", "loaded", "n", "2"), ("z", "loaded", "n", "3")]
    kedro = captured(views, ("x", "y", "z"))
    other = [("x", "seen", "n", "2"), ("y", "seen", "n", "1"), ("z", "seen", "n", "1")]
    assert judged(kedro, captured(other, ("x", "y", "z"))) == {
        "x": ("different", "K509", ""),
        "y": ("different", "K509", ""),
        "z": ("different", "", ""),
    }


def test_a_parameter() -> None:
    kedro = captured([("params:a", "loaded", "n", "1")])
    hamilton = captured([("params:a", "seen", "n", "2")])
    assert judged(kedro, hamilton) == {"params:a": ("different", "K510", "")}
