"""Submodules that code uses without importing them, as in `import matplotlib` and then
`matplotlib.pyplot.close()`: another module has imported them, of Kedro, of kedro-datasets or of the
project. A written module imports what it relies on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from migrate.code.trees import parse, walk
from migrate.libraries.known import listed
from migrate.model.migration import Import
from migrate.model.project import Imported, Statement
from migrate.plan.placement.source_names import Source
from migrate.plan.placement.statements import Placement

# What Kedro and its dataset classes import, and the package above does not import itself.
_LOADED = listed(lambda library: library.submodules)


class Submodules:
    """Finds what statements of a source rely on."""

    def __init__(self, source: Source) -> None:
        imports = [i for _, s in source.statements() for i in (*s.imports, *s.inner_imports)]
        modules = {
            each.module for each in imports if each.module.partition(".")[0] not in source.roots
        }
        self._known = _LOADED | {name for name in modules if "." in name}
        self._source = source

    def lacking(
        self, moved: Iterable[tuple[str, Statement]], imports: Iterable[Import], homes: Placement
    ) -> list[Import]:
        """What a written module lacks: what its statements rely on beside its `imports`, and what
        the modules do that it imports of those that come along."""
        imports = list(imports)
        found = {name for module, each in moved for name in self._relied_on(module, each)}
        found -= {name for each in imports for name in _given(each)}
        for module in homes.kept_by(imports):
            statements = homes.kept[module]
            there = {name for s in statements for each in s.imports for name in _given(each)}
            found |= {n for s in statements for n in self._relied_on(module, s)} - there
        return [Import(name) for name in sorted(found)]

    def _relied_on(self, module: str, statement: Statement) -> Iterator[str]:
        """The submodules that a statement uses by the name of the package above."""
        outer = (i for s in self._source.modules[module].statements for i in s.imports)
        names = _packages([*outer, *statement.inner_imports])
        given = {name for each in statement.inner_imports for name in _given(each)}
        read = statement.uses | {each.alias for each in statement.inner_imports}
        for root, *path in _chains(statement.text) if names.keys() & read else ():
            dotted = [names[root]] if root in names else []
            for part in path if dotted else ():
                dotted.append(part)
                if (name := ".".join(dotted)) in self._known - given:
                    yield name


def _packages(imports: Iterable[Imported]) -> dict[str, str]:
    """The names that stand for whole packages, and which."""
    return {
        each.alias: each.module if each.renamed else each.module.partition(".")[0]
        for each in imports
        if each.name is None
    }


def _given(each: Import | Imported) -> Iterator[str]:
    """The modules that an import surely imports, and what may be one."""
    parts = [*each.module.split("."), *([each.name] if each.name else [])]
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


@cache
def _chains(text: str) -> frozenset[tuple[str, ...]]:
    """The dotted names that a code reads, by their parts."""
    found = set()
    for node in walk(parse(text)):
        if isinstance(node, ast.Attribute):
            parts = ast.unparse(node).split(".")
            if all(part.isidentifier() for part in parts):
                found.add(tuple(parts))
    return frozenset(found)
