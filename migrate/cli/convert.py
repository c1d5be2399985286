"""`migrate kedro-to-declarative`: write the Hamilton project for a Kedro project."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.cli.output import OF_DIAGNOSTICS, add_format, print_diagnostics, print_json
from migrate.cli.terminal import CannotPrint
from migrate.secrets import masked

if TYPE_CHECKING:
    from migrate.api import Migration


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "kedro-to-declarative",
        help="write the Hamilton project for a Kedro project",
        description="Read a Kedro project as text, and write the Hamilton project for it.",
    )
    verb.set_defaults(run=run)
    verb.add_argument("project", type=Path, metavar="PROJECT", help="the Kedro project's folder")
    verb.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="where to write (default: PROJECT_hamilton beside it)",
    )
    verb.add_argument(
        "--pipeline",
        action="append",
        default=[],
        metavar="NAME",
        help="migrate this registered pipeline only (may be repeated)",
    )
    verb.add_argument(
        "--env", metavar="E", help="the environment that is the new project's default"
    )
    verb.add_argument(
        "--data-root",
        type=Path,
        metavar="DIR",
        help="the folder that relative paths of the new project start from, those of the catalog "
        "and those in functions (default: the new project's own)",
    )
    verb.add_argument(
        "--names",
        type=Path,
        metavar="FILE",
        help='a TOML file of chosen names, with lines such as "raw/orders" = "raw_orders"',
    )
    verb.add_argument(
        "--check-outputs",
        action="store_true",
        help="have the new project refuse what Kedro refuses of functions: None, and other numbers "
        "of values than there are outputs",
    )
    verb.add_argument(
        "--handoff",
        choices=("auto", "reload", "memory"),
        default="auto",
        help="what consumers of a stored dataset get: reload: what is read back, as in Kedro; "
        "memory: the value itself; auto: the value where the format surely gives it back, else "
        "what is read back (default: auto)",
    )
    verb.add_argument(
        "--layout",
        choices=("package", "single-file", "notebook"),
        help="package: modules, driver and run.py; single-file: all in one dataflow.py, for small "
        "projects; notebook: the package and a dataflow.ipynb on top of it (default: as it was "
        "written before, else package)",
    )
    verb.add_argument(
        "--dry-run", action="store_true", help="say what would be done, write nothing"
    )
    verb.add_argument(
        "--diff",
        action="store_true",
        help="print what would change in the output as a diff, write nothing",
    )
    verb.add_argument(
        "--check",
        action="store_true",
        help="exit with 1 if the output would change (or something needs a look), write nothing",
    )
    verb.add_argument(
        "--force",
        action="store_true",
        help="write into a folder that this tool did not make, over files changed by hand, and "
        "whatever its migration.json says",
    )
    verb.add_argument(
        "--partial",
        action="store_true",
        help="go on where Kedro could not read a configuration file, without what can't be read",
    )
    verb.add_argument(
        "--strict",
        action="store_true",
        help="take everything that needs a look for a failure (exit code 2, nothing written)",
    )
    verb.add_argument(
        "--validate",
        action="store_true",
        help="also run the written code, before it is put in its place: the Python of --python "
        "imports it, and with it the project's own modules, and builds the drivers of all "
        "pipelines; no node runs",
    )
    verb.add_argument(
        "--python",
        type=Path,
        default=Path(sys.executable),
        metavar="PATH",
        help="for --validate: a Python that has Hamilton and the project's libraries (default: "
        "this one)",
    )
    verb.add_argument(
        "--report", type=Path, metavar="FILE", help="also make the page of `migrate report`"
    )
    add_format(verb)


def run(options: argparse.Namespace) -> int:
    """Run the verb; returns the exit code."""
    from migrate.api import plan_migration, write_project

    migration = plan_migration(
        options.project,
        options.output,
        pipelines=options.pipeline,
        environment=options.env,
        names_file=options.names,
        handoff=options.handoff,
        force=options.force,
        data_root=options.data_root,
        checks_outputs=options.check_outputs,
        layout=options.layout,
        partial=options.partial,
        validate_with=options.python if options.validate else None,
    )
    refused = options.strict and migration.needs_a_look
    if not (options.dry_run or options.diff or options.check or refused):
        write_project(migration, options.force)
        verb = "wrote"
    else:
        verb = "would write" if not refused else "--strict, so did not write"
    with _knowing(f"but {migration.output} is written") if verb == "wrote" else nullcontext():
        _report(options, migration, verb)
        if options.report and verb == "wrote":
            _write_page(options, migration)
    return 1 if migration.needs_a_look or (options.check and migration.changes) else 0


@contextmanager
def _knowing(what: str) -> Iterator[None]:
    """What ends the report early says this, too."""
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise KeyboardInterrupt(what) from None
    except CannotPrint as error:
        error.args = (f"{error}, {what}",)
        error.code = 1
        raise


def _report(options: argparse.Namespace, migration: Migration, verb: str) -> None:
    from migrate.report.text import summary, unified_diff

    if options.diff:
        private = migration.plan.private
        shown = {path: each for path, each in migration.changes.items() if path not in private}
        print(masked(unified_diff(shown)), end="")
    elif options.format == "json":
        print_json(migration.document)
    elif options.format in OF_DIAGNOSTICS:
        plan = migration.plan
        print_diagnostics(options.format, plan.diagnostics, options.project, plan.project_name)
    done = f"{verb} {migration.output}"
    secrets, lines = len(migration.secrets), migration.document["lines"]
    text = summary(migration.plan, migration.files, done, secrets, lines)
    if options.check:
        changed = len(migration.changes)
        text += f"\n{changed} files would change." if changed else "\nNothing would change."
    quiet = options.diff or options.format != "text"
    print(text, file=sys.stderr if quiet else sys.stdout)


def _write_page(options: argparse.Namespace, migration: Migration) -> None:
    import sys

    from migrate import write_report

    write_report(migration.output, options.report, options.project, project=migration.project)
    print(f"wrote {options.report}", file=sys.stderr)
