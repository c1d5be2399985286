"""`migrate report`, and `--report` of a migration: where it writes, and its exit codes."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path

import pytest
from conftest import pipeline_files
from reports import migrated

from migrate.cli import main

pytestmark = pytest.mark.usefixtures("any_layout")

GOOD = pipeline_files(
    "sales", "def double(x):\n    return x * 2\n", 'node(double, "start", "doubled", name="n")'
)
BAD = pipeline_files("sales", "", 'node(nowhere, "start", "doubled", name="n")')


def report(*arguments: object) -> int:
    return main(["report", *map(str, arguments)])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, an empty one."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_the_page_goes_into_the_current_folder_and_is_shown_if_asked(shop, here, monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open", shown.append)
    hamilton = migrated(shop(GOOD))
    assert report(hamilton) == 0
    assert "doubled" in (here / "report.html").read_text()
    assert report(hamilton, "--open") == 0  # over its own page
    assert shown == [(here / "report.html").as_uri()]


def test_what_is_no_page_of_ours_stays(shop, here, capsys):
    (here / "report.html").write_text("mine")
    assert report(migrated(shop(GOOD))) == 2
    assert "report.html is no page of this tool" in capsys.readouterr().err
    assert (here / "report.html").read_text() == "mine"


def test_markdown_and_json_are_printed_or_written(shop, here, capsys):
    hamilton = migrated(shop(GOOD))
    for form in ("markdown", "json"):
        assert report(hamilton, "--format", form) == 0
        printed = capsys.readouterr().out
        assert report(hamilton, "--format", form, "--output", here / "new" / "file") == 0
        assert (here / "new" / "file").read_text() == printed
    assert json.loads(printed)["title"] == "Shop"


def test_the_exit_code_says_whether_something_needs_a_look(shop, here):
    hamilton = migrated(shop(BAD))
    assert report(hamilton) == 1
    assert report(hamilton, "--strict") == 2


def test_what_is_no_migrated_project_is_refused(shop, here, capsys):
    kedro = shop(GOOD)
    assert report(kedro) == 2
    assert "migration.json: is that folder a migrated project?" in capsys.readouterr().err
    assert report(migrated(kedro), "--kedro", here) == 2
    assert report(migrated(kedro), "--proof", here / "none.json") == 2
    assert "There is no proof" in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_a_migration_writes_its_page_and_a_dry_run_none(shop, here):
    kedro = shop(GOOD)
    arguments = ["kedro-to-declarative", str(kedro), "--report", str(here / "page.html")]
    assert main([*arguments, "--dry-run"]) == 0
    assert list(here.iterdir()) == []
    assert main(arguments) == 0
    assert "doubled" in (here / "page.html").read_text()
