"""What Hamilton itself has works beside storage: its cache, adapters, materializers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hamilton.caching.adapter import HamiltonCacheAdapter
from hamilton.io.materialization import to
from hamilton.lifecycle import GracefulErrorAdapter
from hamilton.plugins.h_threadpool import FutureAdapter

from kept.sides import Sides, Steps, migrated, stored

STEPS = Steps(
    """
    def make(number):
        print("made")
        return {1: number}

    def tell(made):
        return list(made.items())
    """,
    "node(make, 'number', 'made'), node(tell, 'made', 'told')",
)


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    catalog = {"number": stored("number"), "made": stored("made", ", versioned: true")}
    return migrated(tmp_path, STEPS, catalog, {"data/number.json": "3"})


# JSON has no numbers as keys: this is what is read back.
TOLD = {"told": [("1", 3)]}


def saved(sides: Sides) -> list[Any]:
    return [json.loads(each) for name, each in sides.files().items() if name.startswith("made")]


@pytest.mark.parametrize(
    "adapter",
    [FutureAdapter, partial(GracefulErrorAdapter, error_to_catch=ZeroDivisionError)],
    ids=["threads", "errors"],
)
def test_adapters(sides: Sides, adapter: Callable[[], Any]) -> None:
    assert sides.execute(adapters=(adapter(),)) == TOLD
    assert saved(sides) == [{"1": 3}]


def test_materializers(sides: Sides) -> None:
    with sides.driver() as driver:
        built = driver.build(data_root=sides.written)
        path = str(sides.written / "told.pkl")
        saver = to.pickle(id="kept", dependencies=["told"], path=path)
        assert built.materialize(saver, additional_vars=["told"])[1] == TOLD
        time.sleep(0.002)  # versions are milliseconds, as in Kedro
        assert built.execute(["told"]) == TOLD  # and the driver is as it was
    assert Path(path).exists()
    assert saved(sides) == [{"1": 3}] * 2


def test_materializers_beside_parts_of_a_value(tmp_path: Path) -> None:
    functions = """
        def split(number):
            return {1: number}, {2: number}

        def tell(left, right):
            return [left, right]
    """
    nodes = "node(split, 'number', ['left', 'right']), node(tell, ['left', 'right'], 'told')"
    catalog = {"left": stored("left", ", versioned: true"), "right": stored("right")}
    catalog |= {"number": stored("number")}
    sides = migrated(tmp_path, Steps(functions, nodes), catalog, {"data/number.json": "3"})
    with sides.driver() as driver:
        built = driver.build(data_root=sides.written)
        saver = to.pickle(id="kept", dependencies=["told"], path=str(tmp_path / "told.pkl"))
        told = {"told": [{"1": 3}, {"2": 3}]}
        assert built.materialize(saver, additional_vars=["told"])[1] == told
    assert sum(name.startswith("left") for name in sides.files()) == 1


@pytest.mark.parametrize("name", ["number", "made"])
def test_inputs_that_would_be_ignored_are_refused(
    sides: Sides, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with sides.driver() as driver:
        built = driver.build(data_root=sides.written)
        with pytest.raises(ValueError, match=name):
            built.execute(["told"], inputs={name: 5})
    assert capsys.readouterr().out == ""


def with_cache(driver: ModuleType, root: Path, cache: Path) -> Any:
    return driver.builder(data_root=root).with_cache(cache).build()


def with_adapter(driver: ModuleType, root: Path, cache: Path) -> Any:
    return driver.build(data_root=root, adapters=(HamiltonCacheAdapter(cache),))


@pytest.mark.parametrize("build", [with_cache, with_adapter])
def test_a_cache_and_files_that_are_gone_or_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], build: Any
) -> None:
    catalog = {"number": stored("number"), "made": stored("made")}
    sides = migrated(tmp_path, STEPS, catalog, {"data/number.json": "3"})
    with sides.driver() as driver:
        for number in (3, 3, 4, 3):
            (sides.written / "data/number.json").write_text(str(number))
            built = build(driver, sides.written, tmp_path / "cache")
            assert built.execute(["told"]) == {"told": [("1", number)]}
            (sides.written / "data/made.json").unlink(missing_ok=True)
    assert capsys.readouterr().out.split() == ["made", "made"]  # for 3 and for 4
