"""What verify asks of the support module and of the driver of a written project, as types.

They are read by type checkers alone: what runs here runs in the written project's own Python.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from typing import Any, Protocol


class Dataset(Protocol):
    """A dataset: where it lies, and how it is loaded and saved (None: it is not)."""

    path: Any
    load: Callable[..., Any] | None
    save: Callable[..., Any] | None

    def read(self, *, save_version: str = ...) -> Any:
        """The value as it is stored, of one version where there are several."""


class LoadedByEach(Protocol):
    """An `Anew`: a value that each function loads for itself."""

    def load(self) -> Any:
        """The value."""


class StorageAdapter(Protocol):
    """The adapter that stores and loads. Nobody wants the values whose names it is to `forget`."""

    datasets: Container[str]
    forget: Collection[str]

    def rooted(self, name: str) -> Dataset:
        """A dataset with its path below the adapter's root."""


class Pipeline(Protocol):
    """A registered pipeline."""

    outputs: Sequence[str]


class DriverModule(Protocol):
    """The module with the pipelines. Where nothing is stored there is no `DATA_ROOT` (and no
    `catalog`); where environments do not differ, no `ENVIRONMENTS`."""

    PIPELINES: Mapping[str, Pipeline]
    DATA_ROOT: Any

    def build(self, pipeline: str, *environment: Any, **options: Any) -> Any:
        """The driver of a pipeline."""
