"""The real pair: equal in everything, and what is broken is found and named."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from comparison_project.__main__ import main
from comparison_project.data import write_tables
from comparison_project.run import RAW
from migrate.verify import Options, verify_projects

pytestmark = pytest.mark.integration  # the real pair

ROOT = Path(__file__).parents[2]
KEDRO, HAMILTON = ROOT / "kedro_side", ROOT / "hamilton_side"

PACKAGE = "spaceflights"

# What is broken -> file, pattern, what takes its place; the pipeline that shows it; the first
# dataset that differs, and why.
BROKEN = {
    "function": (
        "data_processing.py",
        r"fillna\(0\.0\)",
        "fillna(1.0)",
        ("data_processing", "complete_reviews", "column 'reviews_per_month': 0.0 in Kedro, 1.0"),
    ),
    "dtype": (
        "data_science_steps.py",
        r'table\["price"\]',
        'table["price"].astype("float32")',
        ("data_science", "active_modelling_pipeline.y_train", "dtype float64 in Kedro, float32 in"),
    ),
    "copy": (
        "reporting.py",
        r"    model_input_table = model_input_table\.copy\(.*\n",
        "",
        ("reporting", "model_input_table", "as engine_use gets it in Hamilton: row 0 (shuttle_id "),
    ),
    "slice": (
        "driver.py",
        r'("evaluation": Pipeline\(\s+\([^)]*\),\s+\([^)]*\),\s+)\([^)]*\)',
        r'\1("model_input_table",)',
        (
            "evaluation",
            "active_modelling_pipeline.regressor",
            "Kedro loads it in this pipeline, Hamilton computes it",
        ),
    ),
}


def run(out: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the runs of the report."""
    code = main(["run", "--out", str(out), "--rows", "1000", *more])
    return code, json.loads((out / "report.json").read_text())["runs"]


@pytest.mark.parametrize(
    ("more", "count"),
    [
        pytest.param((), 10, id="all that there is", marks=pytest.mark.integration),
        pytest.param(("--pipeline", "__default__", "--env", "default"), 1, id="the whole"),
    ],
)
def test_both_sides_are_equal_in_everything(
    more: tuple[str, ...], count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, runs = run(tmp_path, *more)
    assert code == 0
    assert len(runs) == count
    for found in runs:
        statuses = {each["status"] for each in found["datasets"].values()}
        statuses |= {each["status"] for each in found["files"].values()}
        assert statuses == {"equal"}
    assert len(runs[0]["datasets"]) >= 40
    assert "all equal" in capsys.readouterr().out


def test_what_is_broken_is_found_and_named(tmp_path: Path) -> None:
    """All at once, as each shows in a pipeline of its own."""
    copy = tmp_path / "changed"
    shutil.copytree(HAMILTON, copy, ignore=shutil.ignore_patterns("__pycache__", "data"))
    for file, pattern, new, _ in BROKEN.values():
        path = copy / PACKAGE / file
        text, count = re.subn(pattern, new, path.read_text())
        assert count == 1, f"{file} has changed: the test has to break something else"
        path.write_text(text)
    expected = {pipeline: (dataset, why) for *_, (pipeline, dataset, why) in BROKEN.values()}
    assert len(expected) == len(BROKEN)
    write_tables(tmp_path / "data" / RAW, 1000, 0)
    report = verify_projects(
        KEDRO,
        copy,
        pipelines=list(expected),
        environments=["default"],
        kedro_python=sys.executable,
        hamilton_python=sys.executable,
        workdir=tmp_path / "work",
        options=Options(data=tmp_path / "data", orders=1, repeat=1),
    )
    assert report.exit_code == 1
    assert {found.pipeline for found in report.runs} == set(expected)
    for found in report.runs:
        dataset, why = expected[found.pipeline]
        different = {
            name: each.comparison.detail
            for name, each in found.datasets.items()
            if not each.comparison.equal
        }
        assert next(iter(different)) == dataset
        assert why in different[dataset]
