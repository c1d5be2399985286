"""Environment variables that only the code of nodes reads, when it is imported: the new project
reads them as well, and no pipeline is made of them."""

from __future__ import annotations

from migrate.code.mentions import mentions
from migrate.model.diagnostics import Diagnostic
from migrate.model.project import Project, Statement
from migrate.plan.placement.source_names import Key, Source
from migrate.plan.placement.statements import Placement, users_of


def without_own_reads(project: Project, homes: Placement) -> list[Diagnostic]:
    """What was found while reading, but for variables that no pipeline is made of."""
    if not any(each.code == "K109" for each in project.diagnostics):
        return list(project.diagnostics)
    source = homes.source
    left = {(module, statement.line) for module, statement in homes.left()}
    lines = {
        (source.modules[module].path, line): (module, statement.line)
        for module, statement in source.statements()
        for line in range(statement.line, statement.end_line + 1)
    }
    users = users_of(source)
    statements = {(module, each.line): each for module, each in source.statements()}
    functions = {
        (facts.module, statement.line)
        for node in project.nodes.values()
        if (facts := project.functions.get(node.func.key))
        and (statement := source.statement_of(facts))
    }

    def is_own(each: Diagnostic) -> bool:
        """Whether all that uses what stands there comes along, up to functions of nodes."""
        reached: set[Key] = set()
        place = each.place
        pending = [lines.get((place.path, place.line)) if place else None]
        while pending:
            key = pending.pop()
            if key is None or key not in left:
                return False
            if key not in reached:
                reached.add(key)
                found = set() if key in functions else users.get(key, set())
                names = {*statements[key].binds}
                pending += [u for u in found if _takes(source, u, statements[u], key[0], names)]
        return True

    return [each for each in project.diagnostics if each.code != "K109" or not is_own(each)]


def _takes(source: Source, user: Key, statement: Statement, module: str, names: set[str]) -> bool:
    """Whether a statement may use one of the names of a module: not if it names others of it."""
    found = {name: source.resolve(user[0], name) for name in statement.uses}
    whole = {n for n, e in found.items() if e and e.statement is None and e.module == module}
    direct = {e.name for e in found.values() if e and e.statement and e.module == module}
    if not whole or direct & names:
        return True
    code = mentions(statement.text)
    taken = {part for name in whole for part in code.parts_of(name)}
    return "" in taken or bool(taken & names)
