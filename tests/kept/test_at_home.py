"""What Hamilton can do beside, tried with storage on: every snippet of docs/hamilton.md."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kept.sides import Sides, Steps, migrated, stored

TEXT = (Path(__file__).parents[2] / "docs/hamilton.md").read_text()

STEPS = Steps(
    """
    def split(numbers: list[int], limit: int) -> tuple[list[int], list[int]]:
        return [n for n in numbers if n < limit], [n for n in numbers if n >= limit]

    def count(small: list[int], large: list[int]) -> dict:
        return {len(small): sum(small), len(large): sum(large)}

    def report(one: dict, two: dict, title: str) -> str:
        '''The sums, told.'''
        return f"{title}: {one}, {two}"
    """,
    """
    *pipeline(
        [
            each
            for space in ("one", "two")
            for each in pipeline(
                [
                    node(split, ["numbers", "params:limit"], ["small", "large"]),
                    node(count, ["small", "large"], "sums"),
                ],
                namespace=space,
                inputs="numbers",
            ).nodes
        ]
    ).nodes,
    node(report, ["one.sums", "two.sums", "params:title"], "report"),
    """,
)
CATALOG = {
    "numbers": stored("numbers"),
    "one.small": stored("one_small"),
    "one.sums": stored("one_sums", ", versioned: true"),
    "two.sums": stored("two_sums", ", versioned: true"),
    "report": stored("report"),
}
FILES = {
    "data/numbers.json": "[1, 2, 3, 4]",
    "conf/base/parameters.yml": "title: sums\none: {limit: 2}\ntwo: {limit: 4}\n",
}
NUMBERS = {"data/numbers.json": FILES["data/numbers.json"]}
# The keys of the sums are numbers: that they are texts tells that what was stored is read back.
SUMS = "sums: {'1': 1, '3': 9}, {'3': 6, '1': 4}"
ALL = {"one_small", "one_sums", "two_sums", "report"}

# What most uses find is {"report": SUMS}, and they store ALL; here are the others.
FOUND: dict[str, Any] = {
    "Without storage": {"report": "sums: {1: 1, 3: 9}, {3: 6, 1: 4}"},
    "Errors that end one branch": {"two.sums": {"3": 6, "1": 4}, "report": None},
    "Parallelizable and Collect": {"total": f"100 beside {SUMS}"},
    "One driver in several threads": [{"report": SUMS}] * 4,
    "Materializers of a builder": "report.pkl",
    "Pictures": [True] * 6,
    "OpenTelemetry": True,
    "FastAPI": [f"sums: {{'1': 1, '3': {n + 5}}}, {{'3': 6, '1': {n}}}" for n in range(4, 12)],
}
STORED = {
    "Overrides": {"two_sums", "report"},
    "Without storage": set(),
    "Errors that end one branch": {"two_sums"},
    "Pickled functions": {"report"},
    "Pictures": set(),
}
# What is used beside Hamilton, and may not be installed.
NEEDS = {
    "Diskcache": "diskcache",
    "Ray": "ray",
    "Dask": "distributed",
    "Tqdm progress": "tqdm",
    "OpenTelemetry": "opentelemetry.sdk",
    "FastAPI": "fastapi",
}
LONG = {"Ray", "Dask", "Processes for tasks"}
# It needs a server, and a process for each run.
UI = "Hamilton UI"


class Snippet(NamedTuple):
    """A piece of code, and what is said if it fails."""

    use: str
    code: str
    message: str


def sections() -> Iterator[tuple[str, str]]:
    for section in TEXT.split("\n## ")[1:]:
        yield section.partition("\n")[0], section


def snippets() -> Iterator[Any]:
    for use, section in sections():
        if use == UI:
            continue
        pairs = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)\n```)?", section, re.S)
        marks = [pytest.mark.integration] if use in LONG else []
        for code, message in pairs:
            yield pytest.param(Snippet(use, code, message), id=use, marks=marks)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    return migrated(tmp_path_factory.mktemp("home"), STEPS, CATALOG, FILES)


@pytest.fixture
def sides(project: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sides:
    """The project without what runs have stored; the current folder is another one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(project.written), prepend=":")  # for Ray's processes
    return project.with_data(NUMBERS)


def saved(sides: Sides) -> set[str]:
    return {path.partition(".")[0] for path in sides.files()} - {"raw", "numbers"}


@pytest.mark.parametrize("snippet", [*snippets()])
def test_a_snippet(
    sides: Sides, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snippet: Snippet
) -> None:
    use = snippet.use
    if use in NEEDS:
        pytest.importorskip(NEEDS[use])
    if use == "Pictures":
        monkeypatch.setenv("PATH", "")  # where no Graphviz is
    file = tmp_path / "snippet.py"
    file.write_text(snippet.code)
    with sides.driver():
        if snippet.message:
            with pytest.raises(Exception, match=re.escape(snippet.message)):
                runpy.run_path(str(file))
            assert "report" not in saved(sides)
        else:
            assert runpy.run_path(str(file))["found"] == FOUND.get(use, {"report": SUMS})
            assert saved(sides) == STORED.get(use, ALL)


def test_the_table_has_all_uses() -> None:
    assert re.findall(r"^\| \[(.*?)\]", TEXT, re.M) == re.findall(r"^## (.*)", TEXT, re.M)


@pytest.mark.integration
def test_the_command_line(sides: Sides) -> None:
    pytest.importorskip("typer")
    git = ["git", "-c", "user.name=shop", "-c", "user.email=shop@example.com"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "All"]):
        subprocess.run([*git, *arguments], cwd=sides.written, check=True)
    for line in re.findall(r"^hamilton (.*)", TEXT, re.M):
        command = [sys.executable, "-m", "hamilton.cli", *line.split()]
        subprocess.run(command, cwd=sides.written, check=True)
