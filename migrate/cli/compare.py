"""`migrate compare`: what a move to Hamilton would change, for a person's own project."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.cli.report import show_report

if TYPE_CHECKING:
    from migrate.compare.measured import Pair

PAGE = Path("compare.html")
DEFAULT = "__default__"  # the pipeline that is run where none is named


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "compare",
        help="show what a move to Hamilton would change for a project",
        description="Migrate a Kedro project into a temporary folder, run both sides as verify "
        "does, and make a page of it: the report, numbers of both sides, what would change for "
        "you, reasons not to move. Nothing is left but the page.",
    )
    verb.set_defaults(run=run)
    add = verb.add_argument
    add("project", type=Path, metavar="PROJECT", help="the Kedro project's folder")
    add(
        "--pipeline",
        action="append",
        metavar="P",
        help=f"run this registered pipeline only (may be repeated; default: {DEFAULT})",
    )
    add("--env", metavar="E", help="run in this environment (default: that of kedro run)")
    add(
        "--kedro-python",
        metavar="PATH",
        help="the Kedro side's Python (default: that of the project's .venv or venv, else this)",
    )
    add("--hamilton-python", metavar="PATH", help="the Hamilton side's Python (default: this)")
    add("--rounds", type=int, default=1, metavar="N", help="measure N times (default: 1)")
    add("--no-run", action="store_true", help="run nothing: read, count and advise")
    add("--output", type=Path, default=PAGE, metavar="FILE", help=f"the page (default: {PAGE})")
    add(
        "--format",
        choices=("html", "json"),
        default="html",
        help="html: the page; json: all facts (default: html)",
    )
    add(
        "--strict",
        action="store_true",
        help="take everything that needs a look for a failure (exit code 2)",
    )


def run(options: argparse.Namespace) -> int:
    """Run the verb; returns the exit code."""
    from tempfile import TemporaryDirectory

    from migrate.model.diagnostics import CannotMigrate
    from migrate.verify import CannotVerify

    if options.rounds < 1:
        raise CannotMigrate("--rounds is at least 1")
    try:
        with TemporaryDirectory(prefix="migrate-compare-") as work:
            return _compare(options, Path(work).resolve())
    except CannotVerify as problem:
        print(f"migrate compare: {problem}; --no-run compares without running", file=sys.stderr)
        return 2


def _compare(options: argparse.Namespace, work: Path) -> int:
    from dataclasses import replace

    from migrate.api import plan_migration, source_texts, write_project
    from migrate.compare.counted import counted
    from migrate.compare.sections import Compared, sections
    from migrate.libraries.distributions import stated
    from migrate.reporting import report_on
    from migrate.write.project.commands import commands
    from migrate.write.project.readme import central

    output = work / f"{options.project.resolve().name}_hamilton"
    migration = plan_migration(options.project, output)
    write_project(migration)
    proof, pair = None, None
    if not options.no_run:
        proof = work / "proof.json"
        _prove(options, output, proof, work)
        pair = _measure(options, output, work)
    plan = migration.plan
    found = Compared(
        migration.document,
        counted(options.project, "kedro"),
        counted(output, "hamilton"),
        stated(source_texts(migration.project)),
        tuple(commands(plan, central(plan)[0])),
        pair,
    )
    report = report_on(output, options.project, proof, migration.project)
    report = replace(
        report,
        # What was written is gone afterwards: where it would go, and how to have it.
        hamilton={**report.hamilton, "path": output.name},
        summary={**report.summary, "commands": _again(options.project, output.name)},
        sections=tuple(sections(found)),
    )
    show_report(report, options.format, options.output)
    return 1 if report.checks else 0


def _again(project: Path, name: str) -> list[str]:
    """How to do it for good."""
    from shlex import quote

    kedro, hamilton = quote(project.as_posix()), quote((project.parent / name).as_posix())
    return [
        f"migrate kedro-to-declarative {kedro} --output {hamilton}",
        f"migrate verify {kedro} {hamilton}",
    ]


def _prove(options: argparse.Namespace, output: Path, place: Path, work: Path) -> None:
    """Run both sides and compare, as `migrate verify` does. Raises CannotVerify."""
    from migrate.verify import DEFAULT_ENVIRONMENT, CannotVerify, Options, verify_projects
    from migrate.verify.progress import Bars
    from migrate.verify.results.proof import proof, sources_of, write_proof

    kedro_python, hamilton_python = _pythons(options)
    sources = sources_of(options.project, output)
    with Bars() as bars:
        how = Options(orders=1, watch=bars)
        report = verify_projects(
            options.project,
            output,
            pipelines=options.pipeline or [DEFAULT],
            environments=[options.env or DEFAULT_ENVIRONMENT],
            kedro_python=kedro_python,
            hamilton_python=hamilton_python,
            workdir=work / "verify",
            options=how,
        )
    for failure in report.failures:
        raise CannotVerify(failure.reason)
    write_proof(place, proof(report, options.project.resolve(), output, how, sources))


def _measure(options: argparse.Namespace, output: Path, work: Path) -> Pair:
    """What `kedro run` and `run.py` take, in copies that have the project's data."""
    from migrate.compare.measured import CommandFailed, commands, copies, paired
    from migrate.verify import CannotVerify

    pipeline = (options.pipeline or [DEFAULT])[0]
    chosen = [f"--env={options.env}"] if options.env else []
    chosen += [f"--pipeline={pipeline}"] if pipeline != DEFAULT else []
    sides = copies(options.project.resolve(), output, work)
    try:
        return paired(*commands(*sides, _pythons(options), chosen), options.rounds)
    except CommandFailed as failed:
        raise CannotVerify(str(failed)) from failed


def _pythons(options: argparse.Namespace) -> tuple[str, str]:
    from migrate.read.live.process import interpreter_of

    kedro = options.kedro_python or str(interpreter_of(options.project))
    return kedro, options.hamilton_python or sys.executable
