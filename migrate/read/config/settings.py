"""How a project loads its configuration: its loader, environments, patterns and merging."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from migrate.code.scopes import last_name
from migrate.code.trees import parse, walk
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.project import Layout, Module, Resolver

Loader = Literal["OmegaConfigLoader", "ConfigLoader", "TemplatedConfigLoader"]

LOADERS: tuple[Loader, ...] = ("OmegaConfigLoader", "TemplatedConfigLoader", "ConfigLoader")
KINDS = ("catalog", "parameters", "globals", "credentials")
_PATTERNS: dict[str, tuple[str, ...]] = {
    kind: (f"{kind}*", f"{kind}*/**", f"**/{kind}*")
    for kind in ("catalog", "parameters", "credentials")
}
_ENVIRONMENTS = {"base_env": "base", "default_run_env": "local"}


@dataclass(frozen=True, slots=True)
class LoaderSettings:
    """What settings.py (or an old hook) says about loading configuration.

    `legacy` is true for the loaders before OmegaConfigLoader. `globals_values` are those that
    TemplatedConfigLoader is given in Python; `resolvers` the project's own, by name.
    """

    loader: Loader = "OmegaConfigLoader"
    base: str = "base"
    default: str = "local"
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merge: Mapping[str, str] = field(default_factory=dict)
    globals_values: Mapping[str, Any] = field(default_factory=dict)
    resolvers: Mapping[str, Resolver] = field(default_factory=dict)
    ignore_hidden: bool = True
    place: Place | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def legacy(self) -> bool:
        return self.loader != "OmegaConfigLoader"


class NotLiteralError(Exception):
    """An expression whose value can't be told from the text."""


def settings_module(layout: Layout, modules: Mapping[str, Module]) -> Module | None:
    """The project's settings.py, if there is one."""
    path = "/".join([layout.source_dir, *layout.package.split("."), "settings.py"])
    path = path.removeprefix("./")
    if path in modules:
        return modules[path]
    name = f"{layout.package}.settings"
    return next((m for m in modules.values() if m.name == name), None)


def parse_module(module: Module) -> ast.Module:
    """The syntax tree of a module, empty where it can't be parsed."""
    try:
        return parse(module.text, module.path)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr, int]]:
    """The module's `NAME = value` statements (in `if` and `try` too), with their lines."""
    yield from _assignments(tree.body)


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr, int]]:
    for statement in body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement.value, statement.lineno
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            if isinstance(statement.target, ast.Name):
                yield statement.target.id, statement.value, statement.lineno
        elif isinstance(statement, ast.If | ast.Try | ast.With):
            yield from _assignments(statement.body)
            yield from _assignments(getattr(statement, "orelse", []))


def literal(expression: ast.expr, names: Mapping[str, ast.expr], depth: int = 0) -> Any:
    """The value of a literal, names of the module followed. Raises NotLiteralError."""
    if depth > 20:
        raise NotLiteralError
    if isinstance(expression, ast.Constant):
        return expression.value
    if isinstance(expression, ast.Name) and expression.id in names:
        return literal(names[expression.id], names, depth + 1)
    if isinstance(expression, ast.List | ast.Tuple | ast.Set):
        return [literal(item, names, depth + 1) for item in expression.elts]
    if isinstance(expression, ast.Dict):
        return _mapping(expression, names, depth)
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name):
        if expression.func.id == "dict" and not expression.args:
            pairs = [(k.arg, k.value) for k in expression.keywords if k.arg]
            return {key: literal(value, names, depth + 1) for key, value in pairs}
        if expression.func.id in ("Path", "str") and len(expression.args) == 1:
            return literal(expression.args[0], names, depth + 1)
    raise NotLiteralError


def _mapping(expression: ast.Dict, names: Mapping[str, ast.expr], depth: int) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in zip(expression.keys, expression.values, strict=True):
        if key is None:
            found.update(literal(value, names, depth + 1))
        else:
            found[literal(key, names, depth + 1)] = literal(value, names, depth + 1)
    return found


def entries(expression: ast.expr, names: Mapping[str, ast.expr]) -> dict[str, ast.expr]:
    """The items of a `{...}` or `dict(...)` with text keys, values as expressions."""
    if isinstance(expression, ast.Name) and expression.id in names:
        return entries(names[expression.id], {k: v for k, v in names.items() if v != expression})
    if isinstance(expression, ast.Call):
        return {keyword.arg: keyword.value for keyword in expression.keywords if keyword.arg}
    found: dict[str, ast.expr] = {}
    if isinstance(expression, ast.Dict):
        for key, value in zip(expression.keys, expression.values, strict=True):
            if key is None:
                found.update(entries(value, names))
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                found[key.value] = value
    return found


# --- the settings -----------------------------------------------------------------------------


def read_settings(layout: Layout, modules: Mapping[str, Module]) -> LoaderSettings:
    """What the project's Python says about loading configuration, as far as it is literal."""
    module = settings_module(layout, modules)
    names = {name: value for name, value, _ in assignments(parse_module(module))} if module else {}
    lines = {name: line for name, _, line in assignments(parse_module(module))} if module else {}
    stated = names.get("CONFIG_LOADER_ARGS")
    arguments = entries(stated, names) if stated is not None else {}
    place = Place(module.path, lines.get("CONFIG_LOADER_ARGS", 0)) if module else None
    loader, found = _loader(layout, modules, names)
    if found is not None:
        path, call = found
        arguments = {**entries(call, {}), **arguments}
        place = place if stated is not None else Place(path, call.lineno)
    reader = _Reader(arguments, names, place)
    base, default = _environments(reader, loader, stated is not None and not _is_old(layout))
    settings = LoaderSettings(
        loader=loader,
        base=base,
        default=default,
        patterns=_patterns(reader, loader),
        merge={str(k): str(v) for k, v in reader.get("merge_strategy", {}).items()},
        globals_values=reader.get("globals_dict", {}),
        resolvers=_resolvers(modules, module, arguments.get("custom_resolvers"), names),
        ignore_hidden=bool(reader.get("ignore_hidden", True)),
        place=place,
    )
    unusual = _unusual_loader(module, names, lines, loader)
    return _with_diagnostics(settings, (*unusual, *reader.diagnostics))


def _with_diagnostics(
    settings: LoaderSettings, diagnostics: tuple[Diagnostic, ...]
) -> LoaderSettings:
    values = {name: getattr(settings, name) for name in LoaderSettings.__slots__}
    return LoaderSettings(**{**values, "diagnostics": diagnostics})


@dataclass(slots=True)
class _Reader:
    """Literal arguments of the loader; what is no literal gives the default and a diagnostic."""

    arguments: Mapping[str, ast.expr]
    names: Mapping[str, ast.expr]
    place: Place | None
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def get(self, name: str, default: Any) -> Any:
        if name not in self.arguments:
            return default
        expression = self.arguments[name]
        try:
            value = literal(expression, self.names)
        except (NotLiteralError, TypeError, ValueError):
            line = expression.lineno
            place = Place(self.place.path, line) if self.place else None
            self.diagnostics.append(diagnostic("K212", place, name=name))
            return default
        if value is None or not isinstance(value, type(default)):
            return default
        return value


def _environments(reader: _Reader, loader: Loader, stated: bool) -> tuple[str, str]:
    """The base and the default environment. With CONFIG_LOADER_ARGS set but silent on them,
    OmegaConfigLoader of Kedro 0.19 and later reads the whole folder of the configuration ("")."""
    silent = stated and loader == "OmegaConfigLoader"
    base, default = (
        reader.get(name, "" if silent else usual) for name, usual in _ENVIRONMENTS.items()
    )
    return base, default


def _patterns(reader: _Reader, loader: Loader) -> dict[str, tuple[str, ...]]:
    own = reader.get("config_patterns", {})
    found = {
        **_PATTERNS,
        "globals": ("globals.yml",),
        **{
            str(kind): tuple(map(str, patterns))
            for kind, patterns in own.items()
            if isinstance(patterns, list)
        },
    }
    if loader != "OmegaConfigLoader":
        pattern = reader.get("globals_pattern", "")
        found["globals"] = (pattern,) if pattern else ()
    return found


# Kedro and OmegaConf have these themselves, and do not let a project change them.
_BUILT_IN = frozenset({"globals", "runtime_params", "oc.select"})


_REGISTER = ("register_new_resolver", "register_resolver")


def _resolvers(
    modules: Mapping[str, Module],
    settings: Module | None,
    stated: ast.expr | None,
    names: Mapping[str, ast.expr],
) -> dict[str, Resolver]:
    """The project's own resolvers, as settings.py hands them to the loader, and as it or another
    module (a hook, a context) registers them with OmegaConf.
    """
    found: dict[str, tuple[ast.expr, Module]] = {}
    if settings is not None and stated is not None:
        found = {name: (value, settings) for name, value in entries(stated, names).items()}
    for _, module in sorted(modules.items(), key=lambda item: item[1] is not settings):
        if any(word in module.text for word in _REGISTER):
            for node in walk(parse_module(module)):
                if isinstance(node, ast.Call) and (registered := registered_resolver(node)):
                    found.setdefault(registered[0], (registered[1], module))
    return {
        name: Resolver(ast.unparse(value), module.name, Place(module.path, value.lineno))
        for name, (value, module) in found.items()
        if name not in _BUILT_IN and not (name == "oc.env" and _is_omegaconf(value, module))
    }


def registered_resolver(call: ast.Call) -> tuple[str, ast.expr] | None:
    """The name and the function of a resolver that a call registers with OmegaConf."""
    if last_name(call.func) not in _REGISTER:
        return None
    keywords = {each.arg: each.value for each in call.keywords}
    name, function = (
        call.args[index] if index < len(call.args) else keywords.get(word)
        for index, word in enumerate(("name", "resolver"))
    )
    if isinstance(name, ast.Constant) and isinstance(name.value, str) and function is not None:
        return name.value, function
    return None


def _is_omegaconf(value: ast.expr, module: Module) -> bool:
    """Whether it is a resolver of OmegaConf itself."""
    root = ast.unparse(value).partition(".")[0]
    bound = module.binding(root)
    return bool(bound and any(i.module.startswith("omegaconf") for i in bound.imports))


def _version(text: str | None) -> tuple[int, int] | None:
    numbers = re.match(r"\D*(\d+)\.(\d+)", text or "")
    return (int(numbers[1]), int(numbers[2])) if numbers else None


def _is_old(layout: Layout) -> bool:
    """Whether a project is of a Kedro before 0.19, the last to have `.kedro.yml` was 0.16."""
    version = _version(layout.kedro_version)
    return version < (0, 19) if version else (Path(layout.root) / ".kedro.yml").is_file()


def _loader(
    layout: Layout, modules: Mapping[str, Module], names: Mapping[str, ast.expr]
) -> tuple[Loader, tuple[str, ast.Call] | None]:
    """The loader of Kedro that reads the project's files, and the call that makes it (with its
    file) if an old project makes it itself."""
    stated = names.get("CONFIG_LOADER_CLASS")
    usual: Loader = "ConfigLoader" if _is_old(layout) else "OmegaConfigLoader"
    if stated is not None:
        return _family(last_name(stated), modules, usual), None
    if usual == "ConfigLoader":
        for loader in LOADERS[:2]:
            call = _call_of(loader, modules)
            if call is not None:
                return loader, call
    return usual, None


def _family(name: str, modules: Mapping[str, Module], usual: Loader, depth: int = 0) -> Loader:
    """The loader of Kedro that a class is, or is made from."""
    for loader in LOADERS:
        if name == loader:
            return loader
    if depth < 5:
        for module in modules.values():
            if not name or f"class {name}" not in module.text:
                continue
            for node in walk(parse_module(module)):
                if isinstance(node, ast.ClassDef) and node.name == name and node.bases:
                    return _family(last_name(node.bases[0]), modules, usual, depth + 1)
    return usual


def _call_of(loader: str, modules: Mapping[str, Module]) -> tuple[str, ast.Call] | None:
    """The first call of a loader's class, and the file in which it stands."""
    for _, module in sorted(modules.items()):
        if f"{loader}(" not in module.text:
            continue
        for node in walk(parse_module(module)):
            if isinstance(node, ast.Call) and last_name(node.func) == loader:
                return module.path, node
    return None


def _unusual_loader(
    module: Module | None, names: Mapping[str, ast.expr], lines: Mapping[str, int], loader: Loader
) -> tuple[Diagnostic, ...]:
    stated = names.get("CONFIG_LOADER_CLASS")
    if module is None or stated is None or last_name(stated) in LOADERS:
        return ()
    place = Place(module.path, lines["CONFIG_LOADER_CLASS"])
    return (diagnostic("K211", place, name=ast.unparse(stated), loader=loader),)
