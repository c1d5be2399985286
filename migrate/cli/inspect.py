"""`migrate inspect`: say what a Kedro project is."""

from __future__ import annotations

import argparse
from pathlib import Path

from migrate.cli.output import OF_DIAGNOSTICS, add_format, print_diagnostics, print_json


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "inspect",
        help="say what a Kedro project is, and what can't be known of it",
        description="Read a Kedro project as text and say what it is: pipelines, nodes, datasets, "
        "parameters, everything else, and what can't be known.",
    )
    verb.set_defaults(run=run)
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
    add_format(verb)
    verb.add_argument(
        "--strict",
        action="store_true",
        help="take everything that needs a look for a failure (exit code 2)",
    )


def run(options: argparse.Namespace) -> int:
    """Run the verb; returns the exit code."""
    from migrate.read import read_project
    from migrate.report.inspection import diagnostics, inspection

    live = None
    if options.resolve == "live":
        from migrate.read.live.process import interpreter_of

        live = options.python or interpreter_of(options.project)
    project = read_project(options.project, options.env, live)
    if options.format == "json":
        print_json(inspection(project, options.pipeline))
    elif options.format in OF_DIAGNOSTICS:
        name = project.layout.project_name
        print_diagnostics(options.format, diagnostics(project), options.project, name)
    else:
        from migrate.report.inspection_text import inspection_text

        print(inspection_text(project, options.pipeline))
    return 1 if any(each.needs_a_look for each in diagnostics(project)) else 0
