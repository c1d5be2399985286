"""hamilton_side/ is what the tool makes of kedro_side/, and it runs without Kedro."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hamilton.driver import Builder
from imported import package

from comparison_project.data import write_tables
from migrate.api import Migration, plan_migration
from migrate.plan.pipelines.reached import reached

ROOT = Path(__file__).resolve().parents[1]
HAMILTON_SIDE = ROOT / "hamilton_side"
# Stands in for an environment in which Kedro is not installed.
NO_KEDRO = """
import runpy, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("kedro", "kedro_datasets", "migrate"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
"""


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", NO_KEDRO + code, *arguments],
        cwd=HAMILTON_SIDE,
        env={**os.environ, "PYTHONPATH": str(HAMILTON_SIDE), "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=False,
    )


RUN = 'sys.argv[0] = "run.py"\nrunpy.run_path("run.py", run_name="__main__")\n'


@pytest.fixture(scope="module")
def data_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data_root")
    write_tables(root / "data/01_raw", rows=300)
    return root


@pytest.fixture(scope="module")
def migration() -> Migration:
    return plan_migration(ROOT / "kedro_side", HAMILTON_SIDE)


def test_it_is_what_the_tool_makes_of_kedro_side(migration: Migration):
    assert not migration.changes, "run `make regenerate`"


def test_nothing_else_lies_there(migration: Migration):
    owned = set(migration.files)
    listed = subprocess.run(
        ["git", "ls-files", "hamilton_side"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    tracked = {line.removeprefix("hamilton_side/") for line in listed.stdout.splitlines()}
    assert tracked <= owned


def test_the_migration_needs_no_look(migration: Migration):
    assert not [d for d in migration.plan.diagnostics if d.severity != "info"]
    assert "skip" not in "".join(text for path, text in migration.files.items() if "test_" in path)


# What each of the tests that looked into Kedro's pipelines, or at a default, has to notice.
BROKEN = {
    "test_drop_unreviewed_asks_for_one_review_by_default": (
        "data_processing.py",
        "min_reviews: int = 1",
        "min_reviews: int = 2",
    ),
    "test_pipeline_starts_from_the_exports": (
        "data_processing.py",
        "def review_statistics(unique_reviews: pd.DataFrame)",
        "def review_statistics(unique_reviews: pd.DataFrame, holdout: dict)",
    ),
    "test_both_models_learn_from_the_same_split": (
        "data_science.py",
        '"split": source("holdout")',
        '"split": source("min_reviews")',
    ),
    "test_evaluation_trains_nothing": (
        "driver.py",
        '"candidate_modelling_pipeline.regressor",',
        "",
    ),
    "test_pipeline_draws_each_model": (
        "driver.py",
        '("active_predictions_plot", "candidate_predictions_plot",',
        '("active_predictions_plot",',
    ),
}


@pytest.mark.integration
def test_what_is_broken_is_noticed_by_the_tests_that_came_along(tmp_path: Path):
    found = {}
    for test, (file, before, after) in {"": ("driver.py", "", ""), **BROKEN}.items():
        copy = tmp_path / (test or "whole")
        shutil.copytree(HAMILTON_SIDE, copy, ignore=shutil.ignore_patterns("data", "__pycache__"))
        path = copy / "spaceflights" / file
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after))
        command = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", "tests"]
        command += ["-k", " or ".join(BROKEN)]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        found[test] = set(re.findall(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE))
    assert found == {"": set(), **{test: {test} for test in BROKEN}}


def test_the_plan_knows_what_each_run_computes_and_takes(migration: Migration):
    code = """
import json
from spaceflights import driver

found = {}
for name, row in driver.PIPELINES.items():
    needed = driver.build(name, store=False).what_is_upstream_of(*row.outputs)
    given = {n.name for n in needed if n.is_external_input or "hamilton.data_loader" in n.tags}
    made = {n.name for n in needed if "module" in n.tags and n.name not in given}
    found[name] = sorted(made), sorted(given)
print(json.dumps(found))
"""
    done = python(code)
    modules = {module.name: module for module in migration.plan.modules}
    for plan in migration.plan.pipelines:
        made, given = json.loads(done.stdout)[plan.name]
        assert (set(made), set(given)) == reached(modules, plan)


def test_a_folder_of_globals_stands_in_one_place():
    catalog = (HAMILTON_SIDE / "spaceflights/catalog.py").read_text()
    assert catalog.count("data/05_model_input") == catalog.count("data/test/model_input") == 1


def test_no_file_of_it_imports_kedro():
    for path in HAMILTON_SIDE.rglob("*.py"):
        assert not re.search(r"^\s*(from|import) kedro", path.read_text(), re.MULTILINE), path


def test_the_whole_and_then_each_pipeline_alone_run_without_kedro(data_root):
    names = ["__default__", "data_processing", "data_science", "evaluation", "reporting"]
    done = python(
        'main = runpy.run_path("run.py")["main"]\n'
        "for name in sys.argv[2:]:\n"
        '    main(["--pipeline", name, "--data-root", sys.argv[1]])\n',
        str(data_root),
        *names,
    )
    assert done.returncode == 0, done.stderr
    for name in names:
        assert f"{name}: made" in done.stdout
    made = {str(p.relative_to(data_root)) for p in data_root.rglob("*") if p.is_file()}
    assert "data/08_reporting/model_card.json" in made
    assert "data/08_reporting/active_predictions.png" in made


def test_one_name_prints_a_summary_of_its_value(data_root):
    done = python(RUN, "model_input_table", "--data-root", str(data_root))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("model_input_table: DataFrame\n")
    assert "26 columns" in done.stdout


def test_a_wrong_name_is_refused_before_anything_runs(data_root):
    done = python(RUN, "no_such_name", "--data-root", str(data_root))
    assert (done.returncode, done.stdout) == (2, "")
    assert "no_such_name" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_example_of_its_readme_returns_the_value(data_root):
    readme = (HAMILTON_SIDE / "README.md").read_text()
    example = re.search(r"```python\n(from spaceflights import driver\n.*?)```", readme, re.DOTALL)
    assert example
    lines = [line for line in example[1].splitlines() if line.strip()]
    code = "\n".join([*lines[:-1], f"result = {lines[-1]}"])
    code = code.replace("driver.build()", f"driver.build(data_root={str(data_root)!r})")
    done = python(f"{code}\nprint(result['model_input_table'].shape[1])")
    assert done.stdout.strip() == "26", done.stderr


def test_the_nodes_of_its_driver_are_those_of_its_modules():
    """What is loaded says so beside, and any value may be given for a parameter."""
    with package("spaceflights", HAMILTON_SIDE):
        driver = importlib.import_module("spaceflights.driver")
        names = driver.PIPELINES["__default__"].modules
        modules = [importlib.import_module(f"spaceflights.{name}") for name in names]
        written = Builder().with_modules(*modules).build().graph.nodes
        built = driver.build().graph.nodes
    assert built.keys() - written.keys() == {"save_version"}
    loaded = {name for name, node in written.items() if node.user_defined} & {
        name for name, node in built.items() if not node.user_defined
    }
    assert loaded == {"companies", "reviews", "shuttles"}
    given = {name for name, node in built.items() if node.user_defined}
    assert len(given) == 8
    for name, node in written.items():
        found = built[name]
        assert found.type == (node.type | Any if name in given else node.type)
        assert found.originating_functions == node.originating_functions or name in loaded
        if name not in loaded:
            assert (found.documentation, found.tags) == (node.documentation, node.tags)
    # Two functions have no hint.
    assert [name for name, node in built.items() if node.type is Any] == [
        "company_summary",
        "engine_use_plot",
    ]
