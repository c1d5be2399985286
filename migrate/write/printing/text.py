"""Small pieces of source text."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

from migrate.model.literals import literal, visible
from migrate.write.printing.repeated_rows import repeated_rows


def call(function: str, named: Mapping[str, str], arguments: Iterable[str] = ()) -> str:
    """A call in one line. Names that are no identifiers go in by `**`."""
    plain = {k: v for k, v in named.items() if k.isidentifier() and not keyword.iskeyword(k)}
    rest = {k: v for k, v in named.items() if k not in plain}
    parts = [*arguments, *(f"{key}={value}" for key, value in plain.items())]
    if rest:
        pairs = ", ".join(f"{literal(key)}: {value}" for key, value in rest.items())
        parts.append(f"**{{{pairs}}}")
    return f"{function}({', '.join(parts)})"


def call_with_rows(function: str, rows: Mapping[str, str], arguments: Iterable[str] = ()) -> str:
    """A call whose named arguments are rows; those that a loop has made are a loop again."""
    loop = repeated_rows(rows)
    if loop is None:
        return call(function, rows, arguments)
    return f"{function}({', '.join([*arguments, f'**{loop}'])})"


def docstring(text: str) -> str:
    """A docstring, of one line or several, at the margin."""
    shown = visible(text.strip().replace("\\", "\\\\"))
    safe = re.sub(r'"(?=""|"?\Z)', r"\"", shown)  # no three in a row, and none at the end
    return f'"""{safe}\n"""' if "\n" in safe else f'"""{safe}"""'


def one_line(text: str) -> str:
    """A text for a line of prose."""
    return visible(" ".join(text.split()))


def cell(code: str) -> str:
    """A piece of code for a cell of a table in Markdown, which may hold its fence and its bar."""
    shown = one_line(code).replace("|", "\\|")
    if "`" not in shown:
        return f"`{shown}`"
    fence = "`" * (1 + max(map(len, re.findall("`+", shown))))
    return f"{fence} {shown} {fence}"
