"""What a person should know of the project's secrets, and where those of its files go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrate.model.asked import asked_in
from migrate.model.diagnostics import Diagnostic, Place, diagnostic
from migrate.model.migration import ParametersPlan
from migrate.model.project import Configuration, Project
from migrate.plan.testing import new_path


def about_secrets(
    configuration: Configuration, parameters: ParametersPlan, logging: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    """The secrets that parameters, globals and logging ask for, each once; and the environments
    whose files Git ignores.
    """
    written = [parameters.base, parameters.environments, parameters.globals, logging]
    asked = {each.arguments[0]: None for each in asked_in(written) if each.kind == "secret"}
    for name in asked:
        yield diagnostic("K225", configuration.secrets[name].place, name=name)
    for environment, folder in configuration.untracked.items():
        yield diagnostic("K226", Place(folder), folder=folder, name=environment)


def private_files(project: Project, files: Mapping[str, str]) -> tuple[set[str], list[Diagnostic]]:
    """Those of the files that come along (by their new path) that hold secrets, and the items
    about them.
    """
    found: set[str] = set()
    notes = []
    for path, line in project.private.items():
        place = new_path(path, project.layout.source_dir)
        if place in files:
            found.add(place)
            notes.append(diagnostic("K227", Place(path, line), name=place))
    return found, notes
