"""Of which class the values of datasets are, as far as the authors of their functions say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from migrate.plan.hinting import made_by
from migrate.plan.hints import members
from migrate.project import Module, Project

# What makes other tables of pandas, which are saved in their own way.
_OTHER_TABLES = re.compile(r"geopandas|class \w+\([^)]*(DataFrame|Series)")


def made_classes(project: Project) -> Mapping[str, str]:
    """The class of each dataset's values, by its dotted path, where all of its makers say it."""
    known = {module.name: module for module in project.modules.values()}
    has_others = any(_OTHER_TABLES.search(module.text) for module in known.values())
    found: dict[str, set[str]] = defaultdict(set)
    for node in project.nodes.values():
        made = made_by(node, project.functions.get(node.func.key))
        for name in node.output_names:
            hint, module = made.get(name, ("", ""))
            class_ = _class(hint, known.get(module))
            found[name].add("" if has_others and class_.startswith("pandas.") else class_)
    return {name: classes.pop() for name, classes in found.items() if len(classes) == 1}


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
