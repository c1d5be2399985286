"""The comparison as tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from comparison_project.commands import Measured
from comparison_project.run import Findings, by_dataset, verdict
from migrate.verify import Run

RUN_HEADERS = ("pipeline", "env", "datasets", "files", "Kedro", "Hamilton")


def print_comparison(found: Findings, console: Console | None = None) -> None:
    """Print every dataset, every run, the time and memory of both sides, and the sum."""
    console = console or Console()
    console.print(_datasets(found))
    console.print(_runs(found))
    for run in found.report.runs:
        for kind, name, outcome in run.differences:
            if kind != "dataset":
                where = f"{run.pipeline}, {run.environment}"
                text = f"{kind} {name} is {outcome.status} in {where}: {outcome.detail}"
                console.print(escape(text), style="red", soft_wrap=True)
    if found.commands:
        console.print(_commands(found.commands))
    console.print(conclusion(found), style="bold green" if found.report.equal else "bold red")


def conclusion(found: Findings) -> str:
    """One sentence: how much was compared, and what came of it."""
    runs = found.report.runs
    entries = [outcome for run in runs for _, _, outcome in run.comparisons]
    datasets = sum(len(run.datasets) for run in runs)
    files = sum(len(run.files) for run in runs)
    differing = sum(1 for outcome in entries if not outcome.equal)
    what = f"{datasets} datasets and {files} written files in {len(runs)} runs"
    return f"{what}: {'all equal' if found.report.equal else f'{differing} not equal'}."


def _datasets(found: Findings) -> Table:
    table = Table(title="Datasets", title_justify="left", show_edge=False, pad_edge=False)
    for header in ("dataset", "in Kedro", "in Hamilton", "result"):
        table.add_column(header, overflow="fold")
    for name, entries in by_dataset(found.report).items():
        equal, words = verdict(entries)
        result = entries[0][1]
        style = "" if equal else "red"
        types = [kind.rpartition(".")[2] for kind in (result.kedro_type, result.hamilton_type)]
        cells = (name, *types, words)
        table.add_row(*map(escape, cells), style=style)
    return table


def _runs(found: Findings) -> Table:
    table = Table(title="Runs", title_justify="left", show_edge=False, pad_edge=False)
    for place, header in enumerate(RUN_HEADERS):
        table.add_column(header, justify="right" if place > 1 else "left")
    for run in found.report.runs:
        table.add_row(*run_cells(run), style="" if run.equal else "red")
    return table


def run_cells(run: Run) -> list[str]:
    """One run as cells below `RUN_HEADERS`: how many are equal of how many; seconds without the
    start, and the peak in megabytes.
    """
    datasets = [result.comparison for result in run.datasets.values()]
    groups = [
        f"{sum(1 for outcome in group if outcome.equal)}/{len(group)}"
        for group in (datasets, list(run.files.values()))
    ]
    sides = [
        f"{side.run_seconds:.1f} s {side.peak_bytes / 1e6:,.0f} MB"
        for side in (run.kedro, run.hamilton)
    ]
    return [run.pipeline, run.environment, *groups, *sides]


def _commands(commands: Iterable[Measured]) -> Table:
    table = Table(title="Whole processes", title_justify="left", show_edge=False, pad_edge=False)
    table.add_column("command")
    table.add_column("seconds", justify="right")
    table.add_column("peak MB", justify="right")
    for entry in commands:
        table.add_row(*command_cells(entry))
    return table


def command_cells(measured: Measured) -> list[str]:
    """A measured command as cells: as typed, seconds, peak megabytes."""
    return [measured.command, f"{measured.seconds:.2f}", f"{measured.peak_bytes / 1e6:,.0f}"]
