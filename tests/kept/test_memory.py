"""Deep graphs run, and a whole run takes no more memory than Kedro's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kept.sides import DEFAULT, Steps, migrated, pickled

COUNT = 12
SIZE = 2_000_000  # numbers of eight bytes
FUNCTIONS = """
import numpy as np


def start(size):
    return np.zeros(size)


def step(x):
    return x + 1


def total(*parts):
    return float(sum(part.sum() for part in parts))
"""
CHAIN = Steps(
    FUNCTIONS,
    """
    node(start, 'params:size', 's0'),
    *[node(step, f's{i}', f's{i + 1}', name=f'n{i}') for i in range(12)],
    node(total, ['s12'], 'total'),
    """,
)
FAN = Steps(
    FUNCTIONS,
    """
    node(start, 'params:size', 's'),
    *[node(step, 's', f's{i}', name=f'n{i}') for i in range(12)],
    node(total, [f's{i}' for i in range(12)], 'total'),
    """,
)
SINKS = Steps(
    FUNCTIONS,
    """
    node(start, 'params:size', 's'),
    *[node(step, 's', f's{i}', name=f'n{i}') for i in range(12)],
    """,
)
STORED = {f"s{i}": pickled(f"s{i}") for i in range(13)}
# Runs a program, as `python` does, with a tiny size and then with the given one; prints how many
# bytes were in use at most the second time.
PROBE = """
import runpy, sys, tracemalloc

program, *arguments, last, size = sys.argv[1:]
run = runpy.run_path if program.endswith(".py") else runpy.run_module
sys.path.insert(0, "")
for each in ("1", size):
    sys.argv = [program, *arguments, last, f"size={each}"]
    tracemalloc.start() if each == size else None
    try:
        run(program, run_name="__main__")
    except SystemExit as end:
        assert not end.code, end.code
print(tracemalloc.get_traced_memory()[1])
"""


@pytest.mark.integration
@pytest.mark.parametrize(
    ("steps", "catalog"),
    [(CHAIN, {}), (CHAIN, STORED), (FAN, {}), (SINKS, STORED)],
    ids=["chain", "stored chain", "fan", "sinks"],
)
def test_a_run_takes_no_more_memory_than_kedros(
    tmp_path: Path, steps: Steps, catalog: dict[str, str]
) -> None:
    more = {"conf/base/parameters.yml": "size: 1\n"}
    sides = migrated(tmp_path, steps, catalog, more)
    kedros = peak(sides.kedro, "kedro", "run", "--params")
    written = peak(sides.written, "run.py", "--set")
    assert kedros > SIZE * 8  # the arrays are what is measured
    assert written <= 1.1 * kedros


def peak(folder: Path, *command: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *command, str(SIZE)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.split()[-1])


@pytest.mark.integration
def test_a_chain_deeper_than_the_stack(tmp_path: Path) -> None:
    steps = Steps(
        "def start(raw):\n    return len(raw)\n\n\ndef step(x):\n    return x + 1\n",
        "node(start, 'raw', 's0'),"
        "*[node(step, f's{i}', f's{i + 1}', name=f'n{i}') for i in range(1_500)]",
    )
    sides = migrated(tmp_path, steps, {"s1499": pickled("s1499")})
    assert sides.execute(DEFAULT, "s1500") == {"s1500": 1504}
    assert "s1499.pkl" in sides.files()
