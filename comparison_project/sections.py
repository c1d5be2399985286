"""What the page of the comparison has beside the report on the migration: tables of the runs."""

from __future__ import annotations

from collections.abc import Iterator

from comparison_project.run import Findings, by_dataset, verdict
from comparison_project.terminal import RUN_HEADERS, command_cells, conclusion, run_cells
from migrate.report.facts import Section

TITLE = "Kedro and Hamilton, side by side"


def sections(found: Findings) -> Iterator[Section]:
    """The tables, in order."""
    yield _sides(found)
    yield _datasets(found)
    yield _files(found)
    yield _runs(found)
    if found.commands:
        yield Section(
            "Whole processes",
            "Each side's own command, from start to end.",
            ("command", "seconds", "peak MB"),
            tuple(tuple(command_cells(measured)) for measured in found.commands),
            (1, 2),
        )


def _sides(found: Findings) -> Section:
    kedro, hamilton = found.full.kedro, found.full.hamilton
    text = (
        "One project, run twice on the same data: as it was written for Kedro, and as the "
        "migration wrote it for Hamilton. Every dataset was compared at the moment when it is "
        "handed to its consumers, those that live in memory included. Raw data: "
        f"{found.rows:,} rows in each table, seed {found.seed}. {conclusion(found)}"
    )
    rows = (
        ("Kedro", found.kedro.name, kedro.version, kedro.python),
        ("Hamilton", found.hamilton.name, hamilton.version, hamilton.python),
    )
    return Section(TITLE, text, ("", "project", "version", "Python"), rows)


def _datasets(found: Findings) -> Section:
    rows = []
    for name, entries in by_dataset(found.report).items():
        result = entries[0][1]
        rows.append((name, result.kedro_type, result.hamilton_type, verdict(entries)[1]))
    headers = ("dataset", "in Kedro", "in Hamilton", "result")
    return Section("Datasets", "What each side made.", headers, tuple(rows))


def _files(found: Findings) -> Section:
    rows = []
    for name in sorted({path for run in found.report.runs for path in run.files}):
        outcomes = [run.files[name] for run in found.report.runs if name in run.files]
        bad = next((outcome for outcome in outcomes if not outcome.equal), None)
        how = ", ".join(sorted({outcome.comparator for outcome in outcomes}))
        words = (bad.detail or bad.status) if bad else "equal"
        rows.append((name, str(len(outcomes)), how, words))
    headers = ("file", "runs", "compared by", "result")
    return Section("Files", "What the runs wrote.", headers, tuple(rows), (1,))


def _runs(found: Findings) -> Section:
    text = (
        "Seconds are those of the run itself, without the start of the process and without the "
        "time that capturing took; memory includes the capture. Several runs went on at once."
    )
    rows = tuple(tuple(run_cells(run)) for run in found.report.runs)
    return Section("Runs", text, RUN_HEADERS, rows, (2, 3, 4, 5))
