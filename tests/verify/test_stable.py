"""What `verify` and `report` write is the same each time, but for what is measured."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration  # runs both sides, twice

ORDERS = Path(__file__).parents[1] / "projects" / "orders"
MEASURED = re.compile(r'"(seconds|start_seconds|capture_seconds|peak_bytes|made)": [^\n]*?(,?)\n')


def printed(*arguments: object, seed: str) -> str:
    """What a verb prints where sets have another order each time, without what is measured."""
    done = subprocess.run(
        [sys.executable, "-m", "migrate", *map(str, arguments), "--format", "json"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return MEASURED.sub(r'"\1": 0\2\n', done.stdout)


def test_two_runs_write_the_same(tmp_path: Path) -> None:
    kedro, hamilton = ORDERS / "kedro", tmp_path / "new"
    found: dict[str, list[str]] = {}
    for seed in ("1", "2"):
        proof = tmp_path / f"{seed}.json"
        for verb, arguments in {
            "kedro-to-declarative": (kedro, "--output", hamilton, "--force"),
            "verify": (kedro, hamilton, "--pipeline", "prepare", "--proof", proof),
            "report": (hamilton, "--proof", proof),
        }.items():
            found.setdefault(verb, []).append(printed(verb, *arguments, seed=seed))
        text = MEASURED.sub(r'"\1": 0\2\n', proof.read_text())
        found.setdefault("proof", []).append(text)
    for what, (first, second) in found.items():
        assert first == second, what
        assert json.loads(first)["schema"] == 1
