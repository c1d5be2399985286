"""Kedro project -> Project: the facts, from text alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrate.project import Project
from migrate.read.configuration import read_configuration
from migrate.read.constructs import read_constructs
from migrate.read.functions import read_functions
from migrate.read.layout import find_layout
from migrate.read.pipelines import read_pipelines
from migrate.read.source import load_modules

__all__ = ["find_layout", "read_project"]


def read_project(root: Path, environment: str | None = None) -> Project:
    """Read a Kedro project without running any of it.

    `environment` is the one whose configuration counts while pipelines are defined (default:
    the one that `kedro run` would use). Raises CannotMigrate for what leaves nothing to plan.
    """
    layout = find_layout(root)
    modules, diagnostics = load_modules(layout)
    found = read_pipelines(layout, modules, None)
    names = {n for node in found.nodes.values() for n in (*node.input_names, *node.output_names)}
    configuration, notes = read_configuration(layout, modules, sorted(names))
    if environment:
        configuration = replace(configuration, default=environment)
    constructs = read_constructs(layout, modules, configuration)
    return Project(
        layout=layout,
        pipelines=found.pipelines,
        nodes=found.nodes,
        functions=read_functions(modules, [node.func.key for node in found.nodes.values()]),
        modules=modules,
        configuration=configuration,
        constructs=tuple(constructs),
        diagnostics=tuple(dict.fromkeys([*diagnostics, *found.diagnostics, *notes])),
        coverage=found.coverage,
    )
