"""How long reading takes, and how much memory, in projects of growing size."""

from __future__ import annotations

import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generate import generate
from benchmarks.table import table

SIZES = (100, 1_000, 10_000)
ROUNDS = 3


def measure(sizes: Sequence[int] = SIZES, rounds: int = ROUNDS) -> str:
    """A table: each size read in a process of its own, the sizes in turn, medians of the rounds."""
    with TemporaryDirectory() as folder:
        roots = {size: generate(Path(folder, str(size)), size) for size in sizes}
        found: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
        for _ in range(rounds):
            for size, root in roots.items():
                found[size].append(_in_a_process(root, size))
    rows = []
    first = statistics.median(seconds for seconds, _ in found[sizes[0]]) / sizes[0]
    for size in sizes:
        seconds = statistics.median(each for each, _ in found[size])
        memory = max(each for _, each in found[size])
        each = seconds / size
        rows.append(
            (f"{size:,}", f"{seconds:.2f}", f"{each * 1e3:.2f}", f"{each / first:.2f}", memory)
        )
    return table(("nodes", "CPU s", "ms per node", "to the first", "peak MB"), rows)


def _in_a_process(root: Path, nodes: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.reading", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    if found["nodes"] != nodes:
        raise RuntimeError(f"{found['nodes']} of {nodes} nodes were found")
    return found["seconds"], found["memory"]


def _read(root: Path) -> dict[str, float]:
    """What reading one project takes as the commands do it, imports left out."""
    from migrate.cli import COLLECTIONS
    from migrate.read import read_project

    gc.set_threshold(*COLLECTIONS)
    start = time.process_time()
    project = read_project(root)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {"nodes": len(project.nodes), "seconds": seconds, "memory": round(peak / unit)}


if __name__ == "__main__":
    print(json.dumps(_read(Path(sys.argv[1]))))
