"""What happens while both sides run: files, folders, paths, processes, names; and their commands."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from acts import ACTS, DAILY, DEARER
from conftest import FRAME, pipeline_files, write_files

from migrate.api import plan_migration, write_project
from migrate.verify import Options, SideFailed
from migrate.verify.engine import opened
from migrate.verify.runs.comparing import Comparing
from migrate.verify.runs.workspace import Layer
from migrate.verify.session import DEFAULT_PIPELINE, Pair, Session

DO = """
from yard import acts


def do(k):
    return acts.do(k)


def after(made, k, more):
    return k
"""
PIPELINE = """
node(do, "params:k", "made", name="do"),
node(after, ["made", "params:k", "params:more"], "end", name="after"),
"""
ACT = """
import os
import shutil
from pathlib import Path

USER = {user!r}


def do(k):
    made = k
{act}
    return made
"""
FILES = {
    **{path.replace("shop", "yard"): text.replace("shop", "yard") for path, text in FRAME.items()},
    **{
        path.replace("shop", "yard"): text.replace("shop", "yard")
        for path, text in pipeline_files("main", DO, PIPELINE).items()
    },
    "src/yard/acts.py": "def do(k):\n    return k\n",
    "conf/base/catalog.yml": "end: {type: json.JSONDataset, filepath: data/end.json}\n",
    "conf/base/parameters.yml": "k: 1\nmore: []\n",
    "conf/late/parameters.yml": "k: 2\n",
    "data/old.txt": "old",
    "data/full/x.txt": "x",
}


def projects(folder: Path) -> tuple[Path, Path]:
    """A Kedro project and the one that is written of it, beside each other."""
    kedro = write_files(folder / "yard", FILES)
    (kedro / "data" / "empty").mkdir()
    hamilton = folder / "new"
    write_project(plan_migration(kedro, hamilton))
    return kedro, hamilton


@dataclass
class Yard:
    """One session, in which each side runs with acts of its own."""

    session: Session
    pool: ThreadPoolExecutor
    comparing: Comparing
    folder: Path
    runs: int = 100  # as many digits for all
    ran: dict[str, Pair] = field(default_factory=dict)

    def changed(self, project: Path, path: str, act: str) -> Path:
        """A copy of a project with its act; what runs next gets a new place."""
        self.runs += 1
        self.session._numbers[DEFAULT_PIPELINE, "default"] = self.runs
        copy = self.folder / str(self.runs) / project.name
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns("__pycache__"))
        lines = "".join(f"    {line}\n" for line in act.splitlines())
        user = str(self.session.projects[0])
        (copy / path).write_text(ACT.format(user=user, act=lines), encoding="utf-8")
        return copy

    def kedro(self, act: str) -> Pair:
        if act not in self.ran:
            kedro = self.changed(self.session.projects[0], "src/yard/acts.py", act)
            task = self.session.task("Kedro", DEFAULT_PIPELINE, "default")
            start = (Layer(kedro),)
            future = self.pool.submit(self.session.execute, task, start)
            self.ran[act] = Pair(DEFAULT_PIPELINE, "default", start, future)
        return self.ran[act]

    def said(self, kedro: str, hamilton: str) -> str:
        """All that is said of the two acts."""
        pair = self.kedro(kedro)
        source = self.changed(self.session.projects[1], "yard/acts.py", hamilton)
        task = replace(self.session.task("Hamilton", DEFAULT_PIPELINE, "default"), source=source)
        done = self.pool.submit(self.session.execute, task, pair.start)
        try:
            run, _ = self.session.judged(replace(pair, hamilton=(done,)), self.comparing)
        except SideFailed as error:
            return str(error)
        return "\n".join(
            f"{kind} {name} {found.status}: {found.detail}" for kind, name, found in run.differences
        )


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    folder = tmp_path_factory.mktemp("yard")
    kedro, hamilton = projects(folder)
    options = Options(jobs=2, repeat=2, orders=1)
    pythons = (sys.executable, sys.executable)
    with (
        opened(kedro, hamilton, pythons, folder / "work", options) as (session, pool),
        Comparing(folder / "comparing") as comparing,
    ):
        yield Yard(session, pool, comparing, folder / "changed")


def mark(name: str) -> list[pytest.MarkDecorator]:
    """When an act runs."""
    if name in DAILY:
        return []
    return [pytest.mark.integration if name in DEARER else pytest.mark.slow]


@pytest.mark.parametrize("name", [pytest.param(name, marks=mark(name)) for name in ACTS])
def test_what_a_node_does_is_seen(name: str, yard: Yard) -> None:
    act = ACTS[name]
    said = yard.said(act.kedro, act.hamilton)
    assert act.said in said if act.said else said == "", said
    assert (yard.session.projects[0] / "data" / "old.txt").read_text() == "old"


def test_there_are_enough_of_them() -> None:
    assert len(ACTS) >= 60
    assert {*DAILY, *DEARER} <= set(ACTS)
