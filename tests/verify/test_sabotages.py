"""A mutation test of our own: whatever is wrong in a migrated project is found where it is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sabotages import DAILY, SABOTAGES, Sabotage

from migrate.api import plan_migration, write_project
from migrate.verify import Options, Run
from migrate.verify.engine import opened
from migrate.verify.runs.comparing import Comparing
from migrate.verify.session import DEFAULT_PIPELINE, Pair, Session

pytestmark = pytest.mark.integration  # each runs both sides

KEDRO = Path(__file__).parents[1] / "projects" / "bikes" / "kedro"


@dataclass
class Bench:
    """One session whose Kedro side runs once per pipeline and environment, for many Hamiltons."""

    session: Session
    pool: ThreadPoolExecutor
    comparing: Comparing
    hamilton: Path
    runs: int = 0
    ran: dict[tuple[str, str], Pair] = field(default_factory=dict)

    def kedro(self, pipeline: str, environment: str) -> Pair:
        """Kedro's side of a pipeline, from what its full run left."""
        key = (pipeline, environment)
        if key not in self.ran:
            start = self.session.start
            if pipeline != DEFAULT_PIPELINE:
                start, _ = self.session.after(self.kedro(DEFAULT_PIPELINE, environment))
            self.ran[key] = self.session.submit(self.pool, *key, start, only_kedro=True)
        return self.ran[key]

    def run(self, hamilton: Path, pipeline: str, environment: str, orders: int = 1) -> Run:
        """Run another Hamilton side, in so many orders, and compare."""
        pair = self.kedro(pipeline, environment)
        self.runs += 1
        futures = []
        for order in range(orders):
            task = self.session.task("Hamilton", pipeline, environment, order=order)
            folder = task.folder.with_name(f"h{100 * self.runs + order:06}")
            task = replace(task, source=hamilton, folder=folder)
            futures.append(self.pool.submit(self.session.execute, task, pair.start))
        run, failed = self.session.judged(replace(pair, hamilton=tuple(futures)), self.comparing)
        assert not failed
        return run


@contextmanager
def benched(kedro: Path, hamilton: Path, workdir: Path) -> Iterator[Bench]:
    """A bench for a pair. Kedro's own chance is nothing here: its side runs once."""
    options = Options(jobs=2, repeat=1)
    pythons = (sys.executable, sys.executable)
    with (
        opened(kedro, hamilton, pythons, workdir, options) as (session, pool),
        Comparing(workdir / "comparing") as comparing,
    ):
        yield Bench(session, pool, comparing, hamilton)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    hamilton = tmp_path_factory.mktemp("bikes") / "hamilton"
    write_project(plan_migration(KEDRO, hamilton))
    with benched(KEDRO, hamilton, tmp_path_factory.mktemp("work")) as bench:
        yield bench


def sabotaged(hamilton: Path, folder: Path, sabotage: Sabotage) -> Path:
    """A copy of a migrated project with one thing changed."""
    copy = folder / "hamilton"
    shutil.copytree(hamilton, copy, ignore=shutil.ignore_patterns("__pycache__"))
    path = copy / sabotage.file
    text = path.read_text()
    assert text.count(sabotage.old) == 1, f"{sabotage.file} has to have once: {sabotage.old}"
    path.write_text(text.replace(sabotage.old, sabotage.new))
    return copy


@pytest.mark.parametrize(
    "name",
    [n if n in DAILY else pytest.param(n, marks=pytest.mark.slow) for n in SABOTAGES],
)
def test_it_is_found_where_it_is(name: str, bench: Bench, tmp_path: Path) -> None:
    sabotage = SABOTAGES[name]
    hamilton = sabotaged(bench.hamilton, tmp_path, sabotage)
    run = bench.run(hamilton, sabotage.pipeline, sabotage.environment, sabotage.orders)
    assert not run.equal
    trace = run.traces[0]
    assert (trace.node, trace.differs[0]) == (sabotage.node, sabotage.name), run.differences[:3]


@pytest.mark.parametrize(
    ("environment", "pipelines"),
    [
        ("default", (DEFAULT_PIPELINE, "check", "model")),
        ("rush", (DEFAULT_PIPELINE,)),
        pytest.param("rush", ("check", "model"), marks=pytest.mark.integration),
    ],
)
def test_the_untouched_one_is_equal(
    bench: Bench, environment: str, pipelines: tuple[str, ...]
) -> None:
    for pipeline in pipelines:
        run = bench.run(bench.hamilton, pipeline, environment, orders=2)
        assert run.differences == []
        assert run.traces == ()


@pytest.mark.slow
def test_there_is_no_false_alarm_in_twenty_runs(bench: Bench) -> None:
    assert [
        bench.run(bench.hamilton, DEFAULT_PIPELINE, "default").differences for _ in range(20)
    ] == [[]] * 20


def test_there_are_enough_of_them() -> None:
    assert len(SABOTAGES) >= 40
    assert len(DAILY) == 8
    assert set(DAILY) <= set(SABOTAGES)
