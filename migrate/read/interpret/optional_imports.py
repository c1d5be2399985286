"""What a project tries, a library that may not be there above all: which way it goes, the
computer decides."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata

from migrate.code.scopes import dotted_name
from migrate.read.interpret import unknown_branches
from migrate.read.interpret.evaluation import Evaluation
from migrate.read.interpret.values import Library, Raised, Scope, Unknown

_REQUIREMENTS = ("requirements.txt", "src/requirements.txt", "pyproject.toml", "setup.py")
# What asks which distributions and modules there are, and what never fails.
_ASKING = ("importlib.", "importlib_metadata.", "pkg_resources.")
_SAFE = ("logging.", "warnings.")
_THERE = sys.stdlib_module_names | {"kedro"}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the statements of a block from `index` on may not run: what may be raised before them,
    None for anything but an ImportError."""

    index: int
    why: Unknown
    error: ImportError | None = None


def causes(m: Evaluation, body: Sequence[ast.stmt], scope: Scope) -> Iterator[Cause]:
    """What the computer decides in a block: libraries that may not be there, and calls of libraries
    that may fail."""
    for index, node in enumerate(body):
        place = m.place(node, scope)
        if name := next((each for each in _imported(node) if _may_lack(m, each)), ""):
            why = Unknown(f"whether {name} is installed", place)
            yield Cause(index + 1, why, ModuleNotFoundError())
        for path in _called(m, node, scope):
            if path.startswith(_SAFE):
                continue
            why = Unknown(f"whether {path}() fails", place)
            if path.startswith(_ASKING):
                yield Cause(index + 1, why, metadata.PackageNotFoundError())
            elif m.importing:  # K126 tells what a function does that makes pipelines
                yield Cause(index + 1, why)


def unknown_after(
    m: Evaluation, body: Sequence[ast.stmt], instead: Sequence[ast.stmt], scope: Scope, cause: Cause
) -> frozenset[str]:
    """Marks what would be other if a block were left for a cause, and `instead` were run; the ways
    in which these may be left."""
    ways: frozenset[str] = frozenset()
    for each in (*body[cause.index :], *instead):
        signal = unknown_branches.skip(m, [each], scope, cause.why)
        ways |= signal.ways if signal else ways
    return ways


def _called(m: Evaluation, node: ast.stmt, scope: Scope) -> Iterator[str]:
    """The library functions that a statement calls, and whose results are not known."""
    for each in unknown_branches.own([node]):
        if isinstance(each, ast.Call) and dotted_name(each.func):
            try:
                function = m.evaluate(each.func, scope)
            except Raised:
                continue
            if isinstance(function, Library) and m.native(function) is None:
                yield function.dotted


def _imported(node: ast.stmt) -> Iterator[str]:
    """The libraries or packages that a statement imports."""
    names: list[str | None] = []
    if isinstance(node, ast.Import):
        names = [each.name for each in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module]
    yield from (name.partition(".")[0] for name in names if name)


def _may_lack(m: Evaluation, name: str) -> bool:
    """Whether a library is nowhere imported in any case, and not required."""
    if name not in m.optional:
        plain = re.compile(rf"^(?:import|from) {name}\b", re.MULTILINE)
        texts = (m.resources.text(f"{m.layout.root}/{path}") or "" for path in _REQUIREMENTS)
        m.optional[name] = not (
            name in _THERE
            or m.exists(name)
            or any(plain.search(module.text) for module in m.files.values())
            or any(_spelled(name) in _spelled(text) for text in texts)
        )
    return m.optional[name]


def _spelled(text: str) -> str:
    return re.sub(r"[-_.]", "", text.lower())
