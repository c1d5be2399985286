"""Imports that stay for what they do: they register, enable or patch, and no name tells of it.

What a node's modules import while Kedro starts, its dataflow module imports, too, in the order of
the source. Only what the move itself has made unused goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from migrate.model.migration import Import
from migrate.model.project import Imported
from migrate.plan.placement.source_names import is_configuration, only_imports
from migrate.plan.placement.statements import Placement, with_names


@dataclass(slots=True)
class ActingImports:
    """The imports of the modules that are imported for some nodes, in the order of the source.

    `order` tells when each module, and each name of it, is imported first; `found` are the
    imports that have to stay although no name uses them.
    """

    homes: Placement
    origins: tuple[str, ...] = ()
    order: dict[tuple[str, str | None], int] = field(default_factory=dict)
    found: dict[Import, None] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, modules: Iterable[str], homes: Placement) -> ActingImports:
        """What some modules import, and what those import for effect that Kedro reads first."""
        acting = cls(homes, origins := tuple(modules))
        for name in origins:
            acting._visit(name)
        for name in filter(is_configuration, homes.source.modules):
            acting._visit(name, by_name=False)
        return acting

    def rank(self, imported: Import) -> int:
        """Where an import stands; what the source does not import comes before all else."""
        whole = self.order.get((imported.module, None), -1)
        return self.order.get((imported.module, imported.name), whole)

    def lines(self, imports: Collection[Import]) -> tuple[Import, ...]:
        """What is to be imported beside `imports` and all that these import in their turn."""
        reached = self.homes.kept_by(imports)
        return tuple(e for e in self.found if e not in imports and e.module not in reached)

    def _visit(self, name: str, silent: bool = True, by_name: bool = True) -> None:
        """Go through a module's imports: one that no name uses is `silent`. Those of names count
        unless `by_name` is false.
        """
        source = self.homes.source
        if name in self._seen or name not in source.modules:
            return
        self._seen.add(name)
        silent = silent or name in self.origins
        self._visit(name.rpartition(".")[0], silent=False)
        self._note(name, None)
        if self._is_left_and_acts(name, silent):
            self.found.setdefault(Import(name))
        for statement in source.modules[name].statements:
            for each in statement.imports if only_imports(statement) else ():
                is_silent = each.alias not in source.used(name)
                if each.type_checking or not (by_name or is_silent):
                    continue
                for inner in with_names(each.module, each.name):
                    self._visit(inner, is_silent)
                self._note(each.module, each.name)
                is_here = silent and name not in self.homes.kept
                if is_here and source.is_for_effect(name, each):
                    self.found.setdefault(import_of(each))

    def _note(self, module: str, name: str | None) -> None:
        self.order.setdefault((module, name), len(self.order))

    def _is_left_and_acts(self, name: str, silent: bool) -> bool:
        """Whether what is left of a module does something when it is imported; what it imports
        without a name counts for those that import it so, too."""
        source = self.homes.source
        return any(
            source.acts(name, statement)
            or (silent and any(source.is_for_effect(name, each) for each in statement.imports))
            for statement in self.homes.kept.get(name, ())
        )


def import_of(imported: Imported) -> Import:
    """An import of the source as one of a written module."""
    name = None if imported.name == "*" else imported.name
    return Import(imported.module, name, imported.alias if imported.renamed else None)
