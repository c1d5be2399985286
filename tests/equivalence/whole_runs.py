"""Whole runs of both sides in this process, by the ways that users have: values and files.

Nothing here looks into the written text: a project is its `run.py`, `driver.build`,
`driver.PIPELINES` and the names of its datasets.
"""

from __future__ import annotations

import contextlib
import enum
import importlib
import inspect
import io
import logging
import os
import pickle
import re
import runpy
import shutil
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
from imported import package

_VERSION = re.compile(r"\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d+Z")
# What of a Kedro project is no data.
_CODE = ("src", "conf", "pyproject.toml", "sessions")
_ATOMS = (type(None), bool, int, str, bytes)


def plain(value: Any) -> Any:
    """A value as what can be compared: kinds by their names, for both sides have own classes."""
    kind = type(value).__qualname__
    if isinstance(value, pd.DataFrame):
        labels = [str(each) for each in (*value.dtypes, value.index.dtype)]
        return kind, labels, plain(value.to_dict("split")), plain(value.attrs)
    if isinstance(value, pd.Series):
        return kind, str(value.dtype), str(value.name), plain(value.to_dict())
    if isinstance(value, np.ndarray):
        return kind, str(value.dtype), plain(value.tolist())
    if isinstance(value, Mapping):
        return kind, [(plain(key), plain(each)) for key, each in value.items()]
    if isinstance(value, list | tuple):
        return kind, [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return kind, sorted(map(repr, map(plain, value)))
    if isinstance(value, _ATOMS) and not isinstance(value, enum.Enum):
        return kind, value
    if isinstance(value, types.FunctionType | type):
        return kind, value.__qualname__
    if kind == "DataFrame" and hasattr(value, "to_dict"):  # of polars
        return kind, repr(value)
    if hasattr(type(value), "__slots__") and not hasattr(value, "__dict__"):
        slots = [each for each in type(value).__slots__ if hasattr(value, each)]
        return kind, [(each, plain(getattr(value, each))) for each in slots]
    if hasattr(value, "__dict__") and not isinstance(value, Iterator | types.ModuleType):
        return kind, plain({**vars(value)}) if not isinstance(value, enum.Enum) else value.name
    return kind, "" if hasattr(value, "__next__") or "lock" in kind else repr(value)


def run_kedro(
    project: Path,
    pipeline: str = "__default__",
    given: Mapping[str, Any] | None = None,
    env: str | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What nodes put into memory when Kedro runs a pipeline, by dataset; `given` is the caller's
    data, `parameters` are changes as `kedro run --params` makes them."""
    from kedro.framework.hooks import hook_impl
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project
    from kedro.io import MemoryDataset

    seen: dict[str, Any] = {}
    shared: dict[str, Any] = {}
    catalogs: list[Any] = []

    class Watch:
        @hook_impl
        def after_catalog_created(self, catalog: Any) -> None:
            catalogs.append(catalog)
            for name, value in (given or {}).items():
                catalog[name] = MemoryDataset(value)

        @hook_impl
        def before_dataset_saved(self, dataset_name: str, data: Any) -> None:
            dataset = catalogs[0].get(dataset_name)
            if isinstance(dataset, MemoryDataset):
                seen[dataset_name] = plain(data)
                if dataset._copy_mode == "assign" or _is_other_table(data):
                    shared[dataset_name] = data

    with _quiet(), package("shop", project / "src"), _inside(project):
        bootstrap_project(project)
        changes = dict(parameters or {})
        with KedroSession.create(project, env=env, runtime_params=changes) as session:
            session._hook_manager.register(Watch())
            np.random.seed(0)
            session.run(pipeline_names=[pipeline])
        return seen | {name: plain(data) for name, data in shared.items()}


def _is_other_table(value: Any) -> bool:
    """Whether Kedro leaves a value uncopied because of its class's name."""
    return type(value).__name__ == "DataFrame" and not isinstance(value, pd.DataFrame)


def run_hamilton(
    project: Path,
    root: Path,
    pipeline: str = "__default__",
    names: Sequence[str] = (),
    more: Sequence[str] = (),
    inputs: Mapping[str, Any] | None = None,
    env: str | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What a driver gives for `names` (default: for what a run of the pipeline requests), and
    then for `more`."""
    with _driver(project, root) as driver:
        takes = inspect.signature(driver.builder).parameters
        options = {"parameters": parameters, "data_root": root}
        options = {name: value for name, value in options.items() if name in takes}
        named = [env] if env and hasattr(driver, "ENVIRONMENTS") else []
        built = driver.build(pipeline, *named, **options)
        known = {each.name for each in built.list_available_variables()}
        given = {name: value for name, value in (inputs or {}).items() if name in known}
        np.random.seed(0)
        asked = dict.fromkeys([*(names or driver.PIPELINES[pipeline].outputs), *more])
        found = built.execute(list(asked), inputs=given)
        return {name: plain(value) for name, value in found.items()}


def run_by_command(project: Path, root: Path, pipeline: str = "__default__") -> None:
    """`python run.py`, as far as it can be had in this process."""
    with _driver(project, root):
        main = runpy.run_path(str(project / "run.py"))["main"]
        np.random.seed(0)
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                main(["--pipeline", pipeline, "--data-root", str(root)])
            except SystemExit as end:
                raise RuntimeError(said.getvalue()) from end


def run_again(
    project: Path, root: Path, make: Callable[[], dict[str, Any]], threads: int = 0
) -> list[dict[str, Any]]:
    """What one driver gives when it gets the same objects of its caller several times: one after
    another, or in `threads`. The caller's objects stay as they were.
    """
    with _driver(project, root) as driver:
        built = driver.build(data_root=root, store=not threads)
        outputs = list(driver.PIPELINES["__default__"].outputs)
        data = make()

        def run(_: int) -> dict[str, Any]:
            result = built.execute(outputs, inputs=dict(data))
            return {name: plain(value) for name, value in result.items()}

        with ThreadPoolExecutor(threads or 1) as pool:
            found = list(pool.map(run, range(threads or 2)))
        assert plain(data) == plain(make()), "the caller's data"
        return found


@contextlib.contextmanager
def _driver(project: Path, root: Path) -> Iterator[Any]:
    """The written project's driver; code that opens relative paths starts at `root`, as `run.py`
    and the project's README have it."""
    with _quiet(), package("shop", project), _inside(root):
        yield importlib.import_module("shop.driver")


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without warnings, without messages, and without telemetry."""
    with warnings.catch_warnings(), patch.dict(os.environ, DO_NOT_TRACK="1"):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def files(folder: Path, code: Path) -> dict[str, Any]:
    """The data below a folder, by path; what is pickled as it is loaded beside the package that
    lies in `code`."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.startswith((*_CODE, ".")) or "__pycache__" in name:
            continue
        found[_VERSION.sub("<version>", name)] = path
    with package("shop", code), _quiet():
        return {name: _content(path) for name, path in found.items()}


def _content(path: Path) -> Any:
    if path.suffix != ".pkl":
        return path.read_bytes()
    with path.open("rb") as stream:
        return plain(pickle.load(stream))


def clear(folder: Path) -> None:
    """Remove the data of a Kedro project."""
    for path in folder.iterdir():
        if path.name not in _CODE:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def lay(data: Mapping[str, str], *roots: Path) -> None:
    """Lay files into folders that hold the data of runs."""
    for root in roots:
        for name, text in data.items():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
