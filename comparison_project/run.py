"""Run both sides on the same data, compare every dataset, and write the comparison."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from comparison_project import BadInput
from comparison_project.commands import Measured, measure
from comparison_project.data import write_tables
from migrate.model.diagnostics import CannotMigrate
from migrate.verify import CannotVerify, DatasetResult, Options, Report, Run, verify_projects
from migrate.verify.progress import Bars
from migrate.verify.results.proof import proof, sources_of, write_proof
from migrate.verify.runs.removing import remove

# Where kedro_side's catalog looks for the raw tables.
RAW = Path("data", "01_raw")

PAGE = "comparison.html"
PROOF = "proof.json"


@dataclass(frozen=True)
class Findings:
    """All that was found, for the terminal and the page. `commands` is what each side's own command
    took, or None where that was not asked for.
    """

    kedro: Path
    hamilton: Path
    rows: int
    seed: int
    report: Report
    proof: Mapping[str, Any]
    commands: tuple[Measured, Measured] | None

    @property
    def full(self) -> Run:
        """The run that shows the project best: `__default__`, or the first one."""
        runs = self.report.runs
        return next((run for run in runs if run.pipeline == "__default__"), runs[0])


def run(options: argparse.Namespace) -> int:
    """Run, compare, print and write.

    Returns 0 if all is equal, 1 for a difference. Raises BadInput if it could not be done.
    """
    from comparison_project.terminal import print_comparison

    try:
        with _workdir(options.workdir) as work:
            found = _compare(options, work)
    except CannotVerify as problem:
        raise BadInput(str(problem)) from problem
    except OSError as problem:
        raise BadInput(f"{problem.filename or ''}: {problem.strerror or problem}") from problem
    print_comparison(found)
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    figures = json.dumps(found.report.to_json(), indent=1)
    (out / "report.json").write_text(figures, encoding="utf-8")
    _write_page(found, out)
    print(out / PAGE)
    return found.report.exit_code


def _write_page(found: Findings, out: Path) -> None:
    """The report on the migration, with what was found as its proof and with tables of the runs."""
    from comparison_project.sections import sections
    from migrate.report.html import render
    from migrate.reporting import report_on

    write_proof(out / PROOF, found.proof)
    try:
        report = report_on(found.hamilton, found.kedro, out / PROOF)
    except CannotMigrate as problem:
        raise BadInput(str(problem)) from problem
    page = render(replace(report, sections=tuple(sections(found))))
    (out / PAGE).write_text(page, encoding="utf-8")


@contextmanager
def _workdir(wanted: Path | None) -> Iterator[Path]:
    """A folder for the runs, gone afterwards unless one was asked for."""
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
        if any(wanted.iterdir()):
            raise BadInput(f"The work folder {wanted} is not empty.")
        yield wanted.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="comparison-")).resolve()
    try:
        yield folder
    finally:
        remove(folder, folder.parent)


def _compare(options: argparse.Namespace, work: Path) -> Findings:
    for name in ("kedro", "hamilton"):
        if not getattr(options, name).is_dir():
            raise BadInput(f"There is no folder {getattr(options, name)}.")
    kedro, hamilton = options.kedro.resolve(), options.hamilton.resolve()
    sources = sources_of(kedro, hamilton)
    data, other = work / "data", work / "other_data"
    write_tables(data / RAW, options.rows, options.seed)
    # What a pipeline loads instead of computing was made of the first tables; computed anew of
    # these, it would be something else.
    write_tables(other / RAW, options.rows, options.seed + 1)
    with Bars() as bars:
        how = Options(
            data=data,
            slice_data=other,
            timeout=options.timeout,
            keep=options.workdir is not None,
            watch=bars,
            **({"jobs": options.jobs} if options.jobs else {}),
        )
        report = verify_projects(
            options.kedro,
            options.hamilton,
            pipelines=options.pipeline,
            environments=options.env,
            kedro_python=options.kedro_python,
            hamilton_python=options.hamilton_python,
            workdir=work / "verify",
            options=how,
        )
    for failure in report.failures:
        raise CannotVerify(failure.reason)
    commands = None
    if not options.no_commands:
        commands = measure(
            kedro,
            hamilton,
            data,
            work / "commands",
            options.kedro_python,
            options.hamilton_python,
        )
    return Findings(
        kedro=kedro,
        hamilton=hamilton,
        rows=options.rows,
        seed=options.seed,
        report=report,
        proof=proof(report, kedro, hamilton, how, sources),
        commands=commands,
    )


def by_dataset(report: Report) -> dict[str, list[tuple[Run, DatasetResult]]]:
    """Dataset -> its runs with what they found, in the order in which Kedro makes them."""
    found: dict[str, list[tuple[Run, DatasetResult]]] = {}
    for run in report.runs:
        for name, result in run.datasets.items():
            found.setdefault(name, []).append((run, result))
    return found


def verdict(entries: list[tuple[Run, DatasetResult]]) -> tuple[bool, str]:
    """Whether a dataset is equal in all of its runs, and that in words."""
    for run, result in entries:
        if not result.comparison.equal:
            where = f"{run.pipeline}, {run.environment}"
            found = result.comparison
            return False, f"{found.status} in {where}: {found.detail}"
    times = len(entries)
    return True, f"equal in {'one run' if times == 1 else f'{times} runs'}"
