"""Small projects, run by Kedro and as they are written: both leave the same files.

Runs of one project come one after the other, so that a slice finds what the run before it left.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import python
from test_projects import ROOT

from migrate.api import plan_migration, write_project

PROJECTS = {
    "transcoding": [
        ["--pipeline", "__default__"],
        ["--pipeline", "totals"],
        ["--pipeline", "letters"],
        ["--pipeline", "only_letters"],
    ],
    "typed": [
        ["--pipeline", "__default__"],
        ["--pipeline", "day", "--env", "prod"],
        ["--pipeline", "night"],
    ],
}


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.integration
@pytest.mark.parametrize("name", PROJECTS)
def test_both_sides_leave_the_same_files(name: str, tmp_path: Path) -> None:
    kedro = shutil.copytree(ROOT / "tests/projects" / name / "kedro", tmp_path / "kedro")
    written = tmp_path / "written"
    shutil.copytree(kedro / "data", written / "data")
    migration = plan_migration(kedro, written, force=True)
    assert not migration.needs_a_look
    write_project(migration, force=True)
    before = contents(kedro / "data")
    for arguments in PROJECTS[name]:
        python("-m", "kedro", "run", *arguments, cwd=kedro)
        python("run.py", *arguments, cwd=written)
        assert contents(written / "data") == contents(kedro / "data") != before, arguments


@pytest.mark.integration
def test_a_checkpoint_moves_where_a_node_confirms(tmp_path: Path) -> None:
    kedro = shutil.copytree(ROOT / "tests/projects/increments/kedro", tmp_path / "kedro")
    written = tmp_path / "written"
    shutil.copytree(kedro / "data", written / "data")
    write_project(plan_migration(kedro, written, force=True), force=True)
    for pipeline, new in (("__default__", ""), ("ships", "arrivals/may/03.txt"), ("visits", "")):
        for root in (kedro, written):
            if new:
                (root / "data" / new).write_text("Corona")
        python("-m", "kedro", "run", "--pipeline", pipeline, cwd=kedro)
        python("run.py", "--pipeline", pipeline, cwd=written)
        assert contents(written / "data") == contents(kedro / "data")
    found = contents(written / "data")
    assert found["arrivals/CHECKPOINT"] == b"may/03"
    assert found["visits/CHECKPOINT"] == b"a"
    assert found["lights/CHECKPOINT"] == b"north"
    assert b"Aurora" not in found["report.json"]


@pytest.mark.parametrize(("name", "value"), [("engine.speed", "1"), ("server.retries", "many")])
def test_what_fits_no_class_is_refused_before_the_first_node(
    name: str, value: str, tmp_path: Path
) -> None:
    kedro = shutil.copytree(ROOT / "tests/projects/typed/kedro", tmp_path / "kedro")
    written = tmp_path / "written"
    write_project(plan_migration(kedro, written))
    for root, command in (
        (kedro, ["-m", "kedro", "run", "--params", f"{name}={value}"]),
        (written, ["run.py", "--set", f"{name}={value}"]),
    ):
        done = subprocess.run(
            [sys.executable, *command], cwd=root, capture_output=True, check=False
        )
        assert done.returncode
        assert not contents(root / "data")
