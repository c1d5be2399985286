"""Layouts, run as a person runs them: what they leave is what Kedro leaves, and verify says so."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from running import python
from test_projects_run import contents

from layouts.projects import THREE_NODES, TWO_PIPELINES, migrated
from migrate.api import plan_migration, write_project
from migrate.cli import main
from migrate.model.migration import Layout

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("any_layout")]


@pytest.mark.parametrize("files", [THREE_NODES, TWO_PIPELINES], ids=["three", "two"])
def test_the_one_file_leaves_what_kedro_leaves(files: Mapping[str, str], tmp_path: Path) -> None:
    written, kedro = migrated(tmp_path, files, "single-file"), tmp_path / "kedro"
    before = contents(kedro / "data")
    runs = [["--pipeline", "report"], ["--pipeline", "prices"]] if files is TWO_PIPELINES else []
    for arguments in ([], *runs):
        python("-m", "kedro", "run", *arguments, cwd=kedro)
        assert python("dataflow.py", *arguments, cwd=written) == ""
        assert contents(written / "data") == contents(kedro / "data") != before, arguments
        for root in (kedro, written):  # so that the next run has something to make
            for name in ("told.txt", "dear.json"):
                (root / "data" / name).unlink(missing_ok=True)
        before = contents(kedro / "data")


def test_names_are_made_and_printed_from_any_folder(tmp_path: Path) -> None:
    written = migrated(tmp_path, THREE_NODES, "single-file")
    printed = python(str(written / "dataflow.py"), "cleaned_shops", "sales", cwd=tmp_path)
    assert "cleaned_shops\n   id  open_on_sunday\n" in printed
    assert "sales\n   shop_id" in printed
    assert (written / "data/sales.parquet").is_file()


@pytest.mark.parametrize("layout", ["single-file", "notebook"])
def test_verify_proves_them_and_finds_what_differs(
    layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = migrated(tmp_path, TWO_PIPELINES, layout)
    command = ["verify", str(tmp_path / "kedro"), str(written), "--proof", str(tmp_path / "proof")]
    assert main(command) == 0
    assert capsys.readouterr().out.startswith("EQUAL")
    functions = written / ("dataflow.py" if layout == "single-file" else "shop/report.py")
    functions.write_text(functions.read_text().replace("len(prices)", "len(prices) + 1"))
    assert main(command) == 1
    said = capsys.readouterr().out
    assert said.startswith("NOT EQUAL")
    assert "count" in said
    if layout == "single-file":  # one node alone, which stores nothing
        assert main([*command, "--bisect", "count"]) == 1
        assert main([*command, "--bisect", "prices"]) == 0


def test_verify_sees_what_the_one_file_loads_and_where_it_saves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = migrated(tmp_path, TWO_PIPELINES, "single-file")
    command = ["verify", str(tmp_path / "kedro"), str(written), "--proof", str(tmp_path / "proof")]
    file = written / "dataflow.py"
    text = file.read_text()
    # It makes what Kedro loads.
    file.write_text(text.replace("(['told'], ['prices', 'cheap'])", "(['told'], [])").replace(
        '(["told"], ["prices", "cheap"])', '(["told"], [])'
    ))  # fmt: skip
    assert file.read_text() != text
    assert main([*command, "--pipeline", "report"]) == 1
    assert "Kedro loads it in this pipeline, Hamilton computes it" in capsys.readouterr().out
    # It saves elsewhere.
    file.write_text(text.replace('"data/told.txt"', f'"{tmp_path}/told.txt"'))
    assert main(command) != 0
    assert "outside of the project" in str(capsys.readouterr())
    assert not (tmp_path / "told.txt").exists()


@pytest.mark.parametrize("name", ["three", "two", "bikes", "typed"])
def test_the_notebook_runs_from_top_to_bottom(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("MPLBACKEND", "Agg")
    own = {"three": THREE_NODES, "two": TWO_PIPELINES}.get(name)
    if own:
        written, kedro = migrated(tmp_path, own, "notebook"), tmp_path / "kedro"
    else:
        kedro = shutil.copytree(ROOT / "tests/projects" / name / "kedro", tmp_path / "kedro")
        written = tmp_path / "written"
        write_project(plan_migration(kedro, written, layout="notebook"))
        shutil.copytree(kedro / "data", written / "data")
    notebook = nbformat.read(written / "dataflow.ipynb", 4)
    nbformat.validate(notebook)
    monkeypatch.chdir(written)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    shown = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert all(shown[-1:])  # the function that was tried
    if name != "bikes":  # what it draws is as random as Kedro's
        python("-m", "kedro", "run", cwd=kedro)
        assert contents(written / "data") == contents(kedro / "data")
