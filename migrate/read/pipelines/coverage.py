"""How many node calls stand in the source, and what became of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from migrate.code.trees import statements, walk
from migrate.model.diagnostics import Place
from migrate.model.project import Coverage, Module
from migrate.read.interpret.interpreter import Interpreter
from migrate.read.interpret.natives.kedro_api import NODE_CLASSES, NODE_FUNCTIONS

_LLM = {
    f"kedro.pipeline.{inside}{name}"
    for inside in ("", "llm_context.")
    for name in ("llm_context_node", "LLMContextNode")
}
_MAKERS = NODE_CLASSES | NODE_FUNCTIONS | _LLM


def coverage(m: Interpreter, resolved: Iterable[Place]) -> Coverage:
    """Counts the node calls of the package and its neighbours, tests left out."""
    done = set(resolved)
    calls = node_calls(m)
    counts = {"resolved": 0, "unresolved": 0, "unreachable": 0}
    for place in calls:
        counts[_state(m, place, done)] += 1
    return Coverage(len(calls), **counts)


def node_calls(m: Interpreter) -> list[Place]:
    """The places of all node calls of the package and its neighbours, tests left out."""
    return sorted(_Finder(m).calls())


def _state(m: Interpreter, place: Place, done: set[Place]) -> str:
    if place in done:
        return "resolved"
    inside = any(path == place.path and a <= place.line <= b for path, a, b in m.skipped)
    return "unresolved" if place in m.failed or inside else "unreachable"


class _Finder:
    """Finds node calls by what their names are imported from, without evaluating anything."""

    def __init__(self, m: Interpreter) -> None:
        self.m = m
        self.names: dict[str, dict[str, str]] = {}

    def calls(self) -> Iterable[Place]:
        for path, file in self.m.files.items():
            if _is_test(path) or "node" not in file.text.lower() or file.broken:
                continue
            try:
                tree = self.m.tree(file)
            except SyntaxError:
                continue
            names = self.bound(file, ())
            for node in walk(tree):
                if isinstance(node, ast.Call) and _dotted(node.func, names) in _MAKERS:
                    yield Place(path, node.lineno, node.col_offset + 1)

    def bound(self, file: Module, above: tuple[str, ...]) -> Mapping[str, str]:
        """What the names of a module stand for, as dotted names; classes of nodes as Node."""
        if file.path in self.names or file.path in above or len(above) > 20:
            return self.names.get(file.path, {})
        found: dict[str, str] = {}
        try:
            tree = self.m.tree(file)
        except SyntaxError:
            return found
        nodes = [n for n in statements(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
        for node in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    found[alias.asname or first] = alias.name if alias.asname else first
            else:
                found.update(self._imported(node, file, above))
        for statement in tree.body:
            if isinstance(statement, ast.ClassDef) and any(
                _dotted(base, found) in _MAKERS for base in statement.bases
            ):
                found[statement.name] = "kedro.pipeline.Node"
        self.names[file.path] = found
        return found

    def _imported(
        self, node: ast.ImportFrom, file: Module, above: tuple[str, ...]
    ) -> dict[str, str]:
        package = file.name.split(".")
        up = node.level - (1 if file.path.endswith("__init__.py") else 0)
        base = package[: len(package) - up] if node.level else []
        module = ".".join([*base, *([node.module] if node.module else [])])
        source = self.m.find(module)
        inner = self.bound(source, (*above, file.path)) if source else {}
        found: dict[str, str] = {}
        for alias in node.names:
            if alias.name == "*":
                found.update({k: v for k, v in inner.items() if not k.startswith("_")})
                if module == "kedro.pipeline":
                    found.update(node="kedro.pipeline.node", Node="kedro.pipeline.Node")
            else:
                dotted = inner.get(alias.name, f"{module}.{alias.name}")
                found[alias.asname or alias.name] = dotted
        return found


def _dotted(node: ast.expr, names: Mapping[str, str]) -> str:
    """The dotted name that an expression stands for; "" if it is none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return ""
    return ".".join([names[node.id], *reversed(parts)])


def _is_test(path: str) -> bool:
    *folders, name = path.split("/")
    return name.startswith("test_") or name == "conftest.py" or bool({"tests", "test"} & {*folders})
