"""Functions: a plan's function as source text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.model.literals import literal
from migrate.model.migration import DataflowFunction, Row
from migrate.write.dataflow.bodies import copies, with_new_keys
from migrate.write.dataflow.docstrings import formats
from migrate.write.dataflow.moved import moved_text
from migrate.write.printing.text import call, call_with_rows, docstring


def function_text(function: DataflowFunction) -> str:
    """The source of one function, decorators first."""
    head = "".join(f"{line}\n" for line in decorators(function))
    if function.source is not None:
        return moved_text(function, head)
    return head + _signature(function) + _wrapped_body(function)


# --- decorators -----------------------------------------------------------------------------


def decorators(function: DataflowFunction) -> list[str]:
    """The decorators of a function, outermost first."""
    lines = tag_outputs(function.output_tags)
    if function.tags:
        values = {key: _tag_value(value) for key, value in function.tags.items()}
        lines.append(call("@tag", values))
    if function.rows:
        rows = {row.output: _row_value(row) for row in function.rows}
        lines.append(call_with_rows("@parameterize", rows))
    if function.injected:
        nodes = {name: f"source({literal(node)})" for name, node in function.injected.items()}
        lines.append(call("@inject", nodes))
    if function.keys:
        hints = dict(function.fields)
        fields = ", ".join(f"{literal(name)}: {hints[name]}" for name in function.keys.values())
        lines.append(f"@extract_fields({{{fields}}})")
    elif function.fields:
        lines.append(call("@unpack_fields", {}, [literal(name) for name, _ in function.fields]))
    return lines


def tag_outputs(tags: Mapping[str, Mapping[str, str | tuple[str, ...]]]) -> list[str]:
    """The decorator that gives outputs of one function tags of their own, if any have some."""
    pairs = {
        name: ", ".join(f"{literal(key)}: {_tag_value(value)}" for key, value in each.items())
        for name, each in tags.items()
    }
    return [call("@tag_outputs", {n: f"{{{text}}}" for n, text in pairs.items()})] if tags else []


def _tag_value(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return literal(value)
    return "[" + ", ".join(literal(item) for item in value) + "]"


def _row_value(row: Row) -> str:
    parts = [f"{literal(p)}: source({literal(node)})" for p, node in row.sources.items()]
    parts += [f"{literal(p)}: value({text})" for p, text in row.values.items()]
    return "{" + ", ".join(parts) + "}"


# --- wrapped and manual ---------------------------------------------------------------------


def _signature(function: DataflowFunction) -> str:
    arguments = ", ".join(f"{a.name}: {a.hint}" for a in function.arguments)
    return f"def {function.name}({arguments}) -> {function.returns}:\n"


def _wrapped_body(function: DataflowFunction) -> str:
    lines = []
    if function.docstring:
        text = function.docstring
        lines.append(docstring(re.sub("[{}]", r"\g<0>\g<0>", text) if formats(function) else text))
    if function.call is not None:
        lines += "\n".join(copies(function)).splitlines()
    if function.call is None:
        reason = f"{function.why} ({function.place})" if function.why else str(function.place)
        lines.append(f"raise NotImplementedError({literal(f'Not migrated: {reason}')})")
    elif function.returns == "None":
        lines.append(function.call)
    elif function.keys:
        lines.append(f"return {with_new_keys(function.call, function.keys)}")
    else:
        lines.append(f"return {function.call}")
    return "".join(f"    {line}\n" for line in lines)
