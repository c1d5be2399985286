"""How datasets are kept: written once, read back by whoever did not make them.

A function under `@stored("x")` has its value written as the catalog says. Its consumers get
what was read back, as they would in another run, unless the format gives back the very value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from hamilton.function_modifiers import pipe_output, source, step, value
from hamilton.lifecycle import GraphExecutionHook


class Dataset(NamedTuple):
    """Where a dataset lies, and the calls that load it from and save it to a path.

    `path` is relative to the folder of the data, or a URL, or a callable that gives either when
    it is used. A versioned dataset lies in `path/<version>/<file name>`. `reload` says that
    consumers of a new value get what was read back.
    """

    path: Any = ""
    load: Callable[[Any], Any] | None = None
    save: Callable[[Any, Any], Any] | None = None
    versioned: bool = False
    reload: bool = False


class Storage(GraphExecutionHook):
    """The datasets of one environment, below one folder.

    All versioned datasets that a run saves get one version, and are read back under it.
    """

    def __init__(
        self,
        datasets: Mapping[str, Dataset],
        root: str | Path,
        load_versions: Mapping[str, str] | None = None,
    ) -> None:
        self.datasets = datasets
        self.root = Path(root)
        self.load_versions = dict(load_versions or {})
        self._begin()

    def run_before_graph_execution(self, **_: Any) -> None:
        """Begin a run, with a version of its own."""
        self._begin()

    def run_after_graph_execution(self, **_: Any) -> None:
        """Nothing is left open."""

    def _begin(self) -> None:
        now = datetime.now(timezone.utc)
        self.save_version = f"{now:%Y-%m-%dT%H.%M.%S}.{now.microsecond // 1000:03d}Z"
        self._saved: set[str] = set()

    def load(self, name: str) -> tuple[Any, dict[str, Any]]:
        """The stored value of a dataset, and where it was found."""
        dataset = self.datasets.get(name)
        if dataset is None or dataset.load is None:
            raise LookupError(f"{name} cannot be loaded: this environment does not store it.")
        path = self._load_path(name, dataset)
        return dataset.load(path), {"dataset": name, "path": str(path)}

    def save(self, data: Any, name: str) -> Any:
        """Write a value, and return what its consumers get."""
        dataset = self.datasets.get(name)
        if dataset is None or dataset.save is None:
            return data  # in this environment it stays in memory
        if data is None:
            raise ValueError(f"{name} is None, which is no value to save.")
        path = self._save_path(name, dataset)
        dataset.save(data, path)
        if dataset.versioned:
            self._saved.add(name)
        return dataset.load(path) if dataset.reload and dataset.load else data

    def _at(self, name: str, path: Any) -> Any:
        try:
            path = path() if callable(path) else path
        except KeyError as error:
            raise LookupError(f"{name} lies nowhere: {error} is not given.") from error
        if not isinstance(path, str):
            return path  # a remote one, which is used like a `Path`
        return path if "://" in path else self.root / Path(path).expanduser()

    def _load_path(self, name: str, dataset: Dataset) -> Any:
        path = self._at(name, dataset.path)
        if not dataset.versioned:
            return path
        if name in self._saved:
            return path / self.save_version / path.name
        versions = sorted(each.parent.name for each in path.glob(f"*/{path.name}"))
        version = self.load_versions.get(name) or (versions[-1] if versions else "")
        if version not in versions:
            raise FileNotFoundError(
                f"{name} has no version {version} in {path}.".replace("  ", " ")
            )
        return path / version / path.name

    def _save_path(self, name: str, dataset: Dataset) -> Any:
        path = self._at(name, dataset.path)
        if isinstance(path, str):
            return path
        if dataset.versioned:
            path = path / self.save_version / path.name
            if path.exists():
                raise FileExistsError(f"{name} has a version {self.save_version} already: {path}")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _save(data: Any, name: str, storage: Storage, namespace: str = "") -> Any:
    return storage.save(data, f"{namespace}.{name}" if namespace else name)


def stored(*names: str, of_several: bool = False, **inputs: Any) -> pipe_output:
    """Keep the function's value, or with `of_several` those of its outputs that are named."""
    steps = []
    for name in names:
        keep = step(_save, name=value(name), storage=source("storage"), **inputs)
        keep = keep.named("stored").when(store=True)
        steps.append(keep.on_output(name) if of_several else keep)
    return pipe_output(*steps)
