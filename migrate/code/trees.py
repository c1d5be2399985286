"""Syntax trees: each text is parsed once, and trees are walked quickly."""

from __future__ import annotations

import ast
from functools import lru_cache

from migrate.code.parsing import parse_python

# Fields that hold no syntax, or only marks without a place (Load, Add, ...).
_PLAIN = frozenset(
    {"arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level"}
    | {"module", "op", "ops", "rest", "simple", "tag", "type_comment", "type_ignores"}
)
_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in _PLAIN)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
# `value` and `names` of these are no syntax either.
_FIELDS.update(dict.fromkeys((ast.Constant, ast.MatchSingleton, ast.Global, ast.Nonlocal), ()))


@lru_cache(maxsize=4096)
def parse(text: str, path: str = "") -> ast.Module:
    """The syntax tree of a source text, without the warnings that Python has about it.

    It is shared by all who read the file: nobody may change it. Two files never share one,
    because what is known of a node is filed under the node. Raises SyntaxError.
    """
    return parse_python(text)


def forget() -> None:
    """Let go of all trees."""
    parse.cache_clear()


def children(node: ast.AST) -> list[ast.AST]:
    """As `ast.iter_child_nodes`, without operators and contexts."""
    found: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [each for each in value if each is not None]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(node: ast.AST) -> list[ast.AST]:
    """As `ast.walk`, without operators and contexts."""
    found = [node]
    for each in found:  # which grows on the way
        found += children(each)
    return found


def statements(node: ast.AST) -> list[ast.AST]:
    """As `walk`, but nothing inside expressions: all statements, and what they are parts of."""
    found = [node]
    for each in found:
        found += [child for child in children(each) if not isinstance(child, ast.expr)]
    return found
