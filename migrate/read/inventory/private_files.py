"""Files beside the configuration that hold secrets, and what of the project Git does not take."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.code.trees import parse, walk
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Configuration, Module
from migrate.read.config.vault import Vault
from migrate.read.config.yaml import YamlError, parse_yaml
from migrate.secrets import is_secret, spans

_STRUCTURED = (".yml", ".yaml", ".json")
_LONGEST = 1 << 20


def without_secrets(texts: Mapping[str, str], vault: Vault) -> dict[str, str]:
    """The texts of files; settings of logging, which are written anew, without their secrets."""
    return {path: _logging(path, text, vault) for path, text in texts.items()}


def _logging(path: str, text: str, vault: Vault) -> str:
    import yaml

    name = PurePosixPath(path).name
    if not (name.startswith("logging") and name.endswith(_STRUCTURED)):
        return text
    try:
        settings = yaml.safe_load(text)
        hidden = vault.hidden({"logging": settings}, lambda _: Place(path))["logging"]
    except (yaml.YAMLError, RecursionError):
        return text
    return text if hidden == settings else str(yaml.safe_dump(hidden, sort_keys=False))


def private(texts: Mapping[str, str], vault: Vault) -> dict[str, int]:
    """The files that hold secrets, with the line of the first one (0 where that is not known)."""
    found = {}
    for path, text in texts.items():
        if path.endswith(".py"):
            continue
        if first := vault.spans(text[:_LONGEST]):
            found[path] = text.count("\n", 0, first[0][0]) + 1
        elif path.endswith(_STRUCTURED) and _holds(text):
            found[path] = 0
    return found


def _holds(text: str) -> bool:
    try:
        content = parse_yaml(text).value
    except YamlError:
        return False
    alone = Vault("")
    alone.hidden({"": content}, lambda _: Place(""), 1)
    return bool(alone.secrets)


def literal_secrets(modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """Literals of the project's code that look like secrets: the first of each module."""
    for path, module in modules.items():
        try:
            tree = parse(module.text, path)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        lines = [line for node in walk(tree) for line in _lines_of(node)]
        if lines:
            yield diagnostic("K228", Place(path, min(lines)))


def _lines_of(node: ast.AST) -> Iterator[int]:
    text = _text(node)
    if len(text) < _LONGEST and spans(text):
        yield getattr(node, "lineno", 0)
    for name, value in _named(node):
        if is_secret((name,), _text(value)):
            yield getattr(value, "lineno", 0)


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _named(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:
    """What a node gives names: assignments, keywords, the items of a dict."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield _name(target), node.value
    elif isinstance(node, ast.AnnAssign):
        yield _name(node.target), node.value
    elif isinstance(node, ast.keyword):
        yield node.arg or "", node.value
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield _name(key), value


def _name(node: Any) -> str:
    if isinstance(node, ast.Subscript):
        return _name(node.slice)
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return str(getattr(node, "id", getattr(node, "attr", "")))


# --- what Git ignores ---------------------------------------------------------------------------


def untracked(root: Path, conf: str, configuration: Configuration) -> dict[str, str]:
    """The folders of environments that Git ignores, by environment; `conf/local` is one wherever
    no .gitignore says otherwise, as in Kedro's template.
    """
    rules = list(_rules(root / ".gitignore"))
    found = {}
    for environment in configuration.environments:
        folder = f"{conf.strip('/')}/{environment}"
        files = [path for path in configuration.files if path.startswith(f"{folder}/")]
        usual = environment == "local" and not rules
        if files and (usual or all(_is_ignored(path, rules) for path in files)):
            found[environment] = folder
    return found


def _rules(path: Path) -> Iterator[tuple[re.Pattern[str], bool]]:
    """The patterns of a .gitignore, with whether they ignore."""
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return
    for line in text.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        ignores = not pattern.startswith("!")
        pattern = pattern.lstrip("!").removesuffix("/")
        anywhere = "" if "/" in pattern else "(?:.*/)?"
        yield re.compile(anywhere + _expression(pattern.strip("/")) + r"(?:/.*)?"), ignores


def _expression(pattern: str) -> str:
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return "".join(wild.get(piece) or re.escape(piece) for piece in pieces)


def _is_ignored(path: str, rules: list[tuple[re.Pattern[str], bool]]) -> bool:
    verdict = False
    for rule, ignores in rules:
        if rule.fullmatch(path):
            verdict = ignores
    return verdict
