"""What else a Kedro project holds, beside nodes, datasets and parameters: each thing that must get
an outcome, with its place.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from migrate.code.trees import children, walk
from migrate.model.diagnostics import Place
from migrate.model.project import Configuration, Construct, Layout, Module
from migrate.read.config.catalog_in_python import ADDING_HOOK, is_addition
from migrate.read.config.hooks import HooksRun, read_hooks_run
from migrate.read.config.settings import (
    assignments,
    entries,
    parse_module,
    registered_resolver,
    settings_module,
)
from migrate.read.inventory.project_files import is_test, package_folder, plugins, project_files

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
# Hooks that can change what nodes receive or what is stored, whatever they do; and those that can
# if they use the data.
_CHANGING_HOOKS = {"after_catalog_created", "after_context_created"}
_HOOKS_OF_DATA = {"after_dataset_loaded", "before_dataset_saved"}
# What a context of Kedro's old template says of its project; its pipelines are read.
_TOLD = {"project_name", "project_version", "package_name", "_get_pipelines"}
# Methods by which hooks change what they are given.
_CHANGING_METHODS = (
    {"add", "add_feed_dict", "append", "clear", "drop_duplicates", "extend", "insert", "pop"}
    | {"popitem", "remove", "save", "setdefault", "sort", "update"}
)  # fmt: skip
# Methods of a catalog class that take part in loading.
_CATALOG_METHODS = {"__getitem__", "_get_dataset", "get", "load"}
_COMMANDS = {"command", "group"}
_RESOLVERS = ("register_new_resolver", "register_resolver", "legacy_register_resolver")
# Without one of these words there is nothing in a module for this reader.
_WORDS = ("class ", "hook_impl", "command", "group", *_RESOLVERS)
_SOURCES = ("kedro", "click")

_Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def read_constructs(
    layout: Layout, modules: Mapping[str, Module], configuration: Configuration
) -> list[Construct]:
    """Everything of the project that is neither a node, a dataset nor a parameter, by place."""
    found = [
        *_settings(layout, modules),
        *_from_modules(
            {p: m for p, m in modules.items() if not is_test(p, package_folder(layout))},
            read_hooks_run(layout, modules),
            layout.source_dir,
            {
                entry.type
                for catalog in configuration.catalogs.values()
                for entry in catalog.values()
            },
        ),
        *plugins(Path(layout.root), layout),
        *project_files(layout, modules, configuration),
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
    """A file; `inside` the source folder, it can be imported, and may hold Kedro's commands."""

    module: Module
    inside: bool
    tree: ast.Module
    definitions: list[tuple[str, _Definition]]
    imported: Mapping[str, str]


def _from_modules(
    modules: Mapping[str, Module], hooks: HooksRun, source_dir: str, types: set[str]
) -> Iterator[Construct]:
    """`types` are the classes that the catalog names."""
    files = [
        _file(m, source_dir) for m in modules.values() if any(word in m.text for word in _WORDS)
    ]
    classes: dict[str, _Class] = {}
    for file in files:
        for _, node in file.definitions:
            if isinstance(node, ast.ClassDef):
                bases = tuple(filter(None, map(_name, node.bases)))
                classes[node.name] = _Class(bases, file.imported)
    for file in files:
        yield from _from_file(file, classes, hooks, types)


def _file(module: Module, source_dir: str) -> _File:
    tree = parse_module(module)
    inside = source_dir in {"", "."} or module.path.startswith(f"{source_dir.strip('/')}/")
    return _File(module, inside, tree, list(_definitions(tree)), _imports(tree))


def _from_file(
    file: _File, classes: Mapping[str, _Class], hooks: HooksRun, types: set[str]
) -> Iterator[Construct]:
    path, imported = file.module.path, file.imported
    for scope, node in file.definitions:
        place = Place(path, node.lineno, node.col_offset + 1)
        name = f"{scope}.{node.name}" if scope else node.name
        if isinstance(node, ast.ClassDef):
            kind = _class_kind(node.name, classes)
            if kind is None and f"{file.module.name}.{node.name}" in types:
                kind = "dataset-class"
            if kind is not None:
                told = kind == "context" and _only_tells(node)
                yield Construct(kind, node.name, place, _class_changes(kind, node), told)
            continue
        decorators = [_decorator(decorator) for decorator in node.decorator_list]
        if any(imported.get(d, d) == "hook_impl" for d in decorators):
            runs = file.inside and hooks.has(scope)
            changes, known = runs and _hook_changes(node), runs and is_read(node)
            yield Construct("hook", name, place, changes, known, runs)
        elif (file.inside or "kedro" in file.module.text) and any(
            _is_command(decorator, imported) for decorator in node.decorator_list
        ):
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
    return kind == "hook" or (
        kind == "context" and bool(methods & (_CONTEXT_METHODS | _CATALOG_METHODS))
    )


def _only_tells(node: ast.ClassDef) -> bool:
    """Whether a context is that of Kedro's old template, which prepares nothing."""
    told = [each for each in node.body if not _is_text(each)]
    names = [
        name
        for each in told
        for name in (
            [_name(target) for target in each.targets]
            if isinstance(each, ast.Assign)
            else [getattr(each, "name", "")]
        )
    ]
    return bool(told) and _TOLD.issuperset(names)


def _hook_changes(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a hook may change what nodes receive or what is stored."""
    if node.name in _CHANGING_HOOKS:
        return True
    if node.name in _HOOKS_OF_DATA:
        return any(isinstance(each, ast.Name) and each.id == "data" for each in walk(node))
    if node.name == "before_node_run" and any(map(_returns, _own(node))):
        return True
    if node.name == "before_pipeline_run" and any(
        isinstance(child, ast.Name) and child.id == "catalog" for child in _own(node)
    ):
        return True
    arguments = {each.arg for each in node.args.args} - {"self"}
    return any(_changed(child) in arguments for child in _own(node))


def is_read(hook: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a hook does nothing but what the configuration is read from: it registers resolvers,
    or adds datasets (where one can't be read, its own diagnostic says so).
    """
    adds = hook.name == ADDING_HOOK
    statements = [node for node in hook.body if not _is_text(node)]
    return bool(statements) and all(
        _registers(node) or (adds and is_addition(node)) for node in statements
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _registers(statement: ast.stmt) -> bool:
    """Whether a statement registers resolvers, perhaps only `if not OmegaConf.has_resolver(...)`,
    and does nothing else.
    """
    if isinstance(statement, ast.If):
        test = statement.test.operand if isinstance(statement.test, ast.UnaryOp) else None
        asks = isinstance(test, ast.Call) and _name(test.func) == "has_resolver"
        return asks and not statement.orelse and all(map(_registers, statement.body))
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and registered_resolver(call) is not None


def _returns(node: ast.AST) -> bool:
    """Whether a statement returns anything but None."""
    value = node.value if isinstance(node, ast.Return) else None
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def _changed(node: ast.AST) -> str:
    """The name of what a statement or a call changes; "" if that is nothing."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        in_place = any(keyword.arg == "inplace" for keyword in node.keywords)
        return _root(node.func) if in_place or node.func.attr in _CHANGING_METHODS else ""
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _root(node)
    return ""


def _root(node: ast.AST) -> str:
    """The name that `a.b["c"].d()` begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function's body, nested functions left out."""
    for child in children(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.arguments):
            continue
        yield child
        yield from _own(child)
