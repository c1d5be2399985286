"""The catalog: its plan as source text."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from migrate.literals import literal
from migrate.migration import CatalogPlan, Loader, StoredDataset
from migrate.write.dataflow import import_line
from migrate.write.templates import fill
from migrate.write.text import call


def catalog_text(plan: CatalogPlan, package: str) -> str:
    """The source of the catalog's module."""
    entries = [*plan.base, *(e for entries in plan.environments.values() for e in entries)]
    helpers = {helper for entry in entries for helper in entry.helpers}
    parts = [_folders(plan)] if plan.folders else []
    bodies, needed = _helpers(helpers)
    parts += bodies
    parts.append(_datasets(plan))
    parts += [_loader(loader) for loader in plan.loaders]
    code = "\n\n".join(part.strip("\n") for part in parts) + "\n"
    lines = [*needed, *(import_line(imported) for imported in plan.imports)]
    lines.append(f"from {package}.storage import Dataset" + (", Storage" if plan.loaders else ""))
    used = [
        name
        for name in ("dataloader", "parameterize", "value")
        if f"@{name}(" in code or f" {name}(" in code
    ]
    if used:
        lines.append(f"from hamilton.function_modifiers import {', '.join(used)}")
    if "SimpleNamespace" in code:
        lines.append("from types import SimpleNamespace")
    if any("Any" in loader.hint for loader in plan.loaders):
        lines.append("from typing import Any")
    head = (
        '"""The data catalog: where each dataset lies, and how it is loaded and saved.\n\n'
        "Paths are relative to the folder that `driver.build` is given. The functions at the end\n"
        'load what a pipeline does not make itself.\n"""'
    )
    return "\n\n".join([head, "\n".join(sorted(set(lines))), code])


def _folders(plan: CatalogPlan) -> str:
    rows = []
    for environment, values in plan.folders.items():
        given = {name: literal(value) for name, value in values.items()}
        rows.append(f"    {literal(environment)}: {call('SimpleNamespace', given)},\n")
    return "# The folders of each environment.\nFOLDERS = {\n" + "".join(rows) + "}\n"


def _datasets(plan: CatalogPlan) -> str:
    base = next(iter(plan.folders), "base")
    lines = [
        f"def datasets(environment: str = {literal(base)}) -> dict[str, Dataset]:",
        '    """The stored datasets of an environment, by name."""',
    ]
    if plan.folders:
        lines.append(f"    at = FOLDERS.get(environment, FOLDERS[{literal(base)}])")
    lines.append("    found = {")
    lines += [f"        {_entry(entry)}," for entry in plan.base]
    lines.append("    }")
    for environment, entries in plan.environments.items():
        lines.append(f"    if environment == {literal(environment)}:")
        lines.append("        found |= {")
        lines += [f"            {_entry(entry)}," for entry in entries]
        lines.append("        }")
    lines.append("    return found")
    return "\n".join(lines) + "\n"


def _entry(entry: StoredDataset) -> str:
    named = {"load": entry.load, "save": entry.save}
    named = {key: value for key, value in named.items() if value}
    if entry.versioned:
        named["versioned"] = "True"
    if entry.reload and entry.save:
        named["reload"] = "True"
    return f"{literal(entry.name)}: {call('Dataset', named, [entry.path])}"


def _loader(loader: Loader) -> str:
    if loader.function == loader.node:
        return (
            "@dataloader()\n"
            f"def {loader.function}(storage: Storage) -> tuple[{loader.hint}, dict]:\n"
            f"    return storage.load({literal(loader.dataset)})\n"
        )
    rows = {loader.node: f"{{'name': value({literal(loader.dataset)})}}"}
    return (
        f"{call('@parameterize', rows)}\n"
        f"def {loader.function}(name: str, storage: Storage) -> {loader.hint}:\n"
        "    return storage.load(name)[0]\n"
    )


def _helpers(wanted: Iterable[str]) -> tuple[list[str], list[str]]:
    """The sources of helper functions, in their order, and the imports that they need."""
    text = fill("catalog_helpers.py", "")
    source = text.splitlines(keepends=True)
    bodies, used = [], set()
    tree = ast.parse(text)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in wanted:
            bodies.append("".join(source[node.lineno - 1 : node.end_lineno]))
            used |= {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    imports = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
            imports += [
                f"{module}import {alias.name}"
                for alias in node.names
                if alias.name.partition(".")[0] in used
            ]
    return bodies, imports
