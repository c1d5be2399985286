"""Rows that a loop has made become a loop again, and mean the same."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.code.dataflow_modules import rows_of
from migrate.model.literals import literal
from migrate.write.printing.repeated_rows import FEWEST, repeated_names, repeated_rows

REGIONS = ["north", "south", "east", "west", "centre", "isles", "abroad"]


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        (
            {f"after_{i * 10}": f'source("x{i * 10}")' for i in range(1, 9)},
            "{f'after_{i}': source(f'x{i}') for i in (10, 20, 30, 40, 50, 60, 70, 80)}",
        ),
        (
            {f"s{i + 1}": f'{{"x": source("s{i}")}}' for i in range(20)},
            "{f's{i}': {'x': source(f's{i - 1}')} for i in range(1, 21)}",
        ),
        (
            {f"{r}_sales": f'{{"x": source("raw_{r}"), "k": value({r!r})}}' for r in REGIONS},
            '{f"{name}_sales": {"x": source(f"raw_{name}"), "k": value(name)} for name in '
            '("abroad", "centre", "east", "isles", "north", "south", "west")}',
        ),
        ({f"f{i}": f"value({i * 10})" for i in range(20)}, None),
        ({f"f{i}": f"value({i})" for i in range(FEWEST - 1)}, None),
        (
            {f"f{i}": f'{{"x": source("all"), "lag": value({i + 3})}}' for i in range(10, 20)},
            "{f'f{i}': {'x': source('all'), 'lag': value(i + 3)} for i in range(10, 20)}",
        ),
        ({f"f{i}": f'source("x{i}")' if i else "value(None)" for i in range(9)}, None),
    ],
)
def test_before_and_after(rows: dict[str, str], written: str | None) -> None:
    found = repeated_rows(rows)
    assert (
        found is None
        if written is None
        else ast.dump(ast.parse(found or "")) == ast.dump(ast.parse(written))
    )


def test_names() -> None:
    assert repeated_names([f"made_{i}" for i in range(100)]) == "f'made_{i}' for i in range(100)"
    assert repeated_names(["companies", "reviews", "shuttles"]) is None


words = st.text(st.sampled_from("ab1{}'\"\\\n0 2<>\0"), max_size=4)


@given(
    st.lists(st.one_of(st.integers(0, 30), words), min_size=1, max_size=12, unique=True),
    words,
    words,
    st.integers(-3, 3),
)
def test_a_comprehension_makes_the_very_rows(
    items: list[object], before: str, after: str, more: int
) -> None:
    rows = {
        f"{before}{item}{after}": f"{{'x': source({literal(f'{item}{before}')}), "
        f"'k': value({len(str(item)) + more}), 'i': value({item!r})}}"
        for item in items
    }
    written = repeated_rows(rows)
    if written is not None:
        comprehension = ast.parse(written, mode="eval").body
        assert isinstance(comprehension, ast.DictComp)
        made = {name: ast.unparse(node) for name, node in rows_of(comprehension).items()}
        assert made == {name: ast.unparse(ast.parse(text)) for name, text in rows.items()}
        scope = {"source": lambda name: ("source", name), "value": lambda given: ("value", given)}
        assert eval(written, scope) == {name: eval(text, scope) for name, text in rows.items()}
