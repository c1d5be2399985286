"""Trees are parsed once and walked in the order of `ast`."""

import ast
from pathlib import Path

import pytest

from migrate.code.trees import children, forget, parse, statements, walk

_MARKS = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.type_ignore)
# What is rare: all kinds of patterns, declarations, gaps in lists, empty slices.
_RARE = """
def f(a, /, b: int = 1, *c: str, d, e=2, **g) -> None:
    global x
    nonlocal y
    match a:
        case {"k": [1, *rest], **others} | P(z, w=None) as n if b:
            return {**a, "b": a[1:, ::2]}
    async def h():
        async with a as b, c: yield -b if not a and b < 1 < c else f"{a!r:>{b}}"
        return [await i async for i in a if i]
"""
TEXTS = [_RARE, *(p.read_text("utf-8") for p in (Path(ast.__file__), Path(pytest.__file__)))]


@pytest.mark.parametrize("text", TEXTS)
def test_walks_as_ast_does(text: str) -> None:
    tree = ast.parse(text)
    every = list(ast.walk(tree))
    assert walk(tree) == [n for n in every if not isinstance(n, _MARKS)]
    for node in every:
        plain = [n for n in ast.iter_child_nodes(node) if not isinstance(n, _MARKS)]
        assert children(node) == plain
    found = statements(tree)
    assert [n for n in found if isinstance(n, ast.stmt)] == [
        n for n in every if isinstance(n, ast.stmt)
    ]
    assert not any(isinstance(n, ast.expr) for n in found)


def test_a_file_is_parsed_once() -> None:
    tree = parse("a = 1", "a.py")
    assert parse("a = 1", "a.py") is tree
    assert parse("a = 1", "b.py") is not tree
    forget()
    assert parse("a = 1", "a.py") is not tree
