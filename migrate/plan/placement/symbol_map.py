"""The symbol map: where each object of the source's package is found in the new project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migrate.model.migration import DataflowFunction
from migrate.model.project import Function
from migrate.plan.catalog.formats.own import BASE_HOMES, BASE_NAMES
from migrate.plan.placement.source_names import Key
from migrate.plan.placement.statements import Placement
from migrate.runtime.modules import RuntimeModules


@dataclass(frozen=True, slots=True)
class MovedSymbol:
    """The new place of an object: `name` in `module`.

    `function` is what a node's function became that has moved, `facts` what it was.
    """

    module: str
    name: str
    function: DataflowFunction | None = None
    facts: Function | None = None


@dataclass(frozen=True, slots=True)
class SymbolMap:
    """The new places of everything; `functions` are by the statement that became one, `written`
    tells what moved statements are called, by dataflow module. `dataset_base` is the module that
    has what Kedro gave to dataset classes ("" if there is none)."""

    homes: Placement
    ours: RuntimeModules
    functions: Mapping[Key, MovedSymbol]
    written: Mapping[str, Mapping[tuple[str, str], str]]
    dataset_base: str = ""

    @property
    def package(self) -> str:
        """The written package."""
        return self.ours.package

    def is_ours(self, module: str, name: str) -> bool:
        """Whether a name of Kedro is in our base of dataset classes now."""
        return bool(self.dataset_base) and module in BASE_HOMES and name in BASE_NAMES

    def of(self, module: str, name: str) -> MovedSymbol | None:
        """Where `name` of the source's `module`, or of Kedro, is now; None if it has gone."""
        if self.is_ours(module, name):
            return MovedSymbol(self.dataset_base, name)
        found = self.homes.source.resolve(module, name)
        if found is None or found.statement is None or found.name is None:
            return None
        key = (found.module, found.statement.line)
        if key in self.functions:
            return self.functions[key]
        home = self.homes.moved.get(key)
        if home is not None:
            return MovedSymbol(
                self.ours.module(home), self.written[home][(found.module, found.name)]
            )
        kept = self.homes.kept.get(found.module, ())
        stays = any(statement.line == found.statement.line for statement in kept)
        return MovedSymbol(found.module, found.name) if stays else None

    def is_whole(self, module: str) -> bool:
        """Whether all statements of a source module are still there."""
        kept = {statement.line for statement in self.homes.kept.get(module, ())}
        every = self.homes.source.modules[module].statements
        return module in self.homes.kept and {statement.line for statement in every} == kept


def map_symbols(
    homes: Placement,
    ours: RuntimeModules,
    written: Mapping[str, Mapping[tuple[str, str], str]],
    functions: Iterable[tuple[str, DataflowFunction, Function | None]],
    dataset_base: str = "",
) -> SymbolMap:
    """The moves of a plan; `functions` come with their dataflow module and with what they were."""
    moved = {}
    for flow, function, facts in functions:
        if facts is None or function.source is None:
            continue
        statement = homes.source.statement_of(facts)
        if statement is not None and statement.kind == "function":
            key = (facts.module, statement.line)
            moved[key] = MovedSymbol(ours.module(flow), function.name, function, facts)
    return SymbolMap(homes, ours, moved, written, dataset_base)
