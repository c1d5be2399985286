"""`migrate verify`: prove that both sides give the same."""

from __future__ import annotations

import argparse
import math
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from migrate.cli.output import print_json, print_xml

if TYPE_CHECKING:
    from migrate.verify import Options, Report

PROOF = "proof.json"


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    verb = verbs.add_parser(
        "verify",
        help="run both sides and prove that they give the same",
        description="Run a Kedro project and the Hamilton project made of it, each in its own "
        "Python and in its own copy of the data, and compare every dataset, every written file "
        "and every effect. Both projects are left as they are.",
    )
    verb.set_defaults(run=run)
    verb.add_argument("kedro", type=Path, nargs="?", metavar="KEDRO", help="the Kedro project")
    verb.add_argument(
        "hamilton", type=Path, nargs="?", metavar="HAMILTON", help="the project made of it"
    )
    _add_runs(verb)
    _add_comparison(verb)
    verb.add_argument(
        "--check",
        type=Path,
        metavar="PROOF",
        help="run nothing: say whether a proof still holds for today's sources and data",
    )
    verb.add_argument(
        "--proof",
        type=Path,
        metavar="FILE",
        help=f"where the proof is written (default: {PROOF} in --workdir, else in this folder)",
    )
    verb.add_argument(
        "--format",
        choices=("text", "json", "junit"),
        default="text",
        help="how to report (default: text)",
    )
    verb.add_argument(
        "--strict",
        action="store_true",
        help="take everything that needs a look for a failure (exit code 2)",
    )


def _add_runs(verb: argparse.ArgumentParser) -> None:
    """What is run, and how."""
    add = verb.add_argument
    add(
        "--pipeline",
        action="append",
        metavar="P",
        help="this registered pipeline only (may be repeated; default: all)",
    )
    add(
        "--env",
        action="append",
        metavar="E",
        help="in this environment (may be repeated; default: that of kedro run)",
    )
    add("--set", action="append", default=[], metavar="a.b=1", help="change a parameter")
    add(
        "--kedro-python",
        metavar="PATH",
        help="the Kedro side's Python (default: that of the project's .venv or venv, else this)",
    )
    add("--hamilton-python", metavar="PATH", help="the Hamilton side's Python (likewise)")
    add(
        "--orders",
        type=_positive,
        default=2,
        metavar="N",
        help="run Hamilton in Kedro's order and in N - 1 shuffled ones (default: 2)",
    )
    add(
        "--repeat",
        type=_positive,
        default=2,
        metavar="N",
        help="where something differs, run Kedro up to N times to see whether it differs from "
        "itself (default: 2)",
    )
    add("--seed", type=int, metavar="N", help="seed both sides alike before every node")
    add("--timeout", type=_seconds, metavar="S", help="seconds that one run of one side may take")
    add(
        "--workdir",
        type=Path,
        metavar="DIR",
        help="a new or empty folder to work in (default: one for temporary files)",
    )
    add("--keep", action="store_true", help="keep the folders that both sides ran in")
    add(
        "--allow-outside",
        action="store_true",
        help="let both sides save to what lies outside the project (buckets, databases)",
    )
    add(
        "--bisect",
        metavar="NAME",
        help="run this one node, or the one that makes this dataset, on both sides with the same "
        "inputs",
    )


def _add_comparison(verb: argparse.ArgumentParser) -> None:
    """What is compared, and how exactly."""
    add = verb.add_argument
    for name, what in (("--rtol", "relative"), ("--atol", "absolute")):
        add(
            name,
            type=_tolerance,
            default=0.0,
            metavar="X",
            help=f"{what} tolerance for floats (default: 0, the very same)",
        )
    for name, what in (("--only", "compare only"), ("--exclude", "leave out")):
        add(
            name,
            action="append",
            default=[],
            metavar="NAME",
            help=f"{what} datasets, files or nodes of this name or pattern (may be repeated)",
        )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 on")
    return int(text)


def _tolerance(text: str) -> float:
    number = _finite(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text} is less than 0")
    return number


def _seconds(text: str) -> float:
    number = _finite(text)
    if number <= 0:
        raise argparse.ArgumentTypeError(f"{text} seconds are no time")
    return number


def _finite(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{text} is no number")
    return number


def run(options: argparse.Namespace) -> int:
    """Run the verb; returns the exit code."""
    from migrate.verify import CannotVerify

    try:
        if options.check and options.bisect:
            raise CannotVerify("--check runs nothing, so that there is no node for --bisect.")
        if options.check:
            return _check(options)
        if options.kedro is None or options.hamilton is None:
            raise CannotVerify("Both projects are needed: migrate verify KEDRO HAMILTON.")
        with _interruptible(), _workdir(options.workdir, options.keep) as work:
            return _verify(options, work)
    except CannotVerify as problem:
        from migrate.read import secrets_of
        from migrate.secrets import masked

        known = secrets_of(options.kedro) if options.kedro else ()
        print(f"migrate verify: {masked(str(problem), known)}", file=sys.stderr)
        return 2


def _verify(options: argparse.Namespace, work: Path) -> int:
    from migrate.verify.progress import Bars
    from migrate.verify.results.proof import check_place, proof, sources_of, write_proof

    place = options.proof or (options.workdir or Path()) / PROOF
    check_place(place)
    print(f"migrate verify: working in {work}", file=sys.stderr)
    with Bars() as bars:
        how = _options(options, bars)
        if options.bisect:
            report = _hidden(_run(options, work, how), options.kedro)
        else:
            sources = sources_of(options.kedro, options.hamilton)
            report = _hidden(_run(options, work, how), options.kedro)
            kedro, hamilton = options.kedro.resolve(), options.hamilton.resolve()
            write_proof(place, proof(report, kedro, hamilton, how, sources))
    _print(options, report)
    if not options.bisect:
        print(f"migrate verify: the proof is {place}", file=sys.stderr)
    return report.exit_code


def _run(options: argparse.Namespace, work: Path, how: Options) -> Report:
    from migrate.read.live.process import interpreter_of
    from migrate.verify import DEFAULT_ENVIRONMENT, verify_projects
    from migrate.verify.bisecting import bisect

    pythons = {
        "kedro_python": options.kedro_python or str(interpreter_of(options.kedro)),
        "hamilton_python": options.hamilton_python or str(interpreter_of(options.hamilton)),
    }
    environments = options.env or [DEFAULT_ENVIRONMENT]
    if not options.bisect:
        return verify_projects(
            options.kedro,
            options.hamilton,
            pipelines=options.pipeline,
            environments=environments,
            workdir=work,
            options=how,
            **pythons,
        )
    return bisect(
        options.kedro,
        options.hamilton,
        options.bisect,
        pipeline=options.pipeline[0] if options.pipeline else None,
        environment=environments[0],
        workdir=work,
        options=how,
        **pythons,
    )


def _hidden(report: Report, kedro: Path) -> Report:
    """The report without what looks like a secret in the Kedro project."""
    from migrate.read import secrets_of
    from migrate.verify.results.hiding import without_secrets

    return report if report.equal else without_secrets(report, secrets_of(kedro))


def _options(options: argparse.Namespace, watch: Any) -> Options:
    from migrate.verify import Options, Tolerance

    return Options(
        parameters=_changes(options.set),
        tolerance=Tolerance(options.rtol, options.atol),
        only=tuple(options.only),
        exclude=tuple(options.exclude),
        orders=options.orders,
        repeat=options.repeat,
        seed=options.seed,
        timeout=options.timeout,
        outside_allowed=options.allow_outside,
        keep=options.keep,
        watch=watch,
    )


def _changes(texts: Iterable[str]) -> dict[str, str]:
    """`a.b=1` as {"a.b": "1"}. Raises CannotVerify for what is no such text."""
    from migrate.verify import CannotVerify

    found: dict[str, str] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not name:
            raise CannotVerify(f"--set takes name=value, not {text!r}.")
        found[name] = value
    for name in found:
        if any(other.startswith(f"{name}.") for other in found):
            raise CannotVerify(f"--set can't change both {name} and a part of it.")
    return found


def _print(options: argparse.Namespace, report: Report) -> None:
    from migrate.verify.results.junit import junit
    from migrate.verify.results.text import page

    if options.format == "json":
        print_json(report.to_json())
    elif options.format == "junit":
        print_xml(junit(report))
    text = page(report, options.kedro, options.hamilton)
    print(text, file=sys.stdout if options.format == "text" else sys.stderr)


def _check(options: argparse.Namespace) -> int:
    from migrate.verify.results.proof import changes, read_proof

    found = read_proof(options.check)
    why = changes(found, options.kedro, options.hamilton)
    if options.format == "json":
        print_json({"schema": 1, "holds": not why, "why": why})
    else:
        made = f"The proof of {found.get('made', 'some day')}"
        print("\n".join([f"{made} holds no longer:", *why] if why else [f"{made} holds."]))
    return 1 if why else 0


@contextmanager
def _workdir(wanted: Path | None, keep: bool) -> Iterator[Path]:
    """A folder to work in; what is in it goes afterwards, but for the proof, unless it is kept."""
    from migrate.verify import CannotVerify

    if wanted is not None and wanted.exists() and (not wanted.is_dir() or any(wanted.iterdir())):
        raise CannotVerify(f"The work folder {wanted} is no empty folder.")
    try:
        work = wanted or Path(tempfile.mkdtemp(prefix="migrate-verify-"))
        work = work.resolve()
        work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotVerify(f"The work folder {wanted} can't be made: {error.strerror}.") from error
    try:
        yield work
    except KeyboardInterrupt:
        left = f"the work folder {work} is {'kept' if keep else 'removed'}"
        print(f"migrate verify: interrupted, both projects are untouched; {left}", file=sys.stderr)
        raise SystemExit(130) from None
    finally:
        if not keep:
            _clear(work, wanted is not None)


def _clear(work: Path, stays: bool) -> None:
    from migrate.verify.runs.removing import remove

    if not stays:
        remove(work, work.parent)
        return
    for entry in work.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            remove(entry, work)


@contextmanager
def _interruptible() -> Iterator[None]:
    """A polite kill ends it as Ctrl-C does, and so does Ctrl-C in the background."""

    def interrupt(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
