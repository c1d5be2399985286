"""Partitions that functions make: looking at them is not calling them."""

from __future__ import annotations

import functools
import json
import random
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pandas as pd
import pytest
from kedro.io import AbstractDataset

from migrate.api import plan_migration, write_project
from migrate.verify import Options, verify_projects
from migrate.verify.capture.kept import Kept
from migrate.verify.capture.recorder import Recorder, undisturbed
from migrate.verify.compare.kept_values import compare_kept, read_kept
from migrate.verify.compare.result import Comparison
from migrate.verify.compare.values import Comparer

HERE = str(Path(__file__).parent)
OWN = frozenset({__name__.split(".")[0]})


def kept(folder: Path, value: Any) -> Path:
    return folder / Kept(folder, roots=[HERE]).keep("x", value)["file"]


def pair(folder: Path, kedro: Any, hamilton: Any) -> Comparison:
    paths = (kept(folder / side, each) for side, each in (("k", kedro), ("h", hamilton)))
    return compare_kept(*paths, Comparer(), OWN)


def times(by: int, calls: list[int] | None = None) -> Any:
    def part() -> int:
        if calls is not None:
            calls.append(by)
        return by

    return part


def moved(by: int, calls: list[int] | None = None) -> Any:
    def part() -> int:
        if calls is not None:
            calls.append(by)
        return by

    return part


def test_functions_of_the_project_are_not_called(tmp_path: Path) -> None:
    calls: list[int] = []
    made = {"a": times(1, calls), "b": functools.partial(times, 2, calls)}
    made["c"] = functools.partial(read_here, Path("nowhere"))
    kept(tmp_path, made)
    assert calls == []


def read_here(path: Path) -> None:
    raise AssertionError("it is the project's own")


def test_they_are_compared_by_what_they_do(tmp_path: Path) -> None:
    pytest.importorskip("cloudpickle")
    assert pair(tmp_path, {"a": times(1)}, {"a": moved(1)}).status == "equal"
    found = pair(tmp_path / "2", {"a": times(1)}, {"a": moved(2)})
    assert (found.status, found.detail) == ("different", "['a'][0]: 1 in Kedro, 2 in Hamilton")


def test_what_cannot_be_kept_proves_nothing(tmp_path: Path) -> None:
    file = (tmp_path / "open").open("w")
    parts = [{"a": functools.partial(print, file=file)} for _ in range(2)]
    found = pair(tmp_path, *parts)
    assert found.status == "uncompared"
    assert "not called" in found.detail


def test_what_reads_a_file_is_called(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    load = functools.partial(functools.partial(pd.read_csv, sep=","), tmp_path / "a.csv")
    back = read_kept(kept(tmp_path, {"a": load}))
    assert back["a"]["x"].tolist() == [1]


def test_a_dataset_of_the_projects_own_class_is_read(tmp_path: Path) -> None:
    """Kedro wraps `_load`, which keeps its name."""
    (tmp_path / "a.json").write_text("[1]")
    assert OwnDataset(tmp_path / "a.json").load.__name__ == "_load"
    assert read_kept(kept(tmp_path, {"a": OwnDataset(tmp_path / "a.json").load})) == {"a": [1]}


class OwnDataset(AbstractDataset[Any, Any]):
    def __init__(self, path: Path) -> None:
        self.path = path

    def _load(self) -> Any:
        return json.loads(self.path.read_text())

    def _save(self, data: Any) -> None: ...

    def _describe(self) -> dict[str, Any]:
        return {}


def test_looking_draws_nothing_at_random(tmp_path: Path) -> None:
    class Drawing:
        def __reduce__(self) -> Any:
            return random.random, ()[: int(random.random() + np.random.random())]

    random.seed(1)
    np.random.seed(1)
    wanted = (random.Random(1).random(), np.random.RandomState(1).random())
    Recorder(tmp_path, Kept(tmp_path / "values")).view("x", Drawing(), "computed")
    with undisturbed():
        random.random()
    assert (random.random(), np.random.random()) == wanted


NODES = """
    import random
    import pandas as pd

    CALLS = []

    def _part(n):
        def part():
            CALLS.append(n)
            return pd.DataFrame({"x": [random.random() * n], "calls": [len(CALLS)]})
        return part

    def make_first(seed):
        random.seed(seed)
        return {"a": _part(1), "b": _part(2)}

    def make_second(first):
        return {name: _part(len(load())) for name, load in first.items()}

    def draw(first):
        return {"drawn": random.random(), "calls": len(CALLS), "parts": sorted(first)}
"""
PIPELINES = """
    from kedro.pipeline import Pipeline, node
    from parts.nodes import draw, make_first, make_second

    def register_pipelines():
        return {"__default__": Pipeline([
            node(make_first, "params:seed", "first", name="a_first"),
            node(make_second, "first", "second", name="b_second"),
            node(draw, "first", "drawn", name="c_draw"),
        ])}
"""
CATALOG = """
    _part: &part
      type: partitions.PartitionedDataset
      dataset: pandas.CSVDataset
      filename_suffix: .csv
    first: {<<: *part, path: data/first}
    second: {<<: *part, path: data/second}
    drawn: {type: json.JSONDataset, filepath: data/drawn.json}
"""
FILES = {
    "pyproject.toml": '[tool.kedro]\npackage_name = "parts"\nproject_name = "parts"\nkedro_init_version = "1.0.0"\n',
    "conf/base/catalog.yml": CATALOG,
    "conf/base/parameters.yml": "seed: 3\n",
    "src/parts/__init__.py": "",
    "src/parts/settings.py": "",
    "src/parts/nodes.py": NODES,
    "src/parts/pipeline_registry.py": PIPELINES,
}


def test_both_sides_draw_what_they_draw_alone(tmp_path: Path) -> None:
    kedro, hamilton = tmp_path / "kedro", tmp_path / "hamilton"
    for name, text in FILES.items():
        path = kedro / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    (kedro / "conf/local").mkdir()
    write_project(plan_migration(kedro, hamilton))
    report = verify_projects(
        kedro,
        hamilton,
        kedro_python=sys.executable,
        hamilton_python=sys.executable,
        workdir=tmp_path / "work",
        options=Options(orders=1, repeat=1, keep=True),
    )
    run = report.runs[0]
    assert run.differences == []
    # As many calls as there were without anybody looking.
    for side in "kh":
        drawn = next((tmp_path / "work").glob(f"runs/*/{side}*/**/data/drawn.json"))
        assert json.loads(drawn.read_text())["calls"] == 4
