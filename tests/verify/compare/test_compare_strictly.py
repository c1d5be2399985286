"""What `==` takes for equal and is not: found when compared, and when kept and read back."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import decimal
import functools
import types
from collections import ChainMap, OrderedDict, UserDict, defaultdict, deque, namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import PIL.Image
import polars
import pyarrow as pa
import pydantic
import pytest

from migrate.verify.capture.kept import Kept
from migrate.verify.compare.kept_values import compare_kept, read_kept
from migrate.verify.compare.result import Comparison, Tolerance
from migrate.verify.compare.values import Comparer, compare

OWN = frozenset({__name__.split(".")[0]})
NAN = float("nan")

Pair = namedtuple("Pair", "a b")


@dataclasses.dataclass
class Point:
    x: object
    note: object = dataclasses.field(default=0, compare=False)


class Text(str):
    __slots__ = ("unit",)


class Lax:
    """Equal to whatever has its key."""

    def __init__(self, key: int, value: int) -> None:
        self.key, self.value = key, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lax) and self.key == other.key

    def __hash__(self) -> int:
        return self.key


class Tagged(dict):  # type: ignore[type-arg]
    """A dict with an attribute."""


class Stated:
    """What pickle keeps of it is a tuple."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __getstate__(self) -> tuple[int, int]:
        return self.value, 1


class Secret(pydantic.BaseModel):
    x: object = 1
    _key: int = pydantic.PrivateAttr(default=0)


class Nothing:
    """Holds nothing."""


def secret(key: int) -> Secret:
    made = Secret()
    made._key = key
    return made


def tagged(tag: int) -> Tagged:
    made = Tagged(a=1)
    made.tag = tag  # type: ignore[attr-defined]
    return made


def picture(dpi: int) -> PIL.Image.Image:
    made = PIL.Image.new("L", (2, 2))
    made.info["dpi"] = (dpi, dpi)
    return made


def using(name: str, value: object) -> Any:
    return eval(f"lambda: {name}", {name: value})


def times(by: object) -> Any:
    return lambda x: x * by


def column(*cells: object, dtype: Any = object) -> pd.DataFrame:
    return pd.DataFrame({"a": pd.Series(cells, dtype=dtype)})


def field(**facts: Any) -> pa.Table:
    return pa.table({"a": [1]}, schema=pa.schema([pa.field("a", pa.int64(), **facts)]))


def masked(mask: list[int], **facts: Any) -> Any:
    return np.ma.array([1, 2, 3], mask=mask, **facts)


LONG_AGO = datetime.datetime(2024, 1, 2)

UNEQUAL: dict[str, tuple[Any, Any]] = {
    # Numbers.
    "zeros": (0.0, -0.0),
    "zeros in an array": (np.array([0.0]), np.array([-0.0])),
    "zeros in a table": (column(0.0, 1.0, dtype=float), column(-0.0, 1.0, dtype=float)),
    "zeros in a nullable column": (column(0.0, dtype="Float64"), column(-0.0, dtype="Float64")),
    "zeros in polars": (polars.DataFrame({"a": [0.0]}), polars.DataFrame({"a": [-0.0]})),
    "zeros in Arrow's lists": (pa.table({"a": [[0.0]]}), pa.table({"a": [[-0.0]]})),
    "complex zeros": (complex(0, 0.0), complex(0, -0.0)),
    "complex NaN": (complex(NAN, 1), complex(NAN, 2)),
    "complex NaN in an array": (np.array([complex(1, NAN)]), np.array([complex(NAN, 1)])),
    "NaN and missing": (
        pd.Series(pd.array([None], dtype="Float64")),
        pd.Series(pd.arrays.FloatingArray(np.array([NAN]), np.array([False]))),
    ),
    "units of a time": (np.datetime64("2024-01-01", "D"), np.datetime64("2024-01-01", "s")),
    "units of a timestamp": (
        pd.Timestamp(LONG_AGO).as_unit("s"),
        pd.Timestamp(LONG_AGO).as_unit("ns"),
    ),
    "the same time twice": (LONG_AGO, LONG_AGO.replace(fold=1)),
    "digits": (decimal.Decimal("1.0"), decimal.Decimal("1.00")),
    # Containers.
    "1 and True in a set": ({1}, {True}),
    "tuples in a set": ({(1, 2)}, {(True, 2)}),
    "a key in a tuple": ({(1, 2): 0}, {(True, 2): 0}),
    "a key with more to it": ({Lax(1, 2): 0}, {Lax(1, 3): 0}),
    "a set with more to it": ({Lax(1, 2)}, {Lax(1, 3)}),
    "a factory": (defaultdict(int, a=1), defaultdict(float, a=1)),
    "the longest": (deque([1], maxlen=2), deque([1], maxlen=3)),
    "a dict's attribute": (tagged(1), tagged(2)),
    "1 and True in a namespace": (types.SimpleNamespace(a=1), types.SimpleNamespace(a=True)),
    "1 and True in a user's dict": (UserDict(a=1), UserDict(a=True)),
    "hidden by a chain": (ChainMap({"a": 1}, {"a": 2}), ChainMap({"a": 1})),
    "keys of partitions": ({1: functools.partial(int, "1")}, {"1": functools.partial(int, "1")}),
    "kinds of partitions": (
        OrderedDict(a=functools.partial(int, "1")),
        {"a": functools.partial(int, "1")},
    ),
    # Objects.
    "1 and True in a dataclass": (Point(1), Point(True)),
    "a field that does not count": (Point(1, 2), Point(1, 3)),
    "an object with more to it": (Lax(1, 2), Lax(1, 3)),
    "a state that is no dict": (Stated(1), Stated(2)),
    "a named tuple": (Pair(1, 2), Pair(1, 3)),
    "a text of its own class": (Text("a"), Text("b")),
    "a private attribute": (secret(1), secret(2)),
    "which fields were given": (Secret(x=1), Secret()),
    "limits": (pd.Interval(0, 1), pd.Interval(0.0, 1.0)),
    "methods of two texts": ("a".upper, "b".upper),
    "what a function uses": (using("k", 1), using("k", 2)),
    "what a function returns": (eval("lambda: 1"), eval("lambda: True")),
    "what a function closes over": (times(1), times(True)),
    # Tables, arrays, pictures.
    "strict labels": (column(1), column(1).set_flags(allows_duplicate_labels=False)),
    "sets in cells": (column({1}), column({True})),
    "the name of no columns": (
        pd.DataFrame(columns=pd.Index([], name="n")),
        pd.DataFrame(columns=pd.Index([])),
    ),
    "a tuple as a name": (column(1).rename_axis([(1, 2)]), column(1).rename_axis([(True, 2)])),
    "what may be null": (field(nullable=False), field()),
    "a field's notes": (field(metadata={"unit": "m"}), field()),
    "a column that is there twice": (
        pa.table([pa.array([1], "int32"), [2]], names=["a", "a"]),
        pa.table([[1], [2]], names=["a", "a"]),
    ),
    "what stands for masked": (masked([0, 0, 1], fill_value=7), masked([0, 0, 1], fill_value=8)),
    "what is masked": (masked([0, 0, 1]), masked([0, 1, 0])),
    "a picture's resolution": (picture(72), picture(96)),
}


def kept(folder: Path, kedro: Any, hamilton: Any) -> Comparison:
    ours, theirs = (folder / Kept(folder).keep("x", each)["file"] for each in (kedro, hamilton))
    return compare_kept(ours, theirs, Comparer(), OWN)


@pytest.mark.parametrize("name", UNEQUAL)
def test_what_is_not_the_same_is_not_equal(name: str, tmp_path: Path) -> None:
    for found in (compare(*UNEQUAL[name]), kept(tmp_path, *UNEQUAL[name])):
        assert not found.equal
        assert found.detail


@pytest.mark.parametrize("name", UNEQUAL)
def test_what_was_kept_equals_itself(name: str, tmp_path: Path) -> None:
    for value in UNEQUAL[name]:
        path = tmp_path / Kept(tmp_path).keep("x", value)["file"]
        assert compare(read_kept(path, OWN), read_kept(path, OWN)).status == "equal"


SAME = {
    "a key that is no number": {NAN: 1, "a": 2},
    "a key that only equals itself": {("a", Nothing()): 1},
    "an object that holds nothing": [Nothing()],
    "a column that is no number": pd.DataFrame([[1, 2]], columns=["a", NAN]),
    "a series called NaN": pd.Series([1], name=NAN),
    "no decimal": decimal.Decimal("nan"),
    "what is masked": masked([0, 1, 0]),
}


@pytest.mark.parametrize("name", SAME)
def test_what_does_not_equal_itself_is_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / Kept(tmp_path).keep("x", SAME[name])["file"]
    assert compare(read_kept(path, OWN), read_kept(path, OWN)).status == "equal"
    assert compare(SAME[name], copy.copy(SAME[name])).status == "equal"


def test_rows_differ_whatever_their_index_is() -> None:
    """Missing texts are looked for cell by cell, not label by label."""
    kedro = pd.DataFrame({"s": ["a", None]}, index=pd.period_range("2024-01", periods=2, freq="M"))
    hamilton = kedro.set_axis(pd.period_range("2025-01", periods=2, freq="M")).fillna("b")
    assert compare(kedro, hamilton).status == "different"


def test_a_tolerance_is_for_floats_alone() -> None:
    assert compare(0.0, -0.0, Tolerance(atol=1)).status == "close"
    assert compare(1, 2, Tolerance(atol=1)).status == "different"
