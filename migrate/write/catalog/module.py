"""The catalog: its plan as source text."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from migrate.code.scopes import dotted_name
from migrate.model.expressions import (
    NOTHING,
    Call,
    Expression,
    Item,
    Literal,
    Name,
    mapping,
    separated,
)
from migrate.model.literals import literal
from migrate.model.migration import CatalogPlan, Import, StoredDataset
from migrate.runtime import fill
from migrate.runtime.modules import RESOLVERS, SECRETS, RuntimeModules
from migrate.write.catalog.format_functions import Formats, formats_of, rows_height, written_out
from migrate.write.catalog.patterns import loops_of
from migrate.write.dataflow.modules import import_line
from migrate.write.printing.formatting import LINE_LENGTH

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

_RUNTIME = Expression(
    "runtime: ", Name("Mapping"), "[str, ", Name("Any"), "] = ", Name("MappingProxyType"), "({})"
)
# What its function has in any case.
_TAKEN = frozenset({"at", "environment", "found", "replace", "runtime"})


def catalog_text(plan: CatalogPlan, ours: RuntimeModules, line_length: int | None = None) -> str:
    """The source of the catalog's module."""
    head = '"""The data catalog: where each dataset lies, and how it is loaded and saved."""'
    imports, code = catalog_parts(plan, ours, line_length)
    return "\n\n".join([head, "\n".join(imports), code])


def catalog_parts(
    plan: CatalogPlan, ours: RuntimeModules, line_length: int | None = None, as_table: bool = False
) -> tuple[list[str], str]:
    """The lines that import something, and the code: a function that gives the datasets or, with
    `as_table`, a dict of them."""
    formats = _formats(plan, line_length or LINE_LENGTH)
    if as_table:
        table = _table(plan, formats.calls)
    else:
        table = _datasets(plan, formats, line_length or LINE_LENGTH)
    parts = [*formats.functions, _constants(plan), _folders(plan), table]
    written = Expression(*separated(filter(None, parts), "\n\n"))
    names = written.names() | {"datasets"}
    helpers = _helpers(names)
    classes = _classes(plan.imports, names)
    short = written.changed(lambda each: _short(each, classes)).text
    names = names.difference(classes).union(*(helper.uses for helper in helpers))
    code = "\n\n".join([*(helper.source for helper in helpers), short])
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


def _short(code: Expression, classes: Mapping[str, Import]) -> Expression | None:
    """A class by the name under which it is imported."""
    return Name(classes[code.text].binds) if code.text in classes else None


def _names_in(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        name = dotted_name(node)
        found |= {name} if name else set()
    return found


def takes_environment(plan: CatalogPlan) -> bool:
    """Whether some dataset is another one in some environment."""
    return bool(plan.environments or plan.folders)


def runtime_names(plan: CatalogPlan) -> tuple[str, ...]:
    """The parameters of a run that the written catalog asks for."""
    codes = (code for e in plan.entries for code in (e.path, e.load, e.save, e.confirm))
    return tuple(dict.fromkeys(name for code in codes for name in _asked_of_run(code)))


def _asked_of_run(code: Expression) -> Iterator[str]:
    for each in code.walk() if "runtime" in code.text else ():
        if isinstance(each, Item) and each.of.text == "runtime":
            key = each.key
        elif isinstance(each, Call) and each.function.text == "runtime.get":
            key = each.positional[0]
        else:
            continue
        if isinstance(key, Literal):
            yield str(key.value)


def _formats(plan: CatalogPlan, width: int) -> Formats:
    """The functions for entries that are alike."""
    codes = (code for e in plan.entries for code in (e.load, e.save, e.confirm))
    used = set[str]().union(*(code.names() for code in codes))
    used = used.union(*(helper.uses for helper in _helpers(used)))
    taken = {name.partition(".")[0] for name in used}
    taken |= {each.binds for each in (*plan.imports, *_OWN)}
    taken |= {entry.name for entry in plan.entries}
    return formats_of(plan.entries, taken, width)


def _constants(plan: CatalogPlan) -> Expression:
    return _lines(Expression(f"{name} = ", Literal(v)) for name, v in plan.constants.items())


def _folders(plan: CatalogPlan) -> Expression:
    if not plan.folders:
        return NOTHING
    lines = [Expression("# The folders of each environment."), Expression("FOLDERS = {")]
    for environment, values in plan.folders.items():
        given = [(name, Literal(value)) for name, value in values.items()]
        row = Call(Name("SimpleNamespace"), named=given)
        lines.append(Expression("    ", Literal(environment), ": ", row, ","))
    return _lines([*lines, Expression("}")])


def _lines(lines: Iterable[Expression]) -> Expression:
    return Expression(*separated(lines, "\n"))


def _table(plan: CatalogPlan, calls: Mapping[StoredDataset, Expression]) -> Expression:
    rows = ((Literal(each.name), calls.get(each) or written_out(each)) for each in plan.base)
    return Expression("DATASETS = ", mapping(rows))


def _datasets(plan: CatalogPlan, formats: Formats, width: int) -> Expression:
    def code(entry: StoredDataset) -> Expression:
        return formats.calls.get(entry) or written_out(entry)

    def rows(entries: Iterable[StoredDataset]) -> list[Expression]:
        return [Expression(Literal(entry.name), ": ", code(entry), ",") for entry in entries]

    base = Literal(next(iter(plan.folders), "base"))
    calls = {entry: code(entry) for entry in plan.base}
    taken = _TAKEN.union(*(each.names() for each in calls.values()))
    loops = loops_of(calls, taken, lambda rows, deep: rows_height(rows, width - deep))
    repeated = {e for loop in loops for same in loop.entries.values() for e in same}
    single = [entry for entry in plan.base if entry not in repeated]
    is_built = bool(loops or plan.environments or plan.aliases)
    lines: list[Expression] = []
    by_name = any("." in name for name in runtime_names(plan))
    if by_name:
        lines.append(Expression("    runtime = ", Name("_by_name"), "(runtime)"))
    if plan.folders:
        lines.append(Expression("    at = FOLDERS.get(environment, FOLDERS[", base, "])"))
    lines.append(Expression("    found = {" if is_built else "    return {"))
    lines += [*rows(single), Expression("}")]
    aliases, changed = dict(plan.aliases), {e.name for e in plan.entries[len(plan.base) :]}
    for loop in loops:
        lines += loop.lines
        for row, names in loop.others({k: v for k, v in aliases.items() if v not in changed}):
            lines.append(Expression("        found[", row.name, "] = ", _only_loaded(row.call)))
            aliases = {name: stored for name, stored in aliases.items() if name not in names}
    for environment, entries in plan.environments.items():
        lines.append(Expression("    if environment == ", Literal(environment), ":"))
        if len(entries) == 1:
            name = Literal(entries[0].name)
            lines.append(Expression("        found[", name, "] = ", code(entries[0])))
        else:
            lines += [Expression("        found |= {"), *rows(entries), Expression("}")]
    if aliases:
        lines.append(Expression("    # What is loaded from a dataset that is called otherwise."))
        lines.append(Expression(f"    for name, stored in {literal(aliases)}.items():"))
        lines.append(Expression("        found[name] = ", _only_loaded(Name("stored"))))
    lines += [Expression("    return found")] if is_built else []
    takes, about = list[Expression](), "The stored datasets, by name."
    if takes_environment(plan):
        takes.append(Expression("environment: str = ", base))
        about = "The stored datasets of an environment, by name."
    if by_name or any("runtime" in line.names() for line in lines):
        takes.append(_RUNTIME)
        about += " `runtime` are parameters of this run."
    head = Expression("def datasets(", *separated(takes), ") -> dict[str, ", Name("Dataset"), "]:")
    return _lines([head, Expression(f'    """{about}"""'), *lines])


def _only_loaded(stored: Expression) -> Expression:
    """A dataset like one that is stored under another name."""
    return Expression(Name("replace"), "(found[", stored, "], save=None)")


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
    text = fill("catalog_helpers.py", RuntimeModules(_PACKAGE))
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
