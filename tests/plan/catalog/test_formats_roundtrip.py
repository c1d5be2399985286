"""Each type of dataset: Kedro's class on one side, the written load and save on the other.

Both get the same entry and the same value. They must write the same bytes (where the format is
deterministic), and each must read what the other one wrote as it reads its own.
"""

from __future__ import annotations

import datetime
import email
import email.policy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib
import networkx
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import polars as pl
import pytest
from kedro.io import AbstractDataset
from PIL import Image
from written_catalog import records, storage_of

matplotlib.use("Agg")

DATES = pd.to_datetime(["2024-02-29 00:00:00", "1999-12-31 23:59:59", None])
AWKWARD = {
    "plain": pd.DataFrame({"a": [1, 2, 3], "b": [0.1, float("nan"), -3.5e300]}),
    "text": pd.DataFrame({"s": ["007", "naïve — ☃", 'q"uo,te\nline'], "t": ["", None, "NA"]}),
    "dates": pd.DataFrame({"d": DATES, "n": [1, 2, 3]}),
    "nullable": pd.DataFrame({"i": pd.array([1, None, 3], "Int64"), "b": [True, False, True]}),
    "categories": pd.DataFrame({"c": pd.Categorical(["x", "y", "x"])}),
    "empty": pd.DataFrame({"a": pd.Series([], dtype="float64"), "b": pd.Series([], dtype="str")}),
    "index": pd.DataFrame({"v": [1, 2]}, index=pd.Index(["p", "q"], name="key")),
    "levels": pd.DataFrame(
        {"v": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["k", "n"])
    ),
    "columns": pd.DataFrame(
        [[1, 2.5]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")])
    ),
    "zones": pd.DataFrame({"z": DATES.tz_localize("Europe/Helsinki"), "t": DATES - DATES[0]}),
    "objects": pd.DataFrame({"o": [[1, 2], [], None], "m": ["1", b"2", 3.0]}, dtype="object"),
    "nothing": pd.DataFrame(),
    "twice": pd.DataFrame([[1, 2]], columns=["a", "a"]),
}
COLUMN = pd.Series([1.5, None], index=pd.Index(["p", "q"], name="key"), name="v")
SIMPLE = {name: AWKWARD[name] for name in ("plain", "text", "nullable", "empty")}
PLAIN_DATA = {
    "nested": {"a": [1, 2.5, None, True], "ü": {"x": "☃"}},
    "scalar": 0.25,
    "list": [],
    "keys": {1: "one", 2: "two"},
}
OBJECTS = {
    **PLAIN_DATA,
    "frame": AWKWARD["levels"],
    "array": np.arange(6, dtype="float32").reshape(2, 3),
    "date": datetime.date(2024, 2, 29),
}
POLARS = {
    "plain": pl.DataFrame({"a": [1, None, 3], "s": ["ü", "", None]}),
    "dates": pl.DataFrame({"d": [datetime.date(2024, 2, 29), None]}),
    "empty": pl.DataFrame({"a": pl.Series([], dtype=pl.Int64)}),
}


def _graph() -> networkx.Graph:
    graph = networkx.Graph([(1, 2, {"weight": 0.5}), (2, 3)])
    graph.add_node(4, label="☃")
    return graph


def _message() -> email.message.EmailMessage:
    message = email.message.EmailMessage(policy=email.policy.default)
    message["Subject"] = "Hello"
    message.set_content("a\nb\n")
    return message


def _image(_: Any = None) -> Image.Image:
    return Image.fromarray(np.arange(48, dtype="uint8").reshape(4, 4, 3))


def _figures(number: int) -> Any:
    import matplotlib.pyplot as plt

    made = []
    for index in range(number):
        figure, axes = plt.subplots(figsize=(1, 1))
        axes.plot([0, index + 1])
        made.append(figure)
    return made


@dataclass(frozen=True)
class Case:
    """A row: an entry without its path, the file's name, and the values to keep.

    `bytes` says that the format is deterministic.
    """

    type: str
    file: str
    values: Mapping[str, Any]
    more: Mapping[str, Any] = field(default_factory=dict)
    bytes: bool = True
    loads: bool = True
    path_key: str = "filepath"

    @property
    def id(self) -> str:
        arguments = ",".join(f"{k}={v}" for k, v in self.more.items())
        return f"{self.type}({arguments})"


def args(**given: Any) -> dict[str, Any]:
    return given


CSV = "pandas.CSVDataset"
JSON = "json.JSONDataset"
PICKLE = "pickle.PickleDataset"
PARTS = "partitions.PartitionedDataset"
FIGURE = "matplotlib.MatplotlibDataset"
TEXTS = {"lines": "a\nb\r\nc", "snow": "☃", "nothing": ""}
FRAMES = {"2024/a": AWKWARD["plain"], "b": AWKWARD["text"]}

CASES = [
    Case(CSV, "x.csv", AWKWARD),
    Case(CSV, "x.csv", AWKWARD, args(save_args={"index": True}, load_args={"index_col": 0})),
    Case(CSV, "x.csv", {"column": COLUMN}, args(save_args={"index": True})),
    Case(
        CSV,
        "x.csv",
        SIMPLE,
        args(save_args={"sep": ";", "encoding": "utf-16", "mode": "a"}, load_args={"sep": ";"}),
    ),
    Case(CSV, "x.csv.gz", {"plain": AWKWARD["plain"]}, loads=False),
    Case(
        CSV,
        "x.csv",
        SIMPLE,
        args(
            fs_args={"open_args_save": {"encoding": "latin-1", "errors": "replace"}},
            load_args={"encoding": "latin-1"},
        ),
    ),
    Case(
        CSV,
        "x.csv",
        SIMPLE,
        args(
            fs_args={"open_args_save": {"mode": "wb"}},
            save_args={"compression": "gzip", "mode": "wb"},
            load_args={"compression": "gzip"},
        ),
        bytes=False,
    ),
    Case(CSV, "x.csv", SIMPLE, args(fs_args={"open_args_save": {"mode": "a"}})),
    Case("pandas.ExcelDataset", "x.xlsx", AWKWARD, bytes=False),
    Case("pandas.ExcelDataset", "x.xlsx", AWKWARD, args(save_args={"index": True}), bytes=False),
    Case(
        "pandas.ExcelDataset",
        "x.xlsx",
        {"sheets": {"one": AWKWARD["plain"], "two": AWKWARD["nullable"]}},
        args(load_args={"sheet_name": None}),
        bytes=False,
    ),
    Case(
        "pandas.ExcelDataset",
        "x.xlsx",
        SIMPLE,
        args(save_args={"sheet_name": "s", "startrow": 1}, load_args={"skiprows": 1}),
        bytes=False,
    ),
    Case("pandas.ParquetDataset", "x.parquet", AWKWARD),
    Case(
        "pandas.ParquetDataset",
        "x.parquet",
        AWKWARD,
        args(save_args={"compression": "gzip", "index": False}),
    ),
    Case(
        "pandas.ParquetDataset",
        "x.parquet",
        SIMPLE,
        args(fs_args={"open_args_save": {"mode": "wb+"}}),
    ),
    Case("pandas.FeatherDataset", "x.feather", AWKWARD),
    Case("pandas.JSONDataset", "x.json", AWKWARD),
    Case("pandas.JSONDataset", "x.json", {"column": COLUMN}),
    Case("pandas.ExcelDataset", "x.xls", {"plain": AWKWARD["plain"]}),
    Case("pandas.ExcelDataset", "x.XLSX", {"plain": AWKWARD["plain"]}, bytes=False),
    Case(
        "pandas.JSONDataset",
        "x.json",
        SIMPLE,
        args(
            save_args={"orient": "records", "lines": True, "mode": "a"}, load_args={"lines": True}
        ),
    ),
    Case(
        "pandas.JSONDataset",
        "x.json",
        SIMPLE,
        args(fs_args={"open_args_save": {"encoding": "utf-16"}}, load_args={"encoding": "utf-16"}),
    ),
    Case("pandas.XMLDataset", "x.xml", AWKWARD),
    Case(
        "pandas.HDFDataset",
        "x.h5",
        AWKWARD,
        args(key="k"),
        bytes=False,
    ),
    Case("pandas.GenericDataset", "x.csv", AWKWARD, args(file_format="csv")),
    Case(
        "pandas.GenericDataset",
        "x.orc",
        SIMPLE,
        args(file_format="orc", fs_args={"open_args_save": {"mode": "wb"}}),
    ),
    Case(
        "pandas.GenericDataset",
        "x.pq",
        AWKWARD,
        args(file_format="parquet", fs_args={"open_args_save": {"mode": "wb"}}),
    ),
    Case(
        "pandas.GenericDataset",
        "x.dta",
        {"plain": pd.DataFrame({"a": [1.5, 2.5]})},
        args(
            file_format="stata",
            fs_args={"open_args_save": {"mode": "wb"}},
            save_args={"write_index": False},
        ),
        bytes=False,
    ),
    Case(JSON, "x.json", PLAIN_DATA),
    Case(
        JSON,
        "x.json",
        PLAIN_DATA,
        args(save_args={"indent": None, "sort_keys": False, "ensure_ascii": False}),
    ),
    Case(
        JSON,
        "x.json",
        PLAIN_DATA,
        args(fs_args={"open_args_save": {"encoding": "utf-16"}}, save_args={"ensure_ascii": False}),
    ),
    Case("yaml.YAMLDataset", "x.yml", PLAIN_DATA),
    Case("yaml.YAMLDataset", "x.yml", PLAIN_DATA, args(save_args={"sort_keys": False})),
    Case("text.TextDataset", "x.txt", TEXTS),
    Case(
        "text.TextDataset",
        "x.txt",
        TEXTS,
        args(
            fs_args={
                "open_args_save": {"encoding": "utf-16", "newline": ""},
                "open_args_load": {"encoding": "utf-16", "newline": ""},
            }
        ),
    ),
    Case(PICKLE, "x.pkl", OBJECTS),
    Case(
        PICKLE, "x.pkl", OBJECTS, args(save_args={"protocol": 2}, load_args={"encoding": "utf-8"})
    ),
    Case(PICKLE, "x.pkl", OBJECTS, args(backend="joblib", save_args={"compress": 3}), bytes=False),
    Case(PICKLE, "x.pkl", OBJECTS, args(backend="joblib")),
    Case(PICKLE, "x.pkl", OBJECTS, args(backend="cloudpickle")),
    Case(PICKLE, "x.pkl", OBJECTS, args(backend="dill")),
    Case(
        PICKLE,
        "x.pkl.lz4",
        OBJECTS,
        args(
            backend="compress_pickle",
            save_args={"compression": "lz4"},
            load_args={"compression": "lz4"},
        ),
    ),
    Case(
        "svmlight.SVMLightDataset",
        "x.svm",
        {"rows": (np.array([[0, 1.5], [2, 0]]), np.array([1, 0]))},
        args(save_args={"zero_based": True}, load_args={"n_features": 2}),
    ),
    Case("email.EmailMessageDataset", "x.eml", {"message": _message()}),
    Case("networkx.JSONDataset", "x.json", {"graph": _graph()}),
    Case("networkx.GMLDataset", "x.gml", {"graph": _graph()}),
    Case("networkx.GraphMLDataset", "x.graphml", {"graph": networkx.path_graph(3)}),
    Case("pillow.ImageDataset", "x.png", {"image": _image()}),
    Case("pillow.ImageDataset", "x.jpg", {"image": _image()}, args(save_args={"quality": 40})),
    Case("plotly.JSONDataset", "x.json", {"figure": go.Figure(go.Bar(x=["ü"], y=[1]))}),
    Case(
        "plotly.JSONDataset",
        "x.json",
        {"figure": go.Figure(go.Bar(x=[1], y=[1]))},
        args(fs_args={"open_args_load": {"mode": "rb"}, "open_args_save": {"mode": "w"}}),
    ),
    Case(
        "plotly.HTMLDataset",
        "x.html",
        {"figure": go.Figure()},
        args(save_args={"div_id": "one", "include_plotlyjs": False}),
        loads=False,
    ),
    Case(
        "plotly.PlotlyDataset",
        "x.json",
        {"table": pd.DataFrame({"x": [1, 2], "y": [3, 4]})},
        args(
            plotly_args={"type": "scatter", "fig": {"x": "x", "y": "y"}, "layout": {"title": "t"}}
        ),
    ),
    Case(
        "polars.CSVDataset", "x.csv", POLARS, args(load_args={"try_parse_dates": True}), loads=False
    ),
    Case("polars.EagerPolarsDataset", "x.parquet", POLARS, args(file_format="parquet")),
    Case(
        "polars.EagerPolarsDataset",
        "x.csv",
        POLARS,
        args(file_format="csv", save_args={"separator": ";"}, load_args={"separator": ";"}),
    ),
    Case("polars.LazyPolarsDataset", "x.parquet", POLARS, args(file_format="parquet")),
    Case("polars.LazyPolarsDataset", "x.csv", POLARS, args(file_format="csv")),
    Case(FIGURE, "x.png", {"one": lambda: _figures(1)[0]}, loads=False),
    Case(
        FIGURE, "x.jpg", {"one": lambda: _figures(1)[0]}, args(save_args={"dpi": 40}), loads=False
    ),
    Case(
        FIGURE,
        "x.svg",
        {"one": lambda: _figures(1)[0]},
        args(save_args={"format": "svg", "metadata": {"Date": None}}),
        bytes=False,
        loads=False,
    ),
    Case(
        FIGURE,
        "plots",
        {
            "list": lambda: _figures(2),
            "dict": lambda: dict(zip(("a.png", "deep/b.png"), _figures(2), strict=True)),
        },
        args(overwrite=True),
        loads=False,
    ),
    Case(
        PARTS,
        "parts",
        {
            "frames": FRAMES,
            "lazy": lambda: {name: (lambda frame=frame: frame) for name, frame in FRAMES.items()},
        },
        args(dataset=CSV, filename_suffix=".csv"),
        path_key="path",
    ),
    Case(
        PARTS,
        "parts",
        {"texts": {"a.txt": "1", "b/c.txt": "2", "a-b.txt": "3"}},
        args(dataset={"type": "text.TextDataset"}, overwrite=True),
        path_key="path",
    ),
    Case(
        PARTS,
        "parts",
        {"images": {"a": _image()}},
        args(dataset={"type": "pillow.ImageDataset"}, filename_suffix=".png"),
        path_key="path",
    ),
    Case(
        "partitions.IncrementalDataset",
        "parts",
        {"frames": FRAMES},
        args(dataset={"type": CSV, "load_args": {"nrows": 1}}, filename_suffix=".csv"),
        path_key="path",
    ),
    Case(
        "partitions.IncrementalDataset",
        "parts",
        {"texts": {"a": "1", "b": "2", "c": "3"}},
        args(dataset="text.TextDataset", checkpoint="b"),
        path_key="path",
    ),
]


def entry_of(case: Case, folder: Path) -> dict[str, Any]:
    """The entry as Kedro resolves it, with an absolute path."""
    return {"type": case.type, case.path_key: str(folder / "new" / case.file), **case.more}


def kedro_of(case: Case, folder: Path) -> Any:
    return AbstractDataset.from_config("x", entry_of(case, folder))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def comparable(value: Any) -> Any:
    """A value with an equality of its own."""
    if isinstance(value, dict):
        return {key: comparable(each() if callable(each) else each) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(map(comparable, value))
    if isinstance(value, pd.DataFrame):
        return (
            list(value.dtypes.items()),
            value.to_dict("split", index=True).__repr__(),
            value.index.names,
        )
    if isinstance(value, pl.LazyFrame):
        return "lazy", comparable(value.collect())
    if isinstance(value, pl.DataFrame):
        return value.schema, value.to_dict(as_series=False)
    if isinstance(value, np.ndarray):
        return value.dtype, value.tolist()
    if hasattr(value, "toarray"):
        return comparable(value.toarray())
    if isinstance(value, networkx.Graph):
        return dict(value.nodes(data=True)), list(value.edges(data=True))
    if isinstance(value, Image.Image):
        return value.mode, value.tobytes()
    if isinstance(value, go.Figure | email.message.Message):
        return type(value), value.to_json() if isinstance(value, go.Figure) else value.as_string()
    return value


def loaded(load: Callable[[], Any]) -> Any:
    """The value, or the kind of error where a file can't be read: both sides agree on that."""
    try:
        value = load()
    except Exception as error:
        return type(error.__cause__ or error).__name__
    return comparable(value)


def known(case: Case, name: str, value: Any) -> list[str]:
    """The classes that the author of a function can have named for the value ("": none)."""
    if case.type == FIGURE and name == "one":
        return ["", "matplotlib.figure.Figure"]
    if not case.type.startswith("pandas.") or isinstance(value, dict):
        return [""]
    return ["", f"pandas.{type(value).__name__}"]


ROWS = [
    pytest.param(case, value, makes, id=f"{case.id}-{name}" + ("-known" if makes else ""))
    for case in CASES
    for name, value in case.values.items()
    for makes in known(case, name, value)
]


@pytest.mark.parametrize(("case", "value", "makes"), ROWS)
def test_it_writes_and_reads_as_kedro_does(
    case: Case, value: Any, makes: str, tmp_path: Path
) -> None:
    kedro_side, written_side = tmp_path / "kedro", tmp_path / "written"
    make: Callable[[], Any] = value if callable(value) else lambda: value
    kedro = kedro_of(case, kedro_side)
    storage = storage_of({"x": entry_of(case, written_side)}, tmp_path, {"x": makes})

    refused = _error(lambda: kedro.save(make()))
    assert bool(refused) == bool(
        _error(lambda: storage.datasets["x"].save and storage.write(make(), "x"))
    )
    if refused:
        return
    ours, theirs = contents(written_side), contents(kedro_side)
    assert list(ours) == list(theirs)
    if case.bytes:
        assert ours == theirs
    if case.loads:
        expected = loaded(kedro.load)
        assert loaded(lambda: storage.load("x")) == expected
        crossed = storage_of({"x": entry_of(case, kedro_side)}, tmp_path)
        assert loaded(lambda: crossed.load("x")) == expected
        assert loaded(kedro_of(case, written_side).load) == expected


def _error(act: Callable[[], Any]) -> str:
    try:
        act()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_needs_no_class_of_kedro(case: Case, tmp_path: Path) -> None:
    assert records({"x": entry_of(case, tmp_path)})["x"].outcome == "native"
