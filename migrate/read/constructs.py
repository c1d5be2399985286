"""What else a Kedro project holds, beside nodes, datasets and parameters: each thing that must get
an outcome, with its place.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from migrate.diagnostics import Place
from migrate.project import Configuration, Construct, Layout, Module
from migrate.read.configuration_settings import (
    assignments,
    entries,
    parse_module,
    settings_module,
)
from migrate.read.trees import children, walk

# --- tables -------------------------------------------------------------------------------------

# What a class is, by the class of Kedro that it is made from.
_CLASSES = {
    "AbstractRunner": "runner",
    "ParallelRunner": "runner",
    "SequentialRunner": "runner",
    "ThreadRunner": "runner",
    "KedroContext": "context",
    "KedroSession": "context",
    "BaseSessionStore": "context",
    "DataCatalog": "context",
    "KedroDataCatalog": "context",
    "AbstractConfigLoader": "config",
    "ConfigLoader": "config",
    "OmegaConfigLoader": "config",
    "TemplatedConfigLoader": "config",
    "AbstractTransformer": "hook",
    "AbstractDataset": "dataset-class",
    "AbstractDataSet": "dataset-class",
    "AbstractVersionedDataset": "dataset-class",
    "AbstractVersionedDataSet": "dataset-class",
}
_DATASET_ENDINGS = ("Dataset", "DataSet")
_CONTEXT_METHODS = {"_get_catalog", "_create_catalog", "_get_feed_dict", "catalog", "params", "run"}
# Hooks that can change what nodes receive or what is stored, whatever they do.
_CHANGING_HOOKS = {
    "after_catalog_created",
    "after_context_created",
    "after_dataset_loaded",
    "before_dataset_saved",
}
_COMMANDS = {"command", "group"}
_RESOLVERS = ("register_new_resolver", "register_resolver", "legacy_register_resolver")
# Without one of these words there is nothing in a module for this reader.
_WORDS = ("class ", "hook_impl", "command", "group", *_RESOLVERS)
_SOURCES = ("kedro", "click")

_Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
# Modules of the package that hold nothing but Kedro's own start.
_ENTRY_FILES = {"__main__.py", "run.py", "kedro_cli.py"}
_SKIPPED_FOLDERS = {
    "__pycache__",
    "__MACOSX",
    "build",
    "dist",
    "env",
    "node_modules",
    "site-packages",
    "venv",
}
_HIDDEN_FOLDERS = {".azure", ".circleci", ".devcontainer", ".github", ".gitlab", ".streamlit"}
_SKIPPED_FILES = {".DS_Store", ".gitkeep", ".keep", "Thumbs.db", ".viz"}
_SKIPPED_ENDINGS = (".pyc", ".pyo", ".log", ".swp")
_REQUIREMENTS = re.compile(
    r"(?:.*requirements.*\.(?:txt|in)|pyproject\.toml|setup\.(?:py|cfg)|environment\.ya?ml)"
)
_PLUGIN = re.compile(r"""(?:^|["'\s])(kedro[-_][A-Za-z0-9_-]+)(?=$|[\s\[<>=~!^"',;@])""")
# Not plugins: the datasets, and keys of the section [tool.kedro].
_NO_PLUGINS = {"kedro-datasets", "kedro-init-version", "kedro-project-version"}
MAX_FILES = 50_000
MAX_FILES_EACH = 60  # more in one top-level folder are one construct


def read_constructs(
    layout: Layout, modules: Mapping[str, Module], configuration: Configuration
) -> list[Construct]:
    """Everything of the project that is neither a node, a dataset nor a parameter, by place."""
    found = [
        *_settings(layout, modules),
        *_from_modules(
            {p: m for p, m in modules.items() if not _is_test(p, _package(layout))},
            {
                entry.type
                for catalog in configuration.catalogs.values()
                for entry in catalog.values()
            },
        ),
        *_plugins(Path(layout.root), layout),
        *_files(layout, modules, configuration),
    ]
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda construct: (construct.place, construct.kind, construct.name))


# --- settings -----------------------------------------------------------------------------------


def _settings(layout: Layout, modules: Mapping[str, Module]) -> Iterator[Construct]:
    module = settings_module(layout, modules)
    if module is None:
        return
    tree = parse_module(module)
    names = {name: value for name, value, _ in assignments(tree)}
    for name, _, line in assignments(tree):
        yield Construct("setting", name, Place(module.path, line))
    for statement in tree.body:  # `from package.hooks import HOOKS`
        for alias in statement.names if isinstance(statement, ast.ImportFrom) else ():
            name = alias.asname or alias.name
            if name.isupper():
                yield Construct("setting", name, Place(module.path, statement.lineno))
    stated = names.get("CONFIG_LOADER_ARGS")
    resolvers = entries(stated, names).get("custom_resolvers") if stated is not None else None
    if resolvers is not None:
        for name, value in entries(resolvers, names).items():
            yield Construct("resolver", name, Place(module.path, value.lineno))


# --- classes and functions ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Class:
    """A class; `imported` is what the names of its module mean that come from Kedro."""

    bases: tuple[str, ...]
    imported: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _File:
    module: Module
    tree: ast.Module
    definitions: list[tuple[str, _Definition]]
    imported: Mapping[str, str]


def _from_modules(modules: Mapping[str, Module], types: set[str]) -> Iterator[Construct]:
    """`types` are the classes that the catalog names."""
    files = [_file(m) for m in modules.values() if any(word in m.text for word in _WORDS)]
    classes: dict[str, _Class] = {}
    for file in files:
        for _, node in file.definitions:
            if isinstance(node, ast.ClassDef):
                bases = tuple(filter(None, map(_name, node.bases)))
                classes[node.name] = _Class(bases, file.imported)
    for file in files:
        yield from _from_file(file, classes, types)


def _file(module: Module) -> _File:
    tree = parse_module(module)
    return _File(module, tree, list(_definitions(tree)), _imports(tree))


def _from_file(file: _File, classes: Mapping[str, _Class], types: set[str]) -> Iterator[Construct]:
    path, imported = file.module.path, file.imported
    for scope, node in file.definitions:
        place = Place(path, node.lineno, node.col_offset + 1)
        name = f"{scope}.{node.name}" if scope else node.name
        if isinstance(node, ast.ClassDef):
            kind = _class_kind(node.name, classes)
            if kind is None and f"{file.module.name}.{node.name}" in types:
                kind = "dataset-class"
            if kind is not None:
                yield Construct(kind, node.name, place, _class_changes(kind, node))
            continue
        decorators = [_decorator(decorator) for decorator in node.decorator_list]
        if any(imported.get(d, d) == "hook_impl" for d in decorators):
            yield Construct("hook", name, place, _hook_changes(node))
        elif any(_is_command(decorator, imported) for decorator in node.decorator_list):
            yield Construct("cli", name, place)
    if not any(word in file.module.text for word in _RESOLVERS):
        return
    for call in walk(file.tree):
        if isinstance(call, ast.Call) and _name(call.func) in _RESOLVERS:
            resolver = call.args[0] if call.args else None
            if isinstance(resolver, ast.Constant) and isinstance(resolver.value, str):
                yield Construct("resolver", resolver.value, Place(path, call.lineno))


def _definitions(tree: ast.Module) -> Iterator[tuple[str, _Definition]]:
    """Classes and functions with the class they stand in. They never stand in expressions."""
    stack: list[tuple[str, ast.AST]] = [("", tree)]
    while stack:
        scope, parent = stack.pop()
        for node in children(parent):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield scope, node
            if not isinstance(node, ast.expr | ast.expr_context):
                stack.append((node.name if isinstance(node, ast.ClassDef) else scope, node))


def _name(expression: ast.expr) -> str:
    """The last name of `a.b.C`, `C` or `C[...]`."""
    if isinstance(expression, ast.Subscript):
        expression = expression.value
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""


def _decorator(expression: ast.expr) -> str:
    return _name(expression.func if isinstance(expression, ast.Call) else expression)


def _is_command(expression: ast.expr, imported: Mapping[str, str]) -> bool:
    """`@click.command()`, `@cli.group` and the like."""
    function = expression.func if isinstance(expression, ast.Call) else expression
    if isinstance(function, ast.Name):
        return imported.get(function.id) in _COMMANDS
    return isinstance(function, ast.Attribute) and function.attr in _COMMANDS


def _imports(tree: ast.Module) -> dict[str, str]:
    """What names of the module mean that were imported from Kedro, its datasets or click."""
    found: dict[str, str] = {}
    stack: list[ast.AST] = [tree]
    while stack:
        for node in children(stack.pop()):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_SOURCES):
                found.update({alias.asname or alias.name: alias.name for alias in node.names})
            elif not isinstance(node, ast.expr | ast.expr_context):
                stack.append(node)
    return found


def _class_kind(name: str, classes: Mapping[str, _Class], depth: int = 0) -> str | None:
    """What a class is, by what it is made from, through other classes of the project."""
    if name not in classes or depth > 10:
        return None
    imported = classes[name].imported
    for base in classes[name].bases:
        original = imported.get(base, base)
        if original in _CLASSES:
            return _CLASSES[original]
        if base in imported and original.endswith(_DATASET_ENDINGS):
            return "dataset-class"
        kind = _class_kind(base, classes, depth + 1) if base != name else None
        if kind is not None:
            return kind
    return None


def _class_changes(kind: str, node: ast.ClassDef) -> bool:
    methods = {child.name for child in node.body if isinstance(child, ast.FunctionDef)}
    return kind == "hook" or (kind == "context" and bool(methods & _CONTEXT_METHODS))


def _hook_changes(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a hook may change what nodes receive or what is stored."""
    if node.name in _CHANGING_HOOKS:
        return True
    if node.name == "before_node_run":
        returned = (child.value for child in _own(node) if isinstance(child, ast.Return))
        return any(
            value is not None and not (isinstance(value, ast.Constant) and value.value is None)
            for value in returned
        )
    if node.name == "before_pipeline_run":
        return any(isinstance(child, ast.Name) and child.id == "catalog" for child in _own(node))
    return False


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function's body, nested functions left out."""
    for child in children(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.arguments):
            continue
        yield child
        yield from _own(child)


# --- files --------------------------------------------------------------------------------------


def _plugins(root: Path, layout: Layout) -> Iterator[Construct]:
    """Kedro plugins among the requirements."""
    seen: set[str] = set()
    for folder in (root, root / layout.source_dir, root / _package(layout)):
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if not _REQUIREMENTS.fullmatch(path.name) or not path.is_file():
                continue
            for line, text in enumerate(_lines(path), 1):
                for name in _plugins_in(text, path.name):
                    if name not in seen:
                        seen.add(name)
                        yield Construct(
                            "plugin", name, Place(path.relative_to(root).as_posix(), line)
                        )


def _plugins_in(text: str, file: str) -> Iterator[str]:
    text = text.split("#")[0]
    heading = text.lstrip().startswith("[")
    own_name = file == "pyproject.toml" and re.match(r"\s*(name|description|repo_name)\b", text)
    if heading or own_name:
        return
    for found in _PLUGIN.findall(text):
        name = found.lower().replace("_", "-")
        if name not in _NO_PLUGINS:
            yield name


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()[:5_000]
    except OSError:
        return []


def _files(
    layout: Layout, modules: Mapping[str, Module], configuration: Configuration
) -> Iterator[Construct]:
    root = Path(layout.root)
    package = _package(layout)
    conf = layout.conf_source.strip("/") + "/"
    # Globals are read for the catalog, but they are a file with an outcome of its own.
    covered = {path for path in configuration.files if "globals" not in PurePosixPath(path).name}
    single: list[Construct] = []
    for path in _walk(root):
        if path.endswith("/"):
            yield Construct("file", path, Place(path.rstrip("/")))
        elif path in covered:
            continue
        elif path.startswith(conf) and path.endswith((".yml", ".yaml", ".json", ".ini", ".toml")):
            yield Construct("config", path, Place(path))
        elif _is_test(path, package):
            single.append(Construct("test", path, Place(path)))
        elif path in modules and path.startswith(package):
            if path.removeprefix(package) in _ENTRY_FILES:
                yield Construct("file", path, Place(path))
        else:
            single.append(Construct("file", path, Place(path)))
    yield from _summarised(single)


def _walk(root: Path) -> Iterator[str]:
    """The project's own files; a folder of data as one, with `/` at its end."""
    count = 0
    for current, folders, files in os.walk(root):
        where = PurePosixPath(Path(current).relative_to(root).as_posix())
        if str(where) == "." and "data" in folders:
            yield "data/"
            folders.remove("data")
        folders[:] = sorted(name for name in folders if _is_own(Path(current, name)))
        for name in sorted(files):
            count += 1
            if count > MAX_FILES:
                return
            if name not in _SKIPPED_FILES and not name.endswith(_SKIPPED_ENDINGS):
                yield (where / name).as_posix()


def _is_own(folder: Path) -> bool:
    name = folder.name
    if name in _SKIPPED_FOLDERS or name.endswith(".egg-info"):
        return False
    if name.startswith("."):
        return name in _HIDDEN_FOLDERS
    return not (folder / "pyvenv.cfg").exists()


def _package(layout: Layout) -> str:
    """The folder of the project's package, with `/` at its end."""
    return "/".join([layout.source_dir, *layout.package.split(".")]).removeprefix("./") + "/"


def _is_test(path: str, package: str) -> bool:
    """Whether a file belongs to the tests; in the package, only a folder `tests` says so."""
    *folders, name = path.split("/")
    if "tests" in folders or "test" in folders:
        return True
    named = name.endswith(".py") and name.startswith(("test_", "conftest"))
    return named and not path.startswith(package)


def _summarised(constructs: Iterable[Construct]) -> Iterator[Construct]:
    """One construct each, or one for a top-level folder that holds very many."""
    folders: dict[tuple[str, str], list[Construct]] = {}
    for construct in constructs:
        folder = construct.name.split("/")[0] if "/" in construct.name else ""
        folders.setdefault((construct.kind, folder), []).append(construct)
    for (kind, folder), found in folders.items():
        if folder and len(found) > MAX_FILES_EACH:
            yield Construct(kind, f"{folder}/ ({len(found)} files)", Place(folder))
        else:
            yield from found
