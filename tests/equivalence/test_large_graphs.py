"""Deep and wide graphs run, in about the memory that Kedro takes."""

from __future__ import annotations

import dataclasses
import importlib
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import pipeline_files
from imported import package

from migrate.api import plan_migration, write_project

CHAIN = """
import numpy as np


def start():
    return np.zeros({size})


def step(x):
    return x + 1
"""
CHAIN_NODES = """node(nodes.start, None, "s0", name="n0"),
*[node(nodes.step, f"s{{i}}", f"s{{i + 1}}", name=f"n{{i + 1}}") for i in range({count})],"""
FAN = """
import numpy as np


def start():
    return np.zeros({size})


def step(x, i):
    return x + i


def total(*parts):
    return sum(part.sum() for part in parts)
"""
FAN_NODES = """node(nodes.start, None, "s", name="n"),
*[node(partial(nodes.step, i=i), "s", f"f{{i}}", name=f"n{{i}}") for i in range({count})],
node(nodes.total, [f"f{{i}}" for i in range({count})], "total", name="t"),"""
SINKS = """
import numpy as np


def start():
    return np.zeros({size})


def step(x, i):
    return x + i
"""
SINK_NODES = """node(nodes.start, None, "s", name="n"),
*[node(partial(nodes.step, i=i), "s", f"f{{i}}", name=f"n{{i}}") for i in range({count})],"""
STORED = '"f{i}": {type: pickle.PickleDataset, filepath: "data/f{i}.pkl"}\n'

Shop = Callable[[dict[str, str]], Path]


def _migrated(shop: Shop, tmp_path: Path, nodes: str, calls: str, **numbers: int) -> Path:
    project = shop(pipeline_files("p", nodes.format(**numbers), calls.format(**numbers)))
    write_project(plan_migration(project, tmp_path / "new"))
    return tmp_path / "new"


def _execute(project: Path, names: list[str] | None) -> dict[str, Any]:
    with package("shop", project):
        driver = importlib.import_module("shop.driver")
        outputs = names or list(driver.PIPELINES["__default__"].outputs)
        options: dict[str, Any] = {}
        if hasattr(driver, "Storage"):  # else nothing is stored
            known = {each.name for each in dataclasses.fields(driver.Storage)}
            options = {"data_root": project}
            options |= {"forget": outputs} if names is None and "forget" in known else {}
        built = driver.build(**options)
        found: dict[str, Any] = built.execute(outputs)
    return found


@pytest.mark.parametrize(
    "count", [1_500, pytest.param(5_000, marks=pytest.mark.slow, id="5,000 nodes")]
)
def test_a_chain_deeper_than_the_stack(shop: Shop, tmp_path: Path, count: int) -> None:
    project = _migrated(shop, tmp_path, CHAIN, CHAIN_NODES, count=count, size=2)
    assert len((project / "shop/p.py").read_text().splitlines()) < 30  # the loop is a loop still
    assert _execute(project, [f"s{count}"])[f"s{count}"].tolist() == [count, count]


@pytest.mark.parametrize(
    "count", [300, pytest.param(5_000, marks=pytest.mark.slow, id="5,000 nodes")]
)
def test_a_wide_fan(shop: Shop, tmp_path: Path, count: int) -> None:
    project = _migrated(shop, tmp_path, FAN, FAN_NODES, count=count, size=1)
    assert _execute(project, None) is not None
    assert _execute(project, ["total"])["total"] == sum(range(count))


SIZE = 250_000  # numbers of eight bytes: arrays of two MB


@pytest.mark.integration
@pytest.mark.parametrize(
    ("nodes", "calls", "entries"),
    [
        pytest.param(CHAIN, CHAIN_NODES, "", id="chain"),
        pytest.param(FAN, FAN_NODES, "", id="fan"),
        pytest.param(
            SINKS, SINK_NODES, "".join(STORED.replace("{i}", str(i)) for i in range(20)), id="sinks"
        ),
    ],
)
def test_memory_stays_near_kedros(
    shop: Shop, tmp_path: Path, nodes: str, calls: str, entries: str
) -> None:
    """Kedro lets go of a dataset after its last consumer; so does the migrated project."""
    numbers = {"count": 20, "size": SIZE}
    files = pipeline_files("p", nodes.format(**numbers), calls.format(**numbers))
    project = shop({**files, "conf/base/catalog.yml": entries or "{}"})
    write_project(plan_migration(project, tmp_path / "new"))
    kedro = _peak(lambda: _kedro(project))
    hamilton = _peak(lambda: _execute(tmp_path / "new", None))
    assert hamilton < 1.2 * kedro + SIZE


def _peak(work: Callable[[], object]) -> int:
    """The most bytes that were in use at a time."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _kedro(project: Path) -> None:
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    with warnings.catch_warnings(), package("shop", project / "src"):
        warnings.simplefilter("ignore")
        bootstrap_project(project)
        with KedroSession.create(project) as session:
            session.run()
