"""What a piece of Python mentions: its names, calls and strings."""

from __future__ import annotations

import pytest

from migrate.code.mentions import (
    calls_any,
    mentions,
    mentions_any,
    methods_any,
    plain_calls,
)

CODE = '''
# comment("comment")
import pandas.core as pc
from shop.paths import ROOT as HERE


@cached(size=1)
def act(table, seed=2):
    """A docstring."""
    opened = table.read_csv("a.csv", f"b{table.c}.csv")
    return [read(each) for each in opened.rows]
'''


def test_names() -> None:
    names = mentions(CODE).names
    told = {"pandas", "core", "pc", "shop", "paths", "ROOT", "HERE", "cached", "size", "act"}
    assert told | {"table", "seed", "read_csv", "opened", "each", "rows"} <= names
    assert names.isdisjoint({"comment", "docstring", "csv"})


def test_calls() -> None:
    assert mentions(CODE).called == {"cached", "read_csv", "read"}
    assert mentions(CODE).methods == {"read_csv"}
    assert calls_any(CODE, {"read"}) and not calls_any(CODE, {"rows", "comment"})
    assert methods_any(CODE, {"read_csv"}) and not methods_any(CODE, {"read"})
    assert mentions_any(CODE, {"rows"}) and not mentions_any(CODE, {"comment"})
    assert len(plain_calls(CODE, {"read", "read_csv"})) == 1


def test_strings() -> None:
    assert sorted(mentions(CODE).strings) == [".csv", "a.csv", "b"]
    assert list(mentions("f('a')\ng.f('b', 1)\nf(1)").first_strings({"f"})) == [
        ("f", "a"),
        ("f", "b"),
    ]


def test_parts() -> None:
    assert mentions("a.b + a.c.d + f(a)").parts_of("a") == {"b", "c", ""}
    assert mentions("a.b + c.b + d[0].b").owners_of("b") == {"a", "c"}


@pytest.mark.parametrize("text", ["lambda a: [\n    a]", "  lambda a: a\n", "(lambda a:\n a)"])
def test_expressions(text: str) -> None:
    assert "a" in mentions(text).names


def test_what_is_no_python_mentions_nothing() -> None:
    assert mentions("def (:").names == frozenset()
