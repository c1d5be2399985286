"""Whether the written modules fit together, found in their text alone.

What a module takes from another one is there, nothing hides anything, and nothing is imported in
any case that the source imports under a condition. Nothing is imported here.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from migrate.code.trees import children, parse
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.migration import Plan

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def check_links(plan: Plan, files: Mapping[str, str]) -> list[Diagnostic]:
    """What does not fit in the written modules; tests have diagnostics of their own."""
    paths = [path for path in files if path.endswith(".py") and not path.startswith("tests/")]
    found = list(_hidden(paths, plan.kept))
    roots = {plan.package.partition(".")[0], *plan.beside}
    modules = {_module(path): path for path in paths}
    trees = {name: tree for name, path in modules.items() if (tree := _parsed(files[path]))}
    written = _Written(modules, trees)
    for name, tree in trees.items():
        for each in _imports(tree, _package(name, modules[name])):
            if each.module.partition(".")[0] not in roots or each.tried:
                continue
            if not written.has(each.module, each.name) and each.target not in plan.dangling:
                place = Place(modules[name], each.line)
                what = f"{each.module} has no {each.name}" if each.name else f"no {each.module}"
                found.append(diagnostic("K908", place, detail=what))
    catalog = trees.get(_module(plan.ours.path("catalog")))
    loading = {root for _, root in _sure(catalog)} if catalog else set()
    for module in plan.modules:
        path = plan.ours.file(module.name)
        for line, root in _sure(trees[_module(path)]):
            if root in plan.guarded - loading:
                found.append(diagnostic("K909", Place(path, line), name=root))
    return found


def _hidden(paths: Collection[str], kept: Container[str]) -> Iterator[Diagnostic]:
    """Modules beside a folder of their name: Python finds just one of them. Where both are `kept`,
    the source has it so."""
    inside: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for parent in PurePosixPath(path).parents:
            inside[str(parent)].add(path)
    for path in sorted(paths):
        folder = path.removesuffix(".py")
        if folder in inside and not all(each in kept for each in {path, *inside[folder]}):
            yield diagnostic("K908", Place(path), detail=f"a folder {folder} is beside it")


def _module(path: str) -> str:
    parts = path.removesuffix(".py").split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def _package(name: str, path: str) -> str:
    return name if path.endswith("__init__.py") else name.rpartition(".")[0]


def _parsed(text: str) -> ast.Module | None:
    try:
        return parse(text)
    except (SyntaxError, ValueError, RecursionError):  # it is as the source has it: K301
        return None


@dataclass(frozen=True, slots=True)
class _Imported:
    module: str
    name: str
    line: int
    tried: bool

    @property
    def target(self) -> tuple[str, str]:
        return self.module, self.name


@dataclass(slots=True)
class _Written:
    """The written modules, and the names of each."""

    modules: Mapping[str, str]
    trees: Mapping[str, ast.Module]
    names: dict[str, set[str]] = field(default_factory=dict)
    above: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        parts = [name.split(".") for name in self.modules]
        self.above = frozenset(".".join(p[:end]) for p in parts for end in range(1, len(p)))

    def has(self, module: str, name: str) -> bool:
        """Whether there is a module, or folder of modules, with a name ("" for none)."""
        inner = f"{module}.{name}" if name else module
        if inner in self.modules or inner in self.above:
            return True
        if module not in self.modules or not name:
            return False
        if module not in self.trees:
            return True  # nobody knows
        if module not in self.names:
            self.names[module] = set(_bound(self.trees[module]))
        return not self.names[module].isdisjoint({name, "*", "__getattr__"})


def _bound(tree: ast.AST) -> Iterator[str]:
    """The names that a module binds; "*" where it takes all of another one."""
    for node in children(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        if not isinstance(node, (*_SCOPES, *_COMPREHENSIONS)):
            yield from _bound(node)


def _imports(tree: ast.AST, package: str, tried: bool = False) -> Iterator[_Imported]:
    """All imports of a module, those in functions, too; `tried` are those that may fail."""
    for node in children(tree):
        if isinstance(node, ast.expr):
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield _Imported(alias.name, "", node.lineno, tried)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, package)
            for alias in node.names:
                name = "" if alias.name == "*" else alias.name
                yield _Imported(module, name, node.lineno, tried)
        is_guard = isinstance(node, ast.Try | ast.With | ast.If | ast.ExceptHandler)
        yield from _imports(node, package, tried or is_guard)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _sure(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What a module imports in any case: first parts of paths, with their lines."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, (node.module or "").partition(".")[0]
