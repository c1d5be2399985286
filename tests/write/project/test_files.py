"""The files around the code, as a person uses them: run.py, the driver's refusals, logging."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import Migration, plan_migration, write_project

NODES = """
import logging

logger = logging.getLogger(__name__)


def total(orders, rate):
    logger.info("adding up")
    return orders["n"].sum() * rate


def show(total): print("total", total)


def double(prices): return prices * 2


def later(stock, limit): return stock
"""
PIPELINES = {
    **pipeline_files(
        "sales",
        NODES,
        'node(total, ["orders", "params:rate"], "sum_of_orders"),\nnode(show, "sum_of_orders", None),',
    ),
    **pipeline_files("prices", NODES, 'node(double, "prices", "doubled"),'),
    **pipeline_files("stock", NODES, 'node(later, ["stock", "params:limit"], "left"),'),
}
FILES = {
    **PIPELINES,
    "conf/base/catalog.yml": "orders: {type: pandas.CSVDataset, filepath: data/orders.csv}\n",
    "conf/prod/catalog.yml": "prices: {type: pandas.CSVDataset, filepath: data/prices.csv}\n"
    "doubled: {type: pickle.PickleDataset, filepath: data/doubled.pkl, versioned: true}\n",
    "conf/base/parameters.yml": "rate: 2\n",
    "conf/prod/parameters.yml": "limit: 2\n",
    "data/orders.csv": "n\n1\n2\n",
    "data/prices.csv": "n\n1\n2\n",
}


@pytest.fixture
def written(shop, tmp_path: Path):
    def write_with(**files: str) -> Migration:
        migration = plan_migration(shop({**FILES, **files}), tmp_path / "new")
        write_project(migration)
        shutil.copytree(tmp_path / "shop/data", tmp_path / "new/data")
        return migration

    return write_with


def run(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return python(output, "run.py", *arguments)


def python(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=output,
        capture_output=True,
        text=True,
        check=False,
    )


def lacking(name: str, function: str) -> str:
    return f"  Error: Required input {name} not provided for nodes: ['{function}'].\n"


WRONG = [
    (
        ["--pipeline", "sale"],
        "run.py: error: argument --pipeline: invalid choice: 'sale' "
        "(choose from '__default__', 'prices', 'sales', 'stock')",
    ),
    (
        ["--env", "prd"],
        "run.py: error: argument --env: invalid choice: 'prd' "
        "(choose from 'base', 'local', 'prod')",
    ),
    (["--set", "rates=1"], "there is no parameter 'rates'"),
    (["--set", "rate"], "run.py: error: --set takes name=value"),
    (["--load-version", "order:x"], "there are no versions of order"),
    (["--load-version", "orders:x"], "there are no versions of orders"),
    (["sum_of_order"], "Unknown nodes [sum_of_order] requested. Check for typos?"),
    (["--pipeline", "prices"], lacking("prices", "doubled")),  # which local does not store
    (["--pipeline", "stock"], lacking("limit", "left") + lacking("stock", "left")),
    (["--pipeline", "stock", "--env", "prod"], lacking("stock", "left")),
]
ALL_OF_THEM = """
import contextlib, io, json, sys
import run

found = []
wrong, sys.argv = json.loads(sys.argv[1]), ["run.py"]
for arguments in wrong:
    with contextlib.redirect_stderr(io.StringIO()) as errors:
        try:
            run.main(arguments)
        except SystemExit as end:
            found.append([end.code, errors.getvalue()])
print(json.dumps(found))
"""


def test_a_run_that_lacks_something_is_refused_with_a_sentence(written):
    wrong = json.dumps([arguments for arguments, _ in WRONG])
    done = python(written().output, "-c", ALL_OF_THEM, wrong)
    assert "adding up" not in done.stderr
    # Nothing but the answer is printed: no function has run.
    for (arguments, sentence), (code, said) in zip(WRONG, json.loads(done.stdout), strict=True):
        usage, name, rest = said.rpartition("run.py: error: ")
        found = re.sub(r"^\d errors encountered: \n", "", f"{name}{rest}").rstrip("\n")
        assert (code, found) == (2, sentence.rstrip("\n")), arguments
        assert not usage or usage.startswith("usage: ")


def test_no_hint_refuses_a_value_as_none_does_in_kedro(written):
    done = run(written().output, "--pipeline", "sales", "--set", "rate=0.5")
    assert done.returncode == 0, done.stderr


def test_a_run_that_lacks_nothing_is_made(written):
    output = written().output
    done = run(output, "--set", "rate=3", "--pipeline", "sales")
    assert done.returncode == 0, done.stderr
    assert "total 9" in done.stdout
    assert run(output, "--pipeline", "prices", "--env", "prod").returncode == 0


REFUSALS = """
import pandas as pd
import pytest

from shop import driver


def test_names_and_inputs():
    flow = driver.build("stock")
    with pytest.raises(ValueError, match="input limit not provided(?s:.*)input stock not provided"):
        flow.execute(["left"])
    with pytest.raises(ValueError, match="^1 errors encountered: \\n  Error: Required input limit"):
        flow.execute(["left"], inputs={"stock": 1})
    with pytest.raises(ValueError, match="there is no 'stok' to give a value to"):
        flow.execute(["left"], inputs={"stok": 1})
    with pytest.raises(ValueError, match="there is no 'lefd' to give a value to"):
        flow.execute(["left"], overrides={"lefd": 1})
    assert flow.execute(["left"], inputs={"stock": 1, "limit": 2}) == {"left": 1}
    assert flow.execute(["left"], overrides={"left": 3}) == {"left": 3}


def test_what_is_not_stored_may_be_given():
    flow = driver.build("prices")
    with pytest.raises(ValueError, match="Required input prices not provided"):
        flow.execute(["doubled"])
    found = flow.execute(["doubled"], inputs={"prices": pd.DataFrame({"n": [2]})})
    assert found["doubled"]["n"].tolist() == [4]


def test_versions_of_nothing():
    with pytest.raises(ValueError, match="there are no versions of x"):
        driver.build(load_versions={"x": "1"})
"""


def test_the_driver_refuses_before_the_first_function(written):
    output = written().output
    (output / "tests").mkdir(exist_ok=True)
    (output / "tests/test_refusals.py").write_text(REFUSALS, encoding="utf-8")
    done = python(output, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout


# --- logging ------------------------------------------------------------------------------------

LOGGING = """
version: 1
disable_existing_loggers: False
formatters:
  simple: {format: "%(levelname)s|%(name)s|%(message)s"}
  json: {class: pythonjsonlogger.jsonlogger.JsonFormatter}
handlers:
  console: {class: kedro.extras.logging.ColorHandler, level: INFO, formatter: simple, stream: "ext://sys.stdout", fmt: x}
  file: {class: logging.handlers.RotatingFileHandler, filename: logs/info.log, formatter: simple, delay: True}
  journal: {class: kedro.versioning.journal.JournalFileHandler, base_dir: logs/journals}
loggers:
  kedro: {level: INFO}
  shop: {level: INFO}
root:
  level: WARNING
  handlers: [console, file, journal]
"""


@pytest.mark.parametrize("path", ["conf/logging.yml", "conf/base/logging.yml"])
def test_the_log_lines_of_the_project_stay(written, path):
    migration = written(**{path: LOGGING})
    done = run(migration.output, "--pipeline", "sales")
    assert done.returncode == 0, done.stderr
    assert "INFO|shop.sales|adding up" in done.stdout
    assert "INFO|shop.sales|adding up" in (migration.output / "logs/info.log").read_text()
    text = migration.files["shop/logs.py"]
    assert "kedro" not in text and "jsonlogger" not in text
    (record,) = [r for r in migration.plan.constructs if r.place.path == path]
    assert record.outcome == "translated"


def test_a_handler_of_the_terminal_that_no_logger_has_is_not_there(shop):
    text = LOGGING.replace("[console, file, journal]", "[file]")
    logs = plan_migration(shop({**FILES, "conf/logging.yml": text})).files["shop/logs.py"]
    assert "RotatingFileHandler" in logs
    assert "StreamHandler" not in logs
    held = "  held: {class: logging.handlers.MemoryHandler, capacity: 9, target: console}"
    text = text.replace("[file]", "[held]").replace("\nloggers:", f"\n{held}\nloggers:")
    logs = plan_migration(shop({**FILES, "conf/logging.yml": text})).files["shop/logs.py"]
    assert "StreamHandler" in logs


def test_handlers_of_rich_are_its_own(shop):
    text = LOGGING.replace("kedro.extras.logging.ColorHandler", "kedro.logging.RichHandler")
    migration = plan_migration(shop({**FILES, "conf/logging.yml": text}))
    assert "rich.logging.RichHandler" in migration.files["shop/logs.py"]
    assert '"rich"' in migration.files["pyproject.toml"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            LOGGING.replace("kedro.extras.logging.ColorHandler", "kedro.own.X"),
            "Kedro's handler console",
        ),
        (LOGGING.replace("logs/info.log", '"${folder}/info.log"'), "values are made of others"),
        ("version: [", "it can't be read"),
        (LOGGING.replace("  shop:", "  shop.pipelines.sales:"), "names of the new modules"),
    ],
)
def test_logging_that_needs_a_person_is_told(shop, text, sentence):
    migration = plan_migration(shop({**FILES, "conf/logging.yml": text}))
    assert [d for d in migration.plan.diagnostics if d.code == "K472" and sentence in d.message]


def test_without_a_file_everything_is_logged_plainly(shop):
    migration = plan_migration(shop(FILES))
    assert "shop/logs.py" not in migration.files
    assert "logging.basicConfig" in migration.files["run.py"]


# --- what only some projects need ----------------------------------------------------------------


def one(imports: str = "") -> dict[str, str]:
    """A project of one function."""
    code = f"{imports}def double(prices): return prices * 2\n"
    return pipeline_files("sales", code, 'node(double, "prices", "two"),')


@pytest.mark.parametrize(("files", "shows"), [(FILES, True), (one(), False)])
def test_where_one_module_has_all_functions_run_py_shows_none(shop, files, shows):
    assert ('"--describe"' in plan_migration(shop(files)).files["run.py"]) == shows


@pytest.mark.parametrize(
    ("imports", "fails"),
    [("import plotly\nimport matplotlib\n\n\n", True), ("import plotly\n\n\n", False)],
)
def test_the_readme_names_what_fails_in_threads(shop, imports, fails):
    readme = plan_migration(shop(one(imports))).files["README.md"]
    assert ("fails where IPython is installed" in readme) == fails
