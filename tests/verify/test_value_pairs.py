"""Values that a person would call different are found, compared at once or kept and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from value_pairs import SAME, UNEQUAL

from migrate.verify.capture.kept import Kept
from migrate.verify.compare import Context, compare
from migrate.verify.kept_values import compare_kept
from migrate.verify.result import Comparison

OWN = frozenset({"value_pairs"})
# The same code does the same, but other code need not do something else.
UNKNOWN = {
    *("a function's code", "names of arguments", "an argument that takes the rest"),
    *("a constant", "an operation"),
}


def kept(folder: Path, kedro: Any, hamilton: Any) -> Comparison:
    ours, theirs = (folder / Kept(folder).keep("x", each)["file"] for each in (kedro, hamilton))
    return compare_kept(ours, theirs, Context(), OWN)


@pytest.mark.parametrize("name", UNEQUAL)
def test_what_a_person_would_call_different_is_found(name: str, tmp_path: Path) -> None:
    for found in (compare(*UNEQUAL[name]), kept(tmp_path, *UNEQUAL[name])):
        assert found.status == ("uncompared" if name in UNKNOWN else "different"), found
        assert found.detail


@pytest.mark.parametrize("name", SAME)
def test_what_is_the_same_is_equal(name: str, tmp_path: Path) -> None:
    found = kept(tmp_path, *SAME[name])
    assert found.status == "equal", found


def test_there_are_enough_of_them() -> None:
    assert len(UNEQUAL) >= 140
    assert set(UNEQUAL) >= UNKNOWN
