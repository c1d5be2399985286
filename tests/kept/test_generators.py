"""Nodes that yield: each value is saved on its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.sides import Sides, Steps, migrated

APPENDED = "{{type: pandas.CSVDataset, filepath: data/{}.csv, save_args: {{mode: a, header: false, index: false}}, load_args: {{header: null}}}}"
LAST = "{{type: pandas.CSVDataset, filepath: data/{}.csv, save_args: {{index: false}}}}"
PARTS = "{{type: partitions.PartitionedDataset, path: data/{}, dataset: json.JSONDataset, filename_suffix: .json}}"
FUNCTIONS = """
def parts(raw):
    for start in (0, 2):
        yield raw[start : start + 2]


def both(raw):
    for start in (0, 2):
        yield raw[start : start + 2], raw[start : start + 1]


def named(raw):
    for start in (0, 2):
        yield {"x": raw[start : start + 2], "y": raw[start : start + 1]}


def by_name(raw):
    for name in "ab":
        yield {name: raw[name].tolist()}


def growing(raw):
    seen = []
    for each in raw["a"]:
        seen.append(int(each))
        yield seen
    seen.append("too late")


def fails(raw):
    yield raw[:1]
    raise RuntimeError("on purpose")


def tell(made):
    return made.to_numpy().tolist()


def tell_parts(made):
    return {name: part() for name, part in made.items()}


def same(made):
    return made
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    """A pipeline for each kind; Kedro has run all but the one that fails."""
    nodes = {
        "appended": "node(parts, 'raw', 'm1'), node(tell, 'm1', 't1')",
        "last": "node(parts, 'raw', 'm2'), node(tell, 'm2', 't2')",
        "memory": "node(parts, 'raw', 'm3'), node(tell, 'm3', 't3')",
        "lists": "node(both, 'raw', ['m4', 'n4']), node(tell, 'm4', 't4')",
        "dicts": "node(named, 'raw', dict(x='m5', y='n5')), node(tell, 'm5', 't5')",
        "partitions": "node(by_name, 'raw', 'm6'), node(tell_parts, 'm6', 't6')",
        "growing": "node(growing, 'raw', 'm7'), node(same, 'm7', 't7')",
        "failing": "node(fails, 'raw', 'm8'), node(tell, 'm8', 't8')",
    }
    catalog = {name: APPENDED.format(name) for name in ("m1", "m4", "n4", "m5", "n5", "m8")}
    catalog |= {"m2": LAST.format("m2"), "m6": PARTS.format("m6")}
    pipelines = {f"of_{name}": Steps(FUNCTIONS, each) for name, each in nodes.items()}
    return migrated(tmp_path_factory.mktemp("generators"), pipelines, catalog)


@pytest.mark.parametrize(
    "name", ["appended", "last", "memory", "lists", "dicts", "partitions", "growing"]
)
def test_each_value_is_saved_on_its_own(sides: Sides, name: str) -> None:
    expected = sides.run_kedro(f"of_{name}")
    (told,) = (each for each in expected if each.startswith("t"))
    assert sides.execute(f"of_{name}")[told] == expected[told]
    assert sides.files() == sides.kedros_files()


def test_what_came_before_a_failure_is_saved(sides: Sides) -> None:
    for run in (sides.run_kedro, sides.execute):
        with pytest.raises(RuntimeError, match="on purpose"):
            run("of_failing")
    assert sides.files()["m8.csv"] == sides.kedros_files()["m8.csv"] == b"1,4\n"


def test_without_storage_nothing_is_written(tmp_path: Path, sides: Sides) -> None:
    before = sides.files()
    found = sides.execute("of_appended", "t1", store=False)
    assert found == {"t1": [[3, 6], [4, 7]]}
    assert sides.files() == before
