"""What names mean in a test file: scopes, and imports of the package and of Kedro."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from migrate.plan.placement.source_names import KEDRO_ROOTS
from migrate.plan.placement.symbol_map import SymbolMap

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_NAMED = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.MatchAs,
    ast.MatchStar,
)
ABSENT = "there is no "  # how the reason of a test begins that needs what the project lacks
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, *_COMPREHENSIONS)


@dataclass(frozen=True, slots=True)
class Alias:
    """What an imported name means: a `module`, or `name` of it; `foreign` says why it has gone."""

    module: str
    name: str | None = None
    foreign: str = ""


def bound_in(scope: ast.AST) -> set[str]:
    """The names that a scope binds itself, by anything but an import."""
    found: set[str] = set()
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        arguments = scope.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        found |= {a.arg for a in (*every, arguments.vararg, arguments.kwarg) if a}
    for node in own_nodes(scope):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            found.add(node.id)
        elif isinstance(node, _NAMED) and node.name:
            found.add(node.name)
    return found


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of scopes within it, which are given themselves."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, SCOPES):
            yield from own_nodes(child)


def imports_in(scope: ast.AST) -> list[ast.Import | ast.ImportFrom]:
    """The import statements of a scope."""
    return [node for node in own_nodes(scope) if isinstance(node, ast.Import | ast.ImportFrom)]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What imports of a test file bind; `broken` are names of other test modules that are gone.

    `prefix` is the folder of the sources, under which some tests import their package.
    """

    moves: SymbolMap
    prefix: str
    module: str
    broken: Mapping[str, Mapping[str, str]]

    def of_statement(self, statement: ast.Import | ast.ImportFrom) -> dict[str, Alias | None]:
        """What each bound name means; None where it is neither the package's nor Kedro's."""
        if isinstance(statement, ast.Import):
            return dict(self._whole(alias) for alias in statement.names)
        base = self.absolute(statement)
        names = {a.asname or a.name: a.name for a in statement.names}
        if "*" in names and base in self.moves.homes.source.modules:
            bound = self.moves.homes.source.modules[base].statements
            names = {name: name for s in bound for name in s.binds if not name.startswith("_")}
        return {alias: self._part(base, name) for alias, name in names.items()}

    def absolute(self, statement: ast.ImportFrom) -> str:
        """The module that a statement imports from, without the folder of the sources."""
        if not statement.level:
            return self.own(statement.module or "")
        package = self.module.split(".")[: -statement.level]
        return ".".join([*package, *filter(None, [statement.module])])

    def own(self, module: str) -> str:
        """A dotted name without the folder of the sources."""
        return module.removeprefix(f"{self.prefix}.") if self.prefix else module

    def _whole(self, alias: ast.alias) -> tuple[str, Alias | None]:
        module = self.own(alias.name)
        bound = alias.asname or alias.name.partition(".")[0]
        if module.partition(".")[0] in KEDRO_ROOTS:
            return bound, Alias(module, foreign="it uses Kedro")
        if module not in self.moves.homes.source.modules:
            return bound, None
        return bound, Alias(module if alias.asname else module.partition(".")[0])

    def _part(self, base: str, name: str) -> Alias | None:
        modules = self.moves.homes.source.modules
        if self.moves.is_ours(base, name):
            return Alias(base, name)
        if base.partition(".")[0] in KEDRO_ROOTS:
            return Alias(base, name, foreign=f"it uses Kedro's {name}")
        reason = self.broken.get(base, {}).get(name)
        if reason:
            return Alias(base, name, foreign=reason)
        if f"{base}.{name}" in modules:
            return Alias(f"{base}.{name}")
        if base in modules:
            return Alias(base, name)
        if base.partition(".")[0] == self.moves.package.partition(".")[0]:
            return Alias(base, name, foreign=f"{ABSENT}{base}")
        return None


def all_names(tree: ast.AST) -> Iterable[str]:
    """Every name that a file binds or reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
