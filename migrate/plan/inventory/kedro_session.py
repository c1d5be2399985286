"""Code of nodes that asks Kedro for what only a session of it knows: there is none any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Statement
from migrate.plan.placement.source_names import Key, Source, only_imports

# Kedro sets these up for one of its projects, or looks for one.
_ASKED = ("kedro.framework.project", "kedro.framework.session", "kedro.framework.startup")
_LOOKING = {"find_kedro_project", "is_kedro_project", "_find_kedro_project", "_is_project"}


def about_session(source: Source, needed: Iterable[Key]) -> list[Diagnostic]:
    """Where code that nodes need asks Kedro for what it knows of its project."""
    return [
        diagnostic("K482", Place(source.modules[module].path, statement.line), name=name)
        for module, statement in source.at(sorted(needed))
        if not only_imports(statement) and "hook_impl" not in statement.text  # they have an outcome
        for name in dict.fromkeys(_asked(source, module, statement))
    ]


def _asked(source: Source, module: str, statement: Statement) -> Iterator[str]:
    found = (source.resolve(module, name) for name in sorted(statement.uses))
    taken = [(each.module, each.name) for each in found if each and each.statement is None]
    taken += [(each.module, each.name) for each in statement.inner_imports]
    for origin, name in taken:
        if origin.startswith(_ASKED) or (origin.startswith("kedro.") and name in _LOOKING):
            yield f"{origin}.{name}" if name else origin
