"""`python -m benchmarks` (`make bench`)."""

from __future__ import annotations

from benchmarks import commands, reading, running, verifying

PARTS = (
    ("Reading generated projects (read_project, CPU time, median of 3)", reading.measure),
    ("Whole commands (wall time, paired, median of 5)", commands.measure),
    ("Running both sides (whole processes, in turn, median of 3)", running.measure),
    ("Verifying spaceflights at 77,096 rows (wall time, s)", verifying.measure),
)


def main() -> None:
    """Measure everything, and print each table as soon as it is there."""
    for title, measure in PARTS:
        print(f"{title}\n\n{measure()}\n", flush=True)


if __name__ == "__main__":
    main()
