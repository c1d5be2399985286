"""What comes along: modules of the package, and what the new project has to have installed."""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from pathlib import PurePosixPath

from migrate.code.mentions import Mentions
from migrate.code.parsing import parse_python
from migrate.libraries.distributions import distributions, stated
from migrate.model.migration import DataflowModule, VerbatimStatement
from migrate.plan.catalog.datasets import StoragePlan
from migrate.plan.inventory.constraints import constrained, constraints
from migrate.plan.placement.statements import Placement
from migrate.plan.testing import new_path

_ASKING = frozenset({"TYPE_CHECKING", "find_spec"})
_PROVIDED = frozenset({"hamilton", "__future__", *sys.stdlib_module_names})


def kept_files(homes: Placement, own: Mapping[str, str]) -> dict[str, str]:
    """The modules of the package that come along, by their path in the Kedro project.

    `own` are those that define dataset classes, and all that they import, by their path.
    """
    files: dict[str, str] = {}
    for name, statements in homes.kept.items():
        module = homes.source.modules[name]
        whole = [s for s in module.statements if s.kind != "docstring"] == [
            s for s in statements if s.kind != "docstring"
        ]
        text = module.text if whole else "".join(statement.text for statement in statements)
        files[module.path] = text.lstrip("\n")
    return files | dict(own)


def place_files(
    files: Mapping[str, str], source_dir: str, reserved: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The files that come along, by their path in the output; and those that can't, since another
    one has their place, with that place.

    `files` come by their path in the Kedro project, `reserved` are places of written files. Those
    of the source folder go first: imports lead to them.
    """
    placed: dict[str, str] = {}
    lost: dict[str, str] = {}
    for path in sorted(files, key=lambda path: (new_path(path, source_dir) == path, path)):
        place = new_path(path, source_dir)
        if place in reserved or placed.setdefault(place, files[path]) != files[path]:
            lost[path] = place
    return placed, lost


def imported_roots(
    modules: Iterable[DataflowModule], kept: Iterable[str], storage: StoragePlan
) -> set[str]:
    """What the written project imports: the first parts of import paths."""
    modules = list(modules)
    running = (each for module in modules for each in {*module.imports} - module.hinting)
    roots = {imported.module.partition(".")[0] for imported in running}
    entries = [
        *storage.base.values(),
        *(e for es in storage.environments.values() for e in es.values()),
    ]
    roots |= {imported.module.partition(".")[0] for entry in entries for imported in entry.imports}
    parts = [part for module in modules for part in module.parts]
    moved = [
        p.text if isinstance(p, VerbatimStatement) else getattr(p, "source", None) for p in parts
    ]
    return roots | roots_in([*kept, *filter(None, moved)])


def requirements(
    roots: Set[str], own: Set[str], texts: Mapping[str, str], kedro: str | None
) -> tuple[str, ...]:
    """The distributions that the written project imports, with Hamilton's first.

    `roots` are what it imports, `own` what the project has itself, `texts` the Kedro project's
    files, which say which versions it needs; `kedro` is the version that it was made with.
    """
    found = distributions(roots - _PROVIDED - own - {""}, stated(texts))
    return ("apache-hamilton>=1.90", *constrained(found, constraints(texts), kedro))


def tests_need(
    texts: Mapping[str, str], there: Iterable[str], own: Set[str], known: Set[str]
) -> tuple[str, ...]:
    """What the tests (`texts` by path) need beside what the project itself needs (`there`) and
    has (`own`); `known` are the distributions that the Kedro project names."""
    beside = {part for path in texts for part in PurePosixPath(path).with_suffix("").parts}
    used = roots_in(texts.values()) - _PROVIDED - own - beside - {"pytest"}
    needed = {re.split(r"[<>=!~;\[ ]", name)[0] for name in there}
    return ("pytest", *sorted(distributions(used, known) - needed))


def roots_in(texts: Iterable[str]) -> set[str]:
    """What texts import for certain, in functions, too: not what they try to."""
    return {root for text in texts for node in _certain(text) for root in _roots(node)}


def _certain(text: str) -> Iterator[ast.stmt]:
    try:
        pending: list[ast.AST] = [parse_python(textwrap.dedent(text))]
    except SyntaxError:
        return
    while pending:
        for node in ast.iter_child_nodes(pending.pop()):
            if isinstance(node, ast.stmt) and not _is_tried(node):
                yield node
                pending.append(node)


def _is_tried(node: ast.stmt) -> bool:
    """Whether a statement imports what may not be there, or is not there when the code runs."""
    if isinstance(node, ast.With):
        return any("suppress" in Mentions(item.context_expr).names for item in node.items)
    if isinstance(node, ast.If):
        return not _ASKING.isdisjoint(Mentions(node.test).names)
    return isinstance(node, ast.Try)


def _roots(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module.partition(".")[0]]
    return []
