"""The whole projects of the tests, and Python as a person runs it in a project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECTS = [
    ROOT / "kedro_side",
    *sorted(each.parent for each in ROOT.glob("tests/projects/*/kedro/pyproject.toml")),
    *sorted(each.parent for each in ROOT.glob("tests/projects/config_*/pyproject.toml")),
]


def python(*arguments: str, cwd: Path) -> str:
    """What it prints. Raises AssertionError if it fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "DO_NOT_TRACK": "1", "MPLBACKEND": "Agg", "PYTHONPATH": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
