"""Expressions of written code: their text is Python, and says what the tree says."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model.expressions import (
    Call,
    Expression,
    FString,
    Item,
    Lambda,
    Literal,
    Name,
    of_value,
    text_of,
)

PATH = Name("path")
CALL = Call(Name("pd.read_csv"), [PATH], [("sep", Literal(";")), ("", of_value({"a b": 1}))])


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        (CALL, 'pd.read_csv(path, sep=";", **{"a b": 1})', {"pd", "pd.read_csv", "path"}),
        (Lambda("path", CALL), f"lambda path: {CALL}", {"pd", "pd.read_csv", "path"}),
        (Item(Name("runtime"), Literal("x")), 'runtime["x"]', {"runtime"}),
        (of_value([1, {"k": PATH}]), '[1, {"k": path}]', {"path"}),
        (text_of(["data/", PATH]), 'f"data/{path}"', {"path"}),
        (text_of(['"', PATH]), "'\"' + str(path)", {"str", "path"}),
    ],
)
def test_its_text_and_its_names(code: Expression, text: str, names: set[str]) -> None:
    assert code.text == text
    ast.parse(text, mode="eval")
    assert code.names() == names


@given(texts=st.lists(st.text(), min_size=2, max_size=3))
def test_an_f_string_has_any_text(texts: list[str]) -> None:
    first, *others = texts
    code = FString([first, *(p for each in others for p in (Name("x"), each))])
    assert eval(code.text, {"x": "{x}"}) == "{x}".join(texts)


def test_names_can_change_anywhere_in_it() -> None:
    code = Lambda("_", Call(Name("a.Class"), [FString([Name("a.Class"), "/a.Class"])]))
    changed = code.changed(lambda each: Name("Short") if each.text == "a.Class" else None)
    assert changed.text == 'lambda _: Short(f"{Short}/a.Class")'
    assert Expression("x") == Name("x")
