"""What can't be known is never empty, never equal to something, and never a wrong error."""

from __future__ import annotations

import pytest
from kedro_says import read_case

from migrate.model.diagnostics import CannotMigrate

START = """
import collections, enum, os, sys
import lib
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    x: int


class Named:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return self.name == other.name

    def __hash__(self):
        return 1


class Plain:
    pass


def some():
    return lib.names()


def one(a):
    return a


def create_pipeline(**kwargs):
    u = lib.x()
    {body}
    return Pipeline([node(f, "x", "kept", name="kept"), node(f, "x", f"is_{{value}}", name="n")])
"""


def answer(body: str) -> str | None:
    """The value that a body gives, as a text; None if it can't be known."""
    text = START.format(body=body.replace("; ", "\n    "))
    found = read_case(text)
    nodes = {node.id: node for node in found.nodes.values()}
    codes = {each.code for each in found.diagnostics} - {"K109"}
    assert "kept" in nodes
    assert codes == (set() if "n" in nodes else {"K101"})
    output = nodes["n"].outputs if "n" in nodes else None
    return output.removeprefix("is_") if isinstance(output, str) else None


UNKNOWN = """
value = "a" in u
value = "a" not in u
value = "a" in {u}
value = "a" in set(u)
value = "a" in {u: 1}
value = "a" in {**u}
value = "a" in {**u}.keys()
value = 1 in {**u}.values()
value = ("a", 1) in {**u}.items()
value = ("a", 1) in [("a", u)]
value = ("a", u) in [("a", 1)]
value = u in ["a"]
value = len(u)
value = len([*u])
value = len({**u}.keys())
value = len({"a": 1, **u}.items())
value = bool(u)
value = bool([*u])
value = bool({**u})
value = bool(set(u))
value = not [*u]
value = not {**u}.keys()
value = [] == [*u]
value = {"a"} == {"a", u}
value = {"a": 1}.keys() == {**u}.keys()
value = {"a"} <= set(u)
value = {"a"}.issubset(u)
value = {"a"}.isdisjoint(set(u))
value = set(u).issuperset({"a"})
value = len({"a", "b"} & set(u))
value = bool({"a", "b"} & set(u))
value = "a" in {"a", "b"} - set(u)
value = "a" in {"a"} ^ set(u)
value = "a" in {"a"}.intersection(u)
value = "a" in {"a"}.difference(set(u))
value = "a" in {"a"}.symmetric_difference(u)
kept = {"a"}; kept.difference_update(u); value = "a" in kept
kept = {"a"}; kept &= set(u); value = "a" in kept
value = sorted(some())[0]
value = sorted([2, 1], key=lib.key)[0]
value = sorted(["b", u])[0]
value = [*u][0]
value = [*u, "a"][1]
value = ["a", *u][-2]
value = [*u][1:]
value = tuple(u)[3]
value = [*u].index("a")
value = [*u].count("a")
value = {**u}["a"]
value = {"a": 1, **u}["a"]
value = {**u}.get("a")
value = {**u}.get("a", 2)
value = {"a": 1}.get(u, 2)
value = {"a": 1}[u]
value = {**u}.pop("a", 1)
value = collections.defaultdict(int, u)["a"]
value = dict(u)["a"]
value = {name: 1 for name in u}["a"]
made = {}; made[u] = 1; value = made["a"]
made = {"a": 1}; made[u] = 2; value = made["a"]
made = {"a": 1}; made.update(u); value = made["a"]
made = {"a": 1}; del made[u]; value = len(made)
made = {**u}; del made["a"]; value = len(made)
made = ["a"]; made.remove(u); value = len(made)
made = [*u]; made.remove("a"); value = len(made)
made = {"a"}; made.discard(u); value = len(made)
made = set(u); made.remove("a"); value = len(made)
made = ["a", *u]; value = made.pop()
made = ["a"]; value = made.pop(u)
made = [1]; made.insert(u, 2); value = len(made)
made = {"a", "b"}; value = made.pop()
made = {**u}; value = made.popitem()
a, b = list(u); value = a
a, *b = [*u, 1, 2]; value = a
value = list(enumerate([*u, "a"]))[1]
value = len(list(zip(["a", "b"], [*u])))
value = max([*u, 1])
value = min(u)
value = sum([1, u])
value = any(u)
value = all([1, u])
value = any([0, *u])
value = f"{u}"
value = f"{[u]}"
value = "%s" % u
value = "{}".format(u)
value = ",".join(["a", u])
value = ",".join({**u})
value = str({"a": u})
value = repr([*u])
value = u == 1
value = u != 1
value = u is None
value = u < 1
value = 1 < u < 3
value = -u
value = u or 1
value = u and 1
value = 1 if u else 2
value = lib.A == "a"
value = lib.A in ("a", "b")
value = "a" in (lib.A, "b")
value = {"win32": 1, "linux": 2}[sys.platform]
value = {"win32": 1, "linux": 2}.get(sys.platform, 3)
value = {lib.A: 1}["a"]
value = {("a", lib.A): 1}.get(("a", "b"))
value = {Point(1): "a"}[Point(1)]
value = Point(1) in [Point(1)]
value = Named("a") in [Named("a")]
value = {Named("a"): 1}.get(Named("a"))
value = bool(lib.settings.debug)
value = 1 if lib.flags.fast else 2
value = isinstance(u, str)
value = hasattr(u, "a")
value = callable(u)
value = getattr(u, "a", 1)
value = one("a", *u) if u else 1
value = next(iter([*u]), 1)
value = int(u)
value = range(u)[0]
value = os.environ["HOME"]
"""
KNOWN = {
    '"a" in ["a", *u]': "True",
    '"a" in {"a", "b"} | set(u)': "True",
    'bool(["a", *u])': "True",
    'bool({"a": u})': "True",
    "bool((1, u))": "True",
    'len({"a": u})': "1",
    '{"a": u, "b": 2}["b"]': "2",
    '{**u, "a": 1}["a"]': "1",
    '["a", *u][0]': "a",
    '[*u, "a"][-1]': "a",
    '(u, "a")[1]': "a",
    '{"a": u}.get("b", 3)': "3",
    '"a" in {"a": u}': "True",
    '"b" in {"a": u}': "False",
    '"a" in []': "False",
    "lib.A in []": "False",
    "lib.A in (lib.A, 1)": "True",
    "any([1, *u])": "True",
    "all([0, *u])": "False",
    "max([1, 2])": "2",
    '"a" in {Plain: 1, one: 2}': "False",
    "Plain() in [Plain()]": "False",
    '{Plain: 1}.get("a", 2)': "2",
    '{"a": 1}.get(Plain, 2)': "2",
    '{"a", "b"} & {"b", "c"}': "{'b'}",
    '{"a"}.intersection(["a", "b"], iter(["a"]))': "{'a'}",
    'frozenset("a").difference("b") == {"a"}': "True",
    'list(enumerate("ab", 1))[1]': "(2, 'b')",
    '"SALES" in os.environ': "False",
    'sorted(["b", "a"])[0]': "a",
    "one(*[1])": "1",
}


@pytest.mark.parametrize("body", UNKNOWN.strip().splitlines())
def test_what_is_not_known(body: str) -> None:
    assert answer(body) is None


@pytest.mark.parametrize("expression", KNOWN)
def test_what_is_known_all_the_same(expression: str) -> None:
    assert answer(f"value = {expression}") == KNOWN[expression]


ERRORS = {
    '{"a": 1}["b"]': "KeyError: 'b'",
    '["a"][1]': "IndexError",
    '["a"].index("b")': "ValueError",
    "one(1, 2)": "takes 1 positional",
    "{1}.remove(2)": "KeyError",
}


@pytest.mark.parametrize("expression", ERRORS)
def test_errors_that_are_certain_are_told(expression: str) -> None:
    with pytest.raises(CannotMigrate, match=ERRORS[expression]):
        answer(f"value = {expression}")


@pytest.mark.parametrize(("library", "value"), [("gone", None), ("lib", "1"), ("json", "1")])
@pytest.mark.parametrize(
    "body",
    [
        "try:\n        import {0}\n        value = 1\n    except ImportError:\n        value = 2",
        "try:\n        import {0} as found\n    except Exception:\n        found = None\n"
        "    value = 2 if found is None else 1",
        "value = 2\n    with __import__('contextlib').suppress(ImportError):\n"
        "        import {0}\n        value = 1",
    ],
)
def test_a_library_that_may_be_missing(body: str, library: str, value: str | None) -> None:
    """What another module imports in any case, what is required and Python's own are there."""
    assert answer(body.format(library)) == value
