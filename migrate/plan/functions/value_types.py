"""Of which class the values of datasets are, as far as the authors of their functions say."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from migrate.code.mentions import Mentions, mentions
from migrate.libraries.distributions import stated
from migrate.libraries.hamilton_hints import members
from migrate.libraries.known import listed
from migrate.model.project import Module, Project
from migrate.plan.catalog.formats.entry import PANDAS_OWN
from migrate.plan.functions.hints import made_by

# Tables that are saved by methods of pandas' names, in ways of their own.
_OTHERS = listed(lambda library: library.own_tables)
_PANDAS = frozenset({"DataFrame", "Series"})
# Libraries and groups of kedro-datasets that have no such tables.
_PLAIN = listed(lambda library: library.plain_tables).union(
    sys.stdlib_module_names,
    {"__future__", "email", "json", "partitions", "pickle", "pillow", "svmlight", "text"},
    {"MemoryDataset", "CachedDataset"},
)


def made_classes(project: Project) -> Mapping[str, str]:
    """The class of each dataset's values, by its dotted path, where all of its makers say it.

    Where they don't, and the project knows no tables but those of pandas, it is `PANDAS_OWN`.
    """
    modules = {module.name: module for module in project.modules.values()}
    types = {
        type_
        for catalog in project.configuration.catalogs.values()
        for entry in catalog.values()
        for type_ in [entry.type, *_held(entry.config)]
    }
    has_others = (
        bool(_OTHERS & stated(project.texts))
        or any(type_.startswith("geopandas.") for type_ in types)
        or any(_has_other_classes(s.text) for m in modules.values() for s in m.statements)
    )
    roots = {name.partition(".")[0] for name in (*types, *_imported(modules.values()))}
    own = {name.partition(".")[0] for name in modules}
    unknown = "" if has_others or not roots <= _PLAIN | own else PANDAS_OWN
    found: dict[str, set[str]] = defaultdict(set)
    for node in project.nodes.values():
        made = made_by(node, project.functions.get(node.func.key))
        for name in node.output_names:
            hint, module = made.get(name, ("", ""))
            class_ = _class(hint, modules.get(module))
            found[name].add("" if has_others and class_.startswith("pandas.") else class_)
    return {
        name: next(iter(classes)) or unknown if len(classes) == 1 else unknown
        for name, classes in found.items()
    }


def _held(config: Mapping[str, Any]) -> Iterable[str]:
    """The types of datasets that an entry holds."""
    held = config.get("dataset", config.get("data_set"))
    if isinstance(held, Mapping):
        return [str(held.get("type")), *_held(held)]
    return [held] if isinstance(held, str) else []


def _imported(modules: Iterable[Module]) -> Iterable[str]:
    for module in modules:
        for statement in module.statements:
            for imported in (*statement.imports, *statement.inner_imports):
                yield imported.module


def _has_other_classes(text: str) -> bool:
    """Whether code uses GeoPandas, or has a class of tables of its own: by its bases, or as it can
    be saved."""
    if "geopandas" in text:
        code = mentions(text)
        if any("geopandas" in each for each in (*code.names, *code.strings)):
            return True
    bases = "class " in text and any(each in text for each in _PANDAS)
    if not bases and "def to_" not in text:
        return False
    return any(map(_is_of_tables, mentions(text).nodes))


def _is_of_tables(node: ast.AST) -> bool:
    if isinstance(node, ast.ClassDef):
        return any(not _PANDAS.isdisjoint(Mentions(base).names) for base in node.bases)
    if isinstance(node, ast.FunctionDef) and node.name.startswith("to_"):
        return [each.arg for each in node.args.args[:1]] == ["self"]
    return False


def _class(hint: str, module: Module | None) -> str:
    """The dotted path of the one class that a hint of a module allows, beside None."""
    names = [each for each in members(hint) if each != "None"]
    if len(names) != 1 or not re.fullmatch(r"[\w.]+", names[0]) or module is None:
        return ""
    root, _, rest = names[0].partition(".")
    statement = module.binding(root)
    imported = next((i for i in statement.imports if i.alias == root), None) if statement else None
    if imported is None:
        return ""
    whole = imported.module if imported.renamed or imported.name else root
    return ".".join(filter(None, (whole, imported.name, rest)))
