"""``python -m comparison_project features``: run the claims, print a summary, write a file."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

from comparison_project import BadInput
from comparison_project.features import Table, tables
from comparison_project.features.output import WRITERS, Results, as_markdown, summary
from comparison_project.features.running import Result, run_rows
from comparison_project.features.viewers.servers import served


def add_features_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the verb's parser."""
    add = parser.add_argument
    add("rows", nargs="*", metavar="ROW", help="only these rows or tables (default: all)")
    add("--output", type=Path, metavar="FILE", help="an .html, .md or .json file to write")
    add("--no-servers", action="store_true", help="leave out probes that start servers")
    add("--jobs", type=int, default=2, metavar="N", help="probes at once (default: %(default)s)")
    add(
        "--kept",
        type=Path,
        default=Path("build", "features"),
        metavar="DIR",
        help="where the screenshots of probes go (default: %(default)s)",
    )


def run_features(options: argparse.Namespace) -> int:
    """Run the probes. Returns 1 if one contradicts the recorded verdict, else 0.

    Raises BadInput for an unknown row, or a file that can't be written.
    """
    output: Path | None = options.output
    if output and output.suffix not in WRITERS:
        raise BadInput(f"{output} must end in one of {', '.join(WRITERS)}.")
    if options.jobs < 1:
        raise BadInput("--jobs must be 1 or more.")
    chosen = _chosen(options.rows)
    viewers = not options.no_servers and "viewers" in {table.name for table in chosen}
    with served() if viewers else nullcontext():
        found = run_rows(
            [row for table in chosen for row in table.rows],
            servers=not options.no_servers,
            jobs=options.jobs,
            kept=options.kept.resolve(),
            done=_tell,
        )
    by_row = {(result.row.table, result.row.id): result for result in found}
    results: Results = [
        (table, [by_row[table.name, row.id] for row in table.rows]) for table in chosen
    ]
    if output:
        _write(output, results)
        print(summary(results))
        print(output)
    else:
        print(as_markdown(results), end="")
    return 1 if any(result.status == "contradicted" for result in found) else 0


def _chosen(names: list[str]) -> list[Table]:
    """The tables, with only those rows that are asked for by their name or their table's."""
    found = list(tables())
    known = {name for table in found for name in (table.name, *(row.id for row in table.rows))}
    if unknown := [name for name in names if name not in known]:
        raise BadInput(f"There is no row or table called {unknown[0]}.")
    if not names:
        return found
    kept = []
    for table in found:
        rows = [row for row in table.rows if {row.id, table.name}.intersection(names)]
        if rows:
            kept.append(Table(table.name, table.title, table.intro, tuple(rows)))
    return kept


def _tell(result: Result) -> None:
    print(f"{result.row.id}: {result.status}", file=sys.stderr)
    for outcomes in result.outcomes.values():
        for outcome in outcomes:
            if outcome.status != "confirmed":
                print(f"    {outcome.probe.name}: {outcome.reason}", file=sys.stderr)


def _write(path: Path, results: Results) -> None:
    text = WRITERS[path.suffix](results, path.resolve().parent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise BadInput(f"{path} can't be written: {problem.strerror}.") from None
