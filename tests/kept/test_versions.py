"""Versions: one for all that a run saves, and read back under it."""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kept.sides import DEFAULT, Sides, Steps, migrated, stored, taking

PIPELINES = {
    "early": Steps(
        """
        import time

        def begin(number):
            time.sleep(0.1)  # so that runs overlap
            return {"n": number}

        def double(one):
            return {"n": one["n"] * 2}
        """,
        "node(begin, 'number', 'one'), node(double, 'one', 'two')",
    ),
    "late": Steps(
        "def tell(one, two):\n    return [one['n'], two['n']]\n",
        "node(tell, ['one', 'two'], 'told')",
    ),
}
CATALOG = {
    "number": stored("number"),
    "one": stored("one", ", versioned: true"),
    "two": stored("two", ", versioned: true"),
}
NUMBER = {"data/number.json": "3"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    return migrated(tmp_path_factory.mktemp("versions"), PIPELINES, CATALOG, NUMBER)


@pytest.fixture
def sides(project: Sides) -> Sides:
    return project.with_data(NUMBER)


def saved(sides: Sides, name: str) -> dict[str, Any]:
    """What each version of a dataset holds; the oldest comes first."""
    files = sorted((sides.written / f"data/{name}.json").glob(f"*/{name}.json"))
    return {each.parent.name: json.loads(each.read_text())["n"] for each in files}


def test_a_run_saves_all_under_one_version(sides: Sides) -> None:
    with sides.driver() as driver:
        execute = taking(driver, ["number"], data_root=sides.written)
        for number in (3, 4):
            assert execute(["told"], {"number": number}) == {"told": [number, 2 * number]}
    assert list(saved(sides, "one").values()) == [3, 4]
    assert list(saved(sides, "two").values()) == [6, 8]
    assert saved(sides, "one").keys() == saved(sides, "two").keys()
    # A slice loads the newest ones.
    assert sides.execute("late") == {"told": [4, 8]}


def test_a_version_looks_like_one_of_kedros(sides: Sides) -> None:
    sides.run_kedro()
    sides.execute()
    (kedros,) = (each.name for each in (sides.kedro / "data/one.json").iterdir())
    (ours,) = saved(sides, "one")
    assert [c for c in ours if not c.isdigit()] == [c for c in kedros if not c.isdigit()]
    assert len(ours) == len(kedros)
    assert ours > kedros


def test_a_version_that_is_asked_for(sides: Sides) -> None:
    with sides.driver() as driver:
        execute = taking(driver, ["number"], data_root=sides.written)
        for number in (3, 4):
            execute(["told"], {"number": number})
    oldest, newest = saved(sides, "one")
    for one, two in ((oldest, newest), (newest, oldest)):
        found = sides.execute("late", load_versions={"one": one, "two": two})
        values = saved(sides, "one")[one], saved(sides, "two")[two]
        assert found == {"told": list(values)}
    # What a run saves, it saves under its own version, and reads back the one that is asked for.
    sides.execute("early", "two", load_versions={"one": oldest})
    assert list(saved(sides, "one").values()) == [3, 4, 3]
    assert list(saved(sides, "two").values()) == [6, 8, 6]


def test_a_version_that_there_is_not(sides: Sides) -> None:
    sides.execute()
    with pytest.raises(Exception, match=r"one.*2020"):
        sides.execute("late", load_versions={"one": "2020-01-01T00.00.00.000Z"})


def test_four_threads_of_one_driver_have_a_version_each(sides: Sides) -> None:
    with sides.driver() as driver, ThreadPoolExecutor(4) as threads:
        execute = taking(driver, ["number"], data_root=sides.written)
        runs = []
        for number in range(4):
            runs.append(threads.submit(execute, ["told"], {"number": number}))
            time.sleep(0.005)  # versions are those of milliseconds
        assert [run.result()["told"] for run in runs] == [[n, 2 * n] for n in range(4)]
    one, two = saved(sides, "one"), saved(sides, "two")
    assert sorted(one.values()) == [0, 1, 2, 3]
    assert two == {version: 2 * n for version, n in one.items()}


@pytest.mark.integration
def test_rays_workers_save_under_one_version(sides: Sides) -> None:
    ray = pytest.importorskip("ray")
    from hamilton.base import DictResult
    from hamilton.plugins.h_ray import RayGraphAdapter

    path = os.pathsep.join([str(sides.written), *sys.path])
    ray.init(num_cpus=2, runtime_env={"env_vars": {"PYTHONPATH": path}})
    try:
        found = sides.execute(DEFAULT, "told", adapters=(RayGraphAdapter(DictResult()),))
    finally:
        ray.shutdown()
    assert found == {"told": [3, 6]}
    assert saved(sides, "one").keys() == saved(sides, "two").keys()
    assert len(saved(sides, "one")) == 1


NAMESPACES = {
    "p": Steps(
        """
        def begin(number, by):
            return {"n": number * by}

        def double(one):
            return {"n": one["n"] * 2}

        def tell(one, two):
            return [one["n"], two["n"]]
        """,
        """
        *pipeline(
            [
                each
                for space in ("x", "y")
                for each in pipeline(
                    [node(begin, ['number', 'params:by'], 'one'), node(double, 'one', 'two')],
                    namespace=space,
                    inputs='number',
                ).nodes
            ]
        ).nodes,
        node(tell, ['x.one', 'y.two'], 'told'),
        """,
    )
}


def test_datasets_of_namespaces_have_versions(tmp_path: Path) -> None:
    catalog = {"number": stored("number")} | {
        f"{space}.{name}": stored(f"{space}_{name}", ", versioned: true")
        for space in "xy"
        for name in ("one", "two")
    }
    parameters = {"conf/base/parameters.yml": "x: {by: 10}\ny: {by: 100}\n"}
    sides = migrated(tmp_path, NAMESPACES, catalog, NUMBER | parameters)
    assert sides.run_kedro()["told"] == [30, 600]
    assert sides.execute()["told"] == [30, 600]
    found = {name: saved(sides, name) for name in ("x_one", "x_two", "y_one", "y_two")}
    (version,) = {version for each in found.values() for version in each}
    assert [each[version] for each in found.values()] == [30, 60, 300, 600]
    before = sides.files()
    assert sides.execute(store=False)["told"] == [30, 600]
    assert sides.files() == before
