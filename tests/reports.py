"""Migrated projects and their reports, for tests; nothing of them is run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.api import plan_migration, write_project
from migrate.report.facts import Report
from migrate.reporting import report_on
from migrate.verify import Options
from migrate.verify.compare.result import Comparison
from migrate.verify.findings import DatasetResult, Run, Side
from migrate.verify.findings import Report as Verified
from migrate.verify.results.proof import proof, sources_of, write_proof

_SIDE = Side(1.0, 1.0, 0.0, 1, "3.11", "1.0")
EQUAL = Comparison("equal", "fingerprint")


def migrated(kedro: Path, hamilton: Path | None = None) -> Path:
    """The folder of a project's migration."""
    output = hamilton or kedro.parent / f"{kedro.name}_hamilton"
    write_project(plan_migration(kedro, output))
    return output


def plain(report: Report) -> dict[str, Any]:
    """The report as its readers get it."""
    found: dict[str, Any] = json.loads(json.dumps(report.as_json()))
    return found


def report_of(kedro: Path) -> dict[str, Any]:
    """The report on a project's migration."""
    return plain(report_on(migrated(kedro), kedro))


def prove(
    kedro: Path,
    hamilton: Path,
    file: Path,
    said: Mapping[str, Comparison],
    pipeline: str = "__default__",
) -> Path:
    """Write a proof as though both sides had run and this had been found of their datasets."""
    datasets = {name: DatasetResult(found) for name, found in said.items()}
    run = Run(pipeline, "default", datasets, {}, {}, _SIDE, _SIDE)
    sources = sources_of(kedro, hamilton)
    write_proof(file, proof(Verified((run,)), kedro, hamilton, Options(), sources))
    return file
