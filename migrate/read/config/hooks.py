"""Which classes of hooks a project gives to Kedro: those that HOOKS in settings.py leads to."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from migrate.code.files import read_text
from migrate.code.mentions import mentions
from migrate.code.scopes import last_name
from migrate.code.trees import walk
from migrate.model.project import Layout, Module
from migrate.read.config.settings import parse_module, settings_module

_FILES = ("pyproject.toml", "setup.py", "setup.cfg")
# Other ways to give hooks to Kedro: an entry point, a plugin manager, an old project's context.
_ENTRY_POINT = re.compile(r"\bkedro\.hooks\b")
_BY_CODE = ("hook_manager", "PluginManager", "_register_hooks")

_PATH = re.compile(r"\w+(?:[.:]\w+)*")


@dataclass(frozen=True, slots=True)
class HooksRun:
    """`names` are those that HOOKS leads to, None if there may be others."""

    names: frozenset[str] | None

    def has(self, class_: str) -> bool:
        """Whether the hooks of a class run, as far as that is known."""
        return not class_ or self.names is None or class_ in self.names


def read_hooks_run(layout: Layout, modules: Mapping[str, Module]) -> HooksRun:
    """What HOOKS of a project's settings.py leads to. Names count wherever they are bound."""
    settings = settings_module(layout, modules)
    if settings is None or settings.broken or _has_others(layout, modules):
        return HooksRun(None)
    names = set(_names(parse_module(settings)))
    if "HOOKS" not in names:
        return HooksRun(None if "*" in names else frozenset())
    bound, found, waiting = _bound(modules), set[str](), ["HOOKS"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [each for node in bound.get(name, ()) for each in _names(node)]
    return HooksRun(None if "*" in names | found else frozenset(found))


def _has_others(layout: Layout, modules: Mapping[str, Module]) -> bool:
    root = Path(layout.root)
    paths = {folder / name for folder in (root, root / layout.source_dir) for name in _FILES}
    texts = (read_text(path, errors="replace") for path in paths if path.is_file())
    return any(map(_ENTRY_POINT.search, texts)) or any(
        _registers(module.text) for module in modules.values()
    )


def _registers(text: str) -> bool:
    """Whether code may register hooks by itself, or has a context that may."""
    if any(each in text for each in _BY_CODE):
        names = mentions(text).names
        if any(each in name for name in names for each in _BY_CODE):
            return True
    if "KedroContext" not in text:
        return False
    classes = (node for node in mentions(text).nodes if isinstance(node, ast.ClassDef))
    return any(last_name(base) == "KedroContext" for each in classes for base in each.bases)


def _bound(modules: Mapping[str, Module]) -> dict[str, list[ast.AST]]:
    """What binds each name outside of functions: statements, or parts of imports."""
    found: dict[str, list[ast.AST]] = defaultdict(list)
    for module in modules.values():
        waiting: list[ast.AST] = list(parse_module(module).body)
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.If | ast.Try | ast.With | ast.For):
                waiting += ast.iter_child_nodes(node)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                waiting += node.names
            else:
                for name in _binds(node):
                    found[name].append(node)
    return found


def _binds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr):
        yield from _names(node)


def _names(node: ast.AST) -> Iterator[str]:
    """All names in a piece of syntax, those in texts as well."""
    for each in walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.alias):
            yield from (each.name.rpartition(".")[2], each.asname or "")
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield from re.split(r"[.:]", each.value) if _PATH.fullmatch(each.value) else ()
