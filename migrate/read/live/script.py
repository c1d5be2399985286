"""Tells what Kedro itself registers for a project. Runs in the project's own interpreter.

This file is handed over as text: it imports nothing of ours, and works on Python 3.8 to 3.13 with
Kedro 0.17 to 1.7. Its one argument is a folder with the request, `request.json`; the answer is
written beside it, `answer.json`. No node is run, and nothing is written into the project.
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.util
import inspect
import io
import json
import logging.config
import os
import re
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LEFT_OUT = re.compile(r"An error occurred while importing the '([^']+)' module")
# Where registered pipelines come from, in the order of preference: module, class or function.
WAYS = (
    ("pipeline_registry", "register_pipelines"),
    ("hooks", "register_pipelines"),
    ("run", "_get_pipelines"),
    ("context", "_get_pipelines"),
    ("pipeline", "create_pipelines"),
    ("pipeline", "register_pipelines"),
    ("pipeline", "create_pipeline"),
    ("pipelines", "create_pipelines"),
)
WRITES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.link", "os.symlink"}
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(Exception):
    """Something that can't be answered, in one sentence."""


def main(folder: str) -> None:
    """Answer the request in a folder."""
    request = json.loads(Path(folder, "request.json").read_text(encoding="utf-8"))
    answer = json.dumps(_answer(request))
    Path(folder, "answer.json").write_text(answer, encoding="utf-8")


def _answer(request: dict[str, str]) -> dict[str, Any]:
    root = Path(request["root"])
    left_out: list[Any] = []
    try:
        _prepare(root, request, left_out)
        kedro = _kedro_version()
        origins = _watch_nodes(root)
        _configure(request["package"])
        pipelines = _pipelines(request["package"])
        return {
            "kedro": kedro,
            "python": ".".join(map(str, sys.version_info[:3])),
            "pipelines": {
                name: [_node(node, root, origins) for node in pipeline.nodes]
                for name, pipeline in pipelines.items()
            },
            "left_out": left_out,
        }
    except Refused as refused:
        return {"error": str(refused), "left_out": left_out}
    except BaseException as error:
        return {**_failed(error, root), "left_out": left_out}


def _failed(error: BaseException, root: Path) -> dict[str, Any]:
    """What went wrong, and which module is missing if it was that in the beginning."""
    found = {
        "error": f"{type(error).__name__}: {' '.join(str(error).split())[:300]}",
        "place": _place_of(error, root),
    }
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ModuleNotFoundError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        found.update(missing=cause.name or str(cause), place=_place_of(cause, root))
    return found


# --- the surroundings -----------------------------------------------------------------------


def _prepare(root: Path, request: dict[str, str], left_out: list[Any]) -> None:
    """No logging set up, no bytecode, warnings of left-out pipelines kept, the project locked."""
    sys.dont_write_bytecode = True
    sys.path[:] = [path for path in sys.path if path]
    sys.path[:0] = [str(root / request["source"]), str(root)]
    for owner, name, value in (
        (logging.config, "dictConfig", lambda *_, **__: None),
        (logging.config, "fileConfig", lambda *_, **__: None),
        (logging.FileHandler, "_open", lambda _: io.StringIO()),
    ):
        setattr(owner, name, value)
    real = warnings.warn

    def warn(message: Any, *rest: Any, **options: Any) -> None:
        found = LEFT_OUT.search(str(message))
        if found:
            error = sys.exc_info()[1] or ImportError(str(message))
            failed = _failed(error, root)
            left_out.append({"name": found.group(1), **failed})
        elif "stacklevel" in options:
            real(message, *rest, **dict(options, stacklevel=options["stacklevel"] + 1))
        else:
            real(message, *rest, **options)

    warnings.warn = warn
    sys.addaudithook(_lock(str(root), (sys.prefix, sys.base_prefix)))


def _lock(root: str, allowed: tuple[str, ...]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook that refuses whatever would write into the project."""

    def inside(path: Any) -> bool:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return False
        full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (links stay)
        libraries = any(full.startswith(prefix + os.sep) for prefix in allowed)
        return full.startswith(root + os.sep) and not libraries

    def hook(event: str, values: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = (*values, None, None)[:3]
            writes = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & WRITE_FLAGS)
            if writes and inside(path):
                raise PermissionError(f"the project writes {path} while pipelines are defined")
        elif event in WRITES and any(map(inside, values[:2])):
            raise PermissionError(f"the project changes {values[0]} while pipelines are defined")

    return hook


def _kedro_version() -> str:
    try:
        import kedro
    except ModuleNotFoundError as error:
        raise Refused("it has no Kedro") from error
    if importlib.util.find_spec("kedro.framework.project") is None:
        raise Refused(f"it has Kedro {kedro.__version__}, and 0.17 is the oldest that can be asked")
    return str(kedro.__version__)


def _configure(package: str) -> None:
    """What `bootstrap_project` does, without its check of versions."""
    import kedro.framework.project as project

    if hasattr(project, "configure_project"):  # since 0.17.1
        project.configure_project(package)


def _place_of(error: BaseException, root: Path) -> list[Any] | None:
    """The last place in the project's own code that an exception went through."""
    found = None
    for frame in traceback.extract_tb(error.__traceback__):
        path = _relative(frame.filename, root)
        if path is not None:
            found = [path, frame.lineno or 0]
    if isinstance(error, SyntaxError) and error.filename:
        path = _relative(error.filename, root)
        found = [path, error.lineno or 0] if path is not None else found
    return found


@functools.lru_cache(maxsize=None)  # noqa: UP033 (Python 3.8)
def _relative(file: str, root: Path) -> str | None:
    """The path of a file of the project, its libraries left out; None for any other."""
    if file.startswith("<"):
        return None
    try:
        path = Path(file).resolve().relative_to(root)
    except (ValueError, OSError):
        return None
    return None if "site-packages" in path.parts else path.as_posix()


# --- where nodes are made -------------------------------------------------------------------


def _watch_nodes(root: Path) -> dict[int, Any]:
    """Notes for every node which call in the project made it. A copy keeps that of its source."""
    import kedro.pipeline

    cls = sys.modules["kedro.pipeline.node"].Node
    inside = str(Path(kedro.pipeline.__file__).parent)
    origins: dict[int, Any] = {}
    real = cls.__init__

    @functools.wraps(real)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        real(self, *args, **kwargs)
        origin = _origin(sys._getframe(1), inside, root, origins)
        if origin is not None:
            origin.setdefault("inputs", _names(self._inputs))
            origin.setdefault("outputs", _names(self._outputs))
            origins[id(self)] = (origin, self)  # kept alive, so that ids stay unique

    def run(*_: Any, **__: Any) -> None:
        raise Refused("a node would be run while pipelines are defined")

    cls.__init__, cls.run = init, run
    return origins


def _origin(frame: Any, inside: str, root: Path, origins: dict[int, Any]) -> Any:
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(inside):
            source = frame.f_locals.get("self") if code.co_name == "_copy" else None
            if id(source) in origins:
                return origins[id(source)][0]
        else:
            path = _relative(code.co_filename, root)
            if path is not None:
                return {"path": path, "line": frame.f_lineno}
        frame = frame.f_back
    return None


# --- what registers the pipelines -----------------------------------------------------------


def _pipelines(package: str) -> dict[str, Any]:
    from kedro.pipeline import Pipeline

    for where, function in _ways(package):
        found = function()
        if isinstance(found, Pipeline):
            found = {"__default__": found}
        if not isinstance(found, dict):
            raise Refused(f"{where} registers a {type(found).__name__}, no dict")
        return {str(key): p for key, p in found.items() if isinstance(p, Pipeline)}
    raise Refused(f"nothing in the package {package} registers pipelines")


def _ways(package: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The functions that may register pipelines, each with the name of where it stands."""
    for name, attribute in WAYS:
        module = _module(package + "." + name)
        function = _function(module, attribute) if module else None
        if function is not None:
            yield package + "." + name, function
        if name == "hooks":  # classes of hooks may stand anywhere
            for hook in _hooks():
                yield type(hook).__module__, hook.register_pipelines


def _hooks() -> list[Any]:
    from kedro.framework.project import settings

    found = getattr(settings, "HOOKS", ())
    return [hook for hook in found if callable(getattr(hook, "register_pipelines", None))]


def _module(name: str) -> types.ModuleType | None:
    """A module of the project; None if there is none of this name."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(error.name + ".")):
            return None
        raise


def _function(module: types.ModuleType, attribute: str) -> Any:
    """A function of a module, or the method of a class that is defined in it."""
    found = getattr(module, attribute, None)
    if callable(found):
        return found
    for value in list(vars(module).values()):
        cls = value if isinstance(value, type) else type(value)
        if cls.__module__ == module.__name__ and callable(getattr(cls, attribute, None)):
            return getattr(object.__new__(cls), attribute)
    return None


# --- nodes as JSON --------------------------------------------------------------------------


def _node(node: Any, root: Path, origins: dict[int, Any]) -> dict[str, Any]:
    origin = origins.get(id(node), (None, None))[0]
    return {
        "name": node._name,
        "namespace": node.namespace,
        "inputs": _names(node._inputs),
        "outputs": _names(node._outputs),
        "all_inputs": list(node.inputs),
        "tags": sorted(node.tags),
        "confirms": list(getattr(node, "confirms", None) or []),
        "origin": origin,
        "func": _func(node._func, root),
    }


def _names(names: Any) -> Any:
    if isinstance(names, dict):
        return {str(key): str(value) for key, value in names.items()}
    return names if names is None or isinstance(names, str) else [str(name) for name in names]


def _func(function: Any, root: Path) -> dict[str, Any]:
    """What a node's function is; a partial names its innermost function."""
    outer = function
    bound: list[tuple[str, Any]] = []
    while isinstance(function, functools.partial):
        positions = len([key for key, _ in bound if key.isdigit()])
        fixed = [(str(positions + i), value) for i, value in enumerate(function.args)]
        bound += fixed + [(str(key), value) for key, value in function.keywords.items()]
        function = function.func
    inner = function
    while hasattr(inner, "__wrapped__"):
        inner = inner.__wrapped__
    code = getattr(getattr(inner, "__func__", inner), "__code__", None)
    path = _relative(code.co_filename, root) if code else _file_of_class(inner, root)
    kind = _kind(function, inner, path)
    free = _free(inner, code) if kind == "closure" else []
    named = function if hasattr(function, "__qualname__") else type(function)
    return {
        "module": getattr(named, "__module__", None),
        "qualname": named.__qualname__,
        "name": getattr(outer, "__name__", None),
        "partial_of": getattr(outer.func, "__name__", None) if outer is not function else None,
        "kind": "partial" if outer is not function else kind,
        "inner_kind": kind,
        "path": path,
        "line": code.co_firstlineno if code else 0,
        "bound": [[key, *_text(value)] for key, value in bound],
        "free": [[key, *_text(value)] for key, value in free],
        "parameters": _parameters(inner),
    }


def _file_of_class(value: Any, root: Path) -> str | None:
    try:
        cls = value if isinstance(value, type) else type(value)
        return _relative(inspect.getfile(cls), root)
    except (TypeError, OSError):
        return None


def _kind(function: Any, inner: Any, path: str | None) -> str:
    if path is None:
        return "library"
    if isinstance(function, type):
        return "class"
    if getattr(function, "__name__", "") == "<lambda>":
        return "lambda"
    if inspect.ismethod(function) or not isinstance(function, types.FunctionType):
        return "method"
    return "closure" if "<locals>" in inner.__qualname__ else "function"


def _free(inner: Any, code: Any) -> list[tuple[str, Any]]:
    """The variables that a closure takes from the functions around it."""
    found = []
    for name, cell in zip(code.co_freevars, inner.__closure__ or ()):  # noqa: B905 (Python 3.8)
        try:
            found.append((name, cell.cell_contents))
        except ValueError:  # not bound yet
            continue
    return found


def _text(value: Any) -> tuple[str, bool]:
    """A literal of a value and True; "..." and False if it has none."""
    try:
        text = repr(value)
        if len(text) < 10_000 and ast.literal_eval(text) == value:
            return text, True
    except Exception:  # whatever a __repr__ or an __eq__ of the project may raise
        pass
    return getattr(value, "__qualname__", "..."), False


def _parameters(function: Any) -> list[Any] | None:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return [[p.name, int(p.kind), p.default is not p.empty] for p in found]


if __name__ == "__main__":
    main(sys.argv[1])
