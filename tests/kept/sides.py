"""Small Kedro projects and what they become, run through the interface that all written projects
have: `driver.build`, `driver.PIPELINES`, `execute` and `run.py`."""

from __future__ import annotations

import functools
import importlib
import json
import runpy
import shutil
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple
from unittest import mock

from conftest import FRAME, pipeline_files, write_files
from imported import package

from migrate.api import plan_migration, write_project

DEFAULT = "__default__"
RAW = "a,b\n1,4\n2,5\n3,6\n4,7\n"
# What a caller asks of a driver: the names, and values of his own by name.
Execute = Callable[[Iterable[str], Mapping[str, Any]], Mapping[str, Any]]


class Steps(NamedTuple):
    """The functions and the nodes of one pipeline."""

    functions: str
    nodes: str


class Sides(NamedTuple):
    """A Kedro project and the written one, each with the same raw data."""

    kedro: Path
    written: Path

    @property
    def names(self) -> Mapping[str, str]:
        """The name in the written project of each of Kedro's datasets."""
        found: dict[str, str] = json.loads((self.written / "migration.json").read_text())["names"]
        return found

    @contextmanager
    def driver(self) -> Iterator[ModuleType]:
        """The written project's module `driver`, imported anew."""
        with package("shop", self.written):
            yield importlib.import_module("shop.driver")

    def execute(self, pipeline: str = DEFAULT, *names: str, **options: Any) -> dict[str, Any]:
        """What a fresh driver makes: `names`, or all that a whole run of the pipeline makes."""
        with self.driver() as driver:
            if hasattr(driver, "catalog"):  # else nothing is stored
                options["data_root"] = self.written
            built = driver.build(pipeline, **options)
            found: dict[str, Any] = built.execute(list(names or driver.PIPELINES[pipeline].outputs))
        return found

    def run_kedro(
        self,
        pipeline: str = DEFAULT,
        nodes: Iterable[str] | None = None,
        part: Mapping[str, Any] = MappingProxyType({}),
        **options: Any,
    ) -> dict[str, Any]:
        """What Kedro's run gives back: all that none of the `nodes` takes, by name. What is `part`
        of the pipeline is said as a session is told."""
        from kedro.framework.session import KedroSession
        from kedro.framework.startup import bootstrap_project

        with warnings.catch_warnings(), package("shop", self.kedro / "src"):
            warnings.simplefilter("ignore")
            bootstrap_project(self.kedro)
            with KedroSession.create(self.kedro, save_on_close=False, **options) as session:
                asked = {"node_names": nodes, **part}
                found = session.run(pipeline_names=[pipeline], **asked)
            return {self.names[name]: each.load() for name, each in found.items()}

    def command(self, *arguments: str) -> None:
        """What `run.py` does, in this process: it changes the current folder."""
        with package("shop", self.written):
            runpy.run_path(str(self.written / "run.py"))["main"](list(arguments))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python run.py` in the written project."""
        return subprocess.run(
            [sys.executable, "run.py", *arguments],
            cwd=self.written,
            capture_output=True,
            text=True,
            check=False,
        )

    def with_data(self, files: Mapping[str, str]) -> Sides:
        """The same with the raw table and these files, and nothing else that runs have left."""
        for root in self:
            shutil.rmtree(root / "data")
            write_files(root, {"data/raw.csv": RAW, **files})
        return self

    def read(self, path: str) -> Any:
        """A JSON file that the written project has stored."""
        return json.loads((self.written / path).read_text())

    def files(self) -> dict[str, bytes]:
        """The written project's data."""
        return contents(self.written / "data")

    def kedros_files(self) -> dict[str, bytes]:
        """The Kedro project's data."""
        return contents(self.kedro / "data")


def migrated(
    folder: Path,
    steps: Steps | Mapping[str, Steps],
    catalog: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
    *,
    slices: Mapping[str, str] | None = None,
    strictly: bool = False,
) -> Sides:
    """A project of these pipelines, with the table `raw` and what else the `catalog` has; `more`
    are other files, `slices` registered pipelines, made of the whole. `strictly` asks for what
    refuses values that Kedro refuses.
    """
    pipelines = {"p": steps} if isinstance(steps, Steps) else steps
    uses_raw = any("'raw'" in each.nodes for each in pipelines.values())
    entries = {**({"raw": csv("raw")} if uses_raw else {}), **(catalog or {})}
    files = {**FRAME, "conf/base/catalog.yml": listed(entries), "data/raw.csv": RAW}
    files["src/shop/pipeline_registry.py"] = _registry(pipelines, slices or {})
    for name, (functions, nodes) in pipelines.items():
        files |= pipeline_files(name, textwrap.dedent(functions), nodes)
    kedro = write_files(folder / "shop", {**files, **(more or {})})
    sides = Sides(kedro, folder / "written")
    # How the code is laid out matters to none of these tests, and takes most of the time.
    with mock.patch("migrate.write.formatted", lambda code, kept, *_: {**code, **kept}):
        write_project(
            _strict(kedro, sides.written) if strictly else plan_migration(kedro, sides.written)
        )
    brought = {path: text for path, text in (more or {}).items() if path.startswith("data/")}
    write_files(sides.written, {"data/raw.csv": RAW, **brought})
    return sides


# How the checks of what functions return are asked for.
_strict = functools.partial(plan_migration, checks_outputs=True)


def taking(driver: ModuleType, names: Iterable[str], *arguments: Any, **options: Any) -> Execute:
    """A driver that takes the values of `names` from its caller: how it executes.

    This is the one place that knows how a caller gives data.
    """
    built = driver.build(*arguments, given=names, **options)

    def execute(outputs: Iterable[str], given: Mapping[str, Any]) -> Mapping[str, Any]:
        assert given.keys() == set(names)
        found: Mapping[str, Any] = built.execute(list(outputs), inputs=dict(given))
        return found

    return execute


def _registry(pipelines: Iterable[str], slices: Mapping[str, str]) -> str:
    """A registry that imports all pipelines, whichever is run (`find_pipelines` does not)."""
    lines = [
        f"from shop.pipelines import {', '.join(pipelines)}",
        "\n\ndef register_pipelines():",
        "    found = {",
        *(f"        {name!r}: {name}.create_pipeline()," for name in pipelines),
        "    }",
        "    whole = sum(found.values())",
        *(f"    found[{name!r}] = whole.{how}" for name, how in slices.items()),
        '    return {**found, "__default__": whole}',
    ]
    return "\n".join(lines) + "\n"


def listed(entries: Mapping[str, str]) -> str:
    return "".join(f'"{name}": {entry}\n' for name, entry in entries.items())


def csv(name: str) -> str:
    return f"{{type: pandas.CSVDataset, filepath: data/{name}.csv}}"


def stored(name: str, more: str = "") -> str:
    return f"{{type: json.JSONDataset, filepath: data/{name}.json{more}}}"


def pickled(name: str, more: str = "") -> str:
    return f"{{type: pickle.PickleDataset, filepath: data/{name}.pkl{more}}}"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
