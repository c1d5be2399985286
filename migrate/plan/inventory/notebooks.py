"""What notebooks import of the project: they come along as they are, and so does that."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Imported, Project
from migrate.plan.placement.source_names import Key, Source, is_configuration

# Lines for IPython itself, and questions about a name.
_MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?+)$", re.MULTILINE)


def taken_by_notebooks(project: Project, source: Source) -> set[Key]:
    """What notebooks import of the source, but for what is Kedro's."""
    return {
        (module, statement.line)
        for _, imported in _imported(project, source)
        for module, statement in source.at(set(source.targets([imported])))
        if not _goes(source, module, statement.line)
    }


def about_notebooks(project: Project, source: Source) -> Iterator[Diagnostic]:
    """Where notebooks import what is Kedro's, and goes with it."""
    for path, imported in _imported(project, source):
        found = set(source.targets([imported]))
        if found and all(_goes(source, *key) for key in found):
            name = ".".join(filter(None, (imported.module, imported.name)))
            yield diagnostic("K488", Place(path), name=name)


def _goes(source: Source, module: str, line: int) -> bool:
    return is_configuration(module) or any(
        s.line == line and source.is_kedro(module, s) for s in source.modules[module].statements
    )


def _imported(project: Project, source: Source) -> Iterator[tuple[str, Imported]]:
    """The notebooks' imports of the project's modules, by path."""
    for path, text in project.texts.items():
        if path.endswith(".ipynb"):
            for tree in _cells(text):
                for imported in _imports(tree):
                    if imported.module.partition(".")[0] in source.roots:
                        yield path, imported


def _cells(text: str) -> Iterator[ast.Module]:
    """The cells of code; those that can't be parsed without their magics are left out."""
    try:
        cells = json.loads(text).get("cells", ())
        code = ["".join(c["source"]) for c in cells if c.get("cell_type") == "code"]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return
    for each in code:
        try:
            yield ast.parse(_MAGIC.sub(r"\1pass", each))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def _imports(tree: ast.Module) -> Iterator[Imported]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield Imported(node.module, alias.name, alias.asname or alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield Imported(alias.name, None, alias.asname or alias.name)
