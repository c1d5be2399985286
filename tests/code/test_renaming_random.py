"""Random functions compute the same after their parameters and globals are renamed."""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Mapping
from typing import Any

import libcst as cst
from hypothesis import given, note
from hypothesis import strategies as st

from migrate.code.renaming_by_libcst import Renamer

PARAMETERS = {"df": "orders", "by": "size"}
GLOBALS = {"helper": "_helper", "LIMIT": "_LIMIT"}
LOCALS = ["a", "b"]
# What differs from call to call, and the names of functions that are called like a parameter.
ADDRESS = re.compile(r"<(function|class|generator|bound|shop).*?( at 0x\w+|')>", re.IGNORECASE)
NAMES = [*PARAMETERS, *GLOBALS, *LOCALS]


def indented(text: str) -> str:
    return textwrap.indent(text, "    ")


names = st.sampled_from(NAMES)
# What a nested scope may call its own parameters and targets.
own = st.sampled_from([*PARAMETERS, *GLOBALS, *LOCALS, "c"])


def expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def build(form: str) -> st.SearchStrategy[str]:
        holes = {"e": inner, "f": inner, "g": inner, "n": own, "m": own}
        used = {k: v for k, v in holes.items() if "{" + k + "}" in form}
        return st.fixed_dictionaries(used).map(lambda given: form.format(**given))

    return st.sampled_from(FORMS).flatmap(build)


FORMS = [
    "mix({e}, {f})",
    "mix({n}={e}, other={f})",
    "mix(*[{e}], **dict({n}={f}))",
    "({e}, {f})",
    "[{e} for {n} in ({f}, {g})]",
    "[{e} for {n} in ({f},) if {g} for {m} in ({n}, {g})]",
    "[({n} := {e}) for c in ({f},)]",
    "[[{e} for {n} in ({m},)] for {m} in ({f},)]",
    "{{{n}: {e} for {n} in ('x', {f})}}",
    "(lambda {n}: {e})({f})",
    "(lambda {n}={e}: {f})()",
    "(lambda *{n}: {e})({f})",
    "({n} := {e})",
    "({e} if {f} else {g})",
    "box({e}).{n}",
    "str({e}).lower()",
    'f"{{{e}}} and {{{f}!r}}"',
    'f"{{{n}=}} and {{{n}=!s:>{{len(str({e}))}}}}"',
    '"{n}"',
]
expression = st.recursive(names | st.sampled_from(["1", "'x'", "()"]), expressions, max_leaves=5)

STATEMENTS = [
    "{n} = {e}",
    "{n} += {e}",
    "{n}: 'df' = {e}",
    "{n}, *{m} = {e}, {f}, {g}",
    "del {n}",
    "for {n} in ({e}, {f}):\n    {s}",
    "if {e}:\n    {s}\nelse:\n    {t}",
    "while {e}:\n    {s}\n    break",
    "with box({e}) as {n}:\n    {s}",
    "try:\n    {s}\n    raise KeyError({e})\nexcept KeyError as {n}:\n    {t}",
    "def {n}({m}, by={e}):\n    {s}\n    return {f}\n{m} = {n}({g})",
    "def {n}(*{m}, c={e}, **b):\n    {s}\n    return {f}\nmix({n})",
    "def {n}():\n    nonlocal df\n    {s}\n    df = {e}\n{n}()",
    "def {n}():\n    global LIMIT\n    LIMIT = {e}\n    {s}\n{n}()",
    "class {n}(box):\n    {k} = {v}\n    def run(self, c={v}):\n        return {g}\nmix({n}({e}).run())",
    "class {n}:\n    c = [{v} for b in ({v},)]\nmix({n}.c)",
    "import math as {n}",
    "from math import pi as {n}",
    "match {e}:\n    case [{n}, *c]:\n        {s}\n    case box(value={n}):\n        {t}\n    case {{'x': b, **c}}:\n        {t}",
    "assert {e}, {f}",
    "mix({e})",
    "return {e}",
]


def statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def build(form: str) -> st.SearchStrategy[str]:
        holes = {**dict.fromkeys("efg", expression), "n": own, "m": own, "s": inner, "t": inner}
        # What a class binds and reads is its own or the module's: no renaming tells them apart.
        holes |= {"k": st.sampled_from([*PARAMETERS, *LOCALS]), "v": names}
        used = {k: v for k, v in holes.items() if "{" + k + "}" in form}
        return st.fixed_dictionaries(used).map(lambda given: filled(form, given))

    return st.sampled_from(STATEMENTS).flatmap(build)


def filled(form: str, given: Mapping[str, str]) -> str:
    """A form with its holes filled; statements keep the indentation of their hole."""
    lines = []
    for line in form.split("\n"):
        margin = " " * (len(line) - len(line.lstrip()))
        whole = {k: v.replace("\n", "\n" + margin) for k, v in given.items() if k in "st"}
        lines.append(line.format(**{**given, **whole}))
    return "\n".join(lines)


simple = st.builds(lambda n, e: f"{n} = {e}", own, expression) | st.builds(
    lambda e: f"mix({e})", expression
)
bodies = st.lists(st.recursive(simple, statements, max_leaves=4), min_size=1, max_size=4)


class Box:
    """Something with any attribute, which shows what it holds."""

    __match_args__ = ("value",)

    def __init__(self, value: Any = None) -> None:
        self.value = value

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return f"{name} of {ADDRESS.sub('<it>', repr(self.value)):.60}"

    def __enter__(self) -> Any:
        return self.value

    def __exit__(self, *_: object) -> None:
        return None

    def __repr__(self) -> str:
        return "box"


def outcome(text: str, names: Mapping[str, str]) -> tuple[Any, ...]:
    """What the function gives or raises, what it saw on the way, and the global it may set."""
    seen: list[str] = []

    def shown(value: Any) -> str:
        if callable(value) or isinstance(value, type):
            return "callable"
        if isinstance(value, dict | list | tuple):
            items = value.items() if isinstance(value, dict) else value
            return f"{type(value).__name__}({', '.join(shown(item) for item in items)})"
        return ADDRESS.sub("<it>", repr(value))

    def mix(*args: Any, **kwargs: Any) -> int:
        seen.append(shown([args, kwargs]))
        return len(seen)

    # A class or function that is called like a parameter is called otherwise afterwards.
    space: dict[str, Any] = {"mix": mix, "box": Box, "str": lambda value: shown(value)[:9]}
    space[names["helper"]] = lambda *a, **k: mix("helper", *a, **k)
    space[names["LIMIT"]] = 7
    try:
        exec(text, space)
    except SyntaxError as error:
        return ("syntax", type(error))
    try:
        result = shown(space["work"]([1, 2], "x"))
    except Exception as error:
        result = type(error).__name__
    return result, seen, shown(space[names["LIMIT"]])


@given(bodies)
def test_a_renamed_function_does_the_same(body: list[str]) -> None:
    warnings.simplefilter("ignore", SyntaxWarning)
    text = f"def work(df, by):\n{indented(chr(10).join(body))}\n    return df, by, a\n"
    expected = outcome(text, {name: name for name in GLOBALS})
    if expected[0] == "syntax":
        return
    new = cst.parse_module(text).visit(Renamer(GLOBALS, PARAMETERS)).code
    note(text)
    note(new)
    assert outcome(new, GLOBALS) == expected
