"""Run one node on both sides with the same captured inputs."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.verify.compare.result import equal
from migrate.verify.engine import opened
from migrate.verify.findings import Report, Run
from migrate.verify.judge.outcomes import files_of
from migrate.verify.judge.trace import traces
from migrate.verify.judge.verdicts import Judge, tables_of
from migrate.verify.options import Options
from migrate.verify.results.hiding import known_secrets, without_secrets
from migrate.verify.runs.comparing import Comparing
from migrate.verify.runs.sides import CannotVerify, Captured, SideName
from migrate.verify.runs.workspace import Layer
from migrate.verify.session import DEFAULT_PIPELINE, Outcome, Session

SIDES: tuple[SideName, ...] = ("Kedro", "Hamilton")


def bisect(
    kedro: Path,
    hamilton: Path,
    name: str,
    *,
    pipeline: str | None,
    environment: str,
    kedro_python: str,
    hamilton_python: str,
    workdir: Path,
    options: Options | None = None,
) -> Report:
    """Compare what a node gives on both sides for the inputs that it has in Kedro. `name` is the
    Kedro node's, or that of a dataset that it makes; nothing is stored.

    Raises CannotVerify, as `verify`.
    """
    pythons = (kedro_python, hamilton_python)
    with opened(kedro, hamilton, pythons, workdir, options) as (session, pool):
        run = _bisect(session, pool, name, pipeline or DEFAULT_PIPELINE, environment)
    return without_secrets(Report((run,)), known_secrets(hamilton))


def _bisect(
    session: Session, pool: ThreadPoolExecutor, name: str, pipeline: str, environment: str
) -> Run:
    start = session.start
    if pipeline != DEFAULT_PIPELINE:
        full = session.submit(pool, DEFAULT_PIPELINE, environment, start, only_kedro=True)
        start, _ = session.after(full)
    task = replace(session.task("Kedro", pipeline, environment), whole=True)
    whole = session.execute(task, start).captured
    if whole.absent:
        known = ", ".join(whole.manifest["registered"])
        raise CannotVerify(f"There is no registered pipeline {pipeline}; there are {known}.")
    node = _node(name, pipeline, whole.manifest["nodes"])
    inputs = {dataset: _input(whole, dataset, node["name"]) for dataset in node["inputs"]}
    left = (Layer(task.data),)
    outcomes = pool.map(
        lambda side: session.execute(
            replace(
                session.task(side, pipeline, environment, again=1),
                values=session.place(pipeline, environment) / "node",
                node=node["name"],
                inputs=inputs,
                outputs=node["outputs"],
            ),
            left,
        ),
        SIDES,
    )
    return _compared(session, pipeline, environment, node, *outcomes)


def _node(name: str, pipeline: str, nodes: list[Any]) -> Mapping[str, Any]:
    """The node of that name, or the one that makes the dataset of that name."""
    for node in nodes:
        if name == node["name"] or name in node["outputs"]:
            return dict(node)
    known = ", ".join(node["name"] for node in nodes)
    raise CannotVerify(
        f"Pipeline {pipeline} has no node {name}, and none that makes it; there are {known}."
    )


def _input(captured: Captured, dataset: str, node: str) -> Path:
    """Where the value lies that the node got."""
    for view in captured.views.get(dataset, ()):
        if view["how"] == "loaded" and view["node"] == node and view["fingerprint"]:
            return captured.file(view)
    raise CannotVerify(f"Node {node} can't be run alone: its input {dataset} could not be kept.")


def _compared(
    session: Session,
    pipeline: str,
    environment: str,
    node: Mapping[str, Any],
    kedro: Outcome,
    hamilton: Outcome,
) -> Run:
    with Comparing(session.workdir / "comparing") as comparing:
        comparing.begin(
            session.pythons["Hamilton"],
            hamilton.captured.manifest["python"],
            session.own,
            tables_of(kedro.captured),
            session.options.tolerance,
        )
        judge = Judge(kedro.captured, hamilton.captured, session.migration, comparing)
        run = Run(
            pipeline,
            environment,
            datasets=judge.datasets(),
            files=files_of(judge, kedro.files, hamilton.files, {}),
            nodes={
                **({} if node["outputs"] else {node["name"]: equal("ran")}),
                **judge.foreign({node["name"]}),
            },
            kedro=kedro.captured.side,
            hamilton=hamilton.captured.side,
            node=node["name"],
        )
    ran = [outcome.captured.manifest["nodes"] for outcome in (kedro, hamilton)]
    return replace(run, traces=traces(run, ran[0], ran[1], session.migration))
