"""Which functions see or change state that they share with others.

Hamilton runs what is requested, depth first; Kedro runs in one fixed order. The difference shows
only through state outside of the datasets: a random generator that somebody seeded, pyplot's
current figure, a counter of the module, a file that is no dataset. Functions that may touch such
state are requested in Kedro's order.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from migrate.code.mentions import calls_any, mentions, mentions_any, methods_any
from migrate.libraries.known import listed
from migrate.model.project import Function, Node, Project
from migrate.plan.placement.source_names import Source

# Libraries that draw from a global random generator; that matters only where somebody seeds it.
_RANDOM = listed(lambda library: library.draws)
_SEEDS = ("manual_seed", "seed_everything", "set_random_seed", "set_seed")
# Modules with a current figure, folder, run or setting.
_CURRENT = listed(lambda library: library.current)
_CURRENT_NAMES = frozenset(
    {"get_option", "open", "set_option", "seterr", "write_bytes", "write_text"}
)
# Files that are no datasets: what looks for them matters only where somebody makes some.
_TABLES = frozenset({"csv", "excel", "feather", "json", "parquet", "pickle"})
_OPENING = frozenset({"open"})
_WRITING = frozenset(
    {"mkdir", "savefig", "touch", "unlink", "write_bytes", "write_text"}
    | {f"to_{each}" for each in _TABLES}
)
_LOOKING = frozenset(
    {"exists", "glob", "is_dir", "is_file", "iterdir", "read_bytes", "read_text", "rglob"}
)
_READING = frozenset(f"{way}_{each}" for way in ("read", "scan") for each in (*_TABLES, "table"))


@dataclass(frozen=True, slots=True)
class SharedState:
    """Tells which functions of a project may touch state that they share.

    `changed` are the objects of modules that some function changes; `files` says that some code
    of functions makes files.
    """

    project: Project
    source: Source
    seeded: bool
    files: bool
    changed: frozenset[str]

    @classmethod
    def of(cls, project: Project, source: Source) -> SharedState:
        """Look through a project; random generators count if any of its code seeds one."""
        seeded = any(_seeds(module.text) for module in source.modules.values())
        files = any(_writes(each.text) for each in project.functions.values())
        files |= any(
            _writes(each.text) for _, each in source.statements() if each.kind == "function"
        )
        return cls(project, source, seeded, files, changed_objects(project))

    def is_touched_by(self, node: Node) -> bool:
        """Whether a node's function, or what it calls in the project, may touch shared state."""
        facts = self.project.functions.get(node.func.key)
        if facts is None:
            return self._is_stateful(node.func.module or "")
        if facts.touches or _changes_its_own(node, facts):
            return True
        return self._touches(facts.module, facts.text, facts.global_names, set())

    def _touches(
        self, module: str, text: str, names: Iterable[str], seen: set[tuple[str, int]]
    ) -> bool:
        if mentions_any(text, _CURRENT_NAMES) or (self.seeded and _draws(text)):
            return True
        if "options" in text and self._sets_options(module, text):
            return True
        if self.files and (_writes(text) or _looks(text)):
            return True
        for name in names:
            found = self.source.resolve(module, name)
            if found is None:
                continue
            statement = found.statement
            if statement is None and found.module in self.source.modules:  # as in `nodes.clean`
                used = mentions(text).parts_of(name) - {""}
                if self._touches(found.module, "", used, seen):
                    return True
            elif statement is None:
                if self._is_stateful(
                    f"{found.module}.{found.name}" if found.name else found.module
                ):
                    return True
            elif f"{found.module}:{found.name}" in self.changed:
                return True
            elif (found.module, statement.line) not in seen:
                seen.add((found.module, statement.line))
                if self._touches(found.module, statement.text, statement.uses, seen):
                    return True
        return False

    def _sets_options(self, module: str, text: str) -> bool:
        """Whether code reads or sets the options of pandas, whatever it is imported as."""
        owners = mentions(text).owners_of("options")
        found = (self.source.resolve(module, name) for name in owners)
        return "pd" in owners or any(f and (f.module, f.name) == ("pandas", None) for f in found)

    def _is_stateful(self, name: str) -> bool:
        if name.partition(".")[0] in _RANDOM and self.seeded:
            return True
        known = (*_CURRENT, *self.changed)
        return any(name == each or name.startswith(f"{each}.") for each in known)


def _seeds(text: str) -> bool:
    """Whether code seeds a random generator."""
    if "seed" not in text:
        return False
    code = mentions(text)
    taken = {each.name for each in code.nodes if isinstance(each, ast.alias)}
    if "seed" in code.called | taken:
        return True
    return any(seed in name for name in code.names for seed in _SEEDS)


def _draws(text: str) -> bool:
    """Whether code may draw from a random generator, or seed one."""
    if "random" not in text and "seed" not in text:
        return False
    return any(name == "random" or "seed" in name for name in mentions(text).names)


def _writes(text: str) -> bool:
    return calls_any(text, _OPENING) or methods_any(text, _WRITING)


def _looks(text: str) -> bool:
    return calls_any(text, _READING) or methods_any(text, _LOOKING)


def changed_objects(project: Project) -> frozenset[str]:
    """The objects of modules that some function changes."""
    return frozenset(name for each in project.functions.values() for name in each.touches)


def _changes_its_own(node: Node, facts: Function) -> bool:
    """Whether a function changes what no dataset feeds: a default, its object, a partial's."""
    fed = {binding.parameter for binding in node.bindings or ()}
    return any(
        effect.certainty == "yes" for name, effect in facts.mutates.items() if name not in fed
    )
