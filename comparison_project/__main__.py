"""The command line: ``python -m comparison_project VERB ...``.

Exit codes: 0 done (and equal), 1 a difference or a contradicted verdict, 2 it could not be done,
130 interrupted.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

from comparison_project import BadInput


class Verb(NamedTuple):
    """One subcommand: its line in the help, its options, and what it does with them.

    `run` imports what it needs by itself, so that no verb waits for another one's libraries.
    """

    help: str
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def _add_data_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rows", type=int, default=1000, help="rows of each table (default: %(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="the same seed makes the same data (default: 0)"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder to write the tables to"
    )


def _run_data(options: argparse.Namespace) -> int:
    from comparison_project.data import write_tables

    for path in write_tables(options.out, options.rows, options.seed):
        print(path)
    return 0


def _add_compare_options(parser: argparse.ArgumentParser) -> None:
    from comparison_project.options import add_run_options

    add_run_options(parser)


def _compare_sides(options: argparse.Namespace) -> int:
    from comparison_project.run import run

    return run(options)


def _add_numbers_options(parser: argparse.ArgumentParser) -> None:
    from comparison_project.numbers.command import add_numbers_options

    add_numbers_options(parser)


def _run_numbers(options: argparse.Namespace) -> int:
    from comparison_project.numbers.command import run_numbers

    return run_numbers(options)


def _add_features_options(parser: argparse.ArgumentParser) -> None:
    from comparison_project.features.command import add_features_options

    add_features_options(parser)


def _run_features(options: argparse.Namespace) -> int:
    from comparison_project.features.command import run_features

    return run_features(options)


VERBS = {
    "data": Verb("make the three raw tables of kedro_side", _add_data_options, _run_data),
    "run": Verb("run both sides, compare every dataset", _add_compare_options, _compare_sides),
    "numbers": Verb("measure both on the same jobs", _add_numbers_options, _run_numbers),
    "features": Verb("run what the public comparison claims", _add_features_options, _run_features),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # One sentence, without the usage that argparse puts before it.
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one verb.

    Args:
        arguments: The command line without the program's name; by default that of the process.

    Returns:
        The exit code.

    Raises:
        SystemExit: If the command line itself is wrong (code 2) or asks for help (code 0).
    """
    parser = _Parser(
        prog="python -m comparison_project",
        description="Run a Kedro project and its Hamilton migration on data made here.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        verb.add_options(verbs.add_parser(name, help=verb.help, description=verb.help))
    options = parser.parse_args(arguments)
    try:
        return VERBS[options.verb].run(options)
    except BadInput as problem:
        print(f"{parser.prog} {options.verb}: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
