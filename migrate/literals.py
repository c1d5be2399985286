"""Python literals of plain data, spelled as a person would."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any


def literal(value: Any) -> str:
    """The expression of a str, number, bool, None, or of a dict or list of such.

    Strings stand in double quotes where that needs no escapes.
    """
    if isinstance(value, str):
        text = repr(value)
        plain = text.startswith("'") and '"' not in value and "\\" not in text
        return f'"{value}"' if plain else text
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return f'float("{value}")'
    return repr(value)


def is_literal(text: str) -> bool:
    """Whether source text is an expression of plain data."""
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return False
    return True
