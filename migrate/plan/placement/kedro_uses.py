"""Code that uses Kedro, and whether the new project has something in its place.

Pipelines, the registry, settings, hooks, runners, contexts and commands have an outcome of their
own. All other code is the author's work: a module that nodes do not need comes along whole, and
what can't come along is told of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Construct, Statement
from migrate.plan.placement.source_names import Key, Source, is_configuration, only_imports

_BUILDERS = ("kedro.pipeline", "kedro.framework.project")
# What has an outcome by its place.
_KINDS = frozenset({"cli", "config", "context", "dataset-class", "hook", "resolver", "runner"})
_ENTRIES = ("__main__", "run", "kedro_cli")
_KEDRO = re.compile(r"\bkedro\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KedroUses:
    """What of Kedro's code has another outcome (`replaced`), and what is the author's: `own` has
    it with the statements that use it."""

    replaced: frozenset[Key]
    own: Mapping[Key, Set[Key]]

    @classmethod
    def of(
        cls, source: Source, constructs: Iterable[Construct], makers: Collection[str]
    ) -> KedroUses:
        """The roles in a project; `makers` are the modules that hold node calls."""
        places = {(c.place.path, c.place.line) for c in constructs if c.kind in _KINDS}
        using = {
            (name, s.line): s
            for name, s in source.statements()
            if not only_imports(s) and source.is_kedro(name, s)
        }
        replaced = {
            key
            for key, statement in using.items()
            if key[0] in makers
            or is_configuration(key[0])
            or key[0].rpartition(".")[2] in _ENTRIES
            or any((source.modules[key[0]].path, line) in places for line in _lines(statement))
            or _is_builder(source, *key, set())
        }
        parted = {module for module, _ in replaced}  # what starts a command there is part of it
        replaced |= {k for k, s in using.items() if s.kind == "other" and k[0] in parted}
        left = using.keys() - replaced
        users = _users(source, left)
        while parts := {k for k in left if users[k] and users[k] <= using.keys() - left}:
            left -= parts  # of a command, say
        return cls(frozenset(using.keys() - left), {key: users[key] for key in left})

    def whole(self, source: Source, needed: Set[Key], dropped: Set[Key]) -> frozenset[str]:
        """The modules with code of the author's that come along as they are: no node needs them,
        and nothing goes that they use."""
        found = {module for module, _ in self.own} - {
            module for module, _ in needed | self.replaced
        }
        while True:
            gone = {key for key in dropped if key[0] not in found}
            lacking = {m for m in found if not gone.isdisjoint(_taken(source, m))}
            if not lacking:
                return frozenset(found)
            found -= lacking

    def told(self, source: Source, dropped: Set[Key], whole: Collection[str]) -> list[Diagnostic]:
        """What a person has to know of the author's code that uses Kedro."""
        found = []
        named: dict[str, list[Statement]] = defaultdict(list)
        for module, statement in source.at(self.own):
            key = (module, statement.line)
            if module in whole:
                named[module].append(statement)
            elif key in dropped and not (statement.kind == "assignment" and self.own[key]):
                # What uses a value is told of.
                place = Place(source.modules[module].path, statement.line)
                found.append(diagnostic("K477", place, name=_name(statement)))
        for module, statements in named.items():
            place = Place(source.modules[module].path, statements[0].line)
            names = ", ".join(map(_name, statements))
            found.append(diagnostic("K476", place, module=module, names=names))
        return found


def _name(statement: Statement) -> str:
    is_defined = statement.kind in {"assignment", "class", "function"} and statement.binds
    return statement.binds[0] if is_defined else f"line {statement.line}"


def _lines(statement: Statement) -> range:
    return range(statement.line, statement.end_line + 1)


def _users(source: Source, keys: Set[Key]) -> dict[Key, set[Key]]:
    """The statements that use some others, of any module."""
    found: dict[Key, set[Key]] = {key: set() for key in keys}
    for module, statement in source.statements():
        for name in () if only_imports(statement) else statement.uses:
            target = source.resolve(module, name)
            if target and target.statement:
                key = (target.module, target.statement.line)
                if key in found and key != (module, statement.line):
                    found[key].add((module, statement.line))
    return found


def _taken(source: Source, module: str) -> set[Key]:
    """What a module takes from others of the project."""
    found: set[Key] = set()
    for statement in source.modules[module].statements:
        found.update(source.targets((*statement.imports, *statement.inner_imports)))
        for name in statement.uses:
            target = source.resolve(module, name)
            if target and target.statement:
                found.add((target.module, target.statement.line))
            for each in source.modules_behind(module, name):
                if each in source.modules:
                    found |= {(each, s.line) for s in source.modules[each].statements}
    return {key for key in found if key[0] != module}


def _is_builder(source: Source, module: str, line: int, seen: set[Key]) -> bool:
    """Whether a statement makes nodes or pipelines, by itself or by what it uses."""
    if (module, line) in seen:
        return False
    seen.add((module, line))
    for statement in source.modules[module].statements:
        if statement.line != line:
            continue
        if any(_makes_pipelines(i.module) for i in (*statement.imports, *statement.inner_imports)):
            return True
        if any(_is_builder(source, *key, seen) for key in source.imported_by(statement)):
            return True
        for name in statement.uses:
            target = source.resolve(module, name)
            if target is None:
                continue
            if target.statement is None:
                if _makes_pipelines(target.module):
                    return True
            elif _is_builder(source, target.module, target.statement.line, seen):
                return True
    return False


def _makes_pipelines(module: str) -> bool:
    return any(module == each or module.startswith(f"{each}.") for each in _BUILDERS)


def speaks_of_kedro(text: str) -> bool:
    """Whether a file's text names Kedro."""
    return bool(_KEDRO.search(text))
