"""Entries with unusual arguments: the written load and save do what Kedro's class does with them.

Each row is an entry with a value. Both sides must refuse it, or write the same files, and read them
as the same value.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import pandas as pd
import polars as pl
import pytest
from kedro.io import AbstractDataset
from written_catalog import module_of, plan, records, storage_of, text_of

from migrate.plan.catalog.formats.entry import Entry
from migrate.plan.catalog.formats.library import class_calls

TABLE = pd.DataFrame({"a": [1, 2], "s": ["ü", "x"]})
FRAME = pl.DataFrame({"a": [1, None], "s": ["ü", ""]})
TEXTS = {"a": "1", "b": "2", "CHECKPOINT": "a"}
BYTES = {"open_args_save": {"mode": "wb"}}
ENCODED = {"open_args_load": {"encoding": "latin-1"}, "open_args_save": {"encoding": "utf-8"}}
GZIP = {"save_args": {"compression": "gzip"}, "load_args": {"compression": "gzip"}}

ROWS: list[tuple[str, str, Any, dict[str, Any]]] = [
    # A suffix in capitals compresses as well, but not what is written to an open file.
    ("pandas.CSVDataset", "x.CSV.GZ", TABLE, {}),
    ("pandas.JSONDataset", "x.JSON.GZ", TABLE, {}),
    ("pandas.XMLDataset", "x.XML.GZ", TABLE, {}),
    ("pandas.JSONDataset", "x.json.gz", TABLE, {**GZIP, "fs_args": BYTES}),
    ("polars.CSVDataset", "x.csv.gz", FRAME, {}),
    ("polars.CSVDataset", "x.csv", FRAME, {"save_args": {"compression": "gzip"}}),
    (
        "polars.EagerPolarsDataset",
        "x.csv",
        FRAME,
        {"file_format": "csv", "save_args": {"compression": "zstd"}},
    ),
    # What is about text has no meaning in a file that is opened for bytes.
    ("json.JSONDataset", "x.json", {"ü": 1}, {"fs_args": ENCODED}),
    ("yaml.YAMLDataset", "x.yml", {"ü": 1}, {"fs_args": ENCODED}),
    ("pandas.ParquetDataset", "x.parquet", TABLE, {"fs_args": ENCODED}),
    ("networkx.GMLDataset", "x.gml", networkx.path_graph(3), {"fs_args": ENCODED}),
    ("polars.CSVDataset", "x.csv", FRAME, {"fs_args": BYTES}),
    # Formats that can only be written, or that are none.
    ("pandas.GenericDataset", "x.tex", "", {"file_format": "nosuch"}),
    ("polars.EagerPolarsDataset", "x", FRAME, {"file_format": "feather"}),
    ("pandas.HDFDataset", "x.h5", TABLE, {"key": "k", "save_args": {"driver": "H5FD_CORE"}}),
    ("pandas.ExcelDataset", "x.xlsx", TABLE, {"save_args": {"writer": {"datetime_format": "YY"}}}),
    # An empty checkpoint comes before all: the file with the checkpoint is not looked at.
    ("partitions.IncrementalDataset", "p", TEXTS, {"dataset": "text.TextDataset", "checkpoint": ""}),
    (
        "partitions.IncrementalDataset",
        "p",
        TEXTS,
        {"dataset": "text.TextDataset", "checkpoint": {"force_checkpoint": "a"}},
    ),
]  # fmt: skip


def _entry(row: tuple[str, str, Any, dict[str, Any]], folder: Path) -> dict[str, Any]:
    type_, name, _, more = row
    key = "path" if type_.startswith("partitions.") else "filepath"
    return {"type": type_, key: str(folder / name), **more}


@pytest.mark.parametrize("row", ROWS, ids=[f"{r[0]}-{r[1]}-{list(r[3])}" for r in ROWS])
def test_odd_arguments_mean_what_they_mean_to_kedro(
    row: tuple[str, str, Any, dict[str, Any]], tmp_path: Path
) -> None:
    kedro = AbstractDataset.from_config("x", _entry(row, tmp_path / "kedro"))
    storage = storage_of({"x": _entry(row, tmp_path / "ours")}, tmp_path)
    refused = _fails(lambda: kedro.save(row[2]))
    assert refused == _fails(lambda: storage.write(row[2], "x"))
    if refused:
        return
    assert _contents(tmp_path / "kedro") == _contents(tmp_path / "ours")
    if not _fails(kedro.load):
        assert _plain(storage.load("x")) == _plain(kedro.load())


def _fails(act: Callable[[], Any]) -> bool:
    try:
        act()
    except Exception:
        return True
    return False


def _contents(folder: Path) -> dict[str, bytes]:
    """What lies in each file; spreadsheets and compressed files hold the time."""
    found = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = b"" if path.suffix in {".xlsx", ".h5"} else path.read_bytes()
        packed = content[:2] == b"\x1f\x8b"
        found[path.relative_to(folder).as_posix()] = gzip.decompress(content) if packed else content
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, pl.DataFrame):
        return value.to_dict(as_series=False)
    if isinstance(value, pd.DataFrame):
        return value.to_dict("split")
    if isinstance(value, networkx.Graph):
        return [*value.nodes], [*value.edges]
    return value


def test_a_format_that_can_only_be_written_spoils_no_other_dataset(tmp_path: Path) -> None:
    written = {"type": "pandas.GenericDataset", "filepath": "x.md", "file_format": "markdown"}
    storage = storage_of(
        {"x": written, "y": {"type": "json.JSONDataset", "filepath": "y.json"}}, tmp_path
    )
    assert storage.datasets["x"].load is None
    storage.save([1], "y")
    assert storage.load("y") == [1]


def test_a_writer_that_is_no_mapping_is_left_to_kedro() -> None:
    entry = {"type": "pandas.ExcelDataset", "filepath": "x.xlsx", "save_args": {"writer": None}}
    assert records({"x": entry})["x"].outcome == "kedro-datasets"


@pytest.mark.parametrize("outcome", ["custom", "kedro-datasets"])
def test_a_class_of_the_project_gets_its_metadata(outcome: Any) -> None:
    """Kedro hands it over; no class of kedro-datasets looks at it."""
    entry = Entry("x", "shop.Thing", "x", {"filepath": "x", "metadata": {"unit": "km"}})
    calls = class_calls(entry, "shop", "Thing", outcome, "")
    assert ("km" in calls.load.text) == (outcome == "custom")


def test_a_cache_that_shares_its_object_says_so() -> None:
    entry = {
        "type": "CachedDataset",
        "copy_mode": "assign",
        "dataset": {"type": "json.JSONDataset", "filepath": "x.json"},
    }
    assert plan({"x": entry}).assigned["x"].code == "K452"
    assert not plan({"x": {**entry, "copy_mode": "deepcopy"}}).assigned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x://${oc.env:SHOP_USER}@${oc.env:NO_HOST, local}/d", "x://me@local/d"),
        ("${oc.env:NO_PORT,'a b'}", "a b"),
        ("${oc.env:NO_PORT,null}", None),
        ("${oc.env:SHOP_USER,null}", "me"),
    ],
)
def test_credentials_are_filled_as_kedro_fills_them(
    text: str, expected: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_USER", "me")
    assert _given(text, tmp_path, monkeypatch) == expected


@pytest.mark.parametrize("text", ["${globals:host}", "${oc.decode:${oc.env:SHOP_USER}}", "a${b}"])
def test_credentials_are_never_made_of_what_is_not_known(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_USER", "me")
    with pytest.raises(LookupError, match="write the rest out"):
        _given(text, tmp_path, monkeypatch)


def _given(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What an entry's credentials `c` are, of which one value is `text`."""
    monkeypatch.setenv("CREDENTIALS_C", json.dumps({"k": text}))
    entry = {"type": "api.APIDataset", "url": "u", "credentials": "c"}
    return module_of(text_of({"x": entry}))._credentials("c")["k"]


def test_an_interpolation_in_one_that_is_not_known_makes_no_text() -> None:
    raw = {
        "type": "json.JSONDataset",
        "filepath": "x",
        "save_args": {"indent": "${no:${oc.env:N}}"},
    }
    record = records({"x": raw})["x"]
    assert record.outcome == "manual"
