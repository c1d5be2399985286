"""What becomes of every dataset, and why."""

from __future__ import annotations

import subprocess
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import pipeline_files
from kedro.io import AbstractDataset
from written_catalog import Run, plan, planned, records, storage_of, storage_text, text_of

from migrate.api import plan_migration, write_project
from migrate.model.migration import HandoffChoice
from migrate.plan.catalog.datasets import plan_storage
from migrate.plan.catalog.formats import FORMATS, OwnClasses, own_files
from migrate.read import read_project
from migrate.runtime import fill
from migrate.runtime.modules import DATASET_BASE, RuntimeModules
from migrate.write.catalog.module import catalog_text, runtime_names

pytestmark = pytest.mark.usefixtures("any_layout")

Make = Callable[[Mapping[str, str]], Path]
CSV = {"type": "pandas.CSVDataset", "filepath": "x.csv"}

OUTCOMES = [
    (CSV, "native", "reload"),
    ({"type": "pickle.PickleDataset", "filepath": "x.pkl"}, "native", "memory"),
    ({"type": "pickle.PickleDataset", "filepath": "x.pkl", "backend": "no_such"}, "native", "reload"),
    ({"type": "CachedDataset", "dataset": dict(CSV)}, "native", "memory"),
    ({"type": "MemoryDataset", "data": [1, {"a": None}]}, "native", "memory"),
    ({"type": "MemoryDataset"}, "memory", "memory"),
    ({"type": "api.APIDataset", "url": "http://x", "method": "POST"}, "kedro-datasets", "reload"),
    ({**CSV, "fs_args": {"open_args_save": {"compression": "gzip"}}}, "kedro-datasets", "reload"),
    ({"type": "ibis.TableDataset", "table_name": "t"}, "kedro-datasets", "reload"),
    ({"type": "spark.SparkDataset", "filepath": "x"}, "native", "reload"),
    ({"type": "spark.SparkHiveDataset", "database": "d", "table": "t", "write_mode": "upsert",
      "table_pk": ["a"]}, "kedro-datasets", "reload"),
    ({"type": "elsewhere.datasets.Thing", "a": 1}, "kedro-datasets", "reload"),
    ({"type": "written_shop.Thing", "a": 1}, "manual", "reload"),
    ({"type": "Thing"}, "manual", "reload"),
    ({**CSV, "filepath": "${mine:x}/a.csv"}, "manual", "reload"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "outcome", "handoff"), OUTCOMES, ids=[str(row[0])[:70] for row in OUTCOMES]
)
def test_each_entry_has_an_outcome(entry: dict[str, Any], outcome: str, handoff: str) -> None:
    record = records({"x": entry})["x"]
    assert (record.outcome, record.handoff) == (outcome, handoff)
    assert record.reason
    codes = {found.code for found in plan({"x": entry}).diagnostics}
    assert ("K450" in codes) == (outcome == "manual")
    assert ("K451" in codes) == (outcome == "kedro-datasets")


def test_what_the_catalog_holds_is_loaded_anew_each_time(tmp_path: Path) -> None:
    storage = storage_of({"x": {"type": "MemoryDataset", "data": {"a": [1]}}}, tmp_path)
    storage.load("x")["a"].append(2)
    assert storage.load("x") == {"a": [1]}


def test_versions_are_those_of_kedro(tmp_path: Path) -> None:
    entry = {**CSV, "filepath": str(tmp_path / "x.json"), "type": "json.JSONDataset",
             "versioned": True}  # fmt: skip
    storage = storage_of({"x": entry}, tmp_path)
    storage.save({"a": 1}, "x")
    assert AbstractDataset.from_config("x", entry).load() == {"a": 1}
    with pytest.raises(FileExistsError):
        storage.save({"a": 2}, "x")
    AbstractDataset.from_config("x", entry, save_version="3000-01-01T00.00.00.000Z").save({"a": 3})
    assert storage.load("x") == {"a": 1}, "a run reads its own version"
    assert storage_of({"x": entry}, tmp_path).load("x") == {"a": 3}


@pytest.mark.parametrize("type_", ["json.JSONDataset", "pickle.PickleDataset"])
def test_a_version_that_is_asked_for_is_what_consumers_get(type_: str, tmp_path: Path) -> None:
    """Even of a dataset that the same run saves: Kedro reads it back under that version."""
    entry = {"type": type_, "filepath": "x.json", "versioned": True}
    first = storage_of({"x": entry}, tmp_path)
    first.save([1], "x")
    again = storage_of({"x": entry}, tmp_path, load_versions={"x": first.save_version})
    again.save_version = "3000-01-01T00.00.00.000Z"
    assert again.save([2], "x") == [1]
    assert storage_of({"x": entry}, tmp_path).load("x") == [2]


def test_a_class_of_kedro_gets_the_version_in_its_path(tmp_path: Path) -> None:
    entry = {**CSV, "filepath": str(tmp_path / "x.csv"), "versioned": True,
             "fs_args": {"open_args_save": {"compression": None}}}  # fmt: skip
    storage = storage_of({"x": entry}, tmp_path)
    import pandas as pd

    storage.save(pd.DataFrame({"a": [1]}), "x")
    assert AbstractDataset.from_config("x", entry).load()["a"].tolist() == [1]


SECRETS = [
    {"type": "pandas.SQLTableDataset", "table_name": "t", "credentials": {"con": "x://u:hidden@h"}},
    {"type": "api.APIDataset", "url": "https://u:hidden@host/x"},
    {"type": "api.APIDataset", "url": "u", "load_args": {"headers": {"Authorization": "hidden"}}},
    {"type": "pandas.CSVDataset", "filepath": "s3://b/x.csv", "fs_args": {"secret": "hidden"}},
    {"type": "elsewhere.Thing", "kwargs": {"options": [{"api_key": "hidden"}]}},
]


@pytest.mark.parametrize("entry", SECRETS, ids=[row["type"] for row in SECRETS])
def test_a_secret_in_the_catalog_is_written_nowhere(entry: dict[str, Any]) -> None:
    found = plan({"x": entry})
    assert "hidden" not in text_of({"x": entry})
    assert "hidden" not in repr((found.records, found.diagnostics))
    assert [each.code for each in found.diagnostics if each.code == "K455"]


OWN = """
    from pathlib import PurePosixPath

    import fsspec
    import numpy as np
    from kedro.io import AbstractVersionedDataset, Version
    from kedro.io.core import get_filepath_str, get_protocol_and_path

    from shop.datasets.names import KEY


    class ArrayDataset(AbstractVersionedDataset[np.ndarray, np.ndarray]):
        def __init__(self, filepath: str, version: Version = None, scale: int = 1):
            protocol, path = get_protocol_and_path(filepath)
            self._protocol = protocol
            self._scale = scale
            self._fs = fsspec.filesystem(protocol)
            super().__init__(PurePosixPath(path), version, self._fs.exists, self._fs.glob)

        def _load(self):
            path = get_filepath_str(self._get_load_path(), self._protocol)
            with self._fs.open(path) as file:
                return np.load(file)[KEY] * self._scale

        def _save(self, data):
            path = get_filepath_str(self._get_save_path(), self._protocol)
            with self._fs.open(path, "wb") as file:
                np.savez(file, **{KEY: data})

        def _describe(self):
            return {"filepath": self._filepath}
"""


def _own_project(shop: Make, text: str = OWN, home: str = "shop.datasets") -> Any:
    folder = f"src/{home.replace('.', '/')}"
    nodes = "def make(): ...\n\n\ndef use(array, parts): ...\n"
    listed = 'node(make, None, "array"),\nnode(use, ["array", "parts"], None),'
    return read_project(
        shop(
            {
                **pipeline_files("first", nodes, listed),
                f"{folder}/__init__.py": "from .arrays import ArrayDataset\n",
                f"{folder}/arrays.py": text,
                f"{folder}/names.py": 'KEY = "data"\n',
                "conf/base/catalog.yml": f"""
                    array:
                      type: {home}.ArrayDataset
                      filepath: data/array.npz
                      versioned: true
                      scale: 2
                    parts:
                      type: partitions.PartitionedDataset
                      path: data/parts
                      dataset: {home}.ArrayDataset
                """,
            }
        )
    )


def test_a_dataset_class_beside_the_package_is_the_projects_own(shop: Make) -> None:
    project = _own_project(shop, home="stores")
    nodes, keys = project.nodes.values(), {"array": "array", "parts": "parts"}
    found = plan_storage(project.configuration, nodes, keys, project.modules.values())
    assert {each.outcome for each in found.records if each.environment == "base"} == {"custom"}
    assert found.own_modules == {"stores.arrays": False}


def test_a_dataset_class_of_the_project_comes_along(
    shop: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = _own_project(shop)
    modules = list(project.modules.values())
    found = plan_storage(
        project.configuration, project.nodes.values(), {"array": "array", "parts": "parts"}, modules
    )
    assert {record.outcome for record in found.records if record.environment == "base"} == {
        "custom"
    }
    assert found.own_modules == {"shop.datasets.arrays": False}
    own = OwnClasses(modules={module.name: module for module in modules})
    files = own_files(found.own_modules, own, RuntimeModules("shop"))
    assert sorted(files) == ["src/shop/datasets/arrays.py", "src/shop/datasets/names.py"]
    text = catalog_text(planned(found), RuntimeModules("shop"))
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("shop", "shop.datasets"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    sources = {
        f"shop.{DATASET_BASE}": fill("datasets.py", RuntimeModules("shop")),
        "shop.storage": storage_text(RuntimeModules("shop")),
        "shop.datasets.names": files["src/shop/datasets/names.py"],
        "shop.datasets.arrays": files["src/shop/datasets/arrays.py"],
        "shop.catalog": text,
    }
    for name, source in sources.items():
        assert "import kedro" not in source
        assert "from kedro" not in source
        module = types.ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        above, _, last = name.rpartition(".")
        setattr(sys.modules[above], last, module)
        exec(compile(source, name, "exec"), module.__dict__)
    sys.modules["shop"].datasets = sys.modules["shop.datasets"]  # type: ignore[attr-defined]
    storage = Run(sys.modules["shop.catalog"].datasets(), tmp_path, "shop")
    storage.save(np.arange(3), "array")
    assert storage.load("array").tolist() == [0, 2, 4]
    assert (tmp_path / "data/array.npz" / storage.save_version / "array.npz").is_file()


def test_a_class_that_needs_more_of_kedro_keeps_it(shop: Make) -> None:
    text = OWN.replace(
        "import fsspec", "import fsspec\n    from kedro_datasets.json import JSONDataset"
    )
    project = _own_project(shop, text)
    modules = list(project.modules.values())
    keys = {"array": "array", "parts": "parts"}
    found = plan_storage(project.configuration, project.nodes.values(), keys, modules)
    assert found.own_modules == {"shop.datasets.arrays": True}
    own = OwnClasses(modules={module.name: module for module in modules})
    assert (
        "from kedro.io import"
        in own_files(found.own_modules, own, RuntimeModules("shop"))["src/shop/datasets/arrays.py"]
    )
    assert {each.code for each in found.diagnostics} == {"K457"}


def test_the_parameters_of_a_run_that_the_catalog_asks_for() -> None:
    entries = {
        "x": {**CSV, "filepath": "${runtime_params:id}/${oc.env:A}/x.csv"},
        "y": {**CSV, "load_args": {"sep": "${runtime_params:csv.sep}"}},
        "z": {**CSV, "filepath": "runtime['no']"},
    }
    assert runtime_names(planned(plan(entries))) == ("id", "csv.sep")


HANDOFFS = [
    (CSV, "auto", "reload"),
    (CSV, "reload", "reload"),
    (CSV, "memory", "memory"),
    ({"type": "pickle.PickleDataset", "filepath": "x.pkl"}, "auto", "memory"),
    ({"type": "pickle.PickleDataset", "filepath": "x.pkl"}, "reload", "reload"),
    ({"type": "pickle.PickleDataset", "filepath": "x.pkl"}, "memory", "memory"),
    ({"type": "MemoryDataset", "data": 1}, "reload", "memory"),
]


@pytest.mark.parametrize(("entry", "choice", "expected"), HANDOFFS)
def test_what_consumers_get_can_be_chosen(
    entry: dict[str, Any], choice: HandoffChoice, expected: str
) -> None:
    found = plan({"x": entry}, handoff=choice)
    (record,) = found.records
    assert record.handoff == expected
    assert found.base["x"].exact == (expected == "memory")
    asked = choice != "auto" and record.handoff != plan({"x": entry}).records[0].handoff
    assert ("as asked for" in record.reason) == (asked or choice == "reload" == expected)


@pytest.mark.parametrize("type_", sorted(FORMATS))
def test_every_key_of_an_entry_is_used_or_reported(type_: str) -> None:
    entry = {"type": type_, "filepath": "x", "no_such_key": {"a": "unmistakable"}}
    record = records({"x": entry})["x"]
    assert record.outcome in {"kedro-datasets", "manual"}
    assert record.outcome == "manual" or "unmistakable" in text_of({"x": entry})


@pytest.mark.layout
def test_a_type_that_changes_with_the_environment(shop: Make, tmp_path: Path) -> None:
    nodes = """
        import pandas as pd


        def make() -> pd.DataFrame:
            return pd.DataFrame({"code": ["007"], "n": [1]})


        def look(table: pd.DataFrame) -> str:
            return f"{table['code'][0]!r}"
    """
    listed = 'node(make, None, "table"),\nnode(look, "table", "seen"),'
    project = shop(
        {
            **pipeline_files("first", nodes, listed),
            "conf/base/catalog.yml": """
                table: {type: pandas.CSVDataset, filepath: data/table.csv}
                seen: {type: text.TextDataset, filepath: data/seen.txt}
            """,
            "conf/prod/catalog.yml": """
                table: {type: pickle.PickleDataset, filepath: data/prod/table.pkl}
            """,
            "conf/test/catalog.yml": """
                table: {type: MemoryDataset}
            """,
        }
    )
    write_project(plan_migration(project, tmp_path / "new"))
    seen = {}
    for environment in ("base", "prod", "test"):
        root = tmp_path / environment
        arguments = ["run.py", "--env", environment, "--data-root", str(root)]
        subprocess.run([sys.executable, *arguments], cwd=tmp_path / "new", check=True)
        assert (root / "data/table.csv").exists() == (environment == "base")
        assert (root / "data/prod/table.pkl").exists() == (environment == "prod")
        seen[environment] = (root / "data/seen.txt").read_text()
    assert seen == {"base": "np.int64(7)", "prod": "'007'", "test": "'007'"}


@pytest.mark.layout
def test_a_failed_run_leaves_the_files_of_the_nodes_before(shop: Make, tmp_path: Path) -> None:
    nodes = """
        def first() -> dict:
            return {"a": 1}


        def aside(one: dict) -> dict:
            return one


        def second(one: dict) -> dict:
            raise RuntimeError("broken on purpose")


        def third(two: dict) -> dict:
            return two
    """
    listed = """
        node(first, None, "one", name="a"),
        node(aside, "one", "beside", name="b"),
        node(second, "one", "two", name="c"),
        node(third, "two", "three", name="d"),
    """
    entry = "{{type: json.JSONDataset, filepath: data/deep/{0}.json}}"
    catalog = "\n".join(f"{n}: {entry.format(n)}" for n in ("one", "beside", "two", "three"))
    files = {**pipeline_files("first", nodes, listed), "conf/base/catalog.yml": catalog}
    project = shop(files)
    write_project(plan_migration(project, tmp_path / "new"))
    left = []
    for root, command in ((project, ["-m", "kedro", "run"]), (tmp_path / "new", ["run.py"])):
        extra = [] if root == project else ["--data-root", str(root)]
        done = subprocess.run(
            [sys.executable, *command, *extra],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode and "broken on purpose" in done.stdout + done.stderr
        left.append(sorted(path.name for path in (root / "data").rglob("*.json")))
    assert left == [["beside.json", "one.json"]] * 2


@pytest.mark.parametrize("changes", [True, False])
def test_sharing_is_only_told_where_a_node_changes_what_is_shared(shop, changes):
    body = "table['ok'].append(1)" if changes else "table['ok'] = True"
    files = {
        **pipeline_files(
            "sales",
            f"def clean(table):\n    {body}\n    return table\n",
            'node(clean, "sales", "cleaned"), node(len, "sales", "count")',
        ),
        "conf/base/catalog.yml": "sales:\n  type: MemoryDataset\n  copy_mode: copy\n",
    }
    codes = {each.code for each in plan_migration(shop(files)).plan.diagnostics}
    assert ("K452" in codes) == changes


def test_a_validator_that_is_lost_is_reported() -> None:
    entry = {**CSV, "validator": {"class": "shop.checks.Sales", "on": ["load"]}}
    found = plan({"x": entry})
    assert [each.code for each in found.diagnostics] == ["K459"]
    assert found.records[0].outcome == "native"
    assert "validator" not in text_of({"x": entry})
    entry["validator"] = {"class": "shop.checks.Sales", "enabled": False}
    assert not plan({"x": entry}).diagnostics


@pytest.mark.parametrize(
    ("hint", "body", "told"),
    [
        ("", "box['k'] = 2", False),
        ("", "box.update(k=3)\n    del box['v']\n    box.pop('k')\n    return len(box)", False),
        ("", "if len(box) > 1:\n        box['k'] = 1\n    return box", False),
        (": dict[str, int]", "for x in box:\n        box[x] += 1", False),
        ("", "box['v'].append(7)", True),
        ("", "box['v'] += [7]", True),
        ("", "v = box.pop('v')\n    v.append(7)", True),
        ("", "box['k'] = 2\n    [v.clear() for v in box.values()]", True),
        ("", "box['k'] = 2\n    box = other(box)", True),
        ("", "box['k'] = 2\n    def inner():\n        return box\n    other(inner)", True),
        (": dict[str, list[int]]", "for x in box:\n        box[x] += [1]", True),
    ],
)
def test_a_shallow_copy_is_only_told_of_where_what_is_in_it_may_change(shop, hint, body, told):
    functions = f"from other import other\n\n\ndef spoil(box{hint}):\n    {body}\n"
    files = {
        **pipeline_files("boxes", functions, 'node(spoil, "box", "a"), node(len, "box", "b")'),
        "conf/base/catalog.yml": "box: {type: MemoryDataset, copy_mode: copy}\n",
    }
    migration = plan_migration(shop(files))
    assert "box = box.copy()" in migration.files["shop/boxes.py"]
    assert ("K452" in {each.code for each in migration.plan.diagnostics}) == told
