"""The command line: `migrate kedro-to-declarative PROJECT`.

Exit codes: 0 done, nothing left to do; 1 done, a person must look; 2 it could not be done,
nothing written; 130 interrupted.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate import __version__

if TYPE_CHECKING:
    from migrate.api import Migration

# Of Python's garbage: reading makes very many objects that stay, so looking for garbage as often
# as usual takes a third of the time.
COLLECTIONS = (200_000, 50, 50)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    from migrate.diagnostics import CannotMigrate  # not on the path of --help

    gc.set_threshold(*COLLECTIONS)
    try:
        code: int = options.run(options)
    except CannotMigrate as error:
        print(f"migrate: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("migrate: interrupted, nothing was written", file=sys.stderr)
        return 130
    return 2 if code == 1 and options.strict else code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="migrate",
        description="Migrate Kedro projects to Hamilton, and prove that the outputs are equal.",
        epilog="Exit codes: 0 done; 1 done, but something needs a look; 2 not done, nothing "
        "written.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")
    verb = verbs.add_parser(
        "kedro-to-declarative",
        help="write the Hamilton project for a Kedro project",
        description="Read a Kedro project as text, and write the Hamilton project for it.",
    )
    verb.set_defaults(run=_migrate)
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
        "--dry-run", action="store_true", help="say what would be done, write nothing"
    )
    verb.add_argument(
        "--diff",
        action="store_true",
        help="print what would change in the output as a diff, write nothing",
    )
    verb.add_argument(
        "--check", action="store_true", help="exit with 1 if the output would change, write nothing"
    )
    verb.add_argument(
        "--force",
        action="store_true",
        help="write into a folder that is not ours, or over files changed by hand",
    )
    verb.add_argument(
        "--strict",
        action="store_true",
        help="take everything that needs a look for a failure (exit code 2, nothing written)",
    )
    verb.add_argument(
        "--validate",
        action="store_true",
        help="also build the real drivers, with the Python of --python",
    )
    verb.add_argument(
        "--python",
        type=Path,
        default=Path(sys.executable),
        metavar="PATH",
        help="a Python that has Hamilton and the project's libraries (default: this one)",
    )
    verb.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to report (default: text)"
    )
    _add_inspect(verbs)
    return parser


def _add_inspect(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser(
        "inspect",
        help="say what a Kedro project is, and what can't be known of it",
        description="Read a Kedro project as text and say what it is: pipelines, nodes, datasets, "
        "parameters, everything else, and what can't be known.",
    )
    verb.set_defaults(run=_inspect)
    verb.add_argument("project", type=Path, metavar="PROJECT", help="the Kedro project's folder")
    verb.add_argument(
        "--env", metavar="E", help="the environment to read (default: that of kedro run)"
    )
    verb.add_argument(
        "--pipeline",
        action="append",
        default=[],
        metavar="NAME",
        help="show the nodes of this registered pipeline only (may be repeated)",
    )
    verb.add_argument(
        "--resolve",
        choices=("static", "live"),
        default="static",
        help="live: also ask the project's own Python, which imports its modules and runs no node "
        "(default: static, the text alone)",
    )
    verb.add_argument(
        "--python",
        type=Path,
        metavar="PATH",
        help="the project's own Python, for --resolve live (default: that of the project's .venv "
        "or venv, else this one)",
    )
    verb.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to report (default: text)"
    )
    verb.add_argument(
        "--strict",
        action="store_true",
        help="take everything that needs a look for a failure (exit code 2)",
    )


def _inspect(options: argparse.Namespace) -> int:
    from migrate.read import read_project
    from migrate.report.inspection import diagnostics, inspection

    live = None
    if options.resolve == "live":
        from migrate.read.live import interpreter_of

        live = options.python or interpreter_of(options.project)
    project = read_project(options.project, options.env, live)
    if options.format == "json":
        _print_json(inspection(project, options.pipeline))
    else:
        from migrate.report.inspection_text import inspection_text

        print(inspection_text(project, options.pipeline))
    return 1 if any(each.needs_a_look for each in diagnostics(project)) else 0


def _migrate(options: argparse.Namespace) -> int:
    from migrate.api import prepare, write

    migration = prepare(
        options.project,
        options.output,
        pipelines=options.pipeline,
        environment=options.env,
        force=options.force,
        validate_with=options.python if options.validate else None,
    )
    refused = options.strict and migration.needs_a_look
    if not (options.dry_run or options.diff or options.check or refused):
        write(migration, options.force)
        verb = "wrote"
    else:
        verb = "would write" if not refused else "--strict, so did not write"
    _report(options, migration, verb)
    return 1 if migration.needs_a_look or (options.check and migration.changes) else 0


def _print_json(document: Mapping[str, Any]) -> None:
    import json

    print(json.dumps(document, indent=2, ensure_ascii=False))


def _report(options: argparse.Namespace, migration: Migration, verb: str) -> None:
    from migrate.report.text import summary, unified_diff

    if options.diff:
        sys.stdout.write(unified_diff(migration.changes))
    elif options.format == "json":
        _print_json(migration.document)
    text = summary(migration.plan, migration.files, f"{verb} {migration.output}")
    if options.check:
        changed = len(migration.changes)
        text += f"\n{changed} files would change." if changed else "\nNothing would change."
    quiet = options.diff or options.format == "json"
    print(text, file=sys.stderr if quiet else sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
