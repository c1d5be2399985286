"""Kedro project -> Project: the facts, from text alone unless the project itself is asked."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from migrate.code.mentions import mentions
from migrate.code.modules import load_modules
from migrate.code.trees import forget
from migrate.model.diagnostics import CannotMigrate, Diagnostic, Place, diagnostic
from migrate.model.project import Function, Layout, Module, Node, Project
from migrate.read.config.configuration import read_configuration
from migrate.read.interpret.resources import ProjectResources
from migrate.read.inventory.constructs import read_constructs
from migrate.read.inventory.layout import find_layout
from migrate.read.inventory.private_files import (
    literal_secrets,
    private,
    untracked,
    without_secrets,
)
from migrate.read.inventory.project_files import executables, read_texts
from migrate.read.pipelines.functions import read_functions
from migrate.read.pipelines.registered import PipelinesFound, read_pipelines

__all__ = ["find_layout", "read_project", "secrets_of"]


def read_project(root: Path, environment: str | None = None, live: Path | None = None) -> Project:
    """Read a Kedro project without running any of it.

    `environment` is the one whose configuration counts while pipelines are defined (default:
    the one that `kedro run` would use). `live` is the project's own Python: it is asked what the
    project registers, which imports the project's modules and runs no node. Raises CannotMigrate
    for what leaves nothing to plan.
    """
    try:
        return _read(root, environment, live)
    finally:
        forget()


def _read(root: Path, environment: str | None, live: Path | None) -> Project:
    layout = find_layout(root)
    modules, diagnostics = load_modules(layout)
    resources = ProjectResources(layout, modules, environment)
    found = _pipelines(layout, modules, resources, live)
    nodes = _by_own_names(found.nodes, modules)
    names = {
        n
        for node in found.nodes.values()
        for n in (*node.input_names, *node.output_names, *node.confirms)
    }
    configuration, notes = read_configuration(layout, modules, sorted(names), resources.reader())
    if environment and environment not in configuration.environments:
        known = ", ".join(configuration.environments)
        raise CannotMigrate(f"there is no environment {environment!r}; there are: {known}")
    if environment:
        configuration = replace(configuration, default=environment)
    constructs = read_constructs(layout, modules, configuration)
    functions = read_functions(modules, _needed(nodes))
    notes += _changes(found.changed, functions.values())
    root_folder = Path(layout.root)
    vault = resources.reader().vault
    texts = read_texts(root_folder, constructs)
    secret_files = private(texts, vault)
    texts = without_secrets(texts, vault)
    ignored = untracked(root_folder, layout.conf_source, configuration)
    configuration = replace(configuration, untracked=ignored)
    notes += literal_secrets(modules)
    return Project(
        layout=layout,
        pipelines=found.pipelines,
        makers=found.makers,
        nodes=nodes,
        functions=functions,
        modules=modules,
        configuration=configuration,
        constructs=tuple(constructs),
        texts=texts,
        executables=executables(root_folder, [*modules, *texts]),
        private=secret_files,
        diagnostics=tuple(dict.fromkeys([*diagnostics, *found.diagnostics, *notes])),
        coverage=found.coverage,
    )


def secrets_of(root: Path) -> tuple[str, ...]:
    """The texts of a project's configuration that look like secrets; none if it can't be read."""
    try:
        layout = find_layout(root)
        modules, _ = load_modules(layout)
        reader = ProjectResources(layout, modules).reader()
        for env in reader.environments:
            reader.part("parameters", env, report=False)
        return reader.vault.known
    except (CannotMigrate, OSError):
        return ()
    finally:
        forget()


def _pipelines(
    layout: Layout,
    modules: Mapping[str, Module],
    resources: ProjectResources,
    live: Path | None,
) -> PipelinesFound:
    if live is None:
        return read_pipelines(layout, modules, None, resources)
    from migrate.read.live.merge import merge
    from migrate.read.live.process import ask

    try:
        text = read_pipelines(layout, modules, None, resources)
    except CannotMigrate:
        text = None
    return merge(layout, modules, text, ask(layout, live, resources.environment))


def _by_own_names(nodes: Mapping[str, Node], modules: Mapping[str, Module]) -> dict[str, Node]:
    """The nodes, with modules under their own names.

    A project may import its package from the folder above, as `src.package`: one file, two names.
    """
    known = {module.name for module in modules.values() if module.name}

    def own_key(key: str) -> str:
        module, colon, rest = key.partition(":")
        return f"{own(module)}{colon}{rest}"

    def own(name: str) -> str:
        for start in range(name.count(".") + 1):
            tail = ".".join(name.split(".")[start:])
            if tail in known:
                return tail
        return name

    found = {}
    for id_, node in nodes.items():
        func = node.func
        func = replace(
            func,
            module=own(func.module) if func.module else None,
            scope=own(func.scope),
            key=own_key(func.key),
            wraps=own_key(func.wraps),
        )
        found[id_] = replace(node, module=own(node.module), func=func)
    return found


def _changes(
    changed: Mapping[tuple[str, str], Place], functions: Iterable[Function]
) -> list[Diagnostic]:
    """Where functions that make pipelines change what nodes read."""
    if not changed:
        return []
    functions = list(functions)
    read = {(f.module, name) for f in functions for name in f.global_names}
    names = (f.text for f in functions if any(name in f.text for _, name in changed))
    nodes = (node for text in names for node in mentions(text).nodes)
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return [
        diagnostic("K126", place, what=f"a change of {module}.{name}")
        for (module, name), place in changed.items()
        if (module, name) in read or name in attributes
    ]


def _needed(nodes: Mapping[str, Node]) -> list[str]:
    """The keys of the functions that nodes call, or that make what they call."""
    functions = [node.func for node in nodes.values()]
    made = [key for func in functions if func.made for key in func.made.inner_keys]
    wrapped = [func.wraps for func in functions if func.wraps]
    return [*(func.key for func in functions), *made, *wrapped]
