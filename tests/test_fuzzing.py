"""The fuzzer, with other cases each night."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
SECONDS = os.environ.get("FUZZING_SECONDS", "900")


@pytest.mark.slow
def test_no_project_brings_it_down() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fuzzing", "--seconds", SECONDS, "--seed", date.today().isoformat()],
        cwd=TESTS,
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"},
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stdout + done.stderr
