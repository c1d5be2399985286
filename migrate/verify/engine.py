"""Verify a migration: run both sides in every pipeline and environment, compare everything."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrate.verify.files import compare_files
from migrate.verify.judge import Judge
from migrate.verify.report import DatasetResult, Report, Run
from migrate.verify.result import Comparison, Tolerance
from migrate.verify.sides import CannotVerify, Captured, SideName, Task, run_task, ship
from migrate.verify.workspace import KEDROS, Snapshot, Written, clone, snapshot, written

# What a run without --env is called in reports.
DEFAULT_ENVIRONMENT = "default"
DEFAULT_PIPELINE = "__default__"


@dataclass(frozen=True)
class Options:
    """How to verify. `data` is a folder whose top-level folders take the place of the project's
    own; `slice_data` is laid over what the full run left, before each other pipeline runs: with
    other raw tables in it, a pipeline that recomputes what it should load gets another result.
    `timeout` is in seconds, for each run of a side; `jobs` is how many run at once.
    """

    data: Path | None = None
    slice_data: Path | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)
    timeout: float | None = None
    jobs: int = max(1, min(4, os.cpu_count() or 1))
    progress: Callable[[str], None] = lambda _: None


@dataclass(frozen=True)
class Outcome:
    """One run of one side: what it captured, and the files that it wrote."""

    captured: Captured
    files: Mapping[str, Written]


def verify(
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

    Raises CannotVerify if there can be no verdict: SideFailed if a side's own run fails.
    """
    _check(kedro, hamilton, workdir)
    session = _Session(
        kedro.resolve(),
        hamilton.resolve(),
        {"Kedro": kedro_python, "Hamilton": hamilton_python},
        workdir.resolve(),
        options or Options(),
    )
    try:
        with ThreadPoolExecutor(session.options.jobs) as pool:
            try:
                return session.run(pool, pipelines, environments or environments_of(kedro))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    except OSError as error:
        raise CannotVerify(f"{error.filename or workdir}: {error.strerror or error}") from error


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
    if workdir.exists() and any(workdir.iterdir()):
        raise CannotVerify(f"The work folder {workdir} is not empty.")


class _Session:
    """The folders and runs of one verification."""

    def __init__(
        self,
        kedro: Path,
        hamilton: Path,
        pythons: dict[SideName, str],
        workdir: Path,
        options: Options,
    ) -> None:
        self.options = options
        self.pythons = pythons
        self.workdir = workdir
        self.shipped = ship(workdir / "shipped")
        self.code = workdir / "hamilton"
        clone(hamilton, self.code)
        self.base = workdir / "kedro"
        replaced = {path.name for path in options.data.iterdir()} if options.data else set()
        clone(kedro, self.base, replaced)
        if options.data:
            clone(options.data, self.base)
        self.migration: dict[str, Any] = json.loads(
            (hamilton / "migration.json").read_text(encoding="utf-8")
        )
        sources = [*(kedro / "src").glob("*"), *hamilton.glob("*")]
        self.own = frozenset(path.stem for path in sources if path.is_dir())

    def run(
        self, pool: ThreadPoolExecutor, pipelines: Sequence[str] | None, environments: Sequence[str]
    ) -> Report:
        """All runs: first the full one in each environment, then the others from what it left."""
        sides: tuple[SideName, ...] = ("Kedro", "Hamilton")
        if pipelines is not None and DEFAULT_PIPELINE not in pipelines:
            sides = ("Kedro",)  # only for what the others load
        full = {
            env: self._submit(pool, DEFAULT_PIPELINE, env, self.base, sides) for env in environments
        }
        pairs: list[tuple[str, str, Path, list[Future[Outcome]]]] = []
        for environment, futures in full.items():
            registry = futures[0].result().captured.manifest["graph"]["pipelines"]
            wanted = _wanted(pipelines, registry)
            if DEFAULT_PIPELINE in wanted:
                pairs.append((DEFAULT_PIPELINE, environment, self.base, futures))
            start = self._after_full_run(environment)
            pairs += [
                (name, environment, start, self._submit(pool, name, environment, start))
                for name in wanted
                if name != DEFAULT_PIPELINE
            ]
        return Report(tuple(self._judge(*pair) for pair in pairs))

    def _after_full_run(self, environment: str) -> Path:
        """Where the other pipelines start: what Kedro's full run left."""
        start = self.workdir / "runs" / environment / "state"
        clone(self._folder(environment, DEFAULT_PIPELINE, "Kedro") / "data", start)
        if self.options.slice_data:
            clone(self.options.slice_data, start)
        return start

    def _folder(self, environment: str, pipeline: str, side: str) -> Path:
        return self.workdir / "runs" / environment / f"pipeline-{pipeline}" / side.lower()

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        pipeline: str,
        environment: str,
        start: Path,
        sides: Sequence[SideName] = ("Kedro", "Hamilton"),
    ) -> list[Future[Outcome]]:
        tasks = [
            self._task(side, pipeline, environment, self._folder(environment, pipeline, side))
            for side in sides
        ]
        return [pool.submit(self._execute, task, start) for task in tasks]

    def _task(self, side: SideName, pipeline: str, environment: str, folder: Path) -> Task:
        data = folder / "data"
        return Task(
            side=side,
            python=self.pythons[side],
            project=data if side == "Kedro" else self.code,
            data=data,
            capture=folder / "capture",
            pipeline=pipeline,
            environment=None if environment == DEFAULT_ENVIRONMENT else environment,
            parameters=self.options.parameters,
            describe=True,
            timeout=self.options.timeout,
        )

    def _execute(self, task: Task, start: Path) -> Outcome:
        clone(start, task.data, () if task.side == "Kedro" else KEDROS)
        before = snapshot(task.data)
        self.options.progress(f"{task.side}: {task.title}")
        captured = run_task(task, self.shipped)
        return Outcome(captured, _project_files(task, before))

    def _judge(
        self,
        pipeline: str,
        environment: str,
        start: Path,
        futures: Sequence[Future[Outcome]],
    ) -> Run:
        kedro, hamilton = (future.result() for future in futures)
        run = self._compared(pipeline, environment, kedro, hamilton)
        if run.equal or hamilton.captured.absent:
            return run
        folder = self._folder(environment, pipeline, "Kedro-again")
        task = self._task("Kedro", pipeline, environment, folder)
        return self._excused(run, kedro, self._execute(task, start))

    def _compared(self, pipeline: str, environment: str, kedro: Outcome, hamilton: Outcome) -> Run:
        judge = Judge(
            kedro.captured, hamilton.captured, self.migration, self.options.tolerance, self.own
        )
        return Run(
            pipeline,
            environment,
            datasets=judge.datasets(),
            files=_files(judge, kedro, hamilton),
            nodes=judge.nodes(pipeline),
            kedro=kedro.captured.side,
            hamilton=hamilton.captured.side,
        )

    def _excused(self, run: Run, first: Outcome, second: Outcome) -> Run:
        """The run without the differences that Kedro shows against itself as well."""
        judge = Judge(first.captured, second.captured, {"names": {}}, own=self.own)
        again = judge.datasets()
        files = _files(judge, first, second)
        return replace(
            run,
            datasets={
                name: _excuse_dataset(found, again.get(name))
                for name, found in run.datasets.items()
            },
            files={name: _excuse(found, files.get(name)) for name, found in run.files.items()},
        )


def _wanted(pipelines: Sequence[str] | None, registry: Mapping[str, Any]) -> list[str]:
    unknown = [name for name in pipelines or () if name not in registry]
    if unknown:
        raise CannotVerify(
            f"There is no registered pipeline {unknown[0]}; there are {', '.join(registry)}."
        )
    ordered = sorted(registry, key=lambda name: name != DEFAULT_PIPELINE)
    return [name for name in ordered if pipelines is None or name in pipelines]


def _project_files(task: Task, before: Snapshot) -> dict[str, Written]:
    """What the run wrote, but for what belongs to Kedro itself (logs, sessions)."""
    found = written(task.data, before)
    return {path: file for path, file in found.items() if path.split("/")[0] not in KEDROS}


def _files(judge: Judge, kedro: Outcome, hamilton: Outcome) -> dict[str, Comparison]:
    """Every file that either side wrote."""
    found = {}
    for path in sorted({**kedro.files, **hamilton.files}):
        ours, theirs = kedro.files.get(path), hamilton.files.get(path)
        if ours and theirs:
            found[path] = compare_files(ours, theirs, judge.context, judge.own)
        else:
            side = "Kedro" if ours else "Hamilton"
            found[path] = Comparison("missing", "presence", f"only {side} wrote it")
    return found


def _excuse(found: Comparison, again: Comparison | None) -> Comparison:
    """A difference that a second run of Kedro shows too is nobody's fault; one of another kind
    (a type, where it came from) still is.
    """
    if found.status != "different" or again is None or again.equal:
        return found
    if found.comparator != again.comparator:
        return found
    return Comparison(
        "nondeterministic", found.comparator, f"two runs of Kedro differ too: {again.detail}"
    )


def _excuse_dataset(found: DatasetResult, again: DatasetResult | None) -> DatasetResult:
    other = again.comparison if again else None
    return replace(found, comparison=_excuse(found.comparison, other))
