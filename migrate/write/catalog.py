"""The catalog: its plan as source text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from migrate.expressions import RESOLVERS
from migrate.literals import literal
from migrate.migration import CatalogPlan, Import, Loader, StoredDataset
from migrate.write.dataflow import import_line
from migrate.write.templates import fill
from migrate.write.text import call

_HAMILTON = "hamilton.function_modifiers"
# What the catalog's own lines use, beside the calls of its entries.
_OWN = (
    Import("collections.abc", "Mapping"),
    Import("functools", "partial"),
    Import("os"),
    Import("types", "MappingProxyType"),
    Import("types", "SimpleNamespace"),
    Import("typing", "Any"),
    *(Import(_HAMILTON, name) for name in ("dataloader", "parameterize", "tag", "value")),
)


def catalog_text(plan: CatalogPlan, package: str) -> str:
    """The source of the catalog's module."""
    parts = [_folders(plan)] if plan.folders else []
    parts.append(_datasets(plan))
    parts += [_loader(loader) for loader in plan.loaders]
    written = "\n\n".join(part.strip("\n") for part in parts) + "\n"
    helpers, provided = _helpers(_names(written))
    code = "\n\n".join([*helpers, written]) if helpers else written
    storage = f"{package}.storage"
    known = (
        *_OWN,
        *provided,
        *plan.imports,
        Import(storage, "Dataset"),
        Import(storage, "Storage"),
        Import(package, RESOLVERS),
    )
    lines = _import_lines(known, _names(code))
    head = (
        '"""The data catalog: where each dataset lies, and how it is loaded and saved.\n\n'
        "Paths are relative to the folder that `driver.build` is given. The functions at the end\n"
        'load what a pipeline does not make itself.\n"""'
    )
    return "\n\n".join([head, "\n".join(lines), code])


def _import_lines(known: Iterable[Import], names: set[str]) -> list[str]:
    """The lines that import what the names mean."""
    grouped: dict[str, list[str]] = {}
    lines = set()
    for imported in dict.fromkeys(i for i in known if _meant(i) in names):
        if imported.name is not None and imported.alias is None:
            grouped.setdefault(imported.module, []).append(imported.name)
        else:
            lines.add(import_line(imported))
    for module, found in grouped.items():
        lines.add(f"from {module} import {', '.join(sorted(found))}")
    return sorted(lines)


def _meant(imported: Import) -> str:
    """What names an import: what it binds, or all of `import a.b`."""
    return imported.binds if imported.name or imported.alias else imported.module


def _names(code: str) -> set[str]:
    """The names that source text uses, dotted ones too (not those that stand in its strings)."""
    return _names_in(ast.parse(code))


def _names_in(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        name = _dotted(node)
        found |= {name} if name else set()
    return found


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        left = _dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return node.id if isinstance(node, ast.Name) else ""


def runtime_names(plan: CatalogPlan) -> tuple[str, ...]:
    """The parameters of a run that the written catalog asks for."""
    entries = [*plan.base, *(e for entries in plan.environments.values() for e in entries)]
    found: dict[str, None] = {}
    for entry in entries:
        for text in filter(None, (entry.path, entry.load, entry.save, entry.confirm)):
            for node in ast.walk(ast.parse(text, mode="eval")):
                if isinstance(node, ast.Subscript) and _dotted(node.value) == "runtime":
                    found[str(ast.literal_eval(node.slice))] = None
                elif isinstance(node, ast.Call) and _dotted(node.func) == "runtime.get":
                    found[str(ast.literal_eval(node.args[0]))] = None
    return tuple(found)


def _folders(plan: CatalogPlan) -> str:
    rows = []
    for environment, values in plan.folders.items():
        given = {name: literal(value) for name, value in values.items()}
        rows.append(f"    {literal(environment)}: {call('SimpleNamespace', given)},\n")
    return "# The folders of each environment.\nFOLDERS = {\n" + "".join(rows) + "}\n"


def _datasets(plan: CatalogPlan) -> str:
    base = literal(next(iter(plan.folders), "base"))
    lines = []
    if plan.folders:
        lines.append(f"    at = FOLDERS.get(environment, FOLDERS[{base}])")
    lines.append("    found = {")
    lines += [f"        {_entry(entry)}," for entry in plan.base]
    lines.append("    }")
    for environment, entries in plan.environments.items():
        lines.append(f"    if environment == {literal(environment)}:")
        lines.append("        found |= {")
        lines += [f"            {_entry(entry)}," for entry in entries]
        lines.append("        }")
    body = "\n".join([*lines, "    return found"]) + "\n"
    takes = f"environment: str = {base}"
    about = "The stored datasets of an environment, by name."
    if "runtime" in _names(f"def datasets():\n{body}"):
        takes += ", runtime: Mapping[str, Any] = MappingProxyType({})"
        about += " `runtime` are parameters of this run."
    return f'def datasets({takes}) -> dict[str, Dataset]:\n    """{about}"""\n{body}'


def _entry(entry: StoredDataset) -> str:
    named = {"load": entry.load, "save": entry.save, "confirm": entry.confirm}
    named = {key: value for key, value in named.items() if value}
    if entry.versioned:
        named["versioned"] = "True"
    if entry.reload and entry.save:
        named["reload"] = "True"
    return f"{literal(entry.name)}: {call('Dataset', named, [entry.path] if entry.path else [])}"


def _loader(loader: Loader) -> str:
    named = {"kedro_name": literal(loader.kedro_name)}
    tag = f"{call('@tag', named)}\n" if loader.kedro_name else ""
    if loader.function == loader.node:
        return (
            f"{tag}@dataloader()\n"
            f"def {loader.function}(storage: Storage) -> tuple[{loader.hint}, dict]:\n"
            f"    return storage.load({literal(loader.dataset)})\n"
        )
    rows = {loader.node: f"{{'name': value({literal(loader.dataset)})}}"}
    return (
        f"{tag}{call('@parameterize', rows)}\n"
        f"def {loader.function}(name: str, storage: Storage) -> {loader.hint}:\n"
        "    return storage.load(name)[0]\n"
    )


def _helpers(wanted: set[str]) -> tuple[list[str], list[Import]]:
    """The sources of helpers that are wanted, in their order, and all that they may import."""
    known = _known_helpers()
    needed: set[str] = set()
    names = wanted & set(known)
    while names:
        needed |= names
        names = {used for name in names for used in known[name].uses if used in known} - needed
    bodies = [helper.source for name, helper in known.items() if name in needed]
    return bodies, [imported for helper in known.values() for imported in helper.imports]


class _Helper(NamedTuple):
    """A definition that the written catalog may have; imports stand under their lines."""

    source: str = ""
    uses: frozenset[str] = frozenset()
    imports: tuple[Import, ...] = ()


@cache
def _known_helpers() -> Mapping[str, _Helper]:
    """All of them, in their order."""
    text = fill("catalog_helpers.py", "")
    lines = text.splitlines(keepends=True)
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            imports = tuple(Import(alias.name, alias=alias.asname) for alias in node.names)
            found[f"line {node.lineno}"] = _Helper(imports=imports)
        elif isinstance(node, ast.ImportFrom) and node.module:
            module = node.module
            imports = tuple(Import(module, alias.name, alias.asname) for alias in node.names)
            found[f"line {node.lineno}"] = _Helper(imports=imports)
        elif name := _defined(node):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            source = "".join(lines[first - 1 : node.end_lineno]).strip("\n") + "\n"
            found[name] = _Helper(source, frozenset(_names_in(node)))
    return found


def _defined(node: ast.stmt) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None
