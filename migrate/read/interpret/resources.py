"""What a project reads while it defines its pipelines, besides its Python source."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from migrate.code.files import read_text
from migrate.model.diagnostics import Place
from migrate.model.project import Layout, Module
from migrate.read.config.files import find_files
from migrate.read.config.reader import ConfigurationReader
from migrate.read.config.settings import read_settings
from migrate.read.config.yaml import YamlError, parse_yaml

BIGGEST = 2_000_000  # bytes of a file that is read
MOST_NAMES = 20_000  # of a folder that is listed


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is taken as not known, to see what depends on it: a key, or the whole of a source."""

    label: str
    place: Place
    key: str = ""


@dataclass(slots=True, eq=False)
class Source:
    """A file of configuration, read at a place. `keys` are those that were looked up, `top` those
    of the file; `attributes` says that its keys are attributes, too."""

    label: str
    place: Place
    keys: dict[str, None] = field(default_factory=dict)
    top: tuple[str, ...] = ()
    attributes: bool = False

    def looked_up(self) -> list[str]:
        """The innermost keys that were looked up."""
        return [k for k in self.keys if not any(o.startswith(f"{k}.") for o in self.keys)]


class Resources(Protocol):
    """Answers for what is asked while pipelines are defined. None means: can't be known."""

    def configuration(
        self, kind: str, environment: str | None, patterns: Sequence[str]
    ) -> Mapping[str, Any] | None:
        """The merged configuration of a kind ("parameters", "catalog", ...), or of the files
        that the patterns name, in an environment (None: the one that `kedro run` uses).
        """

    def text(self, path: str) -> str | None:
        """The text of a file of the project, by its absolute path."""

    def listing(self, path: str) -> Sequence[str] | None:
        """The sorted names in a folder of the project, folders with a `/` at the end."""


class NoResources:
    """Knows nothing."""

    def configuration(
        self, kind: str, environment: str | None, patterns: Sequence[str]
    ) -> Mapping[str, Any] | None:
        return None

    def text(self, path: str) -> str | None:
        return None

    def listing(self, path: str) -> Sequence[str] | None:
        return None


class ProjectResources:
    """Reads the files of the project, and nothing outside of it. `environment` is the one that is
    meant where none is named (None: the one that `kedro run` uses).
    """

    def __init__(
        self, layout: Layout, modules: Mapping[str, Module], environment: str | None = None
    ) -> None:
        self.layout = layout
        self.modules = modules
        self.environment = environment
        self.root = Path(layout.root)
        self._reader: ConfigurationReader | None = None
        self._listings: dict[str, Sequence[str] | None] = {}

    def configuration(
        self, kind: str, environment: str | None, patterns: Sequence[str]
    ) -> Mapping[str, Any] | None:
        environment = environment or self.environment
        if kind != "parameters":
            return self._files(kind, environment, patterns)
        reader = self.reader()
        wanted = environment or reader.default
        return reader.parameters(wanted) if wanted in reader.environments else None

    def reader(self) -> ConfigurationReader:
        """What reads the configuration, each file once."""
        if self._reader is None:
            self._reader = ConfigurationReader(
                self.layout, read_settings(self.layout, self.modules)
            )
        return self._reader

    def _files(
        self, kind: str, environment: str | None, patterns: Sequence[str]
    ) -> Mapping[str, Any] | None:
        """Other kinds: the plain YAML files of the base and of one environment."""
        merged: dict[str, Any] = {}
        found = False
        for name in ("base", environment or "local"):
            folder = self.root / self.layout.conf_source / name
            globs = patterns or [f"{kind}*", f"{kind}*/**", f"**/{kind}*"]
            for path in find_files(folder, globs):
                text = self.text(str(path))
                try:
                    document = parse_yaml(text) if text and "${" not in text else None
                except YamlError:
                    return None
                if document is None or document.faults or not isinstance(document.value, dict):
                    return None
                merged.update(document.value)
                found = True
        return merged if found else None

    def text(self, path: str) -> str | None:
        file = self._inside(path)
        try:
            return None if file is None else read_text(file, BIGGEST)
        except (OSError, ValueError):
            return None

    def listing(self, path: str) -> Sequence[str] | None:
        if path not in self._listings:
            self._listings[path] = self._listed(path)
        return self._listings[path]

    def _listed(self, path: str) -> Sequence[str] | None:
        folder = self._inside(path)
        try:
            with os.scandir(folder or path) as entries:
                found = list(itertools.islice(entries, MOST_NAMES + 1))
            if folder is None or len(found) > MOST_NAMES:
                return None
            return sorted(f"{entry.name}/" if entry.is_dir() else entry.name for entry in found)
        except (OSError, ValueError):
            return None

    def _inside(self, path: str) -> Path | None:
        """The path if it lies in the project, links followed."""
        try:
            whole = (self.root / path).resolve()
        except (OSError, ValueError, RuntimeError):
            return None
        return whole if whole.is_relative_to(self.root) else None
