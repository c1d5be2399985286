"""Placement: where each statement of the source goes.

Every object keeps one home. A statement that only one dataflow module needs moves into it; what
others can see (a class, a helper that other code uses) stays in its own module, under its
old import path, and is imported from there. What is Kedro's goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property

from migrate.code.introspection import (
    finds_by_name,
    has_strange_decorator,
    knows_its_place,
    may_make_functions,
    names_a_lambda,
)
from migrate.code.mentions import mentions
from migrate.model.migration import Import
from migrate.model.project import Imported, Module, Statement
from migrate.plan.placement.function_identity import functions_as_values
from migrate.plan.placement.kedro_uses import KedroUses
from migrate.plan.placement.needs import Needs
from migrate.plan.placement.source_names import (
    KEDRO_ROOTS,
    Key,
    Source,
    is_configuration,
    only_imports,
)

_DATA_OF = frozenset({"get_data"})


@dataclass(frozen=True)
class Placement:
    """The outcome: `moved` statements with the dataflow module they go to, in source order.

    `kept` are the statements that stay, by module; `dropped` those that are Kedro's or that only
    Kedro's needed. `users` tells which statements need each statement. `needs_kedro` are
    statements that nodes need and that use Kedro, `shared` functions of several units, `values`
    functions that some code hands on, `tested` those that tests give more than their nodes do.
    The modules of `whole` come along as they are, Kedro's code included.
    """

    source: Source
    moved: Mapping[Key, str]
    kept: Mapping[str, tuple[Statement, ...]]
    dropped: frozenset[Key]
    users: Mapping[Key, set[Key]]
    needs_kedro: frozenset[Key]
    shared: frozenset[Key]
    values: frozenset[Key] = frozenset()
    whole: frozenset[str] = frozenset()
    tested: frozenset[Key] = frozenset()

    @cached_property
    def by_flow(self) -> Mapping[str, Mapping[str, list[tuple[Module, Statement]]]]:
        """The moved statements by the dataflow module they go to, then by their own module."""
        found: dict[str, dict[str, list[tuple[Module, Statement]]]] = {}
        for module in self.source.modules.values():
            for statement in module.statements:
                if (flow := self.moved.get((module.name, statement.line))) is not None:
                    moved = found.setdefault(flow, {}).setdefault(module.name, [])
                    moved.append((module, statement))
        return found

    def left(self) -> Iterator[tuple[str, Statement]]:
        """Every statement that comes along, with the module where it stood."""
        kept = {(name, s.line) for name, statements in self.kept.items() for s in statements}
        for module, statement in self.source.statements():
            if (module, statement.line) in kept or (module, statement.line) in self.moved:
                yield module, statement

    def kept_by(self, imports: Iterable[Import]) -> set[str]:
        """The modules that come along and are imported by some imports, or by what these import."""
        found: set[str] = set()
        pending = [name for each in imports for name in with_names(each.module, each.name)]
        while pending:
            module = pending.pop()
            if module in self.kept and module not in found:
                found.add(module)
                pending.append(module.rpartition(".")[0])
                taken = (i for s in self.kept[module] for i in s.imports)
                pending += [name for i in taken for name in with_names(i.module, i.name)]
        return found

    def other_use(self, key: Key, name: str) -> str:
        """Why the function `name` is not for one function of a dataflow alone."""
        if key in self.shared:
            return f"several nodes use {name}"
        if key in self.tested:
            return f"a test gives {name} an argument that its node leaves at the default"
        found = self.source.at(self.users.get(key, ()))
        calls = [(module, s) for module, s in found if name in s.uses or not finds_by_name(s)]
        if calls or found:
            module, first = (calls or found)[0]
            is_named = first.kind in {"function", "class", "assignment"} and first.binds
            where = f"{first.binds[0] if is_named else f'line {first.line}'} in {module}"
            call = None if calls else finds_by_name(first)
            return f"{call} of {where} may use {name}" if call else f"{where} uses {name}, too"
        if self.users.get(key):
            return f"an expression in a pipeline uses {name}, too"
        return f"other code uses {key[0]} as a whole, and {name} with it"


def find_placement(
    source: Source,
    needs: Needs,
    groups: Mapping[str, str],
    roles: KedroUses,
) -> Placement:
    """Decide where every statement goes.

    `groups` maps each dataflow module to the one that its shared code goes to (a module and its
    steps share the steps module). `roles` tell what of Kedro's code is the author's own.
    """
    uses, called, stays = needs.uses, needs.called, needs.stays
    carriers = {module for module, _ in uses}
    every_user = users_of(source)
    using = {(m, s.line) for m, s in source.statements() if source.is_kedro(m, s)}
    kedros = using | {
        (m, s.line)
        for m, s in source.statements()
        if is_configuration(m) and (s.binds or not source.acts(m, s))
    }
    # What the nodes themselves need stays, Kedro's or not.
    reached = _reachable({*uses, *called, *stays}, every_user)
    needed = kedros & reached
    dropped = _dropped(source, kedros - reached, reached, every_user, roles)
    whole = roles.whole(source, reached, dropped)
    dropped = {key for key in dropped if key[0] not in whole}
    users = {key: found - dropped for key, found in every_user.items()}
    for key in called:
        users.setdefault(key, set()).add(("", 0))
    alive = _alive(source, dropped, carriers) | stays
    values = functions_as_values(source, dropped)
    alive |= values | {
        key
        for name in whole
        for statement in source.modules[name].statements
        for key in source.targets(statement.imports)
    }
    wanted = _wanted(source, uses, called, users, alive, groups)
    moved: dict[Key, str] = {}
    kept: dict[str, list[Statement]] = defaultdict(list)
    for module, statement in source.statements():
        key = (module, statement.line)
        flows = wanted.get(key, set())
        if key in dropped and statement.kind != "import":
            continue
        if flows and None not in flows and len(flows) == 1 and not only_imports(statement):
            moved[key] = next(flow for flow in flows if flow)
        else:
            kept[module].append(statement)
    modules = _existing(source, kept, dropped)
    left = _Left(source, moved, dropped, modules, whole)
    written = {m: tuple(left.statements(m, kept.get(m, ()))) for m in modules}
    shared = frozenset(key for key, flows in uses.items() if sum(flows.values()) > 1)
    return Placement(
        source,
        moved,
        written,
        frozenset(dropped),
        users,
        frozenset(needed & using),
        shared,
        frozenset(values),
        whole,
        frozenset(needs.tested),
    )


def _reachable(starts: set[Key], users: Mapping[Key, set[Key]]) -> set[Key]:
    """Everything that some statements need, directly or not."""
    needs: dict[Key, set[Key]] = defaultdict(set)
    for key, found in users.items():
        for user in found:
            needs[user].add(key)
    reached: set[Key] = set()
    pending = list(starts)
    while pending:
        key = pending.pop()
        if key not in reached:
            reached.add(key)
            pending.extend(needs[key])
    return reached


def _dropped(
    source: Source,
    kedros: set[Key],
    reached: set[Key],
    users: Mapping[Key, set[Key]],
    roles: KedroUses,
) -> set[Key]:
    """What goes: Kedro's, and beside it what only Kedro's needs that has another outcome."""
    dropped = set(kedros)
    definers = {module for module, _ in kedros}
    for module, statement in source.statements():
        key = (module, statement.line)
        if module not in definers or key in reached or statement.kind in {"import", "docstring"}:
            continue
        found = users.get(key, set())
        special = statement.binds and all(name.startswith("__") for name in statement.binds)
        if special or (found and found <= kedros - roles.own.keys()):
            dropped.add(key)
    return dropped


def _existing(source: Source, kept: Mapping[str, list[Statement]], dropped: set[Key]) -> list[str]:
    """The modules that are left: those that hold anything, with the packages above them.

    A module of nothing but imports is left if it hands on what does not come from Kedro.
    """
    found: dict[str, None] = {}
    for name, statements in kept.items():
        module = source.modules[name]
        holds = any(statement.kind not in {"import", "docstring"} for statement in statements)
        hands_on = not module.package and all(
            s.kind in {"import", "docstring"} and (name, s.line) not in dropped
            for s in module.statements
        )
        if holds or (hands_on and any(s.imports for s in module.statements)):
            found[name] = None
    # `pkgutil` gives the data of packages that have an `__init__.py`, and of no others.
    calls = (mentions(s.text) for _, s in source.statements() if "get_data" in s.text)
    named = {package for code in calls for _, package in code.first_strings(_DATA_OF)}
    found |= dict.fromkeys(sorted(named & source.modules.keys()))
    return _importable(found, source)


def users_of(source: Source) -> dict[Key, set[Key]]:
    """Which statements need each statement; imports alone do not count."""
    users: dict[Key, set[Key]] = defaultdict(set)
    for module, statement in source.statements():
        key = (module, statement.line)
        if only_imports(statement):
            continue
        if finds_by_name(statement):
            for other in source.modules[module].statements:
                users[(module, other.line)].add(key)
        for imported in source.imported_by(statement):
            users[imported].add(key)
        for name in statement.uses:
            found = source.resolve(module, name)
            if found is None:
                continue
            if found.statement is not None:
                for each in source.binders(found):
                    users[(found.module, each.line)].add(key)
            elif found.module in source.modules:  # a whole module: any of it may be used
                for other in source.modules[found.module].statements:
                    if other.kind != "docstring":
                        users[(found.module, other.line)].add(key)
    for key, found_users in users.items():
        found_users.discard(key)
    return users


def _alive(source: Source, dropped: set[Key], carriers: set[str]) -> set[Key]:
    """The statements that stay whatever the nodes need: classes, and modules of no pipeline."""
    return {
        (module, statement.line)
        for module, statement in source.statements()
        if (module, statement.line) not in dropped
        and not only_imports(statement)
        and statement.kind != "docstring"
        and (module not in carriers or statement.kind == "class")
    }


def _wanted(
    source: Source,
    uses: Mapping[Key, Mapping[str, int]],
    called: Mapping[Key, Set[str]],
    users: Mapping[Key, set[Key]],
    alive: set[Key],
    groups: Mapping[str, str],
) -> dict[Key, set[str | None]]:
    """For each statement the dataflow modules that need it; None stands for its own module."""
    wanted: dict[Key, set[str | None]] = defaultdict(set)
    for key in alive:
        wanted[key].add(None)
    for key, used_in in uses.items():
        flows: Set[str] = set(used_in)
        homes = {groups[flow] for flow in flows}
        wanted[key] |= flows if len(flows) == 1 else homes if len(homes) == 1 else {None}
    for key, flows in called.items():
        wanted[key].update(flows)
    needs: dict[Key, set[Key]] = defaultdict(set)
    for key, found in users.items():
        for user in found:
            needs[user].add(key)
    # An unused helper of a module of nodes goes where all of that module's functions go, if they go
    # to one place.
    for module in {module for module, _ in uses}:
        flows = {flow for key, names in uses.items() if key[0] == module for flow in names}
        homes = {groups[flow] for flow in flows}
        for statement in source.modules[module].statements:
            key = (module, statement.line)
            if (
                key not in wanted
                and not users.get(key)
                and statement.kind != "docstring"
                and not only_imports(statement)
                and not source.is_kedro(module, statement)
            ):
                wanted[key] |= homes if len(homes) == 1 else {None}
    for key in _used_whole(source):
        wanted[key].add(None)
    tied = {(m, s.line) for m, s in source.statements() if _is_tied(source, m, s)}
    pending = list(wanted)
    while pending:
        key = pending.pop()
        if key in tied:
            wanted[key].add(None)
        for needed in needs[key]:
            before = set(wanted[needed])
            wanted[needed] |= wanted[key]
            if wanted[needed] != before:
                pending.append(needed)
    for key, homes_ in wanted.items():
        named = {groups[flow] for flow in homes_ if flow}
        if None not in homes_ and len(homes_) > 1 and len(named) == 1:
            wanted[key] = {next(iter(named))}
    return wanted


def _used_whole(source: Source) -> set[Key]:
    """What stands in modules that other code than Kedro's uses as a whole: `nodes.clean(x)`."""
    found: set[Key] = set()
    for module, statement in source.statements():
        if only_imports(statement) or source.is_kedro(module, statement):
            continue
        for name in statement.uses:
            for each in source.modules_behind(module, name):
                found |= source.all_of(each)
        found.update(source.imported_by(statement))
    return found


def _is_tied(source: Source, module: str, statement: Statement) -> bool:
    """Whether a statement only works where it stands.

    Hamilton would see a node in a function that another one of the module makes.
    """
    if knows_its_place(statement) or has_strange_decorator(statement):
        return True
    if not source.rebound(module).isdisjoint(statement.binds):
        return True
    if statement.effect and source.imports_after(module, statement):
        return True
    if names_a_lambda(statement) or source.from_stars(module, statement.uses):
        return True
    used = (source.resolve(module, name) for name in statement.uses)
    return statement.kind == "assignment" and any(
        each.statement and may_make_functions(each.statement) for each in used if each
    )


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of kept modules: no imports of what has gone or is no longer used."""

    source: Source
    moved: Mapping[Key, str]
    dropped: set[Key]
    modules: list[str]
    whole: Set[str]

    def statements(self, module: str, kept: Iterable[Statement]) -> Iterator[Statement]:
        """The statements of a module, with its imports pruned."""
        if module in self.whole:
            yield from self.source.modules[module].statements
            return
        kept = list(kept)
        lines = {statement.line for statement in kept}
        used = {name for s in kept if not only_imports(s) for name in s.uses}
        used |= self.source.rebound(module)
        gone = {
            name
            for s in self.source.modules[module].statements
            if s.line not in lines
            for name in s.uses
        }
        idle = set() if self._is_starred(module) else gone - used
        for statement in kept:
            if not only_imports(statement):
                yield statement
                continue
            left = [i for i in statement.imports if self._stays(i, used, idle)]
            if len(left) == len(statement.imports):
                yield statement
            elif left:
                text = "".join(f"{import_text(imported)}\n" for imported in left)
                yield replace(statement, text=text, imports=tuple(left))

    def _is_starred(self, module: str) -> bool:
        """Whether others take all of a module's names, imported ones too."""
        return any(
            imported.name == "*" and imported.module == module
            for other in self.source.modules.values()
            for statement in other.statements
            for imported in statement.imports
        )

    def _stays(self, imported: Imported, used: set[str], idle: set[str]) -> bool:
        """Whether an import is left; `idle` are names that only what has gone used."""
        if imported.module.partition(".")[0] in KEDRO_ROOTS:
            return imported.alias in used
        return imported.alias not in idle and self._is_there(imported)

    def _is_there(self, imported: Imported) -> bool:
        known = self.source.modules
        inner = f"{imported.module}.{imported.name}"
        if imported.name is not None and inner in known:
            return inner in self.modules
        if imported.module not in known:
            return True
        if imported.module not in self.modules:
            return False
        found = self.source.resolve(imported.module, imported.name) if imported.name else None
        if found is None or found.statement is None:
            return True
        key = (found.module, found.statement.line)
        return key not in self.moved and key not in self.dropped


def _importable(real: Iterable[str], source: Source) -> list[str]:
    """The kept modules with the packages above them."""
    needed: dict[str, None] = {}
    for module in sorted(real):
        parts = module.split(".")
        for end in range(1, len(parts) + 1):
            name = ".".join(parts[:end])
            if name in source.modules:
                needed[name] = None
    return list(needed)


def import_text(imported: Imported) -> str:
    """An import statement for one name."""
    if imported.name is None:
        return f"import {imported.module}" + (f" as {imported.alias}" if imported.renamed else "")
    tail = f" as {imported.alias}" if imported.renamed and imported.name != "*" else ""
    return f"from {imported.module} import {imported.name}{tail}"


def with_names(module: str, name: str | None) -> tuple[str, ...]:
    """What may be modules of an import."""
    return (module, f"{module}.{name}") if name else (module,)
