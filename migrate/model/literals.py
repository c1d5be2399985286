"""Python literals of plain data, spelled as a person would, and texts that show what is in them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from typing import Any

# What acts on a terminal or on the order of a text instead of being seen, ends a line for some
# readers only, or can't be encoded.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def visible(text: str) -> str:
    """A text with Python's escapes in the place of what can't be seen. Line ends and tabs stay."""
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def in_line(text: str) -> str:
    """A text that can be seen in one line."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def json_text(value: Any) -> str:
    """A value as JSON over several lines, with JSON's escapes for what can't be seen."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def toml_text(text: str) -> str:
    """A text as TOML has it: what no encoding holds is a question mark."""
    if text.isprintable() and "'" not in text and set(text) & set('"\\'):
        return f"'{text}'"  # as it is
    return json_text(text.encode(errors="replace").decode())  # TOML has JSON's escapes


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
