"""What a Kedro project is, as the JSON of `migrate inspect` (schema 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from migrate.model.diagnostics import CannotMigrate, Diagnostic, Place, diagnostic
from migrate.model.project import Configuration, DatasetEntry, Names, Node, NodeFunction, Project
from migrate.secrets import HIDDEN, is_secret, masked

SCHEMA = 1


def inspection(project: Project, pipelines: Sequence[str] = ()) -> dict[str, Any]:
    """The content of `migrate inspect --format json`.

    `pipelines` names the registered ones whose nodes are wanted (none: all). Parameters come
    without their values. Raises CannotMigrate for a pipeline that there is not.
    """
    chosen = selected(project, pipelines)
    layout, configuration, coverage = project.layout, project.configuration, project.coverage
    used = used_names(project)
    return {
        "schema": SCHEMA,
        "project": {
            "root": layout.root,
            "package": layout.package,
            "kedro_version": layout.kedro_version,
            "source_dir": layout.source_dir,
            "environments": list(configuration.environments),
            "environment": configuration.default,
        },
        "pipelines": {
            name: [{"id": node.id, "tags": sorted(node.tags)} for node in nodes]
            for name, nodes in chosen.pipelines.items()
        },
        "nodes": {name: _node(node) for name, node in chosen.nodes.items()},
        "datasets": {
            name: _dataset(entry, environments, name in used)
            for name, (entry, environments) in datasets(configuration).items()
        },
        "parameters": {
            name: {**_place(source.place), "environments": list(source.environments)}
            for name, source in configuration.parameter_sources.items()
        },
        "constructs": [
            {"kind": each.kind, "name": each.name, **_place(each.place)}
            for each in project.constructs
        ],
        "diagnostics": [_diagnostic(each) for each in diagnostics(project)],
        "coverage": {
            "node_calls": coverage.node_calls,
            "resolved": coverage.resolved,
            "unresolved": coverage.unresolved,
            "unreachable": coverage.unreachable,
        },
    }


def selected(project: Project, pipelines: Sequence[str]) -> Project:
    """The project with these registered pipelines alone; all of them if none is named."""
    missing = [name for name in pipelines if name not in project.pipelines]
    if missing:
        known = ", ".join(project.pipelines) or "none"
        raise CannotMigrate(f"there is no pipeline {missing[0]!r}; there are: {known}")
    if not pipelines:
        return project
    chosen = {name: nodes for name, nodes in project.pipelines.items() if name in pipelines}
    ids = {node.id for nodes in chosen.values() for node in nodes}
    nodes = {name: node for name, node in project.nodes.items() if name in ids}
    return replace(project, pipelines=chosen, nodes=nodes)


def diagnostics(project: Project) -> list[Diagnostic]:
    """What there is to say about a project, by place: the reader's diagnostics, and each hook
    that may change results.
    """
    hooks = [
        diagnostic("K110", each.place, kind=each.kind, name=each.name)
        for each in project.constructs
        if each.changes_results
    ]
    return sorted(
        [*project.diagnostics, *hooks], key=lambda each: (each.place or Place(""), each.code)
    )


def datasets(configuration: Configuration) -> dict[str, tuple[DatasetEntry, tuple[str, ...]]]:
    """Each dataset of the catalog, as the default environment has it (or else the first that has
    it), with the environments in whose files it stands.
    """
    order = dict.fromkeys([configuration.default, *configuration.environments])
    found: dict[str, list[DatasetEntry]] = {}
    for environment in order:
        for name, entry in configuration.catalogs.get(environment, {}).items():
            found.setdefault(name, []).append(entry)
    return {
        name: (entries[0], _origins(configuration, entries))
        for name, entries in sorted(found.items())
    }


def used_names(project: Project) -> set[str]:
    """The datasets and parameters that nodes of registered pipelines name."""
    return {
        name for node in project.nodes.values() for name in (*node.input_names, *node.output_names)
    }


def _origins(configuration: Configuration, entries: Sequence[DatasetEntry]) -> tuple[str, ...]:
    origins = {entry.origin for entry in entries}
    return tuple(name for name in configuration.environments if name in origins)


def _node(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "namespace": node.namespace,
        "tags": sorted(node.tags),
        "confirms": list(node.confirms),
        "func": _function(node.func),
        "inputs": _names(node.inputs),
        "outputs": _names(node.outputs),
        **_place(node.place),
    }


def _function(function: NodeFunction) -> dict[str, Any]:
    return {
        "module": function.module,
        "qualname": function.qualname,
        "kind": function.kind,
        **_place(function.place),
        "bound": {each.name: _shown(each.name, each.text) for each in function.bound},
    }


def _shown(name: str, text: str) -> str:
    return repr(HIDDEN) if is_secret((name,), text.strip("'\"")) else masked(text)


def _names(names: Names) -> Any:
    if names is None or isinstance(names, str):
        return names
    return dict(names) if isinstance(names, Mapping) else list(names)


def _dataset(entry: DatasetEntry, environments: Sequence[str], used: bool) -> dict[str, Any]:
    filepath = entry.config.get("filepath", entry.config.get("path"))
    return {
        "type": entry.type,
        "filepath": masked(filepath) if isinstance(filepath, str) else None,
        "pattern": entry.pattern,
        **_place(entry.place),
        "environments": list(environments),
        "used": used,
    }


def _diagnostic(each: Diagnostic) -> dict[str, Any]:
    return {
        "code": each.code,
        "severity": each.severity,
        "message": each.message,
        **_place(each.place),
        "column": each.place.column if each.place else None,
    }


def _place(place: Place | None) -> dict[str, Any]:
    return {"path": place.path if place else None, "line": place.line if place else None}
