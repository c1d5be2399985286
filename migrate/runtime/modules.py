"""Our modules: those that a written package has beside its dataflows, and what they are called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

DATASET_BASE = "dataset_base"  # the base of the project's own dataset classes
INTERPOLATION = "interpolation"  # computes parameters that are made of other values
LOGS = "logs"  # sets logging up
RESOLVERS = "own_resolvers"  # has the project's own resolvers
SECRETS = "own_secrets"  # reads what must not stand in code
MODULES = frozenset(
    {"catalog", "driver", "parameters", "storage"}
    | {DATASET_BASE, INTERPOLATION, LOGS, RESOLVERS, SECRETS}
)
ONE_FILE = "dataflow"  # the module that has everything, where one file is enough
NOTEBOOK = "dataflow.ipynb"  # of the layout that has one
# Files at the root that every new project has.
RESERVED = frozenset(
    {".env", ".gitignore", "README.md", "migration.json", "pyproject.toml", "run.py"}
)


@dataclass(frozen=True, slots=True)
class RuntimeModules:
    """What our modules are called in `package`.

    `taken` are the names of the project's own modules: those that come along keep their import
    path, so it is ours that is called otherwise. Where all is in one file, that lies `alone`.
    """

    package: str
    taken: frozenset[str] = frozenset()
    alone: bool = False

    @property
    def names(self) -> frozenset[str]:
        """All names that our modules may have here."""
        return frozenset(map(self.name, MODULES))

    def name(self, module: str) -> str:
        """What one of `MODULES` is called here."""
        return free(module, self.taken)

    def alias(self, module: str) -> str | None:
        """Under which name it is imported where it is called otherwise."""
        return module if self.name(module) != module else None

    def dotted(self, module: str) -> str:
        """Its import path."""
        return self.module(self.name(module))

    def path(self, module: str) -> str:
        """Its file."""
        return self.file(self.name(module))

    def file(self, name: str) -> str:
        """The file of any module of the package."""
        return f"{self.module(name).replace('.', '/')}.py"

    def module(self, name: str) -> str:
        """The import path of any module of the package."""
        return name if self.alone else f"{self.package}.{name}"

    def line(self, module: str) -> str:
        """The statement that imports it as `module`."""
        alias = self.alias(module)
        return f"from {self.package} import {self.name(module)}{f' as {alias}' if alias else ''}"


def free(name: str, taken: Collection[str]) -> str:
    """What something of ours is called where the project's own things have the `taken` names."""
    while name in taken:
        name = f"hamilton_{name}"
    return name
