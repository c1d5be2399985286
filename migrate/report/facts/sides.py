"""What the facts are gathered from: both sides as they were read, and what a proof says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from migrate.model.project import Project
from migrate.report.facts.texts import Code, Sources


@dataclass(slots=True)
class Sides:
    """`document` is the written project's migration.json, `written` the texts of its files and
    `source` those of the Kedro project's by path, `project` what that is, if it is there. `proof`
    is one that was checked. `notes` are sentences about what is shown.
    """

    document: Mapping[str, Any]
    written: Mapping[str, str]
    hamilton_path: str
    kedro_path: str = ""
    project: Project | None = None
    source: Mapping[str, str] = field(default_factory=dict)
    proof: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()


class Reading:
    """One gathering: both sides, and the sources that were asked for."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.document = sides.document
        self.project = sides.project
        self.sources = Sources(_known(sides.project))
        self._codes: dict[str, Code] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        """Hamilton's node by Kedro's name."""
        return dict(self.document["names"])

    @cached_property
    def kedro_names(self) -> dict[str, list[str]]:
        """Kedro's names by Hamilton's node."""
        found: dict[str, list[str]] = {}
        for name, node in self.names.items():
            found.setdefault(node, []).append(name)
        return found

    @cached_property
    def pipelines(self) -> dict[str, tuple[str, ...]]:
        """The registered pipelines of each Kedro node."""
        found: dict[str, list[str]] = {}
        for pipeline, facts in self.document["pipelines"].items():
            for node in facts["nodes"]:
                found.setdefault(node, []).append(pipeline)
        return {node: tuple(names) for node, names in found.items()}

    @cached_property
    def package(self) -> str:
        """The folder of the written package."""
        return str(PurePosixPath(self.document["modules"]["driver"]).parent)

    def ours(self, module: str) -> Code | None:
        """One of our written modules, as `catalog`; None where there is none."""
        return self.written(self.document["modules"].get(module, ""))

    def written(self, path: str) -> Code | None:
        """A written module; None where it is gone."""
        return self._code(path, self.sides.written)

    def source(self, path: str) -> Code | None:
        """A module of the Kedro project; None where it is not there."""
        return self._code(path, self.sides.source)

    def _code(self, path: str, texts: Mapping[str, str]) -> Code | None:
        key = f"{id(texts)}:{path}"
        if path in texts and key not in self._codes:
            self._codes[key] = Code(path, texts[path])
        return self._codes.get(key)


def _known(project: Project | None) -> tuple[str, ...]:
    """The secrets of a project that are looked for in every text."""
    from migrate.secrets import is_telling

    values = (each.value for each in project.configuration.secrets.values()) if project else ()
    return tuple(value for value in values if isinstance(value, str) and is_telling(value))
