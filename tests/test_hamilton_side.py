"""hamilton_side/ is what the tool makes of kedro_side/, and it runs without Kedro."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from comparison_project.data import write_tables
from migrate.api import Migration, prepare

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
    return prepare(ROOT / "kedro_side", HAMILTON_SIDE)


def test_it_is_what_the_tool_makes_of_kedro_side(migration: Migration):
    assert not migration.changes, "run `make regenerate`"


def test_nothing_else_lies_there(migration: Migration):
    owned = set(migration.files)
    listed = subprocess.run(
        ["git", "ls-files", "hamilton_side"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    tracked = {line.removeprefix("hamilton_side/") for line in listed.stdout.splitlines()}
    assert tracked <= owned


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
        'code = [main(["--pipeline", name, "--data-root", sys.argv[1]]) for name in sys.argv[2:]]\n'
        "sys.exit(any(code))",
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
    assert done.stdout.startswith("model_input_table: DataFrame")
    assert "26 columns" in done.stdout


def test_a_wrong_name_is_refused_before_anything_runs(data_root):
    done = python(RUN, "no_such_name", "--data-root", str(data_root))
    assert (done.returncode, done.stdout) == (2, "")
    assert "no_such_name" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_example_of_its_readme_returns_the_value(data_root):
    readme = (HAMILTON_SIDE / "README.md").read_text()
    example = re.search(r"(    from spaceflights import driver\n.*?)\n## ", readme, re.DOTALL)
    assert example
    lines = [line[4:] for line in example[1].splitlines() if line.strip()]
    code = "\n".join([*lines[:-1], f"result = {lines[-1]}"])
    code = code.replace("driver.build()", f"driver.build(data_root={str(data_root)!r})")
    done = python(f"{code}\nprint(result['model_input_table'].shape[1])")
    assert done.stdout.strip() == "26", done.stderr
