"""The folders and runs of one verification."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import disk_usage
from typing import Any

from migrate.verify.capture.hamilton_side import driver_of
from migrate.verify.capture.place import Place
from migrate.verify.compare.result import Comparison
from migrate.verify.findings import DatasetResult, Failure, Run
from migrate.verify.judge.outcomes import excused, files_of, merged, settled
from migrate.verify.judge.trace import traces
from migrate.verify.judge.verdicts import Judge, tables_of
from migrate.verify.options import Options
from migrate.verify.runs.comparing import Comparing, interpreter
from migrate.verify.runs.processes import Processes
from migrate.verify.runs.removing import remove
from migrate.verify.runs.sides import (
    CannotVerify,
    Captured,
    Layout,
    SideFailed,
    SideName,
    Task,
    has,
    run_task,
    ship,
    version_of,
)
from migrate.verify.runs.workspace import (
    KEDROS,
    Common,
    Layer,
    Written,
    clone,
    clone_layers,
    shares_blocks,
    size_of,
    snapshot,
    written,
)

# What a run without --env is called in reports.
DEFAULT_ENVIRONMENT = "default"
DEFAULT_PIPELINE = "__default__"
# What is needed of migration.json.
MIGRATION = {"names": dict, "pipelines": dict, "nodes": list}
# Where chance decides, both sides are seeded with this, and these run (as the how-many-eth).
SEED = 0
SEEDED: tuple[tuple[SideName, int], ...] = (("Kedro", 100), ("Hamilton", 100), ("Kedro", 101))


@dataclass(frozen=True)
class Outcome:
    """One run of one side: what it captured, and the files that it wrote."""

    captured: Captured
    files: Mapping[str, Written]


@dataclass(frozen=True)
class Pair:
    """A pipeline in an environment, run on both sides from copies of `start`: Hamilton once for
    each order.
    """

    pipeline: str
    environment: str
    start: tuple[Layer, ...]
    kedro: Future[Outcome]
    hamilton: tuple[Future[Outcome], ...] = ()


# What each side says that refuses a run before its first node, for want of an input.
_KEDRO_REFUSES = "Pipeline input(s)"
_HAMILTON_REFUSES = re.compile(r"Required input ")


def _both_refuse(pair: Pair) -> bool:
    kedro, *hamilton = (future.exception() for future in (pair.kedro, *pair.hamilton))
    return (
        isinstance(kedro, SideFailed)
        and _KEDRO_REFUSES in str(kedro)
        and all(isinstance(e, SideFailed) and _HAMILTON_REFUSES.search(str(e)) for e in hamilton)
    )


def _done(runs: Iterable[Future[Outcome]]) -> tuple[list[Outcome], list[SideFailed]]:
    """The outcomes of runs, and the failures of those that failed."""
    done: list[Outcome] = []
    failed: list[SideFailed] = []
    for run in runs:
        try:
            done.append(run.result())
        except SideFailed as error:
            failed.append(error)
    return done, failed


class Session:
    """Both projects, and the folder that all is done in."""

    def __init__(
        self,
        kedro: Path,
        hamilton: Path,
        pythons: Mapping[SideName, str],
        workdir: Path,
        options: Options,
        processes: Processes,
    ) -> None:
        self.options = options
        self.pythons = pythons
        self.workdir = workdir
        self.processes = processes
        self.projects = (kedro, hamilton)
        replaced = {path.name for path in options.data.iterdir()} if options.data else set()
        data = (Layer(options.data),) if options.data else ()
        self.start = (Layer(kedro, frozenset(replaced)), *data)
        self._check_space(kedro)
        self.shipped = ship(workdir / "shipped")
        self.migration = read_migration(hamilton / "migration.json")
        self.layout = layout_of(kedro, hamilton, root_of(self.migration))
        # Entries of the Hamilton project that are no data.
        files = (*self.migration.get("files", ()), "run.py", "migration.json")
        hidden = {path.name for path in hamilton.iterdir() if path.name.startswith(".")}
        self._made = frozenset(path.split("/")[0] for path in files) - {"data"} | KEDROS | hidden
        self._numbers: dict[tuple[str, str], int] = {}
        sources = [*(kedro / "src").glob("*"), *hamilton.glob("*")]
        self.own = frozenset(path.stem for path in sources if path.is_dir())
        # A form that all can read who have to: both sides, and who compares them.
        python = pythons["Hamilton"]
        readers = {*pythons.values(), interpreter(python, version_of(python) or ())}
        self.arrow = all(has(reader, "pyarrow") for reader in readers)

    def _check_space(self, kedro: Path) -> None:
        """Raise CannotVerify if the copies that are there at one time have no room."""
        copies = 1 + self.options.orders + self.options.jobs
        need, free = copies * size_of(self.start), disk_usage(self.workdir).free
        if need > free and not shares_blocks(kedro, self.workdir):
            raise CannotVerify(
                f"There is no space in {self.workdir}: {copies} copies of the data take "
                f"{need / 1e9:,.1f} GB, and {free / 1e9:,.1f} GB are free; --workdir chooses "
                "another place."
            )

    def run(
        self, pool: ThreadPoolExecutor, pipelines: Sequence[str] | None, environments: Sequence[str]
    ) -> tuple[list[Run], list[tuple[Failure, SideFailed]]]:
        """All runs: first the full one in each environment, then the others from what it left."""
        alone = pipelines is not None and DEFAULT_PIPELINE not in pipelines
        full = {
            env: self.submit(pool, DEFAULT_PIPELINE, env, self.start, only_kedro=alone)
            for env in environments
        }
        runs: list[Run] = []
        failures: list[tuple[Failure, SideFailed]] = []
        with Comparing(self.workdir / "comparing") as comparing:
            for environment, first in full.items():
                start, registry = self.after(first)
                wanted = _wanted(pipelines, registry)
                pairs = [first] if DEFAULT_PIPELINE in wanted else []
                pairs += [
                    self.submit(pool, name, environment, start)
                    for name in wanted
                    if name != DEFAULT_PIPELINE
                ]
                for pair in pairs:
                    refused = False
                    try:
                        run, failed = self.judged(pair, comparing)
                        runs.append(run)
                    except SideFailed as error:
                        refused, failed = pipelines is None and _both_refuse(pair), [error]
                    failures += [
                        (Failure(pair.pipeline, environment, str(error), refused), error)
                        for error in failed
                    ]
                    if pair is not first:
                        self._clear(self._folder(pair))
                self._clear(self._folder(first))
        return runs, failures

    def after(self, first: Pair) -> tuple[tuple[Layer, ...], Iterable[str]]:
        """Where the other pipelines start, and which there are: what Kedro's full run left. Where
        that fails, they start from the project's own data.
        """
        try:
            manifest = first.kedro.result().captured.manifest
        except SideFailed:
            return self.start, self.migration["pipelines"]
        if manifest.get("absent"):
            return self.start, manifest["registered"]
        layers = [Layer(self.task("Kedro", first.pipeline, first.environment).data)]
        if self.options.slice_data:
            layers.append(Layer(self.options.slice_data))
        return tuple(layers), manifest["graph"]["pipelines"]

    def _clear(self, folder: Path) -> None:
        if not self.options.keep:
            remove(folder, self.workdir)

    def _folder(self, pair: Pair) -> Path:
        return self.place(pair.pipeline, pair.environment)

    def place(self, pipeline: str, environment: str) -> Path:
        """Where a pipeline runs in an environment. Names are no paths: they get numbers."""
        number = self._numbers.setdefault((pipeline, environment), len(self._numbers) + 1)
        return self.workdir / "runs" / str(number)

    def submit(
        self,
        pool: ThreadPoolExecutor,
        pipeline: str,
        environment: str,
        start: tuple[Layer, ...],
        *,
        only_kedro: bool = False,
    ) -> Pair:
        """Have both sides run, or only Kedro's."""
        kedro, *hamilton = [
            pool.submit(self.execute, task, start)
            for task in (
                self.task("Kedro", pipeline, environment),
                *(
                    self.task("Hamilton", pipeline, environment, order=order)
                    for order in range(0 if only_kedro else self.options.orders)
                ),
            )
        ]
        return Pair(pipeline, environment, start, kedro, tuple(hamilton))

    def task(
        self, side: SideName, pipeline: str, environment: str, *, order: int = 0, again: int = 0
    ) -> Task:
        """One run of one side: `order` of Hamilton's, or the how-many-eth again of Kedro's."""
        here = self.place(pipeline, environment)
        return Task(
            side=side,
            python=self.pythons[side],
            source=self.projects[side == "Hamilton"],
            layout=self.layout,
            folder=here / f"{side[0].lower()}{order or again:06}",
            values=here / "values",
            pipeline=pipeline,
            environment=None if environment == DEFAULT_ENVIRONMENT else environment,
            options=self.options,
            protected=self.projects,
            seed=self.options.seed,
            order=order,
            arrow=self.arrow,
        )

    def execute(self, task: Task, start: Iterable[Layer]) -> Outcome:
        """Run a task in a copy of `start`. Raises SideFailed, CannotVerify, OSError."""
        start = tuple(start)
        if task.side == "Kedro":
            clone_layers(start, task.data)
        else:
            task = replace(task, layout=self.layout)
            together = task.project == task.data
            given = {path.name for layer in start for path in layer.folder.iterdir()}
            clone(task.source, task.project, given - self._made if together else ())
            clone_layers(start, task.data, self._made if together else KEDROS)
        before = snapshot(task.home)
        progress = task.capture / "progress"
        self.options.watch.begin(task.side, task.title, progress)
        try:
            captured = run_task(task, self.shipped, self.processes)
        finally:
            self.options.watch.end(task.side, progress)
        if captured.stopped is not None:
            if root := captured.stopped["root"]:
                raise looks_elsewhere(task, root)
            self.layout = replace(task.layout, given=True)
            remove(task.folder, self.workdir)
            return self.execute(task, start)
        common = Common(
            Place(str(task.folder), str(task.common), *task.inner), task.capture / "files"
        )
        found = written(task.data, before, task.home, common)
        # What belongs to Kedro itself (logs, sessions) is no output.
        files = {path: file for path, file in found.items() if path.split("/")[0] not in KEDROS}
        return Outcome(captured, files)

    def judged(self, pair: Pair, comparing: Comparing) -> tuple[Run, list[SideFailed]]:
        """What both sides of a pair come to, and the orders of Hamilton's that failed beside one
        that did not. Raises SideFailed.
        """
        kedro = pair.kedro.result()
        hamilton, failed = _done(pair.hamilton)
        if not hamilton:
            raise failed[0]
        comparing.begin(
            self.pythons["Hamilton"],
            hamilton[0].captured.manifest["python"],
            self.own,
            tables_of(kedro.captured),
            self.options.tolerance,
        )
        judges = [
            Judge(kedro.captured, each.captured, self.migration, comparing) for each in hamilton
        ]
        runs = [
            self.compared(pair.pipeline, pair.environment, judge, kedro, each)
            for judge, each in zip(judges, hamilton, strict=True)
        ]
        run = merged(runs)
        if not hamilton[0].captured.absent:
            run = self._repeated(pair, run, kedro, comparing)
            run = self._seeded(pair, run, comparing)
        ran = [captured.captured.manifest["nodes"] for captured in (kedro, hamilton[0])]
        return replace(run, traces=traces(run, ran[0], ran[1], self.migration)), failed

    def compared(
        self, pipeline: str, environment: str, judge: Judge, kedro: Outcome, hamilton: Outcome
    ) -> Run:
        """What one run of each side gives."""
        wants = self.options.wants
        graph = kedro.captured.manifest.get("graph", {})
        files = files_of(judge, kedro.files, hamilton.files, graph, wants)
        nodes = judge.nodes(pipeline)
        seen = [*kedro.captured.views, *hamilton.captured.views, *nodes]
        left_out = [name for name in seen if not wants(name)]
        left_out += [path for path in (*kedro.files, *hamilton.files) if path not in files]
        return Run(
            pipeline,
            environment,
            datasets=judge.datasets(wants),
            files=files,
            nodes={name: found for name, found in nodes.items() if wants(name)},
            kedro=kedro.captured.side,
            hamilton=hamilton.captured.side,
            left_out=tuple(dict.fromkeys(left_out)),
        )

    def _repeated(self, pair: Pair, run: Run, first: Outcome, comparing: Comparing) -> Run:
        """The run without the differences that Kedro shows against itself as well."""
        for again in range(1, self.options.repeat):
            if not any(found.status == "different" for _, _, found in run.comparisons):
                break
            task = self.task("Kedro", pair.pipeline, pair.environment, again=again)
            second = self.execute(task, pair.start)
            unequal = {name for _, name, found in run.comparisons if not found.equal}
            again_found = self._itself(first, second, unequal, comparing)
            run = excused(replace(run, repeats=again + 1), *again_found)
        return run

    def _itself(
        self, first: Outcome, second: Outcome, names: Set[str], comparing: Comparing
    ) -> tuple[Mapping[str, DatasetResult], Mapping[str, Comparison]]:
        """The datasets of these names, and all files, of two runs of Kedro beside each other."""
        judge = Judge(first.captured, second.captured, {"names": {}}, comparing)
        graph = first.captured.manifest.get("graph", {})
        files = files_of(judge, first.files, second.files, graph)
        return judge.datasets(names.__contains__), files

    def _seeded(self, pair: Pair, run: Run, comparing: Comparing) -> Run:
        """The run with what chance may hide: where Kedro differs from itself, both sides run once
        more, seeded alike.
        """
        names = {name for _, name, found in run.comparisons if found.status == "nondeterministic"}
        if not names or self.options.seed is not None:
            return run
        where = (pair.pipeline, pair.environment)
        tasks = [replace(self.task(side, *where, again=again), seed=SEED) for side, again in SEEDED]
        try:
            kedro, hamilton, second = [self.execute(task, pair.start) for task in tasks]
        except SideFailed:
            return run
        judge = Judge(kedro.captured, hamilton.captured, self.migration, comparing)
        both = self.compared(*where, judge, kedro, hamilton)
        return settled(run, both, self._itself(kedro, second, names, comparing), SEED)


def root_of(migration: Mapping[str, Any]) -> str | None:
    """The data root that the migration settled, as seen from the written project; None if an older
    one says nothing of it.
    """
    data = migration.get("data")
    root = data.get("root") if isinstance(data, dict) else None
    return root if isinstance(root, str) else None


def layout_of(kedro: Path, hamilton: Path, root: str | None) -> Layout:
    """How both projects lie to each other, and where the data of the Hamilton side has to lie: in
    the `root` that was settled. An absolute one can't be laid anywhere else, so it has to be given.

    A project that has its data with itself lies beside the Kedro project, under a name that is as
    long: what it should write into the Kedro project by a path of its own is seen there.
    """
    data = Path(os.path.normpath(hamilton / (root or ".")))
    given = not _says_where_data_is(hamilton) or Path(root or ".").is_absolute()
    if data == hamilton and not given:
        beside = kedro.with_name(other_name(kedro.name))
        hamilton = data = beside
    elif given:
        data = kedro
    top = Path(os.path.commonpath([kedro.parent, hamilton.parent, data.parent]))
    ours, theirs, there = (path.relative_to(top) for path in (kedro, hamilton, data))
    return Layout(ours, theirs, there, given)


def other_name(name: str) -> str:
    """Another name, of as many bytes in any encoding."""
    last = name[-1]
    if last.isascii():
        return f"{name[:-1]}{'1' if last == '0' else '0'}"
    return f"{name[:-1]}{chr(ord(last) ^ 1)}"


def _says_where_data_is(hamilton: Path) -> bool:
    try:
        driver = Path(hamilton, *driver_of(hamilton).split(".")).with_suffix(".py")
        return "DATA_ROOT" in driver.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def looks_elsewhere(task: Task, root: str) -> SideFailed:
    """A project looks for its data in `root`, and not where that was settled."""
    shown, settled = (
        os.path.normpath(f"{task.source.name}/{os.path.relpath(each, task.project)}")
        for each in (root, task.data)
    )
    return SideFailed(
        task.side,
        task.title,
        f"without --data-root, run.py looks for its data in {shown}, which is neither its own "
        f"folder nor what the migration settled ({settled}); see DATA_ROOT in driver.py.",
    )


def read_migration(path: Path) -> dict[str, Any]:
    """What became of what. Raises CannotVerify if the file does not say so."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        wrong = [name for name, kind in MIGRATION.items() if not isinstance(found[name], kind)]
    except (ValueError, KeyError, TypeError) as error:
        raise CannotVerify(f"{path} is no migration.json of ours: {error}.") from error
    if wrong:
        raise CannotVerify(f"{path} is no migration.json of ours: {wrong[0]} is something else.")
    return found


def _wanted(pipelines: Sequence[str] | None, registry: Iterable[str]) -> list[str]:
    known = list(registry)
    unknown = [name for name in pipelines or () if name not in known]
    if unknown:
        raise CannotVerify(
            f"There is no registered pipeline {unknown[0]}; there are {', '.join(known)}."
        )
    ordered = sorted(known, key=lambda name: name != DEFAULT_PIPELINE)
    return [name for name in ordered if pipelines is None or name in pipelines]
