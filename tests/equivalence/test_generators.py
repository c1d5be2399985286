"""Generator nodes: each value is saved on its own, and consumers get what Kedro's get."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import FRAME, write_files

from equivalence.sides import raw_data, run_hamilton, run_kedro
from migrate.api import Migration, plan_migration, write_project

NODES = """
import pandas as pd


def parts(raw: pd.DataFrame):
    for start in (0, 2):
        yield raw[start : start + 2]


def growing(raw):
    seen = []
    for value in raw["a"]:
        seen.append(int(value))
        yield seen
    seen.append("too late")


def both(raw, by=1):
    for start in (0, 2):
        yield raw[start : start + 2], raw[start : start + by]


def named(raw):
    for start in (0, 2):
        yield {"low": raw[start : start + 2], "high": raw[2 - start : 4 - start]}


def by_name(raw):
    for key in "ab":
        yield {key: raw[[key]]}


def nothing(raw):
    yield from ()


def one_too_few(raw):
    yield (raw,)


def with_none(raw):
    yield None


def unread(raw):
    yield raw.no_such_column


def seen(table):
    return repr(table)


def seen_parts(parts):
    return {name: repr(part() if callable(part) else part) for name, part in parts.items()}
"""
ENTRIES = {
    "memory": "",
    "csv": "{{type: pandas.CSVDataset, filepath: data/{0}.csv}}",
    "appended": "{{type: pandas.CSVDataset, filepath: data/{0}.csv, save_args: {{mode: a, header: false}}, load_args: {{header: null}}}}",
    "parquet": "{{type: pandas.ParquetDataset, filepath: data/{0}.parquet}}",
    "pickle": "{{type: pickle.PickleDataset, filepath: data/{0}.pkl}}",
    "partitioned": "{{type: partitions.PartitionedDataset, path: data/{0}, dataset: pandas.CSVDataset, filename_suffix: .csv}}",
}


def sides(
    folder: Path, pipeline: str, catalog: dict[str, str], checks_outputs: bool = False
) -> tuple[Path, Migration]:
    lines = ["raw: {type: pandas.CSVDataset, filepath: data/raw.csv}"]
    lines += [
        f"{name}: {ENTRIES[kind].format(name)}"
        for name, kind in catalog.items()
        if kind != "memory"
    ]
    files = {
        "conf/base/catalog.yml": "\n".join(lines) + "\n",
        "conf/base/parameters.yml": "sizes: {k: 1}\n",
        "src/shop/pipelines/sales/__init__.py": "from .pipeline import create_pipeline\n",
        "src/shop/pipelines/sales/nodes.py": NODES,
        "src/shop/pipelines/sales/pipeline.py": (
            "from functools import partial\nfrom kedro.pipeline import node, pipeline\n\n"
            "from .nodes import *\n\n\n"
            f"def create_pipeline():\n    return pipeline([{pipeline}])\n"
        ),
    }
    kedro = write_files(folder / "shop", {**FRAME, **files})
    migration = plan_migration(kedro, folder / "new", checks_outputs=checks_outputs)
    write_project(migration)
    raw_data(kedro)
    raw_data(folder / "new")
    return kedro, migration


def run_both(folder: Path, pipeline: str, catalog: dict[str, str]) -> tuple[dict[str, Any], ...]:
    """What each side makes: by dataset, and by file."""
    kedro, migration = sides(folder, pipeline, catalog)
    expected, _ = run_kedro(kedro, "__default__")
    names = [migration.plan.names[name] for name in expected]
    found = run_hamilton(folder / "new", "__default__", names)
    assert files(folder / "new") == files(kedro)
    return expected, {name: found[migration.plan.names[name]] for name in expected}


def files(project: Path) -> dict[str, bytes]:
    data = project / "data"
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file()}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("kind", ["memory", "csv", "appended", "parquet", "pickle"])
def test_a_consumer_sees_what_is_there_in_the_end(tmp_path: Path, kind: str) -> None:
    pipeline = "node(parts, 'raw', 'made'), node(seen, 'made', 'text')"
    expected, found = run_both(tmp_path, pipeline, {"made": kind})
    assert found["text"] == expected["text"]


def test_partitions_are_added_one_by_one(tmp_path: Path) -> None:
    pipeline = "node(by_name, 'raw', 'made'), node(seen_parts, 'made', 'text')"
    expected, found = run_both(tmp_path, pipeline, {"made": "partitioned"})
    assert found["text"] == expected["text"]


@pytest.mark.parametrize("kind", ["memory", "pickle"])
def test_what_the_generator_changes_later_is_not_seen(tmp_path: Path, kind: str) -> None:
    pipeline = "node(growing, 'raw', 'made'), node(seen, 'made', 'text')"
    expected, found = run_both(tmp_path, pipeline, {"made": kind})
    assert found["text"] == expected["text"] == "[1, 2, 3, 4]"


@pytest.mark.parametrize(
    "node",
    [
        "node(both, 'raw', ['first', 'second'])",
        "node(partial(both, by=2), 'raw', ['first', 'second'])",
        "node(named, 'raw', dict(high='first', low='second'))",
    ],
)
@pytest.mark.parametrize("kind", ["memory", "appended"])
def test_several_outputs(tmp_path: Path, node: str, kind: str) -> None:
    pipeline = f"{node}, node(seen, 'first', 'one'), node(seen, 'second', 'two')"
    expected, found = run_both(tmp_path, pipeline, {"first": kind, "second": "appended"})
    assert (found["one"], found["two"]) == (expected["one"], expected["two"])


def test_one_generator_for_two_nodes(tmp_path: Path) -> None:
    pipeline = (
        "node(parts, 'raw', 'made', name='a'), node(parts, 'made', 'again', name='b'), "
        "node(seen, 'again', 'text', name='c')"
    )
    expected, found = run_both(tmp_path, pipeline, {"made": "appended"})
    assert found["text"] == expected["text"]


def test_a_generator_under_namespaces(tmp_path: Path) -> None:
    steps = "pipeline([node(both, 'raw', ['made', 'rest']), node(seen, 'made', 'text')])"
    pipeline = ", ".join(
        f"*pipeline({steps}, namespace='{name}', inputs={{'raw'}}).nodes" for name in ("x", "y")
    )
    expected, found = run_both(
        tmp_path, pipeline, {"x.made": "appended", "y.made": "csv", "x.rest": "csv"}
    )
    for name in ("x.text", "y.text"):
        assert found[name] == expected[name]
    assert found["x.text"] != found["y.text"]


def test_what_lies_there_is_kept_if_nothing_comes(tmp_path: Path) -> None:
    pipeline = "node(nothing, 'raw', 'made'), node(seen, 'made', 'text')"
    kedro, _ = sides(tmp_path, pipeline, {"made": "csv"})
    for project in (kedro, tmp_path / "new"):
        pd.DataFrame({"old": [1]}).to_csv(project / "data/made.csv", index=False)
    expected, _ = run_kedro(kedro, "__default__")
    assert run_hamilton(tmp_path / "new", "__default__", ["text"])["text"] == expected["text"]


def test_without_outputs_the_body_never_runs(tmp_path: Path) -> None:
    kedro, migration = sides(tmp_path, "node(unread, 'raw', None, name='x')", {})
    run_kedro(kedro, "__default__")
    outputs = migration.plan.pipelines[0].outputs
    assert run_hamilton(tmp_path / "new", "__default__", None) == dict.fromkeys(outputs)


@pytest.mark.parametrize(
    "nodes",
    [
        "node(nothing, 'raw', 'made'), node(seen, 'made', 'text')",
        "node(nothing, 'raw', ['first', 'second'])",
        "node(one_too_few, 'raw', ['first', 'second'])",
        "node(parts, 'raw', ['first', 'second'])",
        "node(with_none, 'raw', 'made')",
    ],
)
def test_both_sides_refuse_the_same(tmp_path: Path, nodes: str) -> None:
    kedro, _ = sides(tmp_path, nodes, {}, checks_outputs=True)
    with pytest.raises(Exception):  # noqa: B017
        run_kedro(kedro, "__default__")
    with pytest.raises(ValueError, match=r"first, second|made|no value came"):
        run_hamilton(tmp_path / "new", "__default__", None)


def test_without_storage_nothing_is_written(tmp_path: Path) -> None:
    import importlib

    from imported import package

    sides(tmp_path, "node(parts, 'raw', 'made'), node(seen, 'made', 'text')", {"made": "appended"})
    with package("shop", tmp_path / "new"):
        driver = importlib.import_module("shop.driver")
        driver.build(data_root=tmp_path / "new", store=False).execute(["text"])
    assert list(files(tmp_path / "new")) == ["raw.csv"]
