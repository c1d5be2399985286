"""Finds and evaluates what registers a project's pipelines, in every Kedro since 0.15."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

from migrate.model.diagnostics import CannotMigrate, Place
from migrate.read.interpret.interpreter import Interpreter
from migrate.read.interpret.natives.find_pipelines import reason
from migrate.read.interpret.values import (
    ClassValue,
    FunctionValue,
    Halt,
    InstanceValue,
    ModuleValue,
    Raised,
    Scope,
    Site,
    Unknown,
    Value,
    one_unknown,
    unwrap,
)
from migrate.read.kedro.nodes import PipelineValue


def read_registry(m: Interpreter) -> dict[str, PipelineValue]:
    """The registered pipelines by name. Raises CannotMigrate if there is no way to tell them."""
    try:
        try:
            return _read(m)
        except Raised as raised:
            if not isinstance(raised.error, ImportError | NameError):
                raise
            # A file of the project is not there: read on without it, what uses it is reported.
            m.begin_again(lenient=True)
            return _read(m)
    except Raised as raised:
        raise CannotMigrate(
            f"its pipelines can't be read: {reason(raised)}", raised.place
        ) from raised
    except Halt as halt:
        raise CannotMigrate("its pipelines take too many steps to evaluate") from halt


def _read(m: Interpreter) -> dict[str, PipelineValue]:
    for find in _WAYS:
        entry = find(m)
        if entry is not None:
            return _registered(m, *entry)
    raise CannotMigrate(f"nothing in the package {m.layout.package} registers pipelines")


_Entry = tuple[Value, list[Value], ModuleValue]


def _site(module: ModuleValue) -> Site:
    return Site(ast.Pass(lineno=0, col_offset=-1), Scope(module.names, module))


def _module(m: Interpreter, name: str) -> ModuleValue | None:
    if not m.exists(name):
        return None
    found = m.import_module(name, None)
    return found if isinstance(found, ModuleValue) else None


def _registered(
    m: Interpreter, function: Value, args: list[Value], module: ModuleValue
) -> dict[str, PipelineValue]:
    site = _site(module)
    place = Place(module.path, getattr(getattr(function, "node", None), "lineno", 0))
    found = unwrap(m.call(function, args, {}, site))
    if isinstance(found, PipelineValue):  # create_pipeline alone
        found = {"__default__": found}
    if isinstance(found, Unknown):
        raise CannotMigrate(f"its pipelines can't be known: {found.reason}", found.place or place)
    if not isinstance(found, dict) and m.left:
        raise CannotMigrate("its pipelines take too many steps to evaluate", m.left)
    if not isinstance(found, dict):
        raise CannotMigrate(f"what registers its pipelines gives a {type(found).__name__}", place)
    checked = [_checked(m, n, p, place) for n, p in found.items()]
    known = {name: pipeline for name, pipeline in checked if pipeline is not None}
    if not any(pipeline.list for pipeline in known.values()):
        _refuse_nothing(m)
    return known


def _refuse_nothing(m: Interpreter) -> None:
    """Raises if there may be pipelines, but no node of any is known: that is no empty project."""
    for code in ("K104", "K101", "K102"):
        for note in m.notes.values():
            if note.code == code:
                raise CannotMigrate(f"its pipelines can't be read: {note.message}", note.place)


def _checked(
    m: Interpreter, name: Value, value: Value, place: Place
) -> tuple[str, PipelineValue | None]:
    value = unwrap(value)
    name = unwrap(name)
    if isinstance(name, str) and isinstance(value, PipelineValue):
        return name, value
    unknown = one_unknown((name, value))
    shown = name if isinstance(name, str) else "?"
    if unknown is not None:
        m.note("K104", unknown.place or place, name=shown, reason=unknown.reason)
    else:
        m.note("K104", place, name=shown, reason=f"it is a {type(value).__name__}")
    return shown, None


# --- where the registry is ------------------------------------------------------------------


def _pipeline_registry(m: Interpreter) -> _Entry | None:
    module = _module(m, f"{m.layout.package}.pipeline_registry")
    if module is None:
        return None
    function = module.names.get("register_pipelines")
    if function is None:
        raise CannotMigrate("it has no register_pipelines", Place(module.path))
    return function, [], module


def _hooks(m: Interpreter) -> _Entry | None:
    """A `register_pipelines` in a class of hooks (0.16.5 to 0.17)."""
    for name in (f"{m.layout.package}.hooks", *_by_text(m, "register_pipelines")):
        module = _module(m, name)
        for value in list(module.names.values()) if module else ():
            cls = value.cls if isinstance(value, InstanceValue) else value
            if not isinstance(cls, ClassValue) or module is None:
                continue
            function = cls.find("register_pipelines")
            if function is not None:
                instance = m.call(cls, [], {}, _site(module))
                bound = m.attribute(instance, "register_pipelines", _site(module))
                return bound, [], module
    return None


def _context(m: Interpreter) -> _Entry | None:
    """`_get_pipelines` of a context, in run.py or where .kedro.yml says (0.15 and 0.16)."""
    package = m.layout.package
    names = [f"{package}.run", f"{package}.context", *_by_text(m, "_get_pipelines")]
    stated = _context_path(m)
    for name in ([stated.rpartition(".")[0]] if stated else []) + names:
        module = _module(m, name)
        for value in list(module.names.values()) if module else ():
            if isinstance(value, ClassValue) and module is not None:
                function = value.find("_get_pipelines")
                if function is not None:
                    return function, [InstanceValue(value)], module
    return None


def _context_path(m: Interpreter) -> str:
    from migrate.read.inventory.layout import metadata

    found = (metadata(Path(m.layout.root)) or {}).get("context_path", "")
    return found if isinstance(found, str) else ""


def _by_text(m: Interpreter, word: str) -> list[str]:
    """The modules of the package that define a name, the shortest first."""
    package = m.layout.package
    found = [
        file.name
        for file in m.files.values()
        if f"def {word}(" in file.text
        and (file.name == package or file.name.startswith(f"{package}."))
    ]
    return sorted(found, key=lambda name: (name.count("."), name))


def _functions(m: Interpreter) -> _Entry | None:
    """`create_pipelines` (0.15 and 0.16) or a lone `create_pipeline` in pipeline.py."""
    for name in (f"{m.layout.package}.pipeline", f"{m.layout.package}.pipelines"):
        module = _module(m, name)
        for function in ("create_pipelines", "register_pipelines", "create_pipeline"):
            found = module.names.get(function) if module else None
            if isinstance(found, FunctionValue) and module is not None:
                return found, [], module
    return None


_WAYS: tuple[Callable[[Interpreter], _Entry | None], ...] = (
    _pipeline_registry,
    _hooks,
    _context,
    _functions,
)
