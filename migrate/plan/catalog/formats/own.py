"""The project's own dataset classes, on a small base class instead of Kedro's.

Their modules come along; what they import from Kedro is imported from the base's module, if it has
all of it. A module that needs more of Kedro keeps its imports.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from migrate.code.mentions import mentions_any
from migrate.model.project import Imported, Module
from migrate.runtime.modules import DATASET_BASE, RuntimeModules

# What the base's module (templates/datasets.py) has of Kedro.
BASE_NAMES = frozenset(
    {"AbstractDataset", "AbstractVersionedDataset", "DatasetError", "Version"}
    | {"AbstractDataSet", "AbstractVersionedDataSet", "DataSetError", "VersionNotFoundError"}
    | {"PROTOCOL_DELIMITER", "get_filepath_str", "get_protocol_and_path"}
)
# Methods of lists, dicts and sets that change them.
_CHANGING = frozenset(
    {"append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse"}
    | {"update", "setdefault", "popitem", "add", "discard"}
)
# Methods that make an object.
_MAKING = frozenset({"__init__", "__new__", "__post_init__"})
_KEDRO = frozenset({"kedro", "kedro_datasets"})
BASE_HOMES = frozenset({"kedro.io", "kedro.io.core"})
# What a base class of Kedro can do and the small one can't.
_BEYOND = frozenset({"_copy", "_init_args", "from_config", "parse_dataset_definition", "to_config"})


@dataclass(frozen=True, slots=True)
class OwnClasses:
    """The project's modules, by dotted name, as far as dataset classes may come along from them.

    Classes of `packages` are the project's own, too, whether or not their module is known.
    """

    packages: frozenset[str] = frozenset()
    modules: Mapping[str, Module] = field(default_factory=dict)

    def owns(self, type_: str) -> bool:
        """Whether an entry's class is the project's own."""
        spellings = (type_, type_.removeprefix("src."))
        return any(
            spelled.partition(".")[0] in self.packages or spelled.rpartition(".")[0] in self.modules
            for spelled in spellings
        )

    def home(self, type_: str) -> tuple[str, str] | None:
        """The module that defines an entry's class, and the class's name there."""
        module, _, name = type_.removeprefix("src.").rpartition(".")
        for _hop in range(10):
            found = self.modules.get(module)
            statement = found.binding(name) if found else None
            if statement is None:
                return None
            imported = next((i for i in statement.imports if i.alias == name), None)
            if imported is None:
                return (module, name) if statement.kind == "class" else None
            if imported.name is None:
                return None
            module, name = imported.module, imported.name
        return None

    def closure(self, module: str) -> tuple[Module, ...]:
        """A module of the project with all others that it imports."""
        found: dict[str, Module] = {}
        wanted = [module]
        while wanted:
            name = wanted.pop()
            if name in found or name not in self.modules:
                continue
            found[name] = self.modules[name]
            for statement in found[name].statements:
                for imported in statement.imports:
                    wanted += [imported.module, f"{imported.module}.{imported.name}"]
        return tuple(found.values())

    def needs_kedro(self, module: str) -> bool:
        """Whether a module, or one that it imports, uses more of Kedro than the base has."""
        return any(map(needs_kedro, self.closure(module)))

    def keeps_state(self, module: str) -> bool:
        """Whether objects of its classes may remember something from one load or save to another.

        Attributes that are set when an object is made are no such thing.
        """
        return any(_keeps_state(each.text) for each in self.closure(module))


@cache
def _keeps_state(text: str) -> bool:
    methods = (
        method
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.ClassDef)
        for method in each.body
        if isinstance(method, ast.FunctionDef) and method.name not in _MAKING and method.args.args
    )
    return any(
        isinstance(found := _changed(node), ast.Attribute)
        and isinstance(found.value, ast.Name)
        and found.value.id == method.args.args[0].arg
        for method in methods
        for node in ast.walk(method)
    )


def _changed(node: ast.AST) -> ast.AST | None:
    """What a node sets or deletes, or changes by a method that does so."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr in _CHANGING else None
    if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
        return node.value if isinstance(node, ast.Subscript) else node
    return None


def own_files(modules: Iterable[str], own: OwnClasses, ours: RuntimeModules) -> dict[str, str]:
    """The texts of modules that define dataset classes and of what they import, by module path.

    They stand on the base's module where that has all that they use of Kedro.
    """
    files = {}
    for name in modules:
        stays = own.needs_kedro(name)
        for module in own.closure(name):
            text = module.text if stays else without_kedro(module.text, ours)
            if stays or module.path not in files:
                files[module.path] = text
    return files


def needs_kedro(module: Module) -> bool:
    """Whether a module uses more of Kedro than the base's module has."""
    imports = [i for statement in module.statements for i in statement.imports if _is_kedro(i)]
    missing = any(i.module not in BASE_HOMES or i.name not in BASE_NAMES for i in imports)
    return missing or bool(imports and mentions_any(module.text, _BEYOND))


def without_kedro(text: str, ours: RuntimeModules) -> str:
    """The text of such a module, with what it imports from Kedro taken from the base's module.

    Modules that need more of Kedro are not to be given.
    """
    lines = text.splitlines(keepends=True)
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module in BASE_HOMES and not node.level
    ]
    for node in sorted(found, key=lambda node: node.lineno, reverse=True):
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        statement = "".join(lines[first:last])
        moved = statement.replace(f"from {node.module}", f"from {ours.dotted(DATASET_BASE)}", 1)
        lines[first:last] = [moved]
    return "".join(lines)


def _is_kedro(imported: Imported) -> bool:
    return imported.module.partition(".")[0] in _KEDRO
