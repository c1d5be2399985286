"""Parquet files of any size, compared a few rows at a time."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrate.verify.compare.comparators.parquet import compare_tables
from migrate.verify.compare.result import Comparison, Tolerance
from migrate.verify.compare.values import Comparer


def table(rows: int = 1000) -> pd.DataFrame:
    numbers = np.arange(rows)
    return pd.DataFrame(
        {
            "id": numbers,
            "x": np.where(numbers % 7, numbers / 3, np.nan),
            "name": [None if n % 5 == 0 else str(n) for n in numbers],
            "kind": pd.Categorical(["a", "b"] * (rows // 2)),
            "many": pd.array([None if n % 3 == 0 else n for n in numbers], dtype="Int64"),
            "tags": [[n, n + 1] for n in numbers],
        }
    )


def compared(
    folder: Path,
    kedro: pd.DataFrame,
    hamilton: pd.DataFrame,
    tolerance: Tolerance | None = None,
    **written: Any,
) -> Comparison:
    kedro.to_parquet(folder / "kedro.parquet", row_group_size=300)
    hamilton.to_parquet(folder / "hamilton.parquet", **{"row_group_size": 170, **written})
    context = Comparer(tolerance or Tolerance())
    return compare_tables(folder / "kedro.parquet", folder / "hamilton.parquet", context, rows=64)


def test_how_a_file_is_cut_means_nothing(tmp_path: Path) -> None:
    found = compared(tmp_path, table(), table(), compression="gzip")
    assert (found.status, found.detail) == ("equal", "")


CHANGES = {
    "cell": (
        lambda t: t.assign(x=t["x"].where(t["id"] != 641, 0.5)),
        "row 641, column 'x': 213.66666666666666 in Kedro, 0.5 in Hamilton; 1 of 1,000 rows",
    ),
    "null": (
        lambda t: t.assign(name=t["name"].where(t["id"] != 999, None)),
        "row 999, column 'name': '999' in Kedro, None in Hamilton",
    ),
    "list": (
        lambda t: t.assign(tags=[[*tags, 1] if tags[0] == 3 else tags for tags in t["tags"]]),
        "row 3, column 'tags': [3, 4] in Kedro, [3, 4, 1] in Hamilton",
    ),
    "category": (
        lambda t: t.assign(kind=pd.Categorical(["b", "b"] * 500, ["a", "b"])),
        "row 0, column 'kind': 'a' in Kedro, 'b' in Hamilton; 500 of 1,000 rows differ",
    ),
    "type": (lambda t: t.astype({"id": "int32"}), "column 'id': type int64 in Kedro, int32"),
    "nullable": (lambda t: t.astype({"many": "float64"}), "type int64 in Kedro, double"),
    "rows": (lambda t: t.iloc[:998], "1,000 rows in Kedro, 998 in Hamilton"),
    "index": (lambda t: t.set_axis(t.index + 1), "metadata['pandas']['index_columns'][0]"),
    "column": (lambda t: t.drop(columns="id"), "6 columns in Kedro, 5 in Hamilton"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_difference_is_found_in_whatever_chunk(name: str, tmp_path: Path) -> None:
    change, detail = CHANGES[name]
    found = compared(tmp_path, table(), change(table()))
    assert found.status == "different"
    assert detail in found.detail


def test_tolerance(tmp_path: Path) -> None:
    other = table().assign(x=table()["x"] * (1 + 1e-12))
    assert compared(tmp_path, table(), other, Tolerance(rtol=1e-9)).status == "close"
    assert compared(tmp_path, table(), other).status == "different"


@pytest.mark.integration
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Python's own objects are counted: Arrow's pool holds a batch or two beside them."""

    def peak(rows: int) -> int:
        made = pd.DataFrame({"a": np.arange(rows), "b": np.arange(rows).astype(str)})
        for side in ("kedro", "hamilton"):
            made.to_parquet(tmp_path / f"{side}.parquet", row_group_size=5000)
            made["b"] += "x"  # every row differs
        tracemalloc.start()
        found = compare_tables(
            tmp_path / "kedro.parquet", tmp_path / "hamilton.parquet", Comparer(), rows=2000
        )
        assert f"{rows:,} of {rows:,} rows differ" in found.detail
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1_000)  # what is looked up once and kept
    assert peak(40_000) < 1.5 * peak(10_000)
