"""Values that a person would call different are found, compared at once or kept and read back."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from value_makers import Item
from value_pairs import SAME, UNEQUAL

from migrate.verify.capture.kept import Kept
from migrate.verify.compare.files import compare_files
from migrate.verify.compare.kept_values import compare_kept, read_kept
from migrate.verify.compare.result import Comparison
from migrate.verify.compare.values import Comparer, compare

OWN = frozenset({"value_makers"})
# The same code does the same, but other code need not do something else.
UNKNOWN = {
    *("a function's code", "names of arguments", "an argument that takes the rest"),
    *("a constant", "an operation"),
}


def kept(folder: Path, kedro: Any, hamilton: Any) -> Comparison:
    ours, theirs = (folder / Kept(folder).keep("x", each)["file"] for each in (kedro, hamilton))
    return compare_kept(ours, theirs, Comparer(), OWN)


@pytest.mark.parametrize("name", UNEQUAL)
def test_what_a_person_would_call_different_is_found(name: str, tmp_path: Path) -> None:
    for found in (compare(*UNEQUAL[name]), kept(tmp_path, *UNEQUAL[name])):
        assert found.status == ("uncompared" if name in UNKNOWN else "different"), found
        assert found.detail


@pytest.mark.parametrize("name", SAME)
def test_what_is_the_same_is_equal(name: str, tmp_path: Path) -> None:
    found = kept(tmp_path, *SAME[name])
    assert found.status == "equal", found


def test_functions_that_use_the_projects_modules_are_read_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cloudpickle")
    paths = []
    monkeypatch.setitem(sys.modules, "shop", types.ModuleType("shop"))
    for by in (1, 1, 2):
        used = eval(f"lambda: shop.price * {by}", {"shop": sys.modules["shop"]})
        paths.append(tmp_path / Kept(tmp_path).keep("x", [used, by])["file"])
    monkeypatch.delitem(sys.modules, "shop")
    own = frozenset({"shop"})
    assert compare(*(read_kept(path, own) for path in paths[:2])).status == "equal"
    assert not compare(*(read_kept(path, own) for path in paths[1:])).equal


def test_what_joblib_kept_of_the_projects_classes_is_read_without_them(tmp_path: Path) -> None:
    for name, value in (("a", 1.0), ("b", 2.0)):
        joblib.dump({"item": Item(np.full(3, value))}, tmp_path / f"{name}.pkl")
    found = compare_files(tmp_path / "a.pkl", tmp_path / "b.pkl", Comparer(), OWN)
    assert found.detail.startswith("['item'].value[0]: 1.0 in Kedro, 2.0 in Hamilton")


def test_there_are_enough_of_them() -> None:
    assert len(UNEQUAL) >= 140
    assert set(UNEQUAL) >= UNKNOWN
