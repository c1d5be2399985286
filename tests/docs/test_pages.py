"""What the documentation tells people to do works, and prints what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from comparison_project.data import write_tables
from docs.executed import blocks, first_missing, follow

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = ["tutorial.md", "howto/real-project.md"]


@pytest.mark.integration
@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_works(page: str, tmp_path: Path) -> None:
    bin_ = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}", "DO_NOT_TRACK": "1"}
    if "howto" in page:  # it speaks of a project that is there
        shutil.copytree(ROOT / "kedro_side", tmp_path / "project")
        write_tables(tmp_path / "project/data/01_raw", rows=200)
    follow((DOCS / page).read_text(), tmp_path, environment)


def test_every_page_with_commands_is_run() -> None:
    runs = {
        path.relative_to(DOCS).as_posix()
        for path in DOCS.rglob("*.md")
        if any(each.language == "sh" and not each.file for each in blocks(path.read_text()))
    }
    assert runs == set(PAGES)


@pytest.mark.parametrize(
    ("expected", "missing"),
    [
        ("a\nb\n", None),
        ("a\nc\n", "c"),
        ("a\n...\nc\n", None),
        ("c\n...\na\n", "a"),
        ("d\n", "d"),
        ("...\n", None),
    ],
)
def test_lines_are_expected_in_their_order(expected: str, missing: str | None) -> None:
    assert first_missing(expected, "a\nb\nc\n") == missing


def test_a_page_that_promises_something_else_fails(tmp_path: Path) -> None:
    page = "```{code-block} sh\necho one\n```\n\n```{code-block} text\ntwo\n```\n"
    with pytest.raises(AssertionError, match="'two' was not printed"):
        follow(page, tmp_path, dict(os.environ))


@pytest.mark.integration
def test_the_service_of_the_guide_runs(tmp_path: Path) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    [service] = [each for each in blocks((DOCS / "guide.md").read_text()) if each.file]
    asked = """
from fastapi.testclient import TestClient
row = {f"review_scores_{kind}": None for kind in
       ("rating", "comfort", "amenities", "trip", "crew", "location", "price")}
answer = TestClient(app).post("/missing", json=[{"shuttle_id": 1, **row}])
assert answer.json()["review_scores_crew"] == 1, answer.text
"""
    done = subprocess.run(
        [sys.executable, "-c", service.text + asked],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hamilton_side")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
