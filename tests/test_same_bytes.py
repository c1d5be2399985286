"""The same project gives the same bytes, whatever the order of sets in memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECTS = [
    ROOT / "kedro_side",
    ROOT / "tests/projects/bikes/kedro",
    ROOT / "tests/projects/odds/kedro",
]


@pytest.mark.parametrize("project", PROJECTS, ids=["kedro_side", "bikes", "odds"])
def test_the_hash_seed_changes_nothing(project: Path, tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2", "77"):
        output = tmp_path / "new"  # one place, as the source is named relative to it
        done = subprocess.run(
            [sys.executable, "-m", "migrate", "kedro-to-declarative", project, "--output", output],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode <= 1, done.stderr
        files = [path for path in output.rglob("*") if path.is_file()]
        written.append({str(p.relative_to(output)): p.read_bytes() for p in files})
        shutil.rmtree(output)
    assert written[0] == written[1] == written[2]
