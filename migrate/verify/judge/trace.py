"""Trace each difference to the node where it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from migrate.model.dataset_names import base_name
from migrate.verify.findings import Run, Trace
from migrate.verify.judge.verdicts import is_function


def traces(
    run: Run, kedro_nodes: list[Any], hamilton_nodes: list[Any], migration: Mapping[str, Any]
) -> tuple[Trace, ...]:
    """The places where the run's differences start, in Kedro's order.

    `kedro_nodes` and `hamilton_nodes` are the nodes of both manifests, in the order they ran in.
    """
    wrong = {name for name, found in run.datasets.items() if not _fine(found.comparison.status)}
    if not wrong and not any(not _fine(found.status) for _, _, found in run.differences):
        return ()
    started: dict[str, Trace] = {}
    origin: dict[str, str] = {}  # what differs -> the key of where that starts

    def start(key: str, node: str, differs: list[str]) -> None:
        trace = started.get(key, Trace(node, (), _functions(node, migration)))
        started[key] = replace(trace, differs=(*trace.differs, *differs))
        origin.update(dict.fromkeys(map(base_name, differs), key))

    def follow(key: str, differs: list[str]) -> None:
        trace = started[key]
        started[key] = replace(trace, downstream=(*trace.downstream, *differs))
        origin.update(dict.fromkeys(map(base_name, differs), key))

    produced = {name: node["name"] for node in kedro_nodes for name in node.get("outputs", ())}
    changers = {
        name: _kedro_node(found.changed_by, hamilton_nodes, migration)
        for name, found in run.datasets.items()
        if name in wrong and found.changed_by
    }
    for name in sorted(wrong - set(produced), key=list(run.datasets).index):
        by = changers.get(name, "")
        start(f"node {by}" if by else f"dataset {name}", by, [name])
    for node in kedro_nodes:
        outputs = [name for name in node.get("outputs", ()) if name in wrong]
        for name in filter(changers.get, outputs):
            start(f"node {changers[name]}", changers[name], [name])
        differs = [name for name in outputs if name not in changers]
        differs += _files_of(run, node) + _effect(run, node["name"])
        sources = [
            origin[name] for name in map(base_name, node.get("inputs", ())) if name in origin
        ]
        if differs and sources:
            follow(sources[0], differs)
        elif differs:
            start(f"node {node['name']}", node["name"], differs)
    for name, outcome in run.nodes.items():
        if not _fine(outcome.status) and base_name(name) not in origin:
            start(f"node {name}", name, [name])
    for name, outcome in run.files.items():
        if not _fine(outcome.status) and base_name(name) not in origin:
            start(f"file {name}", "", [name])
    return tuple(started.values())


def _fine(status: str) -> bool:
    """What is not compared is no difference to trace."""
    return status in ("equal", "close", "uncompared")


def _functions(node: str, migration: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the functions stand that a node has become."""
    return tuple(
        f"{target['path']}:{target['line']} {target['function']}"
        for entry in migration.get("nodes", ())
        if entry["id"] == node
        for target in entry["targets"]
    )


def _kedro_node(hamilton: str, hamilton_nodes: list[Any], migration: Mapping[str, Any]) -> str:
    """The Kedro node that a Hamilton node stands for; its own name if there is none."""
    functions = [
        f for node in hamilton_nodes if node["name"] == hamilton for f in node["functions"]
    ]
    for entry in migration.get("nodes", ()):
        targets = [f"{target['module']}.{target['function']}" for target in entry["targets"]]
        if any(is_function(function, targets) for function in functions):
            return str(entry["id"])
    return hamilton


def _files_of(run: Run, node: Mapping[str, Any]) -> list[str]:
    """Files that the node's datasets lie in and that differ."""
    known = run.kedro.graph.get("datasets", {})
    paths = [known.get(name, {}).get("path") for name in node.get("outputs", ())]
    return [
        name
        for name, outcome in run.files.items()
        if not _fine(outcome.status)
        and any(path and (name == path or name.startswith(f"{path}/")) for path in paths)
    ]


def _effect(run: Run, node: str) -> list[str]:
    outcome = run.nodes.get(node)
    return [node] if outcome is not None and not _fine(outcome.status) else []
