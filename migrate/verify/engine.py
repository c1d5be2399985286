"""Verify a migration: run both sides in every pipeline and environment, compare everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from migrate.verify.capture.kept import is_full
from migrate.verify.findings import Report, Run
from migrate.verify.options import Options
from migrate.verify.results.hiding import hidden, known_secrets, without_secrets
from migrate.verify.runs.processes import Processes
from migrate.verify.runs.sides import CannotVerify, SideName, checked_python
from migrate.verify.runs.workspace import snapshot
from migrate.verify.session import DEFAULT_ENVIRONMENT, Session


def verify_projects(
    kedro: Path,
    hamilton: Path,
    *,
    pipelines: Sequence[str] | None = None,
    environments: Sequence[str] | None = None,
    kedro_python: str,
    hamilton_python: str,
    workdir: Path,
    options: Options | None = None,
) -> Report:
    """Run both sides and compare every dataset, file and effect.

    `__default__` runs first, from the project's own data. Every other registered pipeline starts,
    on both sides, from what Kedro's full run left. By default all registered pipelines run, in
    the default environment and in all others under `conf`. Nothing outside of `workdir`, an
    empty or new folder, is written.

    Raises CannotVerify if there can be no verdict: SideFailed if no run could be done because a
    side's own run fails.
    """
    before = {project: snapshot(project) for project in (kedro, hamilton)}
    environments = environments or environments_of(kedro)
    pythons = (kedro_python, hamilton_python)
    with opened(kedro, hamilton, pythons, workdir, options) as (session, pool):
        runs, failures = session.run(pool, pipelines, environments)
    if not runs and failures:
        raise hidden(failures[0][1], known_secrets(hamilton))
    options = options or Options()
    _check_names((*options.only, *options.exclude), runs)
    failed = [failure for failure, _ in failures if not failure.refused]
    refused = [
        f"pipeline {each.pipeline}, which both sides refuse, as nothing stores what it needs"
        for each, _ in failures
        if each.refused
    ]
    tried = {(run.pipeline, run.environment) for run in runs}
    tried |= {(failure.pipeline, failure.environment) for failure, _ in failures}
    touched = [
        (project / path).as_posix()
        for project, files in before.items()
        for path, facts in snapshot(project).items()
        if files.get(path) != facts
    ]
    report = Report(
        tuple(runs),
        tuple(failed),
        (*refused, *_not_run(kedro, session, tried)),
        tuple(touched),
    )
    return without_secrets(report, known_secrets(hamilton))


@contextmanager
def opened(
    kedro: Path,
    hamilton: Path,
    pythons: tuple[str, str],
    workdir: Path,
    options: Options | None = None,
) -> Iterator[tuple[Session, ThreadPoolExecutor]]:
    """A session, and threads to run it in; whatever ends it, no process is left behind.

    Raises CannotVerify.
    """
    kedro, hamilton, workdir = kedro.resolve(), hamilton.resolve(), workdir.resolve()
    _check(kedro, hamilton, workdir)
    named: Mapping[SideName, str] = {
        "Kedro": checked_python("Kedro", pythons[0]),
        "Hamilton": checked_python("Hamilton", pythons[1]),
    }
    options, processes = options or Options(), Processes()
    try:
        workdir.mkdir(parents=True, exist_ok=True)
        session = Session(kedro, hamilton, named, workdir, options, processes)
        with ThreadPoolExecutor(options.jobs) as pool:
            try:
                yield session, pool
            except BaseException:
                processes.stop()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
    except CannotVerify as error:
        raise hidden(error, known_secrets(hamilton)) from error.__cause__
    except OSError as error:
        if is_full(error):  # which names the file that was being copied, the user's own
            reason = f"There is no space left in {workdir}; --workdir chooses another place."
            raise CannotVerify(reason) from error
        raise CannotVerify(f"{error.filename or workdir}: {error.strerror or error}") from error


def _check_names(patterns: Sequence[str], runs: Sequence[Run]) -> None:
    """Raise CannotVerify if nothing has a name that was to be compared alone, or left out."""
    found = {name for run in runs for _, name, _ in run.comparisons}
    found |= {name for run in runs for name in run.left_out}
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in found):
            raise CannotVerify(f"Nothing that could be compared is called {pattern}.")


def _not_run(kedro: Path, session: Session, tried: set[tuple[str, str]]) -> Iterator[str]:
    """Pipelines and environments that there are, and that nobody asked for."""
    pipelines, environments = ({pair[place] for pair in tried} for place in (0, 1))
    yield from (f"pipeline {p}" for p in session.migration["pipelines"] if p not in pipelines)
    yield from (f"environment {e}" for e in environments_of(kedro) if e not in environments)


def environments_of(kedro: Path) -> list[str]:
    """The default environment and the others under `conf`."""
    conf = kedro / "conf"
    found = sorted(path.name for path in conf.iterdir() if path.is_dir()) if conf.is_dir() else []
    return [DEFAULT_ENVIRONMENT, *(n for n in found if n not in ("base", "local") and n[0] != ".")]


def _check(kedro: Path, hamilton: Path, workdir: Path) -> None:
    wanted = ((kedro / "pyproject.toml", "Kedro"), (hamilton / "migration.json", "migrated"))
    for path, kind in wanted:
        if not path.is_file():
            raise CannotVerify(f"{path.parent} is no {kind} project: it has no {path.name}.")
    for project in (kedro, hamilton):
        if project == workdir or project in workdir.parents:
            raise CannotVerify(f"The work folder {workdir} lies in {project}, which is copied.")
    if workdir.exists() and any(workdir.iterdir()):
        raise CannotVerify(f"The work folder {workdir} is not empty.")
