"""Dataflow modules: a plan's module as source text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from migrate.code.renaming import rename_globals
from migrate.model.literals import literal
from migrate.model.migration import (
    DataflowFunction,
    DataflowModule,
    Import,
    Subdags,
    SubdagUse,
    VerbatimStatement,
)
from migrate.write.dataflow.functions import function_text, tag_outputs
from migrate.write.printing.formatting import LINE_LENGTH, SPLIT
from migrate.write.printing.text import call_with_rows, docstring

_MODIFIERS = (
    "extract_fields",
    "inject",
    "parameterize",
    "parameterized_subdag",
    "source",
    "tag",
    "tag_outputs",
    "unpack_fields",
    "value",
)


def module_text(module: DataflowModule) -> str:
    """The source of a dataflow module."""
    imports, code = module_parts(module)
    head = docstring(module.docstring or f"The dataflow of {module.name}.")
    return "\n\n".join([head, "\n".join(imports), code])


def module_parts(module: DataflowModule) -> tuple[list[str], str]:
    """The lines that import something, and the functions."""
    body = [_part_text(part) for part in module.parts]
    code = "\n\n".join(text.strip("\n") for text in body) + "\n"
    own = _own_imports(module, code)
    lines = [*own, *(line for line in _imports(module) if line not in own)]
    used = [each for each in module.hinting if re.search(rf"\b{each.binds}\b", code)]
    if used:
        lines = ["from __future__ import annotations", *lines, "from typing import TYPE_CHECKING"]
        hinting = sorted(map(import_line, used))
        lines += ["if TYPE_CHECKING:", *(f"    {line}" for line in hinting)]
    return lines, code


def _imports(module: DataflowModule) -> Iterable[str]:
    """The imports that the plan has; what is there for its effect keeps its place."""
    for each in module.imports:
        if each in module.acting:
            yield from (SPLIT, f"{import_line(each)}  # noqa: F401", SPLIT)
        elif each not in module.hinting:
            yield import_line(each)


def import_line(imported: Import) -> str:
    """An import statement."""
    tail = f" as {imported.alias}" if imported.alias not in (None, imported.name) else ""
    if imported.name is None:
        return f"import {imported.module}{tail}"
    return f"from {imported.module} import {imported.name}{tail}"


def _own_imports(module: DataflowModule, code: str) -> list[str]:
    """What the decorators and hints that are written here need."""
    written = [part for part in module.parts if not isinstance(part, VerbatimStatement)]
    used = [name for name in _MODIFIERS if written and re.search(rf"(?<![\w.]){name}\(", code)]
    lines = [f"from hamilton.function_modifiers import {', '.join(used)}"] if used else []
    if any(re.search(r"\bAny\b", hint) for hint in _hints(written)):
        lines.append("from typing import Any")
    return lines


def _hints(parts: Iterable[DataflowFunction | VerbatimStatement | Subdags]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, DataflowFunction):
            yield part.returns
            yield from (argument.hint for argument in part.arguments)
            yield from (hint for _, hint in part.fields)
        elif isinstance(part, Subdags):
            yield part.hint
            yield from (each.hint for each in part.exposed)


def _part_text(part: DataflowFunction | VerbatimStatement | Subdags) -> str:
    if isinstance(part, DataflowFunction):
        return function_text(part)
    if isinstance(part, Subdags):
        return subdags_text(part)
    return rename_globals(part.text, part.renames)


def _rows(uses: Iterable[SubdagUse], shared: Set[tuple[str, str]] = frozenset()) -> dict[str, str]:
    """The row of each namespace, without the inputs that all of them have."""
    rows = {}
    for use in uses:
        own = [each for each in use.sources.items() if each not in shared]
        rows[use.namespace] = f"{{'inputs': {_sources(own)}}}"
    return rows


def _sources(nodes: Iterable[tuple[str, str]]) -> str:
    inputs = (f"{literal(local)}: source({literal(node)})" for local, node in nodes)
    return f"{{{', '.join(inputs)}}}"


def subdags_text(subdags: Subdags) -> str:
    """The function that uses a module of steps under its namespaces, and one for each output
    that has another name outside them."""
    arguments, rows = [subdags.steps], _rows(subdags.uses)
    shared = set.intersection(*(set(use.sources.items()) for use in subdags.uses))
    if shared and len(rows) > 1 and max(map(len, rows.values())) > LINE_LENGTH - 4:
        ordered = [each for each in subdags.uses[0].sources.items() if each in shared]
        arguments.append(f"inputs={_sources(ordered)}")
        rows = _rows(subdags.uses, shared)
    result = subdags.result
    head = "".join(f"{line}\n" for line in tag_outputs(subdags.tags))
    text = [
        f"{head}{call_with_rows('@parameterized_subdag', rows, arguments)}\n"
        f"def {subdags.name}({result}: {subdags.hint}) -> {subdags.hint}:\n"
        f"    {docstring(f'The steps under each namespace; the value is its {result}.')}\n"
        f"    return {result}\n"
    ]
    for exposed in subdags.exposed:
        step, hint = exposed.step, exposed.hint
        values = {
            node: f"{{{literal(step)}: source({literal(inner)})}}"
            for node, inner in exposed.sources.items()
        }
        text.append(
            f"{call_with_rows('@parameterize', values)}\n"
            f"def {exposed.name}({step}: {hint}) -> {hint}:\n"
            f"    {docstring(f'What the {step} of each namespace are called outside it.')}\n"
            f"    return {step}\n"
        )
    return "\n\n".join(text)
