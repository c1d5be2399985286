"""Cut the same step out of both projects' real files, and count what they consist of."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from migrate.verify.workspace import SKIPPED

# A step is shown whole up to so many lines.
LONGEST = 45

# Kind of file -> suffixes; the first that fits counts.
KINDS = {
    "Python": (".py",),
    "configuration": (".yml", ".yaml", ".toml", ".json", ".cfg", ".ini"),
    "text": (".md", ".txt", ".rst"),
}
UNCOUNTED = SKIPPED | {"data", ".gitignore", ".gitkeep"}


class Excerpt(NamedTuple):
    """A piece of a file: its path in the project, its first line, its text."""

    path: str
    line: int
    text: str

    @property
    def title(self) -> str:
        """Where it is from."""
        return f"{self.path}:{self.line}"


class Count(NamedTuple):
    """Files and their lines that are not blank."""

    files: int
    lines: int


def cut(path: Path, root: Path, names: Iterable[str]) -> Excerpt | None:
    """The first of the top-level definitions or assignments called one of `names`, in the order
    of the names, decorators and the comment above included. None if there is none.
    """
    text = path.read_text(encoding="utf-8")
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return None
    for name in names:
        for statement in body:
            if name in _bound(statement):
                return _excerpt(path, root, text, statement)
    return None


def _bound(statement: ast.stmt) -> list[str]:
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [target.id for target in statement.targets if isinstance(target, ast.Name)]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return [statement.target.id]
    return []


def _excerpt(path: Path, root: Path, text: str, statement: ast.stmt) -> Excerpt:
    lines = text.splitlines()
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(d.lineno for d in decorators)])
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    last = statement.end_lineno or first
    kept = lines[first - 1 : min(last, first - 1 + LONGEST)]
    left = last - first + 1 - len(kept)
    if left:
        kept.append(f"    # ... {left} more lines")
    return Excerpt(path.relative_to(root).as_posix(), first, "\n".join(kept))


def python_files(root: Path) -> Iterator[Path]:
    """The Python files of a project, without its tests."""
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root).parts
        if not UNCOUNTED.intersection(inside) and inside[0] != "tests":
            yield path


def defined(
    kedro: Path, hamilton: Path, migration: Mapping[str, Any], graph: Mapping[str, Any]
) -> tuple[Excerpt, Excerpt] | None:
    """One node's function on both sides: of those that moved, the one that joins most datasets
    and is shown whole.
    """
    best: tuple[tuple[int, int], Excerpt, Excerpt] | None = None
    for node in migration["nodes"]:
        facts = graph["nodes"].get(node["id"])
        if node["outcome"] != "moved" or not facts or not node["targets"]:
            continue
        target = node["targets"][0]
        ours = _function(kedro, facts["module"], facts["function"])
        theirs = cut(hamilton / target["path"], hamilton, [target["function"]])
        if ours is None or theirs is None or "more lines" in ours.text + theirs.text:
            continue
        rank = (len(facts["inputs"]), -len(ours.text))
        if best is None or rank > best[0]:
            best = (rank, ours, theirs)
    return best[1:] if best else None


def _function(root: Path, module: str, name: str) -> Excerpt | None:
    ending = module.replace(".", "/") + ".py"
    for path in python_files(root):
        if path.as_posix().endswith(f"/{ending}"):
            return cut(path, root, [name])
    return None


def assembled(kedro: Path, hamilton: Path, near: str) -> tuple[list[Excerpt], list[Excerpt]]:
    """How each side puts its pipeline together; on the Kedro side beside the file `near`."""
    factories = [
        excerpt
        for path in python_files(kedro)
        if (excerpt := cut(path, kedro, ["create_pipeline", "register_pipelines"]))
    ]
    folder = near.rpartition("/")[0]
    factories.sort(key=lambda excerpt: not excerpt.path.startswith(f"{folder}/"))
    drivers = sorted(hamilton.glob("*/driver.py"))
    parts = [cut(path, hamilton, [name]) for path in drivers for name in ("PIPELINES", "build")]
    return factories[:1], [part for part in parts if part]


def counts(root: Path) -> dict[str, Count]:
    """Files and lines of a project by kind, tests apart; data is not counted."""
    found = {kind: Count(0, 0) for kind in (*KINDS, "tests")}
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        kind = _kind(path, inside)
        if kind and path.is_file() and not UNCOUNTED.intersection(inside):
            lines = sum(1 for line in path.read_text("utf-8").splitlines() if line.strip())
            found[kind] = Count(found[kind].files + 1, found[kind].lines + lines)
    return found


def _kind(path: Path, inside: tuple[str, ...]) -> str | None:
    if inside[0] == "tests" and path.suffix == ".py":
        return "tests"
    return next((kind for kind, suffixes in KINDS.items() if path.suffix in suffixes), None)
