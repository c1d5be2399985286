"""The likely cause of a difference, as a code that `migrate explain` knows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrate.model.rules import RULES
from migrate.verify.compare.result import Tolerance
from migrate.verify.compare.values import compare

TABLE = pd.DataFrame({"id": [1, 2, 3], "name": ["a", "b", "c"], "x": [0.1, 0.2, 0.3]})
DAYS = pd.DataFrame({"day": pd.to_datetime(["2024-01-01", "2024-01-02"])})

CAUSES: dict[str, tuple[Any, Any, str]] = {
    "sorted": (TABLE, TABLE.sort_values("x", ascending=False), "K501"),
    "sorted anew": (TABLE, TABLE.iloc[[2, 0, 1]].reset_index(drop=True), "K501"),
    "another value": (TABLE, TABLE.assign(x=[0.1, 0.2, 0.4]), ""),
    "lists in cells": (
        pd.DataFrame({"a": [[1], [2]]}),
        pd.DataFrame({"a": [[2], [1]]}),
        "",
    ),
    "other labels": (TABLE, TABLE.set_axis([5, 6, 7]), "K502"),
    "a written index": (TABLE, TABLE.assign(**{"Unnamed: 0": 1}), "K502"),
    "other columns": (TABLE, TABLE[["name", "id", "x"]], "K503"),
    "a time as text": (DAYS, DAYS.astype(str), "K504"),
    "a category": (TABLE, TABLE.astype({"name": "category"}), "K504"),
    "nullable": (TABLE, TABLE.astype({"id": "Int64"}), "K504"),
    "nullable with gaps": (
        pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}),
        pd.DataFrame({"a": [1.0, np.nan]}),
        "K504",
    ),
    "a plain dtype": (TABLE, TABLE.astype({"id": "int32"}), ""),
    "numbered columns": (
        pd.DataFrame({2020: [1], 2021: [2]}),
        pd.DataFrame({"2020": [1], "2021": [2]}),
        "K504",
    ),
    "keys through JSON": ({1: "a"}, {"1": "a"}, "K504"),
    "rounding": (0.1 + 0.2, 0.3, "K505"),
    "rounding in a table": (TABLE, TABLE.assign(x=TABLE["x"] * (1 + 1e-15)), "K505"),
    "rounding deep inside": ({"a": [np.array([0.1 + 0.2])]}, {"a": [np.array([0.3])]}, "K505"),
    "ends of lines": ("a\r\nb\r\n", "a\nb\n", "K516"),
    "a last end of a line": ("a\nb\n", "a\nb", "K516"),
    "ends of lines of bytes": ({"a": b"a\r\xff"}, {"a": b"a\n\xff"}, "K516"),
    "ends of lines and more": ("a\r\nb", "a\nc", ""),
    "a real difference": (0.1, 0.2, ""),
}


@pytest.mark.parametrize("name", CAUSES)
def test_the_likely_cause(name: str) -> None:
    kedro, hamilton, cause = CAUSES[name]
    found = compare(kedro, hamilton)
    assert (found.status, found.cause) == ("different", cause)
    assert not cause or cause in RULES


def test_a_cause_survives_the_way_out_of_a_container() -> None:
    found = compare({"tables": [TABLE]}, {"tables": [TABLE[["name", "id", "x"]]]})
    assert found.cause == "K503"
    assert found.detail.startswith("['tables'][0]: the columns' order differs")


def test_what_is_close_enough_needs_no_cause() -> None:
    found = compare(0.1 + 0.2, 0.3, Tolerance(rtol=1e-9))
    assert (found.status, found.cause) == ("close", "")
