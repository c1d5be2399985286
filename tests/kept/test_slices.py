"""Slices of a project: what a registered pipeline does not compute, it loads, or its caller gives."""

from __future__ import annotations

import pandas as pd
import pytest

from kept.sides import DEFAULT, Sides, Steps, migrated, stored, taking

PIPELINES = {
    "early": Steps(
        """
        def make(raw):
            print("make")
            return raw["a"].tolist()

        def count(made):
            print("count")
            return len(made)
        """,
        "node(make, 'raw', 'made'), node(count, 'made', 'number', name='count')",
    ),
    "late": Steps(
        """
        def tell(number, made):
            print("tell")
            return [number, made]
        """,
        "node(tell, ['number', 'made'], 'told', name='tell')",
    ),
}
CATALOG = {name: stored(name) for name in ("made", "number", "told")}
# What lies there, and so what Kedro's run of a slice loads.
OLD = {"data/made.json": "[9, 9, 9]", "data/number.json": "5"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    slices = {"ends": "only_nodes('count', 'tell')", "end": "only_nodes('tell')"}
    return migrated(tmp_path_factory.mktemp("slices"), PIPELINES, CATALOG, OLD, slices=slices)


@pytest.fixture
def sides(project: Sides) -> Sides:
    return project.with_data(OLD)


@pytest.mark.parametrize(
    ("pipeline", "told"),
    [
        (DEFAULT, [4, [1, 2, 3, 4]]),
        ("late", [5, [9, 9, 9]]),
        ("end", [5, [9, 9, 9]]),
        # `count` is computed, `made` is loaded, even though a function of its module makes it.
        ("ends", [3, [9, 9, 9]]),
    ],
)
def test_a_slice_loads_what_it_does_not_compute(
    sides: Sides, pipeline: str, told: list[object]
) -> None:
    assert sides.run_kedro(pipeline)["told"] == told
    assert sides.execute(pipeline)["told"] == told
    assert sides.files() == sides.kedros_files()


@pytest.mark.parametrize(
    ("pipeline", "given", "told", "run"),
    [
        ("late", {"made": [8], "number": 7}, [7, [8]], ["tell"]),
        ("late", {"number": 7}, [7, [9, 9, 9]], ["tell"]),
        ("end", {"made": [8], "number": 7}, [7, [8]], ["tell"]),
        ("ends", {"made": [8]}, [1, [8]], ["count", "tell"]),
        # Given, although the pipeline computes it.
        (DEFAULT, {"made": [8]}, [1, [8]], ["count", "tell"]),
        (DEFAULT, {"number": 7}, [7, [1, 2, 3, 4]], ["make", "tell"]),
    ],
)
def test_what_is_given_is_neither_loaded_nor_computed_nor_stored(
    sides: Sides,
    capsys: pytest.CaptureFixture[str],
    pipeline: str,
    given: dict[str, object],
    told: list[object],
    run: list[str],
) -> None:
    for name in given:  # it is not even looked at
        (sides.written / f"data/{name}.json").unlink()
    with sides.driver() as driver:
        execute = taking(driver, given, pipeline, data_root=sides.written)
        assert execute(["told"], given) == {"told": told}
    assert capsys.readouterr().out.split() == run
    assert sides.read("data/told.json") == told
    assert not [name for name in given if (sides.written / f"data/{name}.json").exists()]


def test_a_table_that_no_file_has_is_given(sides: Sides) -> None:
    (sides.written / "data/raw.csv").unlink()
    with sides.driver() as driver:
        execute = taking(driver, ["raw"], "early", data_root=sides.written)
        found = execute(["made", "number"], {"raw": pd.DataFrame({"a": [6]})})
    assert found == {"made": [6], "number": 1}
