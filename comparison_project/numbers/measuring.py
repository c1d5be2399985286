"""All numbers of one run: made into JSON, which the page, the plots and the tables are made of."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from comparison_project import BadInput
from comparison_project.numbers import jobs
from comparison_project.numbers.jobs import Job
from migrate.compare.counted import CONCEPTS, Framework, counted
from migrate.compare.measured import CommandFailed, Pair, commands, paired

FRAMEWORKS: tuple[Framework, Framework] = ("kedro", "hamilton")
CHAINS = (1, 10, 100, 1000, 5000)
TABLES = (10, 100, 1000)


@dataclass(frozen=True)
class Sizes:
    """How much is measured: rows of spaceflights, nodes of the generated projects (`chains` do
    nothing, the first is what the others are held against), rounds of each pair.
    """

    rows: int = 1000
    tables: Sequence[int] = TABLES
    chains: Sequence[int] = CHAINS
    shapes: Sequence[str] = jobs.SHAPES
    rounds: int = 3


def numbers(work: Path, sizes: Sizes, told: Callable[[str], None]) -> dict[str, Any]:
    """Make the jobs in `work`, run each on both sides, and count what stands in them.

    Raises BadInput if a command fails.
    """
    pythons = (sys.executable, sys.executable)
    first = jobs.spaceflights(work, sizes.rows)
    read = [_read(first)]
    runs: list[dict[str, Any]] = []
    for kind, job in _jobs(work, sizes, first):
        told(job.about)
        try:
            pair = paired(*commands(job.kedro, job.hamilton, pythons), sizes.rounds)
        except CommandFailed as failed:
            raise BadInput(f"{job.about}: {failed}") from failed
        if kind == "tables":
            read.append(_read(job))
        runs.append({"kind": kind, **_figures(job, pair)})
    return {
        "schema": 1,
        "versions": _versions(),
        "rounds": sizes.rounds,
        "read": read,
        "runs": runs,
        "overhead": _overhead([run for run in runs if run["kind"] == "nothing"]),
    }


def _jobs(work: Path, sizes: Sizes, first: Job) -> Iterator[tuple[str, Job]]:
    yield "spaceflights", first
    yield from (("tables", jobs.tables(work, size)) for size in sizes.tables)
    yield from (("nothing", jobs.nothing(work, size)) for size in sizes.chains)
    yield from (("memory", jobs.arrays(work, shape)) for shape in sizes.shapes)


def _figures(job: Job, pair: Pair) -> dict[str, Any]:
    seconds, peaks = pair.seconds, pair.peak_bytes
    return {
        "name": job.name,
        "about": job.about,
        "nodes": job.nodes,
        "kedro": {"seconds": round(seconds[0], 4), "peak_mb": peaks[0] >> 20},
        "hamilton": {"seconds": round(seconds[1], 4), "peak_mb": peaks[1] >> 20},
        "ratio": {
            "seconds": round(pair.ratio, 3),
            "peak_mb": round(peaks[1] / peaks[0], 3),
        },
    }


def _overhead(runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each node more costs: the seconds beyond those of the first, by node, in ms."""
    if not runs:
        return []
    first, *others = runs
    found = []
    for run in others:
        more = run["nodes"] - first["nodes"]
        each = {
            side: max(run[side]["seconds"] - first[side]["seconds"], 0) / more * 1e3
            for side in FRAMEWORKS
        }
        ratio = each["hamilton"] / each["kedro"] if each["kedro"] else None
        found.append({"nodes": run["nodes"], **_rounded(each), "ratio": ratio and round(ratio, 3)})
    return found


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}


def _read(job: Job) -> dict[str, Any]:
    """What a person meets in both projects."""
    migration = json.loads((job.hamilton / "migration.json").read_text("utf-8"))
    sides = {
        side: asdict(counted(getattr(job, side), side)) | {"lines": migration["lines"][side]}
        for side in FRAMEWORKS
    }
    return {"name": job.name, "about": job.about, **sides}


def _versions() -> dict[str, str]:
    from importlib.metadata import version
    from platform import python_version

    packages = {"kedro": "kedro", "hamilton": "apache-hamilton"}
    found = {name: version(package) for name, package in packages.items()}
    return found | {"python": python_version()}


def about_concepts() -> dict[str, dict[str, str]]:
    """What each concept is, by framework and name."""
    return {
        side: {concept.name: concept.about for concept in CONCEPTS[side]} for side in FRAMEWORKS
    }
