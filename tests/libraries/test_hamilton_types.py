"""Hamilton's rules for the two hints of an edge, held against Hamilton itself."""

from __future__ import annotations

import collections.abc
import typing
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hamilton.htypes import types_match
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.libraries.hamilton_types import fits, hint_of

# The names of a module: what they are, and what their full paths are.
REAL: dict[str, Any] = {
    "Any": Any,
    "np": np,
    "pd": pd,
    "Mapping": Mapping,
    "abc": collections.abc,
    "t": typing,
    **{n: getattr(typing, n) for n in ("Dict", "List", "Tuple", "Optional", "Union", "Literal")},
}
PATHS = {
    "np": "numpy",
    "pd": "pandas",
    "Mapping": "collections.abc.Mapping",
    "abc": "collections.abc",
    "t": "typing",
    **{n: f"typing.{n}" for n in ("Any", "Dict", "List", "Tuple", "Optional", "Union", "Literal")},
}


class Base: ...


class Sub(Base): ...


REAL |= {"Base": Base, "Sub": Sub}
PATHS |= {"Base": "shop.Base", "Sub": "shop.Sub"}

NAMES = """
    int float str bool bytes object dict list tuple set Any None Base Sub pd.DataFrame pd.Series
    np.ndarray Mapping abc.Iterable abc.Sequence Dict List Tuple t.Mapping t.Iterable
"""
atoms = st.sampled_from([*NAMES.split(), "Literal['a']", "Literal['a', 'b']"])


def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{}[{}]".format, st.sampled_from(["list", "List", "set", "abc.Iterable"]), inner),
        st.builds(
            "{}[{}, {}]".format,
            st.sampled_from(["dict", "Dict", "Mapping", "t.Mapping", "tuple", "Tuple"]),
            inner,
            inner,
        ),
        st.builds("{}[{}, ...]".format, st.sampled_from(["tuple", "Tuple"]), inner),
        st.builds("Optional[{}]".format, inner),
        st.builds("Union[{}, {}]".format, inner, inner),
    )


hints = st.recursive(atoms, wider, max_leaves=4)


def hamiltons(made: str, taken: str) -> bool:
    def real(text: str) -> Any:
        found = eval(text, dict(REAL))  # `get_type_hints` gives this for None
        return type(None) if found is None else found

    return bool(types_match(real(taken), real(made)))


def ours(made: str, taken: str) -> bool | None:
    return fits(hint_of(made, PATHS), hint_of(taken, PATHS))


@settings(max_examples=1000)
@given(hints, hints)
def test_what_we_know_is_what_hamilton_does(made: str, taken: str):
    answer = ours(made, taken)
    assert answer in (hamiltons(made, taken), None)
    opaque = ("Base", "Sub", "pd.", "np.")
    if not any(word in made + taken for word in opaque):
        assert answer is not None


@given(hints)
def test_a_hint_fits_itself(hint: str):
    assert ours(hint, hint) is True


@pytest.mark.parametrize(
    ("made", "taken", "answer"),
    [
        ("int", "float", False),
        ("bool", "int", True),
        ("int", "Optional[int]", True),
        ("Optional[int]", "int", False),
        ("int | None", "Optional[int]", True),
        ("dict[str, int]", "dict[str, Any]", False),
        ("dict[str, int]", "dict", True),
        ("Dict[str, int]", "dict[str, int]", True),
        ("list[Dict[str, int]]", "list[dict[str, int]]", False),
        ("pd.DataFrame", "pd.Series", False),
        ("pd.DataFrame", "pandas.DataFrame", True),
        ("pd.DataFrame", "pandas.core.frame.DataFrame", None),
        ("Sub", "Base", None),
        ("Base", "dict", None),
        ("Any", "Base", True),
        ("'pd.DataFrame'", "pd.DataFrame", True),
        ("t.Annotated[int, 1]", "int", None),
        ("no hint", "int", None),
        ("Literal['a']", "str", False),
        ("t.Callable[[int], str]", "t.Callable", None),
    ],
)
def test_three_answers(made: str, taken: str, answer: bool | None):
    assert ours(made, taken) is answer
