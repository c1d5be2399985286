"""The facts of a migration for its page: gathered from what was read, written and proven.

Nothing of the project is imported or run. Names and texts are as they stand there, but for secrets:
what shows them has to escape them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from migrate.model.rules import RULES
from migrate.report.facts.checks import checks
from migrate.report.facts.details import details
from migrate.report.facts.graphs import graphs
from migrate.report.facts.model import Check, File, Report, Section
from migrate.report.facts.sides import Reading, Sides
from migrate.report.facts.storage import datasets, parameters
from migrate.report.facts.work import work
from migrate.report.rules import title

__all__ = ["Report", "Section", "Sides", "gather"]

# What a comparison may say, as `migrate verify` has it.
STATUSES = ("equal", "close", "nondeterministic", "uncompared", "missing", "different")


def gather(sides: Sides) -> Report:
    """All that the page shows."""
    reading = Reading(sides)
    document = sides.document
    kedro, hamilton = graphs(reading)
    to_check, knowing = checks(reading)
    project = sides.project
    package = reading.package if reading.package != "." else PurePath(sides.hamilton_path).name
    name = project.layout.project_name if project else package
    return Report(
        title=name,
        tool=document["tool"],
        kedro={
            "name": name,
            "version": document["source"]["kedro_version"],
            "path": sides.kedro_path,
            "there": project is not None,
        },
        hamilton={"name": package, "path": sides.hamilton_path},
        summary=_summary(reading, to_check),
        kedro_graph=kedro,
        hamilton_graph=hamilton,
        details=details(reading, to_check),
        datasets=datasets(reading),
        checks=tuple(to_check),
        knowing=tuple(knowing),
        parameters=tuple(parameters(reading)),
        files=tuple(
            File(
                each["kind"],
                each["name"],
                each["path"],
                each["line"],
                each["outcome"],
                each["advice"],
            )
            for each in document["constructs"]
        ),
        written=tuple({"path": path} for path in document["files"]),
        notes=sides.notes,
        sources=tuple(reading.sources.found),
    )


def _summary(reading: Reading, found: Iterable[Check]) -> dict[str, Any]:
    document = reading.document
    outcomes = Counter(each["outcome"] for each in document["nodes"])
    kinds = ("moved", "parameterized", "wrapped", "manual")
    return {
        "nodes": {kind: outcomes[kind] for kind in kinds},
        "datasets": dict(Counter(each["outcome"] for each in document["datasets"])),
        "proof": _proof(reading.sides.proof),
        "open": _open(found),
        "work": work(document),
        "lines": document["lines"],
        "commands": _commands(reading.sides),
    }


def _proof(proof: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    runs = [
        {
            "pipeline": run["pipeline"],
            "environment": run["environment"],
            "summary": {status: run["summary"].get(status, 0) for status in STATUSES},
        }
        for run in proof["runs"]
    ]
    counts = {status: sum(run["summary"][status] for run in runs) for status in STATUSES}
    return {
        "made": proof["made"],
        "holds": not proof["why"],
        "why": list(proof["why"]),
        "runs": runs,
        "equal": counts["equal"] + counts["close"],
        "compared": sum(counts.values()),
        "not_run": list(proof["not_run"]),
        "failures": list(proof["failures"]),
        "versions": proof["versions"],
    }


def _open(found: Iterable[Check]) -> list[dict[str, Any]]:
    """How many items there are of each code."""
    counts = Counter((each.code, each.severity) for each in found)
    return [
        {
            "code": code,
            "severity": severity,
            "count": count,
            "title": title(RULES[code].message) if code in RULES else f"{code} when both sides ran",
        }
        for (code, severity), count in counts.items()
    ]


def _commands(sides: Sides) -> list[str]:
    from shlex import quote

    kedro, hamilton = quote(sides.kedro_path or "KEDRO"), quote(sides.hamilton_path)
    return [
        f"migrate kedro-to-declarative {kedro} --output {hamilton}",
        f"migrate verify {kedro} {hamilton}",
        f"migrate report {hamilton} --kedro {kedro} --proof proof.json",
    ]
