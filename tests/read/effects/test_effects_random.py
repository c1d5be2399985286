"""Random functions over dicts and lists, run for real: what is seen is never denied."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.code.modules import read_module
from migrate.read.pipelines.functions import read_functions

HELPERS = """
import copy
from functools import partial, reduce
KEPT = {}
TICKS = []
def tick():
    TICKS.append(1)
    if len(TICKS) > 12: raise SystemExit
class Box:
    def __init__(self, inner): self.inner = inner
    def get(self): return self.inner
    def change(self): self.inner["n"] = 1
    def put(self, other): self.inner = other
def same(v): return v
def first(v, w=None): return v["a"]
def both(v, w): return v, w
def wrap(v): return {"a": v}
def change(v): v["n"] = 1
def change_deep(v): v["a"]["n"] = 1
def put(v, w): v["a"] = w
def either(v, w, n=3): return v if n < 1 else either(w, v, n - 1)
def items(*v, **w): return [*v, *w.values()]
def each(v):
    for e in v: yield e
def keep(v): KEPT["a"] = v
def kept(v):
    return KEPT.get("a")
"""

NAMES = ("x", "y", "z", "w")
EXPRESSIONS = (
    "{0}", "{0}", "{0}['a']", "{0}['b']", "{0}[0]", "{0}[-1]", "{0}.copy()", "dict({0})",
    "list({0})", "{{**{0}}}", "[*{0}]", "{{'a': {0}}}", "[{0}, {1}]", "({0}, {1})",
    "copy.deepcopy({0})", "copy.copy({0})", "{0}.get('a')", "{0}.get('q', {1})",
    "{0}.setdefault('q', {1})", "{0} or {1}", "{0} if {1} else {0}['a']", "{0}[:1]",
    "[e for e in {0}]", "[e for e in {0}.values()]", "{{k: v for k, v in {0}.items()}}",
    "list({0}.values())[0]", "list(zip({0}, {1}))", "list(enumerate({0}))[0][1]",
    "list(map(same, {0}))", "list(map(lambda e: e, {0}))", "next(iter({0}.values()))",
    "sorted({0}, key=id)", "(lambda e: e)({0})", "(lambda: {0})()", "same({0})", "first({0})",
    "first(v={0})", "both({0}, {1})", "both({0}, {1})[0]", "wrap({0})['a']", "either({0}, {1})",
    "items({0}, q={1})", "items(*{0})", "items(**{0})", "list(each({0}))", "Box({0})",
    "Box({0}).inner", "Box({0}).get()", "{0}.inner", "{0}.get()", "partial(both, {0})({1})",
    "partial(same, v={0})()", "reduce(lambda a, b: b, {0})", "getattr({0}, 'inner', {1})",
    "max({0}, {1}, key=len)", "{0} + {1}", "{0} | {1}", "{0}.pop('a')", "{0}.pop()", "len({0})",
    "str({0})", "{0} == {1}", "(q := {0})", "[q := e for e in [{0}]][0]", "kept(0)",
)  # fmt: skip
STATEMENTS = (
    "{0}['n'] = 1", "{0}['a'] = {1}", "{0}[0] = {1}", "del {0}['a']", "del {0}[0]",
    "{0}.update(n=1)", "{0}.update({1})", "{0}.append({1})", "{0}.extend({1})", "{0}.clear()",
    "{0}.insert(0, {1})", "{0}.reverse()", "{0} += [1]", "{0} += {1}", "{0} |= {{'n': 1}}",
    "{0}['a']['n'] = 1", "{0}['b'].append(1)", "{0}['b'] += [1]", "{0}[0]['n'] = 1",
    "{0}.inner = {1}", "{0}.inner['n'] = 1", "{0}.change()", "{0}.put({1})", "change({0})",
    "change_deep({0})", "put({0}, {1})", "change(v=same({0}))", "setattr({0}, 'inner', {1})",
    "keep({0})", "[e.clear() for e in {0}]", "list(map(change, {0}))",
    "[change(e) for e in {0}.values()]", "(lambda e: e.update(n=1))({0})",
)  # fmt: skip
BLOCKS = (
    "for {0} in {1}:", "for k, {0} in {1}.items():", "for k, {0} in enumerate({1}):",
    "for {0}, v in zip({1}, {1}):", "if {1}:", "while len({1}) > 9:", "for i in range(2):",
)  # fmt: skip

names = st.sampled_from(NAMES)
values = st.builds(str.format, st.sampled_from(EXPRESSIONS), names, names)
simple = st.one_of(
    st.builds("{} = {}".format, names, values),
    st.builds("{} = {}".format, names, values),
    st.builds("{}, {} = {}".format, names, names, values),
    st.builds(str.format, st.sampled_from(STATEMENTS), names, values),
)


def _guarded(lines: list[str], depth: int = 1) -> str:
    """Statements that go on when one of them fails."""
    margin = "    " * depth
    return "".join(
        f"{margin}try:\n{margin}    {line}\n{margin}except Exception: pass\n" for line in lines
    )


@st.composite
def functions(draw: st.DrawFn) -> str:
    text = "def f(x, y):\n    z = w = None\n"
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            text += _guarded(draw(st.lists(simple, min_size=1, max_size=3)))
        else:
            head = draw(st.builds(str.format, st.sampled_from(BLOCKS), names, names))
            text += f"    try:\n        {head}\n            tick()\n"
            text += _guarded(draw(st.lists(simple, min_size=1, max_size=3)), depth=3)
            text += "    except Exception: pass\n"
    return text + f"    return {draw(names)}\n"


def _objects(value: Any, seen: dict[int, Any] | None = None) -> dict[int, Any]:
    """The changeable objects in a value, by identity."""
    seen = {} if seen is None else seen
    if isinstance(value, dict | list | tuple) or hasattr(value, "inner"):
        if id(value) in seen:
            return seen
        if not isinstance(value, tuple):
            seen[id(value)] = value
        for part in _parts(value):
            _objects(part, seen)
    return seen


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list | tuple):
        yield from value
    else:
        yield value.inner


def _sample() -> list[Any]:
    return [
        {"a": {"a": {"a": 1}, "b": [[1], [2]]}, "b": [{"a": {}}, [3]], "c": 1},
        [[4], {"a": {}}],
    ]


@pytest.mark.integration
@settings(max_examples=300, deadline=None)
@given(functions())
def test_what_happens_is_never_denied(text: str) -> None:
    source = HELPERS + text
    module, problem = read_module(source.encode(), "src/pkg/m.py", "pkg.m")
    assert problem is None
    found = read_functions({module.path: module}, ["pkg.m:f"])["pkg.m:f"]
    space: dict[str, Any] = {}
    exec(compile(source, "m.py", "exec"), space)
    given_values = _sample()
    inside = [_objects(value) for value in given_values]
    before = [{i: pickle.dumps(_shape(o)) for i, o in objects.items()} for objects in inside]
    try:
        result = space["f"](*given_values)
    except SystemExit:  # a loop that feeds itself
        result = None
    returned = _objects(result).keys()
    for name, objects, shapes in zip("xy", inside, before, strict=True):
        if _objects(space["KEPT"]).keys() & objects.keys():
            assert found.stores[name].certainty != "no"
        if found.stores[name].certainty != "no":
            continue  # what is kept outside may come back from there: `stores` says so
        if any(pickle.dumps(_shape(objects[i])) != shape for i, shape in shapes.items()):
            assert found.mutates[name].certainty != "no"
        if returned & objects.keys():
            assert found.returns_alias[name].certainty != "no"


def _shape(value: Any) -> Any:
    """What a change of the object itself shows in; its parts count by identity."""
    if isinstance(value, dict):
        return [(repr(key), id(part)) for key, part in value.items()]
    return [id(part) for part in _parts(value)]
