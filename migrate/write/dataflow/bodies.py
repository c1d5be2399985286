"""What is written into the bodies of functions: defensive copies, outputs by their new names."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from migrate.model.literals import literal
from migrate.model.migration import DataflowFunction

_SHORT = 84  # of a statement with its comment, so that they stay in one line


def copies(function: DataflowFunction) -> list[str]:
    """The defensive copies, each with its reason beside it."""
    lines = []
    for argument in function.arguments:
        if argument.copy:
            what = "changed" if argument.reason.startswith("changed") else "may be changed"
            line = f"{argument.name} = {argument.copy}"
            note = f"# {what} below, and others may see it"
            both = f"{line}  {note}"
            lines.append(both if len(both) <= _SHORT else f"{note}\n{line}")
    return lines


def with_new_keys(outputs: str, keys: Mapping[str, str]) -> str:
    """An expression for a dict of outputs under the names of their nodes."""
    if all(key == name for key, name in keys.items()):
        return outputs
    pairs = ", ".join(f"{literal(key)}: {literal(name)}" for key, name in keys.items())
    is_primary = isinstance(
        ast.parse(f"({outputs})", mode="eval").body, ast.Name | ast.Call | ast.Attribute
    )
    outputs = outputs if is_primary else f"({outputs})"
    return f"{{{{{pairs}}}[key]: value for key, value in {outputs}.items()}}"
