"""`--layout notebook`: the package, and a notebook on top of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layouts.projects import THREE_NODES, migrated
from migrate.api import plan_migration, write_project

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("any_layout")


def test_three_nodes_have_a_notebook(tmp_path: Path) -> None:
    written = migrated(tmp_path, THREE_NODES, "notebook")
    text = (written / "dataflow.ipynb").read_text()
    assert text == (ROOT / "tests/projects/three_nodes/dataflow.ipynb").read_text()
    document = json.loads((written / "migration.json").read_text())
    assert document["layout"] == "notebook"
    assert {t["path"] for node in document["nodes"] for t in node["targets"]} == {"shop/sales.py"}
    assert 'notebook = ["jupyterlab"]' in (written / "pyproject.toml").read_text()


def test_cells_are_as_jupyter_saves_them(tmp_path: Path) -> None:
    """So that saving a notebook that was not run changes nothing."""
    text = (migrated(tmp_path, THREE_NODES, "notebook") / "dataflow.ipynb").read_text()
    notebook = json.loads(text)
    assert text == json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        assert all(line.endswith("\n") for line in cell["source"][:-1])


LONG = [pytest.param(name, marks=pytest.mark.integration) for name in ("bikes", "odds", "typed")]


@pytest.mark.parametrize("name", ["transcoding", *LONG])
def test_all_else_is_the_package(name: str, tmp_path: Path) -> None:
    kedro = ROOT / "tests/projects" / name / "kedro"
    package = plan_migration(kedro, tmp_path / "new")
    assert "layout" not in package.document
    assert package.files == plan_migration(kedro, tmp_path / "new", layout="package").files
    notebook = plan_migration(kedro, tmp_path / "new", layout="notebook")
    changed = {path for path, text in notebook.files.items() if text != package.files.get(path, "")}
    assert changed == {"dataflow.ipynb", "migration.json", "pyproject.toml"}
    write_project(notebook)
    assert not plan_migration(kedro, tmp_path / "new").changes  # it is remembered


def test_a_notebook_of_that_name_is_told(tmp_path: Path) -> None:
    theirs = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    files = {**THREE_NODES, "dataflow.ipynb": theirs}
    written = migrated(tmp_path, files, "notebook")
    document = json.loads((written / "migration.json").read_text())
    (record,) = (each for each in document["constructs"] if each["name"] == "dataflow.ipynb")
    assert record["outcome"] == "manual"
    assert "Runs a pipeline" in (written / "dataflow.ipynb").read_text()
