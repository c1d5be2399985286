"""The catalog: its plan as source text."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from migrate.model.literals import literal
from migrate.model.migration import CatalogPlan, Import, StoredDataset
from migrate.runtime import fill
from migrate.runtime.modules import RESOLVERS, SECRETS, Ours
from migrate.write.catalog.format_functions import Formats, formats_of, rows_height, written_out
from migrate.write.catalog.patterns import loops_of
from migrate.write.dataflow.modules import import_line
from migrate.write.printing.formatting import LINE_LENGTH
from migrate.write.printing.text import call

_PACKAGE = "package_name"  # of the helpers' own text
# What the catalog's own lines use, beside the calls of its entries.
_OWN = (
    Import("collections.abc", "Mapping"),
    Import("functools", "partial"),
    Import("os"),
    Import("types", "MappingProxyType"),
    Import("types", "SimpleNamespace"),
    Import("typing", "Any"),
    Import("dataclasses", "replace"),
)

# What its function has in any case.
_TAKEN = frozenset({"at", "environment", "found", "replace", "runtime"})


def catalog_text(plan: CatalogPlan, ours: Ours, line_length: int | None = None) -> str:
    """The source of the catalog's module."""
    head = '"""The data catalog: where each dataset lies, and how it is loaded and saved."""'
    imports, code = catalog_parts(plan, ours, line_length)
    return "\n\n".join([head, "\n".join(imports), code])


def catalog_parts(
    plan: CatalogPlan, ours: Ours, line_length: int | None = None, as_table: bool = False
) -> tuple[list[str], str]:
    """The lines that import something, and the code: a function that gives the datasets or, with
    `as_table`, a dict of them."""
    formats = _formats(plan, line_length or LINE_LENGTH)
    if as_table:
        table = _table(plan, formats.calls)
    else:
        table = _datasets(plan, formats, line_length or LINE_LENGTH)
    parts = [*formats.functions, _constants(plan), _folders(plan), table]
    written = "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
    tree = ast.parse(written)
    names = _names_in(tree) | {"datasets"}
    helpers = _helpers(names)
    classes = _classes(plan.imports, names)
    written = _with_short_names(written, tree, classes)
    names = names.difference(classes).union(*(helper.uses for helper in helpers))
    code = "\n\n".join([*(helper.source for helper in helpers), written])
    storage = ours.dotted("storage")
    known = (
        *_OWN,
        *(imported for helper in _known_helpers().values() for imported in helper.imports),
        *(each for each in plan.imports if _whole(each) not in classes),
        Import(storage, "Dataset"),
        *(Import(ours.package, ours.name(n), ours.alias(n)) for n in (RESOLVERS, SECRETS)),
    )
    lines = _import_lines([*known, *classes.values()], names | {i.binds for i in classes.values()})
    return lines, code


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


def _whole(imported: Import) -> str:
    return f"{imported.module}.{imported.name}"


def _classes(imports: Iterable[Import], names: set[str]) -> dict[str, Import]:
    """How the classes are imported that the code has by their whole path."""
    found = {_whole(each): each for each in imports if each.name and _whole(each) in names}
    taken = Counter(each.name for each in found.values())
    taken.update({*names, *_known_helpers(), *(each.binds for each in _OWN), "Dataset"})
    return {
        whole: replace(each, alias=whole.replace(".", "_")) if taken[each.name] > 1 else each
        for whole, each in found.items()
    }


def _with_short_names(code: str, tree: ast.AST, classes: Mapping[str, Import]) -> str:
    """The code with the names by which the classes are imported."""
    lines = code.encode().split(b"\n")
    places = [
        (node.lineno - 1, node.col_offset, whole)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (whole := _dotted(node)) in classes
    ]
    for line, column, whole in sorted(places, reverse=True):
        rest = lines[line][column:].removeprefix(whole.encode())
        lines[line] = lines[line][:column] + classes[whole].binds.encode() + rest
    return b"\n".join(lines).decode()


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


def takes_environment(plan: CatalogPlan) -> bool:
    """Whether some dataset is another one in some environment."""
    return bool(plan.environments or plan.folders)


def runtime_names(plan: CatalogPlan) -> tuple[str, ...]:
    """The parameters of a run that the written catalog asks for."""
    texts = (text for e in plan.entries for text in (e.path, e.load, e.save, e.confirm) if text)
    names = (name for text in texts if "runtime" in text for name in _asked_of_run(text))
    return tuple(dict.fromkeys(names))


def _asked_of_run(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text, mode="eval")):
        if isinstance(node, ast.Subscript) and _dotted(node.value) == "runtime":
            yield str(ast.literal_eval(node.slice))
        elif isinstance(node, ast.Call) and _dotted(node.func) == "runtime.get":
            yield str(ast.literal_eval(node.args[0]))


def _formats(plan: CatalogPlan, width: int) -> Formats:
    """The functions for entries that are alike."""
    texts = (text for e in plan.entries for text in (e.load, e.save, e.confirm) if text)
    used = set().union(*map(_names, texts))
    used = used.union(*(helper.uses for helper in _helpers(used)))
    taken = {name.partition(".")[0] for name in used}
    taken |= {each.binds for each in (*plan.imports, *_OWN)}
    taken |= {entry.name for entry in plan.entries}
    return formats_of(plan.entries, taken, width)


def _constants(plan: CatalogPlan) -> str:
    return "".join(f"{name} = {literal(value)}\n" for name, value in plan.constants.items())


def _folders(plan: CatalogPlan) -> str:
    if not plan.folders:
        return ""
    rows = []
    for environment, values in plan.folders.items():
        given = {name: literal(value) for name, value in values.items()}
        rows.append(f"    {literal(environment)}: {call('SimpleNamespace', given)},\n")
    return "# The folders of each environment.\nFOLDERS = {\n" + "".join(rows) + "}\n"


def _table(plan: CatalogPlan, calls: Mapping[StoredDataset, str]) -> str:
    rows = (f"{literal(each.name)}: {calls.get(each) or written_out(each)}" for each in plan.base)
    return f"DATASETS = {{{', '.join(rows)}}}\n"


def _datasets(plan: CatalogPlan, formats: Formats, width: int) -> str:
    def code(entry: StoredDataset) -> str:
        return formats.calls.get(entry) or written_out(entry)

    def rows(entries: Iterable[StoredDataset]) -> list[str]:
        return [f"{literal(entry.name)}: {code(entry)}," for entry in entries]

    base = literal(next(iter(plan.folders), "base"))
    calls = {entry: code(entry) for entry in plan.base}
    taken = _TAKEN | _names("\n".join(calls.values()))
    loops = loops_of(calls, taken, lambda rows, deep: rows_height(rows, width - deep))
    repeated = {e for loop in loops for same in loop.entries.values() for e in same}
    single = [entry for entry in plan.base if entry not in repeated]
    is_built = bool(loops or plan.environments or plan.aliases)
    lines = []
    if any("." in name for name in runtime_names(plan)):
        lines.append("    runtime = _by_name(runtime)")
    if plan.folders:
        lines.append(f"    at = FOLDERS.get(environment, FOLDERS[{base}])")
    lines += ["    found = {" if is_built else "    return {", *rows(single), "}"]
    aliases, changed = dict(plan.aliases), {e.name for e in plan.entries[len(plan.base) :]}
    for loop in loops:
        lines += loop.lines
        for row, names in loop.others({k: v for k, v in aliases.items() if v not in changed}):
            lines.append(f"        found[{row.name}] = replace(found[{row.call}], save=None)")
            aliases = {name: stored for name, stored in aliases.items() if name not in names}
    for environment, entries in plan.environments.items():
        lines.append(f"    if environment == {literal(environment)}:")
        if len(entries) == 1:
            lines.append(f"        found[{literal(entries[0].name)}] = {code(entries[0])}")
        else:
            lines += ["        found |= {", *rows(entries), "}"]
    if aliases:
        lines.append("    # What is loaded from a dataset that is called otherwise.")
        lines.append(f"    for name, stored in {literal(aliases)}.items():")
        lines.append("        found[name] = replace(found[stored], save=None)")
    lines += ["    return found"] if is_built else []
    body = "\n".join(lines) + "\n"
    takes, about = [], "The stored datasets, by name."
    if takes_environment(plan):
        takes.append(f"environment: str = {base}")
        about = "The stored datasets of an environment, by name."
    if "runtime" in body and "runtime" in _names(f"def datasets():\n{body}"):
        takes.append("runtime: Mapping[str, Any] = MappingProxyType({})")
        about += " `runtime` are parameters of this run."
    head = f"def datasets({', '.join(takes)}) -> dict[str, Dataset]:"
    return f'{head}\n    """{about}"""\n{body}'


def _helpers(wanted: set[str]) -> list[_Helper]:
    """The helpers that are wanted, and those that they use, in their order."""
    known = _known_helpers()
    needed: set[str] = set()
    names = wanted & set(known)
    while names:
        needed |= names
        names = {used for name in names for used in known[name].uses if used in known} - needed
    return [helper for name, helper in known.items() if name in needed]


class _Helper(NamedTuple):
    """A definition that the written catalog may have; imports stand under their lines."""

    source: str = ""
    uses: frozenset[str] = frozenset()
    imports: tuple[Import, ...] = ()


@cache
def _known_helpers() -> Mapping[str, _Helper]:
    """All of them, in their order."""
    text = fill("catalog_helpers.py", Ours(_PACKAGE))
    lines = text.splitlines(keepends=True)
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            imports = tuple(Import(alias.name, alias=alias.asname) for alias in node.names)
            found[f"line {node.lineno}"] = _Helper(imports=imports)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module != _PACKAGE:
            module = node.module
            imports = tuple(Import(module, alias.name, alias.asname) for alias in node.names)
            found[f"line {node.lineno}"] = _Helper(imports=imports)
        elif name := _defined(node):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            source = "".join(lines[first - 1 : node.end_lineno]).strip("\n") + "\n"
            found[name] = _Helper(source, frozenset(_names_in(node) - _bound_in(node)))
    return found


def _bound_in(node: ast.stmt) -> set[str]:
    """The names that imports inside a definition bind, dotted ones too."""
    return {
        bound
        for each in ast.walk(node)
        if isinstance(each, ast.Import | ast.ImportFrom)
        for alias in each.names
        for bound in (alias.asname or alias.name, (alias.asname or alias.name).partition(".")[0])
    }


def _defined(node: ast.stmt) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None
