"""Which functions see or change state that they share with others.

Hamilton runs what is requested, depth first; Kedro runs in one fixed order. The difference shows
only through state outside of the datasets: a random generator that somebody seeded, pyplot's
current figure, a counter of the module, a file that is no dataset. Functions that may touch such
state are requested in Kedro's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from migrate.libraries.known import listed
from migrate.model.project import Function, Node, Project
from migrate.plan.placement.source_names import Source

# Libraries that draw from a global random generator; that matters only where somebody seeds it.
_RANDOM = listed(lambda library: library.draws)
_RANDOM_WORDS = re.compile(r"\brandom\b|seed")
_SEEDS = re.compile(r"\bseed\(|manual_seed|set_seed|seed_everything|set_random_seed")
# Modules with a current figure, folder, run or setting.
_CURRENT = listed(lambda library: library.current)
_CURRENT_WORDS = re.compile(
    r"\b(?:open|set_option|get_option|seterr|write_bytes|write_text)\b|\bpd\.options\b"
)
# Files that are no datasets: what looks for them matters only where somebody makes some.
_WRITES = re.compile(
    r"\bopen\(|\.(?:mkdir|savefig|touch|unlink|write_bytes|write_text"
    r"|to_(?:csv|excel|feather|json|parquet|pickle))\("
)
_FILES = re.compile(
    rf"{_WRITES.pattern}|\.(?:exists|is_dir|is_file|iterdir|read_bytes|read_text|r?glob)\("
    r"|\b(?:read|scan)_(?:csv|excel|feather|json|parquet|pickle|table)\("
)


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
        seeded = any(_SEEDS.search(module.text) for module in source.modules.values())
        files = any(_WRITES.search(each.text) for each in project.functions.values())
        files |= any(
            _WRITES.search(each.text) for _, each in source.statements() if each.kind == "function"
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
        if _CURRENT_WORDS.search(text) or (self.seeded and _RANDOM_WORDS.search(text)):
            return True
        if self.files and _FILES.search(text):
            return True
        for name in names:
            found = self.source.resolve(module, name)
            if found is None:
                continue
            statement = found.statement
            if statement is None and found.module in self.source.modules:  # as in `nodes.clean`
                used = re.findall(rf"\b{re.escape(name)}\.(\w+)", text)
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

    def _is_stateful(self, name: str) -> bool:
        if name.partition(".")[0] in _RANDOM and self.seeded:
            return True
        known = (*_CURRENT, *self.changed)
        return any(name == each or name.startswith(f"{each}.") for each in known)


def changed_objects(project: Project) -> frozenset[str]:
    """The objects of modules that some function changes."""
    return frozenset(name for each in project.functions.values() for name in each.touches)


def _changes_its_own(node: Node, facts: Function) -> bool:
    """Whether a function changes what no dataset feeds: a default, its object, a partial's."""
    fed = {binding.parameter for binding in node.bindings or ()}
    return any(
        effect.certainty == "yes" for name, effect in facts.mutates.items() if name not in fed
    )
