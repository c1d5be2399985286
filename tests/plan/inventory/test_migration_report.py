"""Everything of a project has one outcome, and a person can answer for what is not translated."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration
from migrate.cli import main

pytestmark = pytest.mark.usefixtures("any_layout")

ROOT = Path(__file__).resolve().parents[3]
PROJECTS = sorted(p.parent for p in (ROOT / "tests/projects").glob("*/kedro/pyproject.toml"))
PROJECTS.append(ROOT / "kedro_side")
CACHES = {"__pycache__", ".ruff_cache", ".pytest_cache", ".mypy_cache"}

PIPELINE = pipeline_files(
    "sales",
    "def clean(df): return df\n",
    'node(clean, "orders", "clean_orders"),',
)
HOOKS = """
from kedro.framework.hooks import hook_impl


class Hooks:
    @hook_impl
    def after_dataset_loaded(self, dataset_name, data):
        data.dropna(inplace=True)

    @hook_impl
    def after_node_run(self, node):
        print(node)
"""
FILES = {
    **PIPELINE,
    ".env": "SECRET=1",
    ".github/workflows/test.yml": "run: pytest",
    ".github/workflows/run.yml": "run: kedro run",
    ".gitignore": "data/",
    ".kedro/x": "",
    "Dockerfile": "CMD kedro run",
    "LICENSE": "MIT",
    "README.md": "# Shop",
    "conf/base/spark.yml": "x: 1",
    "conf/local/credentials.yml": "x: {key: 1}",
    "data/01_raw/a/b.csv": "x",
    "docs/source/conf.py": "# the project's docs, made by kedro\n",
    "notebooks/look.ipynb": '{"cells": ["%load_ext kedro.ipython"]}',
    "requirements.txt": "kedro\npandas\n",
    "scripts/export.py": "print(1)\n",
    "scripts/run.py": "from kedro.framework.session import KedroSession\n",
    "scripts/run.sh": "kedro run\n",
    "src/setup.py": "",
    "src/shop/__main__.py": "from kedro.framework.cli import find_run_command\n",
    "src/shop/hooks.py": HOOKS,
    "src/shop/pipelines/sales/query.sql": "select 1\n",
    "src/shop/settings.py": "from shop.hooks import Hooks\n\nHOOKS = (Hooks(),)\n",
    "src/shop/tools.py": "def unused(): ...\n",
    "tests/__init__.py": "",
    "tests/expected.json": "{}",
    "tests/test_tools.py": "from shop.tools import unused\n\n\ndef test_it():\n    unused()\n",
}


def files_of(root: Path) -> set[str]:
    found = set()
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in CACHES]
        found |= {(Path(folder) / name).relative_to(root).as_posix() for name in files}
    return found


def check_census(root: Path, folders: tuple[str, ...] = ("data/",)) -> None:
    records = [
        r
        for r in plan_migration(root).plan.constructs
        if r.kind in {"file", "config", "module", "test"}
    ]
    listed = Counter(r.name for r in records if not r.place.line)
    own = {path for path in files_of(root) if not path.startswith(folders)}
    assert {path for path in own if listed[path] != 1} == set()
    assert {name for name in listed if name not in own and not name.endswith("/")} == set()
    assert all(record.advice for record in records)


@pytest.mark.parametrize("root", PROJECTS, ids=str)
def test_each_file_has_one_outcome(root):
    check_census(root)


def test_each_file_of_a_project_with_everything_has_one_outcome(shop):
    root = shop(FILES)
    check_census(root, ("data/", ".kedro/"))
    outcomes = {r.name: r.outcome for r in plan_migration(root).plan.constructs}
    assert {name: outcomes[name] for name in sorted(FILES) if name in outcomes} == {
        ".env": "dropped",
        ".github/workflows/run.yml": "manual",
        ".github/workflows/test.yml": "dropped",
        ".gitignore": "replaced",
        "Dockerfile": "manual",
        "LICENSE": "kept",
        "README.md": "replaced",
        "conf/base/spark.yml": "dropped",
        "conf/local/credentials.yml": "manual",
        "docs/source/conf.py": "kept",
        "notebooks/look.ipynb": "kept",
        "requirements.txt": "replaced",
        "scripts/export.py": "kept",
        "scripts/run.py": "manual",
        "scripts/run.sh": "manual",
        "src/setup.py": "replaced",
        "src/shop/__main__.py": "replaced",
        "src/shop/hooks.py": "replaced",
        "src/shop/pipelines/sales/__init__.py": "replaced",
        "src/shop/pipelines/sales/nodes.py": "translated",
        "src/shop/pipelines/sales/pipeline.py": "replaced",
        "src/shop/pipelines/sales/query.sql": "kept",
        "src/shop/settings.py": "replaced",
        "src/shop/tools.py": "kept",
        "tests/__init__.py": "kept",
        "tests/expected.json": "kept",
        "tests/test_tools.py": "kept",
    }
    assert {".kedro/", "data/"} <= outcomes.keys()


def test_what_is_kept_is_there(shop):
    migration = plan_migration(shop(FILES))
    assert migration.files["LICENSE"] == "MIT"
    assert migration.files["shop/pipelines/sales/query.sql"] == "select 1\n"
    assert migration.files["tests/expected.json"] == "{}"
    assert not any("SECRET" in text or "key: 1" in text for text in migration.files.values())


def test_each_hook_has_the_advice_for_its_moment(shop):
    migration = plan_migration(shop(FILES))
    advice = {r.name: r.advice for r in migration.plan.constructs if r.kind == "hook"}
    assert "load in catalog.py" in advice["Hooks.after_dataset_loaded"]
    assert "NodeExecutionHook" in advice["Hooks.after_node_run"]
    found = {(d.code, d.severity) for d in migration.plan.diagnostics if "Hooks" in d.message}
    assert found == {("K471", "error"), ("K472", "warning")}


def test_hooks_and_commands_that_are_none_of_kedros_are_no_loss(shop):
    command = "import click\n\n\n@click.command()\ndef report():\n    print('{}')\n"
    files = {
        **PIPELINE,
        "docs/_downloads/hooks.py": HOOKS,
        "scripts/report.py": command.format("done"),
        "scripts/run.py": command.format("see kedro run"),
    }
    said = {
        d.place.path
        for d in plan_migration(shop(files)).plan.diagnostics
        if d.code in ("K471", "K472")
    }
    assert "scripts/run.py" in said
    assert not {each for each in said if "docs" in each or "report" in each}


def accepting(*items: str) -> dict[str, str]:
    table = f"[tool.migrate]\naccept = {list(items)}\n"
    return {
        "pyproject.toml": '[tool.kedro]\npackage_name = "shop"\nproject_name = "Shop"\n'
        f'kedro_init_version = "1.7.0"\nsource_dir = "src"\n\n{table}'
    }


HOOK = "K471:src/shop/hooks.py:Hooks.after_dataset_loaded"


def test_a_person_can_answer_for_what_is_not_translated(shop):
    settings = "from shop.hooks import Hooks\n\nHOOKS = (Hooks(),)\n"
    some = {**PIPELINE, "src/shop/hooks.py": HOOKS, "src/shop/settings.py": settings}
    given = "K453:src/shop/pipelines/sales/pipeline.py"
    root = shop({**some, **accepting(HOOK, "K472:src/shop/hooks.py", given)})
    migration = plan_migration(root)
    assert not migration.needs_a_look
    severities = {d.code: d.severity for d in migration.plan.diagnostics}
    assert severities["K471"] == severities["K472"] == "info"
    outcomes = {r.name: r.outcome for r in migration.plan.constructs}
    assert outcomes["Hooks.after_dataset_loaded"] == "manual"
    assert main(["kedro-to-declarative", str(root)]) == 0


def test_an_answer_to_nothing_is_told(shop):
    root = shop({**PIPELINE, **accepting(HOOK)})
    (found,) = [d for d in plan_migration(root).plan.diagnostics if d.code == "K474"]
    assert str(found.place) == "pyproject.toml:8"
    assert HOOK in found.message


def test_a_hook_that_never_ran_needs_no_look_and_adds_nothing(shop):
    hooks = """
        from kedro.framework.hooks import hook_impl
        from kedro_datasets.pandas import CSVDataset


        class Hooks:
            @hook_impl
            def after_catalog_created(self, catalog):
                catalog["clean_orders"] = CSVDataset(filepath="data/clean.csv")
                catalog[name()] = 1
    """
    migration = plan_migration(shop({**PIPELINE, "src/shop/hooks.py": hooks}))
    assert {d.code for d in migration.plan.diagnostics} == {"K453"}
    (record,) = [r for r in migration.plan.constructs if r.kind == "hook"]
    assert (record.outcome, record.name) == ("dropped", "Hooks.after_catalog_created")
    assert {r.outcome for r in migration.plan.datasets if r.name == "clean_orders"} == {"memory"}
