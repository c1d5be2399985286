"""The source's modules, and what every name in them means in the end."""

from __future__ import annotations

import builtins
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from migrate.code.introspection import decorators
from migrate.code.mentions import calls_any, mentions, mentions_any
from migrate.model.project import Function, Imported, Module, Statement

KEDRO_ROOTS = frozenset({"kedro", "kedro_datasets", "kedro_viz", "kedro_mlflow", "kedro_telemetry"})

# What leaves nothing behind when it is imported.
_IDLE = frozenset({*KEDRO_ROOTS, *sys.stdlib_module_names, ""})
# Calls that have an outcome of their own.
_RESOLVERS = frozenset({"register_new_resolver", "register_resolver"})

_FINDING = frozenset({"find_pipelines"})

Key = tuple[str, int]  # a statement: its module's name and its line


@dataclass(frozen=True, slots=True)
class Definition:
    """What a name means in the end: a statement of the project, or something from outside."""

    module: str
    name: str | None
    statement: Statement | None = None


@dataclass(slots=True)
class Source:
    """The package's modules, with what every name in them means; `roots` are the first parts of
    their names."""

    modules: Mapping[str, Module]
    _kedro: dict[Key, bool] = field(default_factory=dict)
    _rebound: dict[str, frozenset[str]] = field(default_factory=dict)
    _used: dict[str, set[str]] = field(default_factory=dict)
    _plain: set[str] = field(default_factory=set)
    roots: frozenset[str] = frozenset()
    _above: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.roots = frozenset(name.partition(".")[0] for name in self.modules)
        parts = [name.split(".") for name in self.modules]
        self._above = frozenset(".".join(p[:end]) for p in parts for end in range(1, len(p)))

    def statement_of(self, facts: Function) -> Statement | None:
        """The statement that defines a function at a module's top level."""
        module = self.modules.get(facts.module)
        return module.binding(facts.qualname) if module else None

    def _imported(self, statement: Statement, name: str) -> Imported | None:
        """What a statement imports as `name`, if it imports it."""
        if not only_imports(statement):
            return None
        for each in statement.imports:
            if each.alias == name:
                return each
            other = self.modules.get(each.module) if each.name == "*" else None
            if other is not None and other.binding(name):
                return replace(each, name=name, alias=name)
        return None

    def resolve(self, module: str, name: str, depth: int = 0) -> Definition | None:
        """What `name` means in a module of the package; None for builtins and unknown names."""
        statement = self.modules[module].binding(name) if module in self.modules else None
        if statement is None or depth > 20:
            return None
        imported = self._imported(statement, name)
        if imported is None:
            return Definition(module, name, statement)
        if imported.name is None:
            whole = imported.module if imported.renamed else imported.module.partition(".")[0]
            return Definition(whole, None)
        if f"{imported.module}.{imported.name}" in self.modules:
            return Definition(f"{imported.module}.{imported.name}", None)
        if imported.module in self.modules:
            return self.resolve(imported.module, imported.name, depth + 1)
        return Definition(imported.module, imported.name)

    def used(self, module: str) -> set[str]:
        """The names of a module that something uses: itself, or another one that takes them."""
        if not self._used:
            for name, statement in self.statements():
                used = self._used.setdefault(name, set())
                used |= statement.uses
                if "__all__" in statement.binds:
                    used |= {n for each in mentions(statement.text).strings for n in each.split()}
                for each in (*statement.imports, *statement.inner_imports):
                    if each.name:
                        self._used.setdefault(each.module, set()).add(each.name)
        return self._used.get(module, set())

    def acts(self, module: str, statement: Statement) -> bool:
        """Whether a statement does something when its module is imported, and not just to bind a
        name that is used."""
        if not statement.effect or mentions_any(statement.text, _RESOLVERS):
            return False
        is_definition = statement.kind in {"function", "class"}
        is_decorated = is_definition and bool(decorators(statement))
        return is_decorated or self.used(module).isdisjoint(statement.binds)

    def is_for_effect(self, module: str, imported: Imported) -> bool:
        """Whether a module imports something from outside that no name uses."""
        root = imported.module.partition(".")[0]
        if root in _IDLE or root in self.roots or imported.type_checking:
            return False
        return imported.alias not in self.used(module)

    def imports_after(self, module: str, statement: Statement) -> bool:
        """Whether a module imports anything below a statement that may notice what that does."""
        return any(
            each.module.partition(".")[0] not in _IDLE
            for other in self.modules[module].statements
            if other.line > statement.line
            for each in other.imports
        )

    def dangling(self, modules: Iterable[Module]) -> frozenset[tuple[str, str]]:
        """What modules and scripts import of the project that it has not, as (module, name)."""
        statements = (s for module in modules for s in module.statements)
        taken = (i for s in statements for i in (*s.imports, *s.inner_imports))
        ours = (i for i in taken if i.module.partition(".")[0] in self.roots)
        return frozenset(
            (each.module, name)
            for each in ours
            if not self._has(each.module, name := "" if each.name in (None, "*") else each.name)
        )

    def _has(self, module: str, name: str) -> bool:
        inner = f"{module}.{name}" if name else module
        if inner in self.modules or inner in self._above:
            return True
        found = self.modules.get(module)
        return bool(found and name and (found.broken or found.binding(name)))

    def guarded(self) -> frozenset[str]:
        """The libraries that the source imports under conditions, and nowhere in any case."""
        sure: set[str] = set()
        chosen: set[str] = set()
        for _, statement in self.statements():
            for each in statement.imports:
                is_sure = only_imports(statement) and not each.type_checking
                (sure if is_sure else chosen).add(each.module.partition(".")[0])
        return frozenset(chosen - sure - sys.stdlib_module_names - self.roots)

    def rebound(self, module: str) -> frozenset[str]:
        """The names that several statements of a module bind: which one counts is a matter of
        their order and of what happens while it is imported. Imports alone only replace each other.
        """
        if module not in self._rebound:
            binders: dict[str, list[Statement]] = defaultdict(list)
            for statement in self.modules[module].statements:
                for name in statement.binds:
                    binders[name].append(statement)
            self._rebound[module] = frozenset(
                name
                for name, found in binders.items()
                if len(found) > 1 and not all(map(only_imports, found)) and name[:2] != "__"
            )
        return self._rebound[module]

    def binders(self, found: Definition) -> Iterator[Statement]:
        """The statements that bind what a definition is called."""
        for statement in self.modules[found.module].statements:
            if found.name in statement.binds:
                yield statement

    def imported_by(self, statement: Statement) -> Iterator[Key]:
        """What a statement imports of the project where it is no plain import: under a condition,
        or in a function."""
        chosen = () if only_imports(statement) else statement.imports
        return self.targets((*chosen, *statement.inner_imports))

    def targets(self, imports: Iterable[Imported]) -> Iterator[Key]:
        """What some imports take of the project."""
        for each in imports:
            inner = f"{each.module}.{each.name}"
            whole = each.module if each.name in (None, "*") else inner
            if whole in self.modules:
                yield from ((whole, s.line) for s in self.modules[whole].statements)
            elif each.module in self.modules and each.name:
                found = self.resolve(each.module, each.name)
                if found and found.statement:
                    yield found.module, found.statement.line

    def imported_always(self) -> frozenset[str]:
        """The modules that Kedro imports whatever is run: all of them, unless the registry calls
        `find_pipelines`."""
        pending = [name for name in self.modules if is_configuration(name)]
        if not any(calls_any(self.modules[name].text, _FINDING) for name in pending):
            return frozenset(self.modules)
        found: set[str] = set()
        while pending:
            name = pending.pop()
            if name in self.modules and name not in found:
                found.add(name)
                pending.append(name.rpartition(".")[0])
                for statement in self.modules[name].statements:
                    for each in (*statement.imports, *statement.inner_imports):
                        pending += [each.module, f"{each.module}.{each.name}"]
        return frozenset(found)

    def is_for_hints(self, module: str, name: str) -> bool:
        """Whether a module imports a name for type checkers alone, and nothing of the project
        surely imports what it comes from: that may be missing, or act.
        """
        statement = self.modules[module].binding(name) if module in self.modules else None
        imported = self._imported(statement, name) if statement else None
        if imported is None or not imported.type_checking:
            return False
        if not self._plain:
            plain = (i for _, s in self.statements() if only_imports(s) for i in s.imports)
            self._plain |= {self._origin(i.module) for i in plain if not i.type_checking}
            self._plain |= sys.stdlib_module_names
        return self._origin(imported.module) not in self._plain

    def _origin(self, module: str) -> str:
        return module if module in self.modules else module.partition(".")[0]

    def modules_behind(self, module: str, name: str) -> Iterator[str]:
        """The modules of the package that `name` stands for in a module, or leads to."""
        found = self.resolve(module, name)
        if found and found.statement is None:
            yield found.module
            for statement in self.modules[module].statements:
                yield from (i.module for i in statement.imports if i.alias == name and not i.name)

    def is_kedro(self, module: str, statement: Statement) -> bool:
        """Whether a statement imports Kedro, or needs something that does."""
        key = (module, statement.line)
        if key not in self._kedro:
            seen: set[Key] = set()
            self._kedro[key] = self._needs_kedro(module, statement, seen)
            if not self._kedro[key]:  # nor does what it leads to
                self._kedro |= dict.fromkeys(seen, False)
        return self._kedro[key]

    def _needs_kedro(self, module: str, statement: Statement, seen: set[Key]) -> bool:
        key = (module, statement.line)
        if key in self._kedro:
            return self._kedro[key]
        if key in seen:  # a cycle of names alone is not Kedro's
            return False
        seen.add(key)
        if only_imports(statement):
            return all(self._imports_kedro(imported, set()) for imported in statement.imports)
        if any(self._imports_kedro(imported, seen) for imported in statement.imports):
            return True
        for name in statement.uses:
            found = self.resolve(module, name)
            if found is None:
                continue
            if found.statement is None:
                if found.module.partition(".")[0] in KEDRO_ROOTS:
                    return True
            elif self._needs_kedro(found.module, found.statement, seen):
                return True
        return False

    def _imports_kedro(self, imported: Imported, seen: set[Key]) -> bool:
        if imported.module.partition(".")[0] in KEDRO_ROOTS:
            return True
        if imported.name is None or imported.module not in self.modules:
            return False
        found = self.resolve(imported.module, imported.name)
        return bool(
            found and found.statement and self._needs_kedro(found.module, found.statement, seen)
        )

    def all_of(self, module: str) -> set[Key]:
        """What a module defines, without what is Kedro's; nothing for one from outside."""
        found = self.modules[module].statements if module in self.modules else ()
        own = [s for s in found if s.kind not in {"import", "docstring"}]
        return {(module, s.line) for s in own if not self.is_kedro(module, s)}

    def names_of(self, package: str, replaced: Set[Key]) -> frozenset[str]:
        """What lies right below a package and is not Kedro's alone, or `replaced`."""
        start = f"{package}."
        inner = (n for n in self.modules if n.startswith(start) and self._holds(n, replaced))
        return frozenset(name.removeprefix(start).partition(".")[0] for name in inner)

    def _holds(self, module: str, replaced: Set[Key]) -> bool:
        """Whether a module defines anything of its own, or hands on what others define."""
        found = [s for s in self.modules[module].statements if s.kind != "docstring"]
        own = [s for s in found if not self._is_replaced(module, s, replaced)]
        return any(s.kind != "import" for s in own) or bool(found and own == found)

    def _is_replaced(self, module: str, statement: Statement, replaced: Set[Key]) -> bool:
        if only_imports(statement):
            return self.is_kedro(module, statement)
        return (module, statement.line) in replaced

    def from_stars(self, module: str, names: Iterable[str]) -> str | None:
        """A name that only `from library import *` can have bound in a module."""
        found = self.modules[module].statements if module in self.modules else ()
        stars = [i for s in found for i in s.imports if i.name == "*"]
        if all(star.module in self.modules for star in stars):
            return None
        bound = {name for statement in found for name in statement.binds}
        unknown = (n for n in sorted(names) if n not in bound and not hasattr(builtins, n))
        return next((n for n in unknown if not self.resolve(module, n) and n[:2] != "__"), None)

    def at(self, keys: Collection[Key]) -> list[tuple[str, Statement]]:
        """The statements at some keys with their modules, in the order of the source."""
        return [(name, each) for name, each in self.statements() if (name, each.line) in keys]

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Every statement with its module."""
        for name, module in self.modules.items():
            for statement in module.statements:
                yield name, statement


def is_configuration(module: str) -> bool:
    """Whether Kedro reads a module by its name, as it does `package.settings`."""
    return module.count(".") == 1 and module.endswith((".settings", ".pipeline_registry"))


def only_imports(statement: Statement) -> bool:
    """Whether a statement does nothing but import; one that chooses what to bind does more."""
    return statement.kind == "import"
