"""Pairs of values: those that a person would call different, and those that are the same although
they were made elsewhere or otherwise.
"""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import functools
import ipaddress
import itertools
import operator
import random
import re
import types
import uuid
import zoneinfo
from pathlib import Path, PurePosixPath, PureWindowsPath

import networkx as nx
import numpy as np
import pandas as pd
import PIL.Image
import plotly.graph_objects as go
import polars as pl
import pyarrow as pa
import scipy.sparse as sp
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from value_makers import (
    DAY,
    NAN,
    Access,
    Colour,
    Frozen,
    Inner,
    Item,
    Measured,
    Model,
    N,
    Planet,
    Right,
    Table,
    Tagged,
    Two,
    X,
    Y,
    Z,
    _unit,
    arrow,
    both,
    closure,
    defaulted,
    figure,
    frame,
    graph,
    local,
    local_elsewhere,
    moved,
    nested,
    nested_elsewhere,
    otherwise,
    palette,
    picture,
    put,
    reindexed,
    series,
    sparse,
    table,
    with_node,
)

UNEQUAL: dict[str, Two] = {
    # Floats within other things.
    "zeros in categories": both(lambda v: series(pd.Categorical(v)), Z, N),
    "zeros in a categorical": both(pd.Categorical, Z, N),
    "zeros in a categorical index": both(pd.CategoricalIndex, Z, N),
    "zeros in categories that no cell has": both(lambda v: series(pd.Categorical([1.0], v)), Z, N),
    "zeros in intervals": both(lambda v: series(pd.IntervalIndex.from_breaks(v)), Z, N),
    "zeros in an array of intervals": both(pd.arrays.IntervalArray.from_breaks, Z, N),
    "zeros in an index of intervals": both(pd.IntervalIndex.from_breaks, Z, N),
    "zeros in categories of intervals": both(lambda v: pd.cut([0.5], v), [0.0, 1], [-0.0, 1]),
    "zeros in one interval": both(lambda v: pd.Interval(v, 1.0), 0.0, -0.0),
    "zeros of two levels": both(lambda v: pd.MultiIndex.from_arrays([[1, 2], v]), Z, N),
    "zeros as labels": both(lambda v: reindexed([v, 1.0, 2.0]), 0.0, -0.0),
    "zeros as columns": both(lambda v: pd.DataFrame([[1]], columns=[v]), 0.0, -0.0),
    "zeros that are sparse": both(lambda v: series(pd.arrays.SparseArray(v, fill_value=1.0)), Z, N),
    "what a sparse column leaves out": both(
        lambda v: series(pd.arrays.SparseArray([0.0, 1.0], fill_value=v)), 0.0, -0.0
    ),
    "zeros in pandas' Arrow": both(lambda v: arrow(v, pa.float64()), Z, N),
    "zeros in pandas' lists of Arrow": both(lambda v: arrow([v], pa.list_(pa.float64())), Z, N),
    "zeros in pandas' structs of Arrow": both(
        lambda v: arrow([{"k": v}], pa.struct([("k", pa.float64())])), 0.0, -0.0
    ),
    "zeros in pandas' maps of Arrow": both(
        lambda v: arrow([[("k", v)]], pa.map_(pa.string(), pa.float64())), 0.0, -0.0
    ),
    "zeros in Arrow's dictionaries": both(lambda v: pa.array(v).dictionary_encode(), Z, N),
    "zeros in lists of lists": both(lambda v: table([[v]]), Z, N),
    "zeros in fixed lists": both(lambda v: table(v, kind=pa.list_(pa.float32(), 2)), Z, N),
    "zeros in maps": both(
        lambda v: table([("k", v)], kind=pa.map_(pa.string(), pa.float64())), 0.0, -0.0
    ),
    "zeros in half floats": both(lambda v: table(np.float16(v)), 0.0, -0.0),
    "zeros in polars' lists": both(lambda v: pl.DataFrame({"a": [v]}), Z, N),
    "zeros in polars' structs": both(lambda v: pl.DataFrame({"a": [{"k": v}]}), 0.0, -0.0),
    "zeros in polars' arrays": both(lambda v: pl.Series([v], dtype=pl.Array(pl.Float64, 2)), Z, N),
    "zeros in structured arrays": both(
        lambda v: np.array([(1, v)], [("i", "i4"), ("f", "f8")]), 0.0, -0.0
    ),
    "zeros in arrays of arrays": both(
        lambda v: np.array([(v,)], [("f", "f8", (2,))]), [0.0, 1], [-0.0, 1]
    ),
    "zeros in objects": both(lambda v: np.array([v, "x"], object), 0.0, -0.0),
    "zeros of numpy": both(np.float32, 0.0, -0.0),
    "zeros in a deque": both(collections.deque, Z, N),
    "zeros in a frozenset": both(frozenset, Z, N),
    "zeros as keys": ({0.0: 1}, {-0.0: 1}),
    "zeros in a counter": both(lambda v: collections.Counter({"a": v}), 0.0, -0.0),
    "zeros in a dataclass": both(Frozen, 0.0, -0.0),
    "zeros in a model of pydantic": both(lambda v: Model(inner=Inner(), numbers=v), Z, N),
    "zeros in a tuple as a key": ({(0.0, "a"): 1}, {(-0.0, "a"): 1}),
    "zeros in attributes": both(lambda v: put(frame(), attrs={"k": [v]}), 0.0, -0.0),
    "zeros in an array of Python": both(lambda v: array.array("d", v), Z, N),
    "zeros of decimals": both(decimal.Decimal, "0", "-0"),
    # What is put beside.
    "a graph's attribute": (graph(), graph(unit="m")),
    "another attribute of a graph": both(lambda v: graph(unit=v), 1, True),
    "a graph's fact": both(lambda v: put(graph(), graph={"k": v}), 1, 2),
    "a node's fact": both(lambda v: with_node(1, colour=v), "red", "blue"),
    "a node alone": (graph(), with_node(9)),
    "a node's type": both(with_node, 9, 9.0),
    "a weight's sign": both(lambda v: nx.Graph([(1, 2, {"w": v})]), 0.0, -0.0),
    "one of two edges": both(lambda v: nx.MultiGraph([(1, 2, {"w": 1}), (1, 2, {"w": v})]), 1, 2),
    "an edge's direction": both(lambda v: nx.DiGraph([v]), (1, 2), (2, 1)),
    "several edges or one": both(lambda v: graph(v), nx.Graph, nx.MultiGraph),
    "a matrix's attribute": (sparse("csr"), put(sparse("csr"), unit="m")),
    "an attribute of coordinates": both(lambda v: put(sparse("coo"), unit=v), "m", "km"),
    "an explicit zero": (
        sp.coo_array(([1.0], ([0], [0])), (2, 2)),
        sp.coo_array(([1.0, 0.0], ([0, 1], [0, 1])), (2, 2)),
    ),
    "an explicit zero in rows": (
        sp.csr_array(([1.0], [0], [0, 1, 1]), (2, 2)),
        sp.csr_array(([1.0, 0.0], [0, 1], [0, 1, 2]), (2, 2)),
    ),
    "parts that are not added up": (
        sp.coo_array(([1.0, 1.0], ([0, 0], [0, 0])), (2, 2)),
        sp.coo_array(([2.0], ([0], [0])), (2, 2)),
    ),
    "a stored zero's sign": both(lambda v: sp.coo_array(([v], ([0], [0])), (2, 2)), 0.0, -0.0),
    "a sparse format": both(sparse, "csr", "csc"),
    "a sparse array or matrix": both(lambda v: v(np.eye(2)), sp.csr_array, sp.csr_matrix),
    "a sparse shape": both(lambda v: sp.csr_array((2, v)), 3, 4),
    "a sparse dtype": both(lambda v: sp.csr_array(np.eye(2, dtype=v)), "f4", "f8"),
    "a diagonal": both(lambda v: sp.diags_array([v], offsets=[0]), [1.0, 2.0], [1.0, 3.0]),
    "one dimension": both(lambda v: sp.coo_array(np.array(v)), [0, 1, 2], [0, 1, 3]),
    "a list of lists": (sparse("lil"), sparse("lil", lambda m: m * 2)),
    "a dict of keys": (sparse("dok"), sparse("dok", lambda m: m.T.tocsr())),
    "a text's attribute": (Tagged("a"), put(Tagged("a"), note=1)),
    "a number's unit": both(lambda v: put(Measured(1.0), unit=v), "m", "km"),
    "an array's unit": both(lambda v: _unit([1.0], v), "m", "km"),
    "a fact of a table's class": both(lambda v: put(Table({"a": [1]}), unit=v), "m", "km"),
    "a masked array's kind": (np.ma.array([1, 2]), np.array([1, 2])),
    "a dict's attribute": both(lambda v: put(collections.OrderedDict(a=1), note=v), 1, 2),
    "a text in a field that does not count": both(lambda v: Frozen(1, v), "x", "y"),
    # Functions and classes.
    "what a function closes over": both(closure, 1, 2),
    "the type that it closes over": both(closure, 1, True),
    "the zero that it closes over": both(closure, 0.0, -0.0),
    "a function's code": (closure(1), otherwise(1)),
    "a function's default": (closure(1), defaulted(1)),
    "a function's name": (closure(1), local),
    "a function's attribute": both(lambda v: put(closure(1), note=v) or v, 1, 2),
    "what an inner function closes over": both(nested, 1, 2),
    "names of arguments": (eval("lambda a, b: a - b"), eval("lambda b, a: a - b")),
    "an argument that takes the rest": (eval("lambda a: a"), eval("lambda *a: a")),
    "an argument by name alone": (eval("lambda a, b=1: a"), eval("lambda a, *, b=1: a")),
    "a constant": (eval("lambda: 0.0"), eval("lambda: -0.0")),
    "an operation": (eval("lambda a, b: a + b"), eval("lambda a, b: a - b")),
    "a partial's argument": both(lambda v: functools.partial(pow, v), 2, 3),
    "what a partial calls": both(lambda v: functools.partial(v, [1]), min, max),
    "a getter": both(operator.itemgetter, 0, 1),
    "an object of a local class": both(local, 1, 2),
    "a method's object": (Item(1).__init__, Item(2).__init__),
    "a library's function": (np.sum, np.prod),
    "a class": (int, bool),
    # Containers.
    "objects in a set": ({Item(1), Item(2)}, {Item(1), Item(3)}),
    "many objects in a set": ({Item(i) for i in range(1500)}, {Item(i) for i in range(1, 1501)}),
    "an object more in a set": ({Item(1)}, {Item(1), Item(2)}),
    "two that are alike in a set": ({Item(1), Item(1)}, {Item(1), Item(2)}),
    "objects as keys": ({Item(1): 1, Item(2): 2}, {Item(1): 2, Item(2): 1}),
    "frozen ones in a set": ({Frozen(1, 2)}, {Frozen(1, 3)}),
    "a range's step": (range(0, 10, 2), range(0, 10, 3)),
    "a range or a list": (range(3), [0, 1, 2]),
    "a chain's order": both(lambda v: collections.ChainMap(*v), [{"a": 1}, {}], [{}, {"a": 1}]),
    "what a dict lacks": both(lambda v: collections.defaultdict(v), list, dict),
    "a count": both(collections.Counter, "aab", "abb"),
    "views of dicts": ([*{"a": 1}.items()], [*{"a": 2}.items()]),
    "bytes that can change": both(bytearray, b"a", b"b"),
    "bytes or those that can change": (b"a", bytearray(b"a")),
    "an iterator's place": both(lambda n: itertools.islice([1, 2, 3], n, None), 0, 1),
    "a namespace": both(lambda v: types.SimpleNamespace(a=v), [1], [1.0]),
    "a table of numbers": both(lambda v: array.array(v, [1]), "i", "l"),
    # Plain things.
    "a member": (Colour.RED, Colour.BLUE),
    "a member by its name": (Planet.MARS, Planet.VENUS),
    "a member by its name, or its value": (Planet.MARS, 1),
    "a member or its value": (Colour.RED, 1),
    "several members by their names": (Access.READ | Access.WRITE, Access.READ | Access.RUN),
    "several members": (Right.READ, Right.READ | Right.WRITE),
    "an address": both(ipaddress.ip_address, "10.0.0.1", "10.0.0.2"),
    "a path's kind": (PurePosixPath("a"), PureWindowsPath("a")),
    "a path": both(Path, "a/b", "a/c"),
    "a pattern's flags": both(lambda v: re.compile("a", v), 0, re.IGNORECASE),
    "a UUID": both(lambda v: uuid.UUID(int=v), 1, 2),
    "a fraction": both(lambda v: fractions.Fraction(1, v), 2, 3),
    "digits of a decimal": both(decimal.Decimal, "1.10", "1.1"),
    "a zone": both(
        lambda v: DAY.replace(tzinfo=zoneinfo.ZoneInfo(v)), "Europe/Paris", "Europe/Berlin"
    ),
    "a microsecond": (DAY, DAY.replace(microsecond=1)),
    "a date or a time": (datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1)),
    "a span": both(lambda v: datetime.timedelta(seconds=v), 1, 2),
    "a random state": both(lambda v: random.Random(v), 1, 2),
    "a generator's state": both(np.random.default_rng, 1, 2),
    "a composed letter": ("\u00e4", "a\u0308"),
    "an end of a line": ("a\r\nb", "a\nb"),
    "a large number's last digit": (10**30, 10**30 + 1),
    # Tables and arrays.
    "a category that no cell has": both(
        lambda v: series(pd.Categorical(["x"], v)), ["x", "y"], ["x", "z"]
    ),
    "order of categories": both(lambda v: series(pd.Categorical(["x"], v)), ["x", "y"], ["y", "x"]),
    "an interval's closed end": both(
        lambda v: pd.IntervalIndex.from_breaks([0, 1], closed=v), "left", "right"
    ),
    "an interval's end": both(lambda v: series(pd.IntervalIndex.from_breaks([0, v])), 1, 2),
    "an interval that is missing": both(
        lambda v: pd.arrays.IntervalArray.from_tuples([(0, 1), v]), (1, 2), None
    ),
    "a period's frequency": both(
        lambda v: series(pd.period_range("2024", periods=1, freq=v)), "Y", "M"
    ),
    "a missing text's kind": both(lambda v: series(["a", v], object), None, NAN),
    "missing or NaN": both(lambda v: series([1.0, v], object), pd.NA, NAN),
    "a missing time": both(lambda v: series([v], object), pd.NaT, None),
    "text or object": both(lambda v: series(["a"], v), "string", object),
    "how texts are kept": both(lambda v: series(["a"], v), "string[python]", "string[pyarrow]"),
    "a nullable number": both(lambda v: series([1, 2], v), "Int64", "int64"),
    "a column's name": (frame(), frame().rename(columns={"a": "A"})),
    "the columns' name": (frame(), frame().rename_axis(columns="c")),
    "an index's type": both(reindexed, [0, 1, 2], ["0", "1", "2"]),
    "an index's order": both(reindexed, [0, 1, 2], [0, 2, 1]),
    "levels' names": both(
        lambda v: pd.MultiIndex.from_tuples([(1, 2)], names=v), ["a", "b"], ["b", "a"]
    ),
    "a cell in a nested table": both(lambda v: frame(c=[frame(), frame(), v]), frame(), frame(a=0)),
    "an array in a cell": both(
        lambda v: frame(c=[np.array([1.0]), v, 0]), np.array([1]), np.array([1.0])
    ),
    "Arrow's order of categories": (
        pa.DictionaryArray.from_arrays([0, 1], ["x", "y"]),
        pa.DictionaryArray.from_arrays([1, 0], ["y", "x"]),
    ),
    "Arrow's time's unit": both(lambda v: table(0, kind=pa.timestamp(v)), "ms", "us"),
    "large texts or not": both(lambda v: table("a", kind=v), pa.string(), pa.large_string()),
    "polars' categories": both(
        lambda v: pl.Series(["a"], dtype=pl.Enum(v)), ["a", "b"], ["b", "a"]
    ),
    "polars' name": both(lambda v: pl.Series(v, [1]), "a", "b"),
    "an array's order of bytes": both(lambda v: np.array([1], v), "<i4", ">i4"),
    "an array's text": both(lambda v: np.array(["a", v]), "b", "c"),
    "an array's unit of time": both(lambda v: np.array(["2024"], f"M8[{v}]"), "D", "s"),
    "a matrix or an array": (np.matrix([[1]]), np.array([[1]])),
    "NaN or infinite": both(lambda v: np.array([v]), NAN, np.inf),
    # Models.
    "an intercept": (LinearRegression().fit(X, Y), LinearRegression().fit(X, Y + 1)),
    "a parameter": both(lambda v: LogisticRegression(C=v), 1.0, 2.0),
    "classes": (DecisionTreeClassifier().fit(X, Y), DecisionTreeClassifier().fit(X, Y.astype(str))),
    "a step's name": (make_pipeline(StandardScaler()), make_pipeline(OneHotEncoder())),
    "what was learned": both(lambda v: StandardScaler().fit(X * v), 1, 2),
    "words": both(lambda v: CountVectorizer().fit([v]), "a1 b1", "a1 c1"),
    "columns": both(lambda v: ColumnTransformer([("s", StandardScaler(), [v])]), 0, 1),
    "names of features": both(
        lambda v: LinearRegression().fit(pd.DataFrame(X, columns=v), Y), ["a", "b"], ["a", "c"]
    ),
    "a seed": both(lambda v: KMeans(2, random_state=v), 0, 1),
    "put on a model": (StandardScaler(), put(StandardScaler(), note="x")),
    # What people look at.
    "a line": both(lambda v: figure(y=v), 1, 2),
    "a colour": both(lambda v: figure(color=v), "red", "blue"),
    "a line's width": both(lambda v: figure(lw=v), 1, 3),
    "a title": both(lambda v: figure(title=v), "a", "b"),
    "limits": both(lambda v: figure(x=v), 1, 2),
    "a scale": both(lambda v: figure(scale=v), "linear", "log"),
    "plotly's layout": both(lambda v: go.Figure(layout={"title": {"text": v}}), "a", "b"),
    "plotly's marks": both(
        lambda v: go.Figure(go.Scatter(x=[1], y=[2], mode=v)), "lines", "markers"
    ),
    "plotly's zero": both(lambda v: go.Figure(go.Bar(x=["a"], y=[v])), 1, 1.5),
    "a pixel": both(lambda v: picture("L", colour=v), 1, 2),
    "a resolution": both(lambda v: picture(dpi=v), (72, 72), (96, 96)),
    "a palette": both(lambda v: palette(*v), (0, 0, 0, 1, 1, 1), (0, 0, 0, 2, 2, 2)),
    "what a palette lets through": (
        palette(0, 0, 0),
        put(palette(0, 0, 0), palette=PIL.ImagePalette.ImagePalette("RGBA", bytes((0, 0, 0, 9)))),
    ),
    "what is seen through": both(lambda v: picture("RGBA", colour=(1, 1, 1, v)), 0, 255),
}

SAME: dict[str, Two] = {
    "a function that moved": (closure(2), moved(2)),
    "a function in a function that moved": (nested(2), nested_elsewhere(2)),
    "functions in a list": ([closure(1), closure(2)], [moved(1), moved(2)]),
    "functions as values": ({"f": closure(1)}, {"f": moved(1)}),
    "a partial of one that moved": (
        functools.partial(closure(1), 2),
        functools.partial(moved(1), 2),
    ),
    "an object of a class that moved": (local(1), local_elsewhere(1)),
    "objects of classes that moved": ([local(1)] * 2, [local_elsewhere(1)] * 2),
    "objects in a set": ({Item(1), Item(2)}, {Item(2), Item(1)}),
    "many objects in a set": ({Item(i) for i in range(1500)}, {Item(i) for i in range(1500)}),
    "sets in objects in a set": ({Item(frozenset({1, 9}))}, {Item(frozenset({9, 1}))}),
    "members by their names": (
        {Planet.MARS: 1, Planet.VENUS: 2},
        {Planet.VENUS: 2, Planet.MARS: 1},
    ),
    "objects as keys": ({Item(1): 1, Item(2): 2}, {Item(2): 2, Item(1): 1}),
    "objects in tuples as keys": ({("a", Item(1)): 1}, {("a", Item(1)): 1}),
    "what was made of a graph": (graph(), graph()),
    "a matrix's notes of itself": (sparse("csr"), sparse("csr")),
    "order of coordinates": (
        sp.coo_array(([1.0, 2.0], ([0, 1], [0, 1])), (2, 2)),
        sp.coo_array(([2.0, 1.0], ([1, 0], [1, 0])), (2, 2)),
    ),
    "chunks": (
        pa.chunked_array([[0.0, 1.0], [2.0]]),
        pa.chunked_array([[0.0], [1.0, 2.0]]),
    ),
    "a range of labels": (reindexed(pd.RangeIndex(3)), reindexed([0, 1, 2])),
    "missing intervals": both(
        lambda _: pd.arrays.IntervalArray.from_tuples([(0.0, 1.0), None]), 1, 2
    ),
    "NaN in categories of Arrow": both(lambda _: table(NAN, None), 1, 2),
    "order of memory": (np.eye(3, 2), np.asfortranarray(np.eye(3, 2))),
    "polars' categories in another order": (
        pl.Series(["a", "b"], dtype=pl.Categorical),
        pl.Series(["b", "a"], dtype=pl.Categorical).reverse(),
    ),
}
# What was looked up before, is kept beside.
SAME["what was made of a graph"][1].edges  # noqa: B018
SAME["what was made of a graph"][1].degree  # noqa: B018
SAME["a matrix's notes of itself"][1].has_canonical_format  # noqa: B018
