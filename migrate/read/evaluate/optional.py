"""Libraries that a project uses if they are there: which way it goes, the machine decides."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migrate.read.evaluate import doubt
from migrate.read.evaluate.values import Scope, Unknown

if TYPE_CHECKING:
    from migrate.read.evaluate.machine import Machine

_REQUIREMENTS = ("requirements.txt", "src/requirements.txt", "pyproject.toml", "setup.py")
_THERE = sys.stdlib_module_names | {"kedro"}
# What chooses a function: the written project calls it by the name that is chosen.
_CHOICES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def unsure(
    m: Machine, body: Sequence[ast.stmt], instead: Sequence[ast.stmt], scope: Scope
) -> Unknown | None:
    """Marks what would be other if a library that `body` imports were not there, and `instead` were
    run; the reason, if there is such a library.
    """
    for index, node in enumerate(body):
        name = next((each for each in _imported(node) if _may_lack(m, each)), "")
        if name:
            why = Unknown(f"whether {name} is installed", m.place(node, scope))
            for each in (*body[index + 1 :], *instead):
                if not isinstance(each, _CHOICES):
                    doubt.skip(m, [each], scope, why)
            return why
    return None


def _imported(node: ast.stmt) -> Iterator[str]:
    """The libraries or packages that a statement imports."""
    names: list[str | None] = []
    if isinstance(node, ast.Import):
        names = [each.name for each in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module]
    yield from (name.partition(".")[0] for name in names if name)


def _may_lack(m: Machine, name: str) -> bool:
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
