"""What comes along keeps its import path, whatever our own modules and files are called."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from conftest import pipeline_files
from imported import package

from migrate.api import plan_migration, write_project
from migrate.model.diagnostics import CannotMigrate
from migrate.plan.inventory.carried_files import place_files
from migrate.runtime.modules import MODULES, RuntimeModules
from migrate.verify.capture.hamilton_side import driver_of

NAMES = sorted(MODULES)
# One module for each name that ours have; each returns its argument and one more.
USED = "".join(f"from shop.{name} import more as from_{name}\n" for name in NAMES)
NESTED = "".join(f"from_{name}(" for name in NAMES) + "number" + ")" * len(NAMES)
FILES = {
    **pipeline_files(
        "sales",
        f"{USED}\n\ndef add(number, table):\n    table.append(1)\n    return {NESTED}\n",
        'node(add, ["params:number", "table"], "result"),\nnode(len, "table", "size"),\n'
        'node(str, "result", "text"),',
    ),
    **{f"src/shop/{name}.py": "def more(value):\n    return value + 1\n" for name in NAMES},
    "src/shop/parameters.py": None,
    "src/shop/parameters/__init__.py": "from shop.parameters.more import more\n",
    "src/shop/parameters/more.py": "def more(value):\n    return value + 1\n",
    "conf/base/parameters.yml": "number: 1\ntwice: ${twice:2}\n",
    "conf/base/catalog.yml": "text: {type: text.TextDataset, filepath: data/text.txt}\n",
    "conf/logging.yml": "version: 1\nroot: {level: INFO}\n",
    "src/shop/settings.py": """
        from shop.own_resolvers import more

        CONFIG_LOADER_ARGS = {"custom_resolvers": {"twice": more}}
    """,
}


@pytest.fixture
def every_name(shop, tmp_path):
    migration = plan_migration(
        shop({path: text for path, text in FILES.items() if text}), tmp_path / "out"
    )
    write_project(migration)
    return migration


def test_modules_called_like_ours_come_along(every_name):
    for name in set(NAMES) - {"parameters"}:
        assert every_name.files[f"shop/{name}.py"] == FILES[f"src/shop/{name}.py"]
    assert {"shop/parameters/__init__.py", "shop/hamilton_parameters.py"} <= set(every_name.files)
    outcomes = {record.name: record.outcome for record in every_name.plan.constructs}
    assert {outcomes[f"src/shop/{name}.py"] for name in set(NAMES) - {"parameters"}} == {"kept"}
    assert not [d for d in every_name.plan.diagnostics if d.code == "K472"]


def test_they_are_used_beside_ours(every_name):
    with package("shop", every_name.output):
        driver = importlib.import_module("shop.hamilton_driver")
        flow = driver.build()
        values = flow.execute(["result", "text"], inputs={"table": []})
        assert values == {"result": 1 + len(NAMES), "text": str(1 + len(NAMES))}
        assert importlib.import_module("shop.driver").more(1) == 2
    assert "from shop import hamilton_driver as driver" in every_name.files["run.py"]
    assert "`shop/hamilton_catalog.py`" in every_name.files["README.md"]
    assert driver_of(every_name.output) == "shop.hamilton_driver"


def test_what_goes_with_kedro_takes_no_name(shop):
    left = {
        **pipeline_files("sales", "def clean(df): return df\n", 'node(clean, "a", "b"),'),
        "src/shop/catalog.py": "from kedro.pipeline import Pipeline\n\nEMPTY = Pipeline([])\n",
        "src/shop/storage/__init__.py": "",
    }
    migration = plan_migration(shop(left))
    assert migration.plan.ours.names == MODULES
    assert "hamilton_" not in "".join(migration.files)


def test_a_name_of_ours_is_free():
    ours = RuntimeModules("shop", frozenset({"catalog", "hamilton_catalog"}))
    assert ours.path("catalog") == "shop/hamilton_hamilton_catalog.py"
    assert ours.line("driver") == "from shop import driver"


def test_our_test_leaves_theirs_alone(shop):
    theirs = "def test_it():\n    assert True\n"
    files = pipeline_files("sales", "def clean(df): return df\n", 'node(clean, "a", "b"),')
    files |= {"tests/test_dataflow.py": theirs}
    migration = plan_migration(shop(files))
    assert migration.files["tests/test_dataflow.py"] == theirs
    assert "from shop import driver" in migration.files["tests/test_hamilton_dataflow.py"]


def test_two_files_of_one_place_are_told(shop):
    files = pipeline_files("sales", "def clean(df): return df\n", 'node(clean, "a", "b"),')
    files |= {
        "src/run.py": "print(1)\n",
        "src/tests/data.json": "{}",
        "tests/data.json": "[]",
    }
    migration = plan_migration(shop(files))
    assert migration.files["tests/data.json"] == "{}"
    lost = {"src/run.py", "tests/data.json"}
    told = {str(d.place) for d in migration.plan.diagnostics if d.code == "K472"}
    assert told == lost
    assert {r.outcome for r in migration.plan.constructs if r.name in lost} == {"manual"}


def test_files_of_the_source_folder_have_their_places_first():
    files = {"data.py": "root", "src/data.py": "source", "src/run.py": "run"}
    files |= {"same.py": "", "src/same.py": ""}
    assert place_files(files, "src", {"run.py"}) == (
        {"data.py": "source", "same.py": ""},
        {"src/run.py": "run.py", "data.py": "data.py"},
    )


SALES = pipeline_files(
    "sales",
    """
    from other.tools import helper


    def clean(df):
        import scipy

        return helper(df)
    """,
    'node(clean, "a", "b"),',
)
BESIDE = {
    **SALES,
    "src/other/__init__.py": "",
    "src/other/words.txt": "one two",
    "src/notes.txt": "three",
    "src/other/tools.py": "from loose import one\n\n\ndef helper(x):\n    return x + one\n",
    "src/loose.py": "one = 1\ntry:\n    import cudf\nexcept ImportError:\n    cudf = None\n",
    "tests/helpers.py": "import yaml\n",
    "tests/test_it.py": "from helpers import yaml\n\n\ndef test_it():\n    assert yaml\n",
}


def test_what_lies_beside_the_package_comes_along(shop):
    """It is neither a distribution to be installed nor left out of the wheel."""
    migration = plan_migration(shop(BESIDE))
    assert {"other/tools.py", "other/words.txt", "loose.py"} <= migration.files.keys()
    assert migration.files["notes.txt"] == "three"
    outcomes = {record.name: record.outcome for record in migration.plan.constructs}
    assert outcomes["src/other/tools.py"] == outcomes["src/loose.py"] == "kept"
    assert migration.plan.requirements == ("apache-hamilton>=1.90", "scipy")
    assert migration.plan.test_requirements == ("pytest", "pyyaml")
    assert 'only-include = ["shop", "loose.py", "other"]' in migration.files["pyproject.toml"]


def test_bytes_of_other_files_stay(shop, tmp_path: Path):
    root = shop(SALES)
    texts = {"a.csv": b"a,b\r\n1,2\r\n", "b.csv": b"\xef\xbb\xbfa", "tool.sh": b"#!/bin/sh\n"}
    for name, data in texts.items():
        (root / "src/shop" / name).write_bytes(data)
    (root / "src/shop/tool.sh").chmod(0o755)
    (root / "src/shop/away.txt").symlink_to("/etc/hostname")
    (root / "src/shop/same.csv").symlink_to("a.csv")
    (root / "src/shop/circle").symlink_to(root / "src")
    migration = plan_migration(root, tmp_path / "out")
    write_project(migration)
    package_ = migration.output / "shop"
    assert {name: (package_ / name).read_bytes() for name in texts} == texts
    assert (package_ / "same.csv").read_bytes() == texts["a.csv"]
    assert (package_ / "tool.sh").stat().st_mode & 0o111
    assert not (package_ / "a.csv").stat().st_mode & 0o111
    told = {str(d.place) for d in migration.plan.diagnostics if d.code == "K472"}
    assert told == {"src/shop/away.txt", "src/shop/circle"}
    assert not plan_migration(root, tmp_path / "out").changes


@pytest.mark.parametrize("name", ["limit", "_more"])
def test_an_imported_name_keeps_its_meaning(shop, tmp_path: Path, name):
    """`more` is called otherwise where it comes from, or will be: not as a parameter is."""
    files = pipeline_files(
        "sales",
        f"""
        from shop.tools import limit as lim


        def more(value):
            return lim(value)


        def add({name}):
            return more({name})
        """,
        f'node(add, "params:{name}", "result"),',
    )
    files["src/shop/tools.py"] = "def limit(value):\n    return value + 1\n"
    files["conf/base/parameters.yml"] = f"{name}: 1\n"
    migration = plan_migration(shop(files), tmp_path / "out")
    write_project(migration)
    with package("shop", migration.output):
        flow = importlib.import_module("shop.driver").build()
        assert flow.execute(["result"]) == {"result": 2}


def test_tests_run_our_driver_whatever_it_is_called(shop):
    files = pipeline_files("sales", "def clean(df): return df\n", 'node(clean, "a", "b"),')
    files["src/shop/driver.py"] = "def drive(): ...\n"
    files["tests/test_run.py"] = """
        from pathlib import Path

        from kedro.framework.session import KedroSession


        def test_it():
            with KedroSession.create(project_path=Path.cwd()) as session:
                assert session.run() is not None
    """
    text = plan_migration(shop(files)).files["tests/test_run.py"]
    assert "from shop import hamilton_driver as driver" in text
    assert "driver.build().execute(" in text


def test_nothing_is_written_or_deleted_outside(shop, tmp_path: Path):
    """Not through a link, and not because an earlier migration.json says so."""
    root = shop(pipeline_files("sales", "def clean(df): return df\n", 'node(clean, "a", "b"),'))
    migration = plan_migration(root, tmp_path / "out")
    write_project(migration)
    (tmp_path / "mine.txt").write_text("mine")
    manifest = migration.output / "migration.json"
    manifest.write_text(manifest.read_text().replace('"run.py":', '"../mine.txt":'))
    write_project(plan_migration(root, migration.output, force=True), force=True)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    (migration.output / "shop").rename(tmp_path / "elsewhere")
    (migration.output / "shop").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotMigrate, match="a link to another folder"):
        write_project(plan_migration(root, migration.output), force=True)


IMPORTS = """
    import contextlib
    from importlib.util import find_spec
    from typing import TYPE_CHECKING, List

    import pint_pandas
    import json, kedro
    from zoo.patches import enable
    import pandas as pd
    from kedro.io import DataCatalog

    if TYPE_CHECKING:
        from hinted import Hint
        from pandas import Series
    if find_spec("found"):
        import found
    try:
        import tried
    except ImportError:
        tried = None
    with contextlib.suppress(ImportError):
        import suppressed


    def clean(a: pd.DataFrame, b: "Hint") -> "Series":
        return [a, found, suppressed, tried]
"""


@pytest.mark.parametrize("head", ["from .nodes import clean", "from .nodes import *"])
def test_what_no_name_uses_stays_in_its_order_with_its_dependency(shop, head):
    files = pipeline_files("sales", IMPORTS, 'node(clean, ["a", "b"], "c")')
    path = "src/shop/pipelines/sales/pipeline.py"
    files[path] = files[path].replace("from .nodes import *", head)
    migration = plan_migration(shop(files))
    text, about = migration.files["shop/sales.py"], migration.files["pyproject.toml"]
    at = [
        text.index(line)
        for line in (
            "import pint_pandas  # noqa: F401\n",
            "from zoo.patches import enable  # noqa: F401\n",
            "import pandas as pd\n",
        )
    ]
    assert at == sorted(at)
    for gone in ("List", "json", "kedro", "hinted"):
        assert gone not in text
    for needed in ("pint", "zoo", "pandas"):
        assert f'"{needed}' in about
    for optional in ("suppressed", "found", "tried", "hinted", "kedro"):
        assert f'"{optional}' not in about
    assert "def c(a: pd.DataFrame, b: Any) -> Series:" in text
