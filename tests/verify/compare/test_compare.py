"""Every kind of value: equal to itself, and each kind of difference found and named."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import functools
import pickle
from collections import OrderedDict, deque
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pandas as pd
import PIL.Image
import polars
import pyarrow
import pydantic
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from migrate.verify.compare.result import Tolerance, worst
from migrate.verify.compare.stored import read
from migrate.verify.compare.values import compare

NAN = float("nan")


@dataclasses.dataclass
class Point:
    x: float
    tags: list[str]


class Line(pydantic.BaseModel):
    price: float


class Order(pydantic.BaseModel, extra="allow"):
    number: int
    lines: list[Line]


class Plain:
    """No `__eq__`: compared by what it holds."""

    def __init__(self, value: Any) -> None:
        self.value = value


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns or {"a": [1, 2, 3], "b": [1.0, NAN, 3.0]})


def model(weight: float = 1.0, **options: Any) -> LinearRegression:
    data = pd.DataFrame({"x": [0.0, 1.0, 2.0]})
    return LinearRegression(**options).fit(data, data["x"] * weight)


def forest(seed: int = 0, depth: int = 2) -> RandomForestRegressor:
    data = pd.DataFrame({"x": np.arange(20.0), "y": np.arange(20.0) % 3})
    made = RandomForestRegressor(n_estimators=3, max_depth=depth, random_state=seed)
    return made.fit(data, data["x"])


def figure(height: float = 1.0, title: str = "t") -> Any:
    from matplotlib.figure import Figure

    made = Figure()
    axes = made.subplots()
    axes.bar(["a", "b"], [height, 2.0])
    axes.plot([0, 1], [0, height])
    axes.set_title(title)
    return made


def picture(blue: int = 0) -> PIL.Image.Image:
    made = PIL.Image.new("RGB", (2, 2))
    made.putpixel((1, 1), (blue, 1, 2))
    return made


def noted(table: pd.DataFrame, **notes: Any) -> pd.DataFrame:
    copied = table.copy()
    copied.attrs.update(notes)
    return copied


def graph(weight: int = 1) -> networkx.Graph:
    made = networkx.Graph(name="g")
    made.add_edge("a", "b", w=weight)
    made.add_node("c", colour="red")
    return made


def plot(value: int = 1) -> Any:
    import plotly.graph_objects as go

    return go.Figure(go.Bar(x=["a"], y=[value]))


WHEN = datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)

EQUAL: dict[str, Any] = {
    "frame": frame(),
    "empty frame": pd.DataFrame(),
    "no rows": frame().iloc[:0],
    "duplicated columns": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "nullable": frame(a=pd.array([1, None], dtype="Int64")),
    "categories": frame(a=pd.Categorical(["x", "y", None])),
    "zones": frame(a=pd.to_datetime(["2024-01-01", None]).tz_localize("Europe/Paris")),
    "objects": frame(a=pd.Series([1, None, NAN, [1, 2], "x"], dtype=object)),
    "arrays in cells": frame(a=pd.Series([np.array([1, 2]), np.array([3])], dtype=object)),
    "multi index": frame().set_index(["a", "b"]),
    "series": pd.Series([1.0, NAN], name="s"),
    "nameless series": pd.Series(["a", None]),
    "index": pd.Index([1, 2]),
    "dates": pd.date_range("2024", periods=3),
    "array": np.array([1.0, NAN]),
    "objects in array": np.array([1, "a", None], dtype=object),
    "structured": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    "no dimension": np.array(3.0),
    "NaT": np.array(["NaT"], dtype="datetime64[ns]"),
    "numpy scalar": np.float64(2.5),
    "NaN": NAN,
    "None": None,
    "nested": {"a": [1, (2, {"b": NAN})], 3: {4, 5}},
    "text": "a\nb",
    "bytes": b"ab",
    "date": WHEN,
    "timestamp": pd.Timestamp(WHEN),
    "path": Path("a/b"),
    "dataclass": Point(1.0, ["x"]),
    "plain object": Plain({"k": [1]}),
    "generator": np.random.default_rng(1),
    "model": model(),
    "forest": forest(),
    "pipeline": make_pipeline(StandardScaler(), LinearRegression()).fit([[1.0], [2.0]], [1, 2]),
    "figure": figure(),
    "plot": plot(),
    "class": Point,
    "objects in a set": {Plain(1), Plain(2)},
    "deque": deque([1, 2], maxlen=3),
    "partial": functools.partial(int, base=2),
    "pydantic": Order(number=1, lines=[{"price": 2.5}], note="x"),
    "picture": picture(),
    "attrs": noted(frame(), unit="m"),
    "sparse": scipy.sparse.csr_matrix([[0, 1], [2, 0]]),
    "polars": polars.DataFrame({"a": [1, None], "b": [NAN, 1.0], "c": [[1], None]}),
    "polars series": polars.Series("a", ["x", None]),
    "lazy": polars.LazyFrame({"a": [1]}),
    "arrow": pyarrow.table({"a": [1, None], "b": [NAN, None], "c": [{"k": [1]}, None]}),
    "arrow array": pyarrow.array(["x", None]),
    "graph": graph(),
    "edges of many kinds": networkx.MultiDiGraph([(1, 2, {"w": 1}), (1, 2, {"w": 2})]),
}


@pytest.mark.parametrize("name", EQUAL)
def test_a_copy_is_equal(name: str) -> None:
    value = EQUAL[name]
    for other in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        found = compare(value, other)
        assert (found.status, found.detail) == ("equal", "")


A, B = frame(), frame(a=[1, 2, 4], b=[1.0, NAN, 3.0])

DIFFERENT: dict[str, tuple[Any, Any, str]] = {
    "cell": (A, B, "row 2, column 'a': 3 in Kedro, 4 in Hamilton; 1 of 3 rows differ, in 'a'"),
    "labelled row": (
        A.set_axis(["x", "y", "z"]),
        B.set_axis(["x", "y", "z"]),
        "row 2 (index 'z'), column 'a': 3",
    ),
    "NaN": (frame(a=[1.0, NAN]), frame(a=[1.0, 0.0]), "column 'a': nan in Kedro, 0.0"),
    "None and NaN": (
        frame(a=pd.Series([None], dtype=object)),
        frame(a=pd.Series([NAN], dtype=object)),
        "None in Kedro, nan in Hamilton",
    ),
    "missing nullable": (
        frame(a=pd.array([1, None], dtype="Int64")),
        frame(a=pd.array([1, 0], dtype="Int64")),
        "<NA> in Kedro, 0 in Hamilton",
    ),
    "dtype": (A, A.astype({"a": "float64"}), "column 'a': dtype int64 in Kedro, float64"),
    "int in objects": (
        frame(a=pd.Series([1], dtype=object)),
        frame(a=pd.Series(["1"], dtype=object)),
        "1 in Kedro, '1' in Hamilton",
    ),
    "column order": (A, A[["b", "a"]], "the columns' order differs: column 0 is 'a' in Kedro"),
    "column lost": (A, A[["a"]], "1 column only in Kedro: 'b'"),
    "column new": (A, A.assign(c=1), "1 column only in Hamilton: 'c'"),
    "rows": (A, A.iloc[:2], "3 rows in Kedro, 2 in Hamilton"),
    "row order": (A, A.iloc[::-1].reset_index(drop=True), "2 of 3 rows differ"),
    "index": (A, A.set_axis([1, 2, 3]), "index: label 0: 0 in Kedro, 1 in Hamilton; 3 of 3"),
    "index name": (A, A.rename_axis("i"), "index: names [None] in Kedro, ['i'] in Hamilton"),
    "index dtype": (A, A.set_axis([0.0, 1.0, 2.0]), "index: dtype int64 in Kedro, float64"),
    "index kind": (A, A.set_axis(pd.date_range("2024", periods=3)), "index: Index in Kedro"),
    "freq": (
        pd.date_range("2024", periods=3),
        pd.DatetimeIndex(list(pd.date_range("2024", periods=3))),
        "freq <Day> in Kedro, None in Hamilton",
    ),
    "categories": (
        frame(a=pd.Categorical(["x"], ["x", "y"])),
        frame(a=pd.Categorical(["x"], ["y", "x"])),
        "column 'a': dtype",
    ),
    "ordered": (
        frame(a=pd.Categorical(["x"], ordered=True)),
        frame(a=pd.Categorical(["x"])),
        "column 'a': dtype",
    ),
    "zone": (
        frame(a=pd.to_datetime(["2024-01-01"]).tz_localize("UTC")),
        frame(a=pd.to_datetime(["2024-01-01"]).tz_localize("Europe/Paris")),
        "UTC] in Kedro",
    ),
    "unit": (
        pd.Series(pd.to_datetime(["2024-01-01"])).astype("datetime64[s]"),
        pd.Series(pd.to_datetime(["2024-01-01"])).astype("datetime64[ns]"),
        "datetime64[s] in Kedro, datetime64[ns]",
    ),
    "series name": (pd.Series([1], name="a"), pd.Series([1], name="b"), "name 'a' in Kedro"),
    "series and frame": (pd.Series([1]), frame(), "pandas.Series in Kedro, pandas.DataFrame"),
    "array": (np.array([[1, 2]]), np.array([[1, 3]]), "[0, 1]: 2 in Kedro, 3 in Hamilton"),
    "shape": (np.zeros(2), np.zeros(3), "shape (2,) in Kedro, (3,) in Hamilton"),
    "array dtype": (np.zeros(2), np.zeros(2, int), "dtype float64 in Kedro, int64"),
    "int and bool": (1, True, "int in Kedro, bool in Hamilton (1 and True)"),
    "int and float": (1, 1.0, "int in Kedro, float"),
    "float and numpy": (1.0, np.float64(1.0), "float in Kedro, numpy.float64"),
    "nested": ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "['a'][1]['b']: 2 in Kedro, 3"),
    "key": ({"a": 1}, {"b": 1}, "key 'a' only in Kedro"),
    "key type": ({1: 1}, {True: 1}, "key 1 in Kedro, True in Hamilton"),
    "key order": (
        OrderedDict(a=1, b=2),
        OrderedDict(b=2, a=1),
        "the keys' order differs: 'a' in Kedro, 'b' in Hamilton",
    ),
    "length": ([1], [1, 2], "1 item in Kedro, 2 in Hamilton"),
    "list and tuple": ([1], (1,), "list in Kedro, tuple in Hamilton"),
    "set": ({1, 2}, {1}, "2 only in Kedro"),
    "text": ("a\nb\n", "a\nc\n", "line 2: 'b\\n' in Kedro, 'c\\n' in Hamilton"),
    "line end": ("a\n", "a\r\n", "'a\\n' in Kedro, 'a\\r\\n' in Hamilton"),
    "None": (None, 0, "NoneType in Kedro, int"),
    "zone of a time": (WHEN, WHEN.replace(tzinfo=None), "in Kedro"),
    "dataclass": (Point(1.0, ["x"]), Point(1.0, ["y"]), ".tags[0]: 'x' in Kedro, 'y'"),
    "plain object": (Plain({"k": 1}), Plain({"k": 2}), ".value['k']: 1 in Kedro, 2 in Hamilton"),
    "parameters": (model(), model(fit_intercept=False), "parameters ['fit_intercept']: True"),
    "weights": (model(), model(2.0), "fitted ['coef_'][0]:"),
    "trees": (forest(0), forest(1), "parameters ['random_state']: 0 in Kedro, 1"),
    "picture": (figure(), figure(1.5), "['axes'][0]"),
    "title": (figure(), figure(title="u"), "['axes'][0]['title']: 't' in Kedro, 'u'"),
    "objects in a set": ({Plain(1), Plain(2)}, {Plain(1), Plain(3)}, "only in Kedro"),
    "partial": (functools.partial(int, base=2), functools.partial(int, base=8), "['base']: 2 in"),
    "pydantic": (
        Order(number=1, lines=[{"price": 2.5}]),
        Order(number=1, lines=[{"price": 3.5}]),
        ".lines[0].price: 2.5 in Kedro, 3.5 in Hamilton",
    ),
    "more fields": (
        Order(number=1, lines=[], note="x"),
        Order(number=1, lines=[]),
        ".note only in",
    ),
    "pixel": (picture(), picture(9), "[1, 1, 0]: 0 in Kedro, 9 in Hamilton"),
    "mode": (picture(), picture().convert("L"), "mode RGB in Kedro, L in Hamilton"),
    "attrs": (noted(A, unit="m"), noted(A, unit="km"), "attrs['unit']: 'm' in Kedro, 'km'"),
    "key column": (
        frame(id=["p", "q"], a=[1, 2]),
        frame(id=["p", "q"], a=[1, 3]),
        "row 1 (id 'q'), column 'a': 2 in Kedro, 3 in Hamilton",
    ),
    "sparse": (
        scipy.sparse.csr_matrix([[0, 1]]),
        scipy.sparse.csr_matrix([[0, 2]]),
        ".data[0]: 1 in Kedro, 2 in Hamilton",
    ),
    "polars cell": (
        polars.DataFrame({"a": [1, 2], "b": ["x", "y"]}),
        polars.DataFrame({"a": [1, 2], "b": ["x", None]}),
        "row 1, column 'b': 'y' in Kedro, None in Hamilton; 1 of 2 rows differ, in 'b'",
    ),
    "polars type": (
        polars.DataFrame({"a": [1]}),
        polars.DataFrame({"a": [1]}, schema={"a": polars.Int32}),
        "column 'a': type Int64 in Kedro, Int32 in Hamilton",
    ),
    "null and NaN": (
        polars.Series([NAN]),
        polars.Series([None], dtype=polars.Float64),
        "nan in Kedro, None in Hamilton",
    ),
    "polars order": (
        polars.DataFrame({"a": [1], "b": [2]}),
        polars.DataFrame({"b": [2], "a": [1]}),
        "column 0 is 'a' in Kedro, 'b' in Hamilton",
    ),
    "lazy": (polars.LazyFrame({"a": [1]}), polars.LazyFrame({"a": [2]}), "1 in Kedro, 2 in"),
    "arrow cell": (
        pyarrow.table({"a": [[1], [2]]}),
        pyarrow.table({"a": [[1], [3]]}),
        "row 1, column 'a': [2] in Kedro, [3] in Hamilton",
    ),
    "arrow type": (
        pyarrow.array([1]),
        pyarrow.array([1], "int8"),
        "pyarrow.Int64Array in Kedro, pyarrow.Int8Array",
    ),
    "arrow column": (
        pyarrow.table({"a": [1]}),
        pyarrow.table({"a": pyarrow.array([1], "int8")}),
        "type int64 in Kedro, int8",
    ),
    "arrow rows": (pyarrow.table({"a": [1]}), pyarrow.table({"a": [1, 2]}), "1 rows in Kedro, 2"),
    "arrow notes": (
        pyarrow.table({"a": [1]}).replace_schema_metadata({"unit": "m"}),
        pyarrow.table({"a": [1]}),
        "metadata: key 'unit' only in Kedro",
    ),
    "weight of an edge": (graph(), graph(2), ".edges['a']['b']['w']: 1 in Kedro, 2 in Hamilton"),
    "direction": (graph(), networkx.DiGraph(graph()), "networkx.Graph in Kedro, networkx.DiGraph"),
    "plot": (plot(), plot(2), "['data'][0]['y'][0]: 1 in Kedro, 2 in Hamilton"),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_difference_is_found_and_explained(name: str) -> None:
    kedro, hamilton, detail = DIFFERENT[name]
    found = compare(kedro, hamilton)
    assert found.status == "different"
    assert detail in found.detail


@pytest.mark.parametrize(
    ("kedro", "hamilton", "tolerance", "status"),
    [
        (1.0, 1.0 + 1e-9, Tolerance(rtol=1e-6), "close"),
        (1.0, 1.1, Tolerance(rtol=1e-6), "different"),
        (1.0, 1.1, Tolerance(atol=0.2), "close"),
        (frame(a=[1.0, 2.0]), frame(a=[1.0, 2.0 + 1e-9]), Tolerance(rtol=1e-6), "close"),
        (frame(a=[1.0, 2.0]), frame(a=[1.1, 2.0 + 1e-9]), Tolerance(rtol=1e-6), "different"),
        (frame(a=[1, 2]), frame(a=[1, 3]), Tolerance(atol=2), "different"),
        ({"a": [1.0]}, {"a": [1.0 + 1e-9]}, Tolerance(rtol=1e-6), "close"),
        (NAN, 1.0, Tolerance(atol=9), "different"),
        (True, False, Tolerance(atol=9), "different"),
    ],
)
def test_tolerance(kedro: Any, hamilton: Any, tolerance: Tolerance, status: str) -> None:
    assert compare(kedro, hamilton, tolerance).status == status


def test_what_cannot_be_compared_is_said_to_be_so() -> None:
    assert compare(object(), object()).status == "uncompared"

    class Hostile:
        def __eq__(self, other: object) -> bool:
            raise RuntimeError

        def __reduce_ex__(self, protocol: Any) -> Any:
            raise TypeError("no way")

    found = compare([Hostile()], [Hostile()])
    assert found.status == "uncompared"
    assert "no way" in found.detail


def test_the_order_of_a_plain_dict_is_told_but_no_difference() -> None:
    found = compare({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert found.status == "equal"
    assert found.detail == "the keys' order differs: 'a' in Kedro, 'b' in Hamilton"


def test_nesting_ends() -> None:
    kedro, hamilton = [1], [1]
    kedro.append(kedro)
    hamilton.append(hamilton)
    assert compare(kedro, hamilton).status == "equal"
    hamilton[0] = 2
    assert compare(kedro, hamilton).status == "different"
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    assert compare(deep, copy.deepcopy(deep)).status == "uncompared"


def test_models_predict_where_a_table_fits() -> None:
    table = pd.DataFrame({"z": [1.0], "x": [5.0]})
    other = model()
    other.coef_ = other.coef_ + 1e-3
    found = compare(model(), other, Tolerance(rtol=1e-2), lambda: iter([table]))
    assert found.status == "close"


def test_worst_is_the_outcome_of_the_whole() -> None:
    parts = [compare(1, 1), compare(object(), object()), compare(1, 2)]
    assert worst("list", parts).status == "different"
    assert worst("list", parts[:2]).status == "uncompared"
    assert worst("list", []).status == "equal"


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_any_value_equals_its_copy(value: Any) -> None:
    assert compare(value, pickle.loads(pickle.dumps(value))).status == "equal"


@given(VALUES, VALUES)
def test_both_directions_agree(left: Any, right: Any) -> None:
    assert compare(left, right).status == compare(right, left).status


@given(st.lists(st.floats(), min_size=1), st.data())
def test_one_changed_cell_is_found(values: list[float], data: Any) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    kedro, hamilton = frame(a=values), frame(a=values)
    hamilton.loc[place, "a"] = 12345.678 if values[place] != 12345.678 else 0.0
    found = compare(kedro, hamilton)
    assert found.status == "different"
    assert found.detail.startswith(f"row {place}, column 'a'")


def test_classes_of_the_project_are_read_without_it(tmp_path: Path) -> None:
    path = tmp_path / "value.pickle"
    path.write_bytes(pickle.dumps([Point(1.0, ["x"]), Plain(2)]))
    own = frozenset({Point.__module__.split(".")[0]})
    first, second = read(path, own), read(path, own)
    assert not isinstance(first[0], Point)
    assert first[0].tags == ["x"]
    assert compare(first, second).status == "equal"
    second[1].value = 3
    assert "[1].value: 2 in Kedro, 3" in compare(first, second).detail
