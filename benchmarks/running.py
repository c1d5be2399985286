"""What running takes on both sides, on the same jobs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.table import table
from comparison_project.numbers.measuring import Sizes, numbers

# Start-up, overhead, and what libraries decide.
SIZES = Sizes(tables=(100,), chains=(1, 1000))


def measure(sizes: Sizes = SIZES) -> str:
    """A table of whole processes, and what each further node costs."""
    with TemporaryDirectory() as work:
        found = numbers(Path(work), sizes, lambda _: None)
    rows = [
        (
            run["about"],
            *(f"{run[side]['seconds']:.2f}" for side in ("kedro", "hamilton")),
            f"{run['ratio']['seconds']:.2f}",
            *(run[side]["peak_mb"] for side in ("kedro", "hamilton")),
            f"{run['ratio']['peak_mb']:.2f}",
        )
        for run in found["runs"]
    ]
    titles = ("job", "kedro run, s", "run.py, s", "ratio", "kedro run, MB", "run.py, MB", "ratio")
    costs = [
        (f"{row['nodes']:,} nodes", row["kedro"], row["hamilton"], row["ratio"])
        for row in found["overhead"]
    ]
    more = table(("each node more", "Kedro, ms", "Hamilton, ms", "ratio"), costs)
    return f"{table(titles, rows)}\n\n{more}"
