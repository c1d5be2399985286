"""Code that looks for places outside of its package, which lies elsewhere in the new project.

A module that asks where it lies keeps its place in the package. So what counts are the steps
upwards: from the module's file, from a constant that was made of one, or from a package's folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Statement
from migrate.plan.placement.source_names import Key, Source

# What a run's folder is called.
_FOLDER = re.compile(r"\b(?:Path|PosixPath)\.cwd\(\)|\bos\.getcwd\(\)")
_FILE = re.compile(r"(?:\b([A-Za-z]\w*)\.)?(__file__)\b|\b(getfile|getsourcefile)\(")
_NAMED = re.compile(r"\b(find_spec|files)\(\s*[\"']([\w.]+)[\"']")
_UPWARDS = re.compile(
    r"\.parents\[(\d+)\]|\.parent\b|\bdirname\(|[\"'/]\.\.(?=[\"'/])|\bpardir\b|(\.parents\b)"
)
_DOWN = re.compile(r"/\s*f?[\"'](?!\.\.)([^\"'\n]+)")
_LOOPS = re.compile(r"\bwhile\b[\s\S]*(?:\.parent\b|\bdirname\()")
_MOST = 99  # steps of what goes up until it finds something
# What goes upwards from a name, around it and behind it.
_CHAIN = (
    r"((?:\b(?:os\.)?(?:path\.)?(?:dirname|join|abspath|realpath)\()*)\b{}\b"
    r"((?:\.(?:parent\b|parents(?:\[\d+\])?|resolve\(\)|absolute\(\))|\)"
    r"|\s*[,/]\s*(?:(?:os\.)?(?:path\.)?pardir\b|[\"']\.\.[\"'/][^\"'\n]*))*)"
)


def about_outside(source: Source, statements: Iterable[tuple[str, Statement]]) -> list[Diagnostic]:
    """Which of `statements` (with their modules) look for places outside of their package."""
    outside = _Outside(source)
    return [
        diagnostic("K464", Place(source.modules[module].path, statement.line), what=way)
        for module, statement in statements
        if (way := outside.way(module, statement))
    ]


@dataclass(slots=True)
class _Outside:
    """Finds the code that leaves its package."""

    source: Source
    _rooms: dict[Key, int | None] = field(default_factory=dict)

    def way(self, module: str, statement: Statement) -> str | None:
        """How a statement finds a place outside of its package."""
        if statement.kind in {"docstring", "import"}:
            return None
        if found := _FOLDER.search(statement.text):
            return found[0]
        for way, room, steps in self._ways(module, statement):
            if steps > room:
                return way
        return None

    def _ways(self, module: str, statement: Statement) -> Iterator[tuple[str, int, int]]:
        """What a statement starts from, how many folders of the package lie above that, and how
        many steps upwards follow.
        """
        text = statement.text
        steps = _steps(text) + self._called(module, statement)
        if found := _FILE.search(text):
            other = self.source.resolve(module, found[1]) if found[1] else None
            start = other.module if other and other.statement is None else module
            yield found[2] or f"{found[3]}()", self._depth(start), steps
        elif found := _NAMED.search(text):
            depth = self._depth(found[2]) if found[1] == "find_spec" else found[2].count(".")
            yield f"{found[1]}()", depth, steps
        else:
            for name in sorted(statement.uses):
                room = self._room(module, name)
                if room is not None and room >= 0:
                    yield name, room, _steps_from(name, text)

    def _room(self, module: str, name: str) -> int | None:
        """How many folders of its package lie above a constant, if it is made of a place."""
        found = self.source.resolve(module, name)
        if found is None or found.statement is None or found.statement.kind != "assignment":
            return None
        key = (found.module, found.statement.line)
        if key not in self._rooms:
            self._rooms[key] = None  # while it is looked at
            ways = self._ways(found.module, found.statement)
            down = sum(1 + each.count("/") for each in _DOWN.findall(found.statement.text))
            rooms = (room - steps + down for _, room, steps in ways)
            self._rooms[key] = min(rooms, default=None)
        return self._rooms[key]

    def _depth(self, module: str) -> int:
        """The folders of its package that a module's file lies in."""
        found = self.source.modules.get(module)
        return module.count(".") + bool(found and found.package)

    def _called(self, module: str, statement: Statement) -> int:
        """The steps of the project's functions that go up until they find something."""
        used = (self.source.resolve(module, name) for name in sorted(statement.uses))
        texts = [each.statement.text for each in used if each and each.statement]
        return _MOST if any(map(_LOOPS.search, texts)) else 0


def _steps(text: str) -> int:
    found = _UPWARDS.finditer(text)
    steps = sum(int(e[1]) + 1 if e[1] else _MOST if e[2] else 1 for e in found)
    return steps + (_MOST if _LOOPS.search(text) else 0)


def _steps_from(name: str, text: str) -> int:
    """The most steps upwards that an expression takes from a name."""
    found = re.finditer(_CHAIN.replace("{}", re.escape(name)), text)
    return max((_steps(before + after) for before, after in (e.groups() for e in found)), default=0)
