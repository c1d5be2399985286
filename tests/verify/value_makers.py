"""Values of many kinds, made for pairs of them."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import enum
import functools
import operator
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import PIL.Image
import pyarrow as pa
import pydantic
import scipy.sparse as sp
from matplotlib.figure import Figure

Two = tuple[Any, Any]
NAN = float("nan")
Z, N = [0.0, 1.0], [-0.0, 1.0]
DAY = datetime.datetime(2024, 3, 4, 5, 6, 7)


def both(make: Callable[..., Any], *ways: Any) -> Two:
    """What one function makes of two arguments."""
    first, second = ways
    return make(first), make(second)


def put(value: Any, **facts: Any) -> Any:
    """A copy with attributes of its own."""
    made = copy.deepcopy(value)
    for name, fact in facts.items():
        setattr(made, name, fact)
    return made


def series(values: Any, dtype: Any = None, **more: Any) -> pd.Series:
    return pd.Series(values, dtype=dtype, **more)


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", None], **columns})


def arrow(values: Any, kind: Any) -> pd.Series:
    return pd.Series(values, dtype=pd.ArrowDtype(kind))


def table(*values: Any, kind: Any = None) -> pa.Table:
    return pa.table({"a": pa.array(values, kind)})


class Tagged(str):
    """A text with a note."""


class Measured(float):
    """A number with a unit."""

    __slots__ = ("unit",)


class Unit(np.ndarray):  # type: ignore[type-arg]
    """An array with a unit, which is kept."""

    def __reduce__(self) -> Any:
        return _unit, (np.asarray(self), self.unit)


def _unit(values: Any, unit: str) -> Unit:
    made = np.asarray(values).view(Unit)
    made.unit = unit  # type: ignore[attr-defined]
    return made


class Table(pd.DataFrame):
    """A table with a fact of its own."""

    _metadata = ("unit",)  # type: ignore[assignment]

    @property
    def _constructor(self) -> Any:
        return Table


class Item:
    """Equal to itself alone."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Planet(enum.Enum):
    """Some versions of Python, and some libraries, pickle members by their names."""

    MARS = 1
    VENUS = 2

    def __reduce_ex__(self, _: object) -> tuple[object, ...]:
        return getattr, (type(self), self.name)


class Access(enum.Flag):
    """As `Planet`: a member of several is put together where it is read."""

    READ = 1
    WRITE = 2
    RUN = 4

    def __reduce_ex__(self, _: object) -> tuple[object, ...]:
        first, *others = [each for each in type(self) if each in self]
        if not others:
            return getattr, (type(self), first.name)
        rest = functools.reduce(operator.or_, others)
        return operator.or_, (first, rest)


class Right(enum.Flag):
    READ = 1
    WRITE = 2


@dataclasses.dataclass(frozen=True)
class Frozen:
    value: Any
    hidden: Any = dataclasses.field(default=None, compare=False, repr=False)


class Inner(pydantic.BaseModel):
    value: Any = None


class Model(pydantic.BaseModel):
    inner: Inner
    numbers: list[float] = []


def closure(by: Any) -> Any:
    def inner(x: Any, more: int = 0) -> Any:
        return x * by + more

    return inner


def moved(by: Any) -> Any:
    def inner(x: Any, more: int = 0) -> Any:
        return x * by + more

    return inner


def otherwise(by: Any) -> Any:
    def inner(x: Any, more: int = 0) -> Any:
        return x + by * more

    return inner


def defaulted(by: Any) -> Any:
    def inner(x: Any, more: int = 1) -> Any:
        return x * by + more

    return inner


def nested(by: Any) -> Any:
    def inner() -> Any:
        def innermost() -> Any:
            return [x * by for x in range(3)]

        return innermost

    return inner


def nested_elsewhere(by: Any) -> Any:
    def inner() -> Any:
        def innermost() -> Any:
            return [x * by for x in range(3)]

        return innermost

    return inner


def local(value: Any) -> Any:
    class Local:
        factor = 2

        def __init__(self, value: Any) -> None:
            self.value = value

    return Local(value)


def local_elsewhere(value: Any) -> Any:
    class Local:
        factor = 2

        def __init__(self, value: Any) -> None:
            self.value = value

    return Local(value)


def graph(kind: Any = nx.Graph, **facts: Any) -> Any:
    made = kind([(1, 2, {"w": 0.0}), (2, 3, {"w": 1.0})])
    made.nodes[1]["colour"] = "red"
    return put(made, **facts)


def with_node(name: Any, **facts: Any) -> Any:
    made = graph()
    made.add_node(name, **facts)
    return made


def sparse(form: str, change: Callable[[Any], Any] = lambda m: m) -> Any:
    return change(sp.csr_array([[0.0, 1.0], [2.0, 0.0]])).asformat(form)


def figure(**facts: Any) -> Figure:
    made = Figure()
    axes = made.subplots()
    axes.plot(
        [0, 1], [0, facts.get("y", 1)], color=facts.get("color", "red"), lw=facts.get("lw", 1)
    )
    axes.set_title(facts.get("title", "t"))
    axes.set_xlim(0, facts.get("x", 1))
    axes.set_yscale(facts.get("scale", "linear"))
    return made


def picture(mode: str = "RGB", **facts: Any) -> Any:
    made = PIL.Image.new(mode, (2, 2), facts.pop("colour", 0))
    made.info.update(facts)
    return made


def palette(*colours: int) -> Any:
    made = PIL.Image.new("P", (2, 2))
    made.putpalette(colours)
    return made


X = np.arange(24.0).reshape(12, 2)
Y = np.arange(12) % 3


def reindexed(index: Any) -> pd.DataFrame:
    return frame().set_axis(index)
