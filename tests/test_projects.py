"""Whole small projects: read as Kedro reads them, migrated, built, and equal when run."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from running import python

from migrate.api import plan_migration, write_project
from migrate.read import read_project

ROOT = Path(__file__).resolve().parents[1]
PROJECTS = sorted(p.parent for p in (ROOT / "tests/projects").glob("*/kedro/pyproject.toml"))
PROJECTS.append(ROOT / "kedro_side")
_KEDRO = """
import json, os, sys
from pathlib import Path
from kedro.framework.startup import bootstrap_project
from kedro.framework.project import pipelines
found = {}
for project in sys.argv[1:]:
    os.chdir(project)
    bootstrap_project(Path(project))
    found[project] = {
        name: [[n.name, n._inputs, n._outputs, sorted(n.tags), n.namespace] for n in pipeline.nodes]
        for name, pipeline in pipelines.items()
    }
print("ANSWER" + json.dumps(found))
"""


def name_of(project: Path) -> str:
    return project.parent.name if project.name == "kedro" else project.name


@pytest.fixture(params=PROJECTS, ids=name_of)
def project(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="module")
def kedro_finds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Kedro finds, by project: in one process, as each has a package of its own."""
    text = python("-c", _KEDRO, *map(str, PROJECTS), cwd=tmp_path_factory.mktemp("work"))
    (line,) = (line for line in text.splitlines() if line.startswith("ANSWER"))
    answer: dict[str, Any] = json.loads(line.removeprefix("ANSWER"))
    return answer


def test_the_reader_finds_what_kedro_finds(project: Path, kedro_finds: dict[str, Any]) -> None:
    found = read_project(project)
    ours: dict[str, Any] = {}
    for name, members in found.pipelines.items():
        nodes = [(member, found.nodes[member.id]) for member in members]
        ours[name] = [[m.id, n.inputs, n.outputs, sorted(m.tags), n.namespace] for m, n in nodes]
    assert json.loads(json.dumps(ours)) == kedro_finds[str(project)]
    coverage = found.coverage
    assert coverage.node_calls == (coverage.resolved + coverage.unresolved + coverage.unreachable)


def test_it_is_migrated_the_same_way_twice_and_its_drivers_build(
    project: Path, tmp_path: Path
) -> None:
    migration = plan_migration(project, tmp_path / "new", validate_with=Path(sys.executable))
    write_project(migration)
    assert not plan_migration(project, tmp_path / "new").changes
    assert not [node for node in migration.plan.nodes if node.outcome == "manual"]


def test_the_odd_project_makes_the_same_files(tmp_path: Path) -> None:
    kedro = shutil.copytree(ROOT / "tests/projects/odds/kedro", tmp_path / "kedro")
    shutil.copytree(kedro / "data", tmp_path / "new/data")
    write_project(plan_migration(kedro, tmp_path / "new", force=True), force=True)
    python("-m", "kedro", "run", cwd=kedro)
    python("run.py", cwd=tmp_path / "new")
    for path in ("02_clean/orders.csv", "08_reporting/report.txt"):
        assert (tmp_path / "new/data" / path).read_bytes() == (kedro / "data" / path).read_bytes()
    for root in (kedro, tmp_path / "new"):
        assert len(list((root / "data/06_models/weights.pkl").glob("*/weights.pkl"))) == 1
