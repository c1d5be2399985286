"""Jobs that both frameworks do: Kedro projects made here, and what the migration makes of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.generate import NODES_EACH, generate
from comparison_project.data import write_tables
from comparison_project.options import HERE
from migrate.api import plan_migration, write_project

MEGABYTES = 64  # of one array


@dataclass(frozen=True)
class Job:
    """The same job on both sides; each folder has the data that it needs."""

    name: str
    about: str
    nodes: int
    kedro: Path
    hamilton: Path


def spaceflights(work: Path, rows: int) -> Job:
    """`kedro_side` and `hamilton_side` on tables with so many rows."""
    ignored = shutil.ignore_patterns("data", "__pycache__", ".*")
    kedro, hamilton = work / "spaceflights" / "kedro", work / "spaceflights" / "hamilton"
    for name, side in (("kedro_side", kedro), ("hamilton_side", hamilton)):
        shutil.copytree(HERE / name, side, ignore=ignored)
        write_tables(side / "data" / "01_raw", rows)
    return Job("spaceflights", f"29 nodes, {rows:,} rows in each table", 29, kedro, hamilton)


def tables(work: Path, nodes: int) -> Job:
    """Chains of 20 nodes on small tables; every other dataset is stored as Parquet."""
    kedro = generate(work / f"tables_{nodes}" / "kedro", nodes)
    for number in range(0, nodes, NODES_EACH):
        path = kedro / "data" / f"pipeline_{number // NODES_EACH:04}_0.parquet"
        path.parent.mkdir(exist_ok=True)
        pd.DataFrame({"value": range(100)}).to_parquet(path)
    return _job(kedro, f"{nodes:,} nodes on small tables", nodes)


def nothing(work: Path, nodes: int) -> Job:
    """A chain of functions that return what they are given: all that is left is the framework."""
    steps = [
        (f"def step_{n}(value):\n    return value\n", _before(n), f"value_{n + 1}")
        for n in range(nodes)
    ]
    kedro = _project(work / f"nothing_{nodes}" / "kedro", steps, "first: 1\n")
    return _job(
        kedro,
        f"{nodes:,} nodes that do nothing" if nodes != 1 else "one node that does nothing",
        nodes,
    )


def _before(n: int) -> str:
    return f"value_{n}" if n else "params:first"


def arrays(work: Path, shape: str) -> Job:
    """Arrays of 64 MB each: what is held in memory at one time."""
    first = (
        f"def first(size):\n    return np.ones(size * {MEGABYTES << 17})\n",
        "params:size",
        "a0",
    )
    steps = [first, *(_SHAPES[shape]())]
    kedro = _project(work / f"arrays_{shape}" / "kedro", steps, "size: 1\n", "import numpy as np\n")
    return _job(kedro, f"{len(steps)} arrays of {MEGABYTES} MB: a {shape}", len(steps))


Step = tuple[str, str | list[str], str]


def _chain() -> list[Step]:
    """Each from the one before, which nobody needs any more."""
    return [(f"def more_{n}(a):\n    return a + 1\n", f"a{n}", f"a{n + 1}") for n in range(6)]


def _fan() -> list[Step]:
    """Six from the first, and one sum of all."""
    names = [f"b{n}" for n in range(6)]
    sums = " + ".join(f"{name}.sum()" for name in names)
    total = f"def total({', '.join(names)}):\n    return float({sums})\n"
    return [*_sinks(), (total, list(names), "total")]


def _sinks() -> list[Step]:
    """Six from the first that nobody takes."""
    return [(f"def each_{n}(a):\n    return a + {n}\n", "a0", f"b{n}") for n in range(6)]


_SHAPES = {"chain": _chain, "fan": _fan, "group of sinks": _sinks}
SHAPES = tuple(_SHAPES)


def _project(root: Path, steps: Sequence[Step], parameters: str, head: str = "") -> Path:
    package = root / "src" / "job"
    for folder in (package, root / "conf" / "base", root / "conf" / "local"):
        folder.mkdir(parents=True)
    names = [text.removeprefix("def ").partition("(")[0] for text, _, _ in steps]
    nodes = "\n".join(
        f"        Node({name}, {inputs!r}, {output!r}),"
        for name, (_, inputs, output) in zip(names, steps, strict=True)
    )
    files = {
        root / "pyproject.toml": '[tool.kedro]\npackage_name = "job"\nproject_name = "Job"\n'
        'kedro_init_version = "1.7.0"\n',
        package / "__init__.py": "",
        package / "settings.py": "",
        package / "nodes.py": f"{head}\n\n" + "\n\n".join(text for text, _, _ in steps),
        package / "pipeline_registry.py": _registry(names, nodes),
        root / "conf" / "base" / "parameters.yml": parameters,
        root / "conf" / "base" / "catalog.yml": "",
    }
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return root


def _registry(names: Iterable[str], nodes: str) -> str:
    return (
        "from kedro.pipeline import Node, Pipeline\n\n"
        f"from job.nodes import {', '.join(names)}\n\n\n"
        "def register_pipelines():\n"
        f'    return {{"__default__": Pipeline([\n{nodes}\n    ])}}\n'
    )


def _job(kedro: Path, about: str, nodes: int) -> Job:
    hamilton = kedro.parent / "hamilton"
    write_project(plan_migration(kedro, hamilton))
    if (kedro / "data").exists():
        shutil.copytree(kedro / "data", hamilton / "data")
    return Job(kedro.parent.name, about, nodes, kedro, hamilton)
