"""`--layout single-file`: a whole project in one plain file, or a sentence that says why not."""

from __future__ import annotations

import importlib
import json
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from conftest import pipeline_files, write_files
from hamilton.driver import Builder
from imported import package
from jsonschema import Draft202012Validator

from layouts.projects import THREE_NODES, TWO_PIPELINES, migrated
from migrate.api import plan_migration
from migrate.cli import main
from migrate.model.diagnostics import CannotMigrate
from migrate.schemas import schema
from migrate.write.weights import code_lines

GOLDEN = Path(__file__).parents[1] / "projects/three_nodes"
pytestmark = pytest.mark.usefixtures("any_layout")


@contextmanager
def dataflow(folder: Path) -> Iterator[ModuleType]:
    """The written file, imported."""
    with package("dataflow", folder):
        yield importlib.import_module("dataflow")


@pytest.mark.layout
def test_three_nodes_are_one_file_of_eighty_lines(tmp_path: Path) -> None:
    written = migrated(tmp_path, THREE_NODES, "single-file")
    text = (written / "dataflow.py").read_text()
    assert text == (GOLDEN / "dataflow.py").read_text()
    assert code_lines("dataflow.py", text) <= 80
    files = {path.name for path in written.iterdir()} - {"data"}
    assert files == {".gitignore", "dataflow.py", "migration.json"}


@pytest.mark.layout
def test_the_migration_tells_where_everything_is(tmp_path: Path) -> None:
    written = migrated(tmp_path, THREE_NODES, "single-file")
    document = json.loads((written / "migration.json").read_text())
    assert document["layout"] == "single-file"
    Draft202012Validator(schema("migration")).validate(document)
    lines = (written / "dataflow.py").read_text().splitlines()
    for node in document["nodes"]:
        (target,) = node["targets"]
        assert (target["module"], target["path"]) == ("dataflow", "dataflow.py")
        assert lines[target["line"] - 1].startswith(f"def {target['function']}(")
    told = json.dumps([document["constructs"], document["datasets"]])
    for name in ("driver.py", "catalog.py", "run.py", "README.md", "shop/dataflow.py"):
        assert name not in told
    assert "DATASETS['shops']" in told
    hamilton = document["lines"]["hamilton"]
    assert hamilton["own"] < hamilton["support"] < 60
    assert hamilton["configuration"] == 5


def test_its_functions_are_plain_hamilton(tmp_path: Path) -> None:
    """The call of the public comparison of Kedro and Hamilton: the caller has the data."""
    with dataflow(migrated(tmp_path, THREE_NODES, "single-file")) as module:
        driver = Builder().with_modules(module).build()
        shops = pd.DataFrame({"id": [7], "open_on_sunday": ["y"]})
        receipts = pd.DataFrame({"id": [1], "shop_id": [7], "paid": ["y"], "returned": ["n"]})
        for _ in range(2):  # the caller's frames stay as they are
            found = driver.execute(["sales"], inputs={"shops": shops, "receipts": receipts})
            assert found["sales"][["paid", "open_on_sunday"]].values.tolist() == [[True, True]]


def test_with_its_adapter_a_driver_loads_and_stores(tmp_path: Path) -> None:
    written = migrated(tmp_path, TWO_PIPELINES, "single-file")
    with dataflow(written) as module:
        driver = Builder().with_modules(module).with_adapters(module.Storage()).build()
        outputs, loads = module.PIPELINES["__default__"]
        assert (outputs, loads) == (["dear", "told"], [])
        given: dict[str, Any] = {**module.INPUTS, **module.DATASETS}
        driver.execute(outputs, inputs=given)
        # What CSV gives back has lost its categories: consumers see what was read back.
        count = json.loads((written / "data/count.json").read_text())
        assert count == {"kinds": "str", "rows": 2}
        assert (written / "data/deep/prices.csv").read_text() == (
            "cost,kind,price\n1.04,A,2.1\n2.5,B,5.0\n"
        )
        # Another pipeline loads what it does not make, although the file could make it.
        (written / "data/deep/prices.csv").write_text("cost,kind,price\n1,A,2\n")
        outputs, loads = module.PIPELINES["report"]
        stored = {name: module.DATASETS[name] for name in loads}
        found = driver.execute([*outputs, "prices"], inputs=given, overrides=stored)
        assert "'rows': 1" in found["told"]
        assert found["prices"].values.tolist() == [[1, "A", 2]]  # who asks gets what it holds


@pytest.mark.layout
def test_parameters_and_helpers_keep_their_comments_and_their_meaning(tmp_path: Path) -> None:
    text = (migrated(tmp_path, TWO_PIPELINES, "single-file") / "dataflow.py").read_text()
    assert '"rate": 2,  # an int for a float' in text
    assert '        # how exactly\n        "digits": 1,' in text
    assert '"rounding_digits": PARAMETERS["rounding"]["digits"],' in text
    assert "def _label(name):\n    return name.upper()" in text
    assert 'def _label_2(name):\n    return f"{name}:"' in text
    assert "names" not in text.partition("def _main")[2]  # one of two stored parts, alone


def test_what_neither_loads_nor_stores_needs_no_more_than_functions(tmp_path: Path) -> None:
    files = {
        **TWO_PIPELINES,
        **pipeline_files("prices", "def a(x: float): return x", 'node(a, "params:rate", "b"),'),
        **pipeline_files("report", "def c(): return [1]", 'node(c, None, "d"),'),
        "conf/base/catalog.yml": "{}",
    }
    written = migrated(tmp_path, files, "single-file")
    text = (written / "dataflow.py").read_text()
    assert "class " not in text
    with dataflow(written) as module:
        assert module.PIPELINES == {"__default__": ["b", "d"], "prices": ["b"], "report": ["d"]}


@pytest.mark.integration
def test_its_driver_is_built_to_validate_it(tmp_path: Path) -> None:
    kedro = write_files(tmp_path / "kedro", TWO_PIPELINES)
    plan_migration(kedro, layout="single-file", validate_with=Path(sys.executable))
    write_files(
        kedro,
        {
            "src/shop/pipelines/prices/nodes.py": "import no_such_library\ndef price(raw, rate, rounding): return no_such_library\ndef split(prices, digits): return 1, 2\n"
        },
    )
    with pytest.raises(CannotMigrate, match="No module named 'no_such_library'"):
        plan_migration(kedro, layout="single-file", validate_with=Path(sys.executable))


SALES = "src/shop/pipelines/sales"
CATALOG = textwrap.dedent(THREE_NODES["conf/base/catalog.yml"])
FUNCTIONS = textwrap.dedent(THREE_NODES[f"{SALES}/nodes.py"])


def nodes(functions: str, listed: str) -> dict[str, str]:
    return pipeline_files("more", functions, listed)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"conf/prod/catalog.yml": "{}"}, "other environments (prod)"),
        ({"conf/local/catalog.yml": CATALOG.replace("shops.csv", "own.csv")}, "an environment with values of its own (local)"),
        (
            {"src/shop/tools.py": "class Model: pass\n"}
            | nodes("from shop.tools import Model\ndef fit(sales): return Model()", 'node(fit, "sales", "model"),'),
            "modules that stay as they are (shop/tools.py)",
        ),
        (
            {"tests/test_it.py": "from shop.pipelines.sales.nodes import join_sales\ndef test_it(): assert join_sales\n"},
            "tests that come along (tests/test_it.py)",
        ),
        (
            {"conf/base/catalog.yml": CATALOG.replace("sales.parquet", "sales.parquet, versioned: true")},
            "versioned datasets",
        ),
        (
            {"conf/base/catalog.yml": CATALOG.replace("data/shops.csv", "https://example.org/shops.csv")},
            "datasets that lie in no folder of this system",
        ),
        (
            {"conf/base/parameters.yml": 'key: "${oc.env:KEY,x}"\n'}
            | nodes("def say(key): return key", 'node(say, "params:key", "said"),'),
            "parameters that are made when they are used",
        ),
        (
            nodes("def each(sales):\n    yield sales", 'node(each, "sales", "rows"),')
            | {"conf/base/catalog.yml": f"{CATALOG}\nrows: {{type: pandas.CSVDataset, filepath: data/rows.csv}}\n"},
            "functions that yield what is stored",
        ),
        (nodes("def out(sales): return 1", 'node(out, "sales", "Storage"),'), "something called Storage"),
        (
            {f"{SALES}/nodes.py": "import numpy as np\nnp.random.seed(1)\n" + FUNCTIONS}
            | nodes("import random\nrandom.seed(2)\ndef draw(sales): return random.random()", 'node(draw, "sales", "drawn"),'),
            "several modules that act when they are imported (more, sales)",
        ),
    ],
)  # fmt: skip
def test_a_project_that_needs_more_is_refused_in_a_sentence(
    files: dict[str, str], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kedro = write_files(tmp_path / "kedro", {**THREE_NODES, **files})
    command = ["kedro-to-declarative", str(kedro), "--output", str(tmp_path / "new")]
    assert main([*command, "--layout", "single-file"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("migrate: one file is too small for this project, which has ")
    assert reason in said
    assert "choose --layout package (or notebook)" in said
    assert not (tmp_path / "new").exists()


def test_what_only_makes_a_package_is_left_out_and_told(tmp_path: Path) -> None:
    files = {
        "src/shop/__init__.py": '"""Shop."""\n\n__version__ = "0.1"\n',
        "tests/__init__.py": "",
    }
    written = migrated(tmp_path, {**THREE_NODES, **files}, "single-file")
    assert [path.name for path in written.rglob("*.py")] == ["dataflow.py"]
    document = json.loads((written / "migration.json").read_text())
    told = {each["path"]: each["outcome"] for each in document["constructs"]}
    assert told["src/shop/__init__.py"] == told["tests/__init__.py"] == "dropped"


def test_more_than_one_reason_is_told_at_once(tmp_path: Path) -> None:
    files = {
        "conf/prod/catalog.yml": "{}",
        "conf/base/logging.yml": "version: 1\nroot: {level: WARN}\n",
    }
    kedro = write_files(tmp_path / "kedro", {**THREE_NODES, **files})
    with pytest.raises(CannotMigrate, match=r"other environments \(prod\); settings for logging"):
        plan_migration(kedro, layout="single-file")
