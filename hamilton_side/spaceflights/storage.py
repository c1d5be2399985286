"""How datasets are kept: written once, read back by whoever did not make them.

A function under `@stored("x")` has its value written as the catalog says. Its consumers get
what was read back, as they would in another run, unless the format gives back the very value.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hamilton.function_modifiers import pipe_output, source, step, value
from hamilton.lifecycle import GraphExecutionHook

from spaceflights.outputs import check_parts


class Dataset(NamedTuple):
    """Where a dataset lies, and the calls that load it from and save it to a path.

    `path` is relative to the folder of the data, or a URL, or a callable that gives either when
    it is used. A versioned dataset lies in `path/<version>/<file name>`. `reload` says that
    consumers of a new value get what was read back, `each` that every consumer loads the value for
    itself, since it can be used up or may be changed. `confirm` is told the parts that a run has
    loaded and is done with, so that the next run loads what came after them.
    """

    path: Any = ""
    load: Callable[[Any], Any] | None = None
    save: Callable[[Any, Any], Any] | None = None
    versioned: bool = False
    reload: bool = False
    confirm: Callable[[Any, list[str]], Any] | None = None
    each: bool = False


class DataError(OSError):
    """What is stored can't be read or written; the message says what, and where."""


class Missing(DataError, FileNotFoundError):
    """There is nothing where a dataset should lie."""


class Unwritable(DataError, PermissionError):
    """A dataset may not be written where it should lie."""


class Stored:
    """A value that lies in storage: `load` gives it anew each time."""

    def __init__(self, load: Callable[[], Any]) -> None:
        self.load = load


class Storage(GraphExecutionHook):
    """The datasets of one environment, below one folder.

    All versioned datasets that a run saves get one version, and are read back under it, unless
    `load_versions` has another one.
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
        self._loaded: dict[str, list[str]] = {}

    def load(self, name: str) -> tuple[Any, dict[str, Any]]:
        """The stored value of a dataset, and where it was found."""
        dataset = self.datasets.get(name)
        if dataset is None or dataset.load is None:
            raise LookupError(f"{name} cannot be loaded: this environment does not store it.")
        path = self._load_path(name, dataset)
        read = partial(self._read, name, dataset, path)
        return Stored(read) if dataset.each else read(), {"dataset": name, "path": str(path)}

    def save(self, data: Any, name: str) -> Any:
        """Write a value, and return what its consumers get."""
        self._write(data, name)
        return self.load(name)[0] if self._is_read_back(name) else data

    def save_each(
        self, values: Iterable[Any], names: Any, *, store: bool = True, namespace: str = ""
    ) -> Any:
        """Write what a generator yields, value by value, and return what consumers get in the end:
        what is read back, or else the last value.

        `names` is one name, a list of them for values that are lists, or a dict of them by the
        keys of values that are dicts; so is the result. Raises ValueError for other values.
        """
        single = isinstance(names, str)
        parts = names if isinstance(names, (list, dict)) else [names]
        every = list(parts.values() if isinstance(parts, dict) else parts)
        keys = [f"{namespace}.{name}" if namespace else name for name in every]
        last: dict[str, Any] = {}
        for each in values:
            taken = check_parts(", ".join(every), [each] if single else each, parts)
            for key, part in zip(keys, taken, strict=True):
                if store:
                    self._write(part, key)
                # The generator may go on changing its object.
                last[key] = None if store and self._is_read_back(key) else _copied(part)
        lies = store and single and keys[0] in self.datasets
        if not last and not lies:
            raise ValueError(f"{', '.join(every)}: no value came.")
        found = [
            self.load(key)[0]
            if key not in last or (store and self._is_read_back(key))
            else last[key]
            for key in keys
        ]
        if single:
            return found[0]
        return dict(zip(every, found, strict=True)) if isinstance(names, dict) else found

    def _write(self, data: Any, name: str) -> None:
        dataset = self.datasets.get(name)
        if dataset is None or dataset.save is None:
            return  # in this environment it stays in memory
        if data is None:
            raise ValueError(f"{name} is None, which is no value to save.")
        try:
            path = self._save_path(name, dataset)
            dataset.save(data, path)
        except Exception as error:
            why = next((e for e in _causes(error) if getattr(e, "errno", 0) in _REFUSED), None)
            if not isinstance(why, OSError):
                raise
            where = why.filename or self.root
            raise Unwritable(f"{name} can't be written: {where}: {why.strerror}") from error
        if dataset.versioned:
            self._saved.add(name)

    def _is_read_back(self, name: str) -> bool:
        dataset = self.datasets.get(name)
        reload = dataset and (dataset.reload or dataset.each or name in self.load_versions)
        return bool(dataset and dataset.save and dataset.load and reload)

    def confirm(self, name: str) -> None:
        """The run is done with what it loaded of a dataset."""
        dataset = self.datasets.get(name)
        if dataset is None or dataset.confirm is None:
            raise LookupError(f"{name} cannot be confirmed: this environment keeps no checkpoint.")
        if name not in self._loaded:
            self.load(name)
        dataset.confirm(self._load_path(name, dataset), self._loaded[name])

    def _read(self, name: str, dataset: Dataset, path: Any) -> Any:
        assert dataset.load is not None
        try:
            value = dataset.load(path)
        except Exception as error:
            gone = _gone(path if dataset.path else None, error)
            if not gone:
                raise
            raise Missing(f"{name} can't be loaded: {gone}") from error
        if dataset.confirm:
            self._loaded[name] = list(value) if isinstance(value, dict) else []
        return value

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
        asked = self.load_versions.get(name, "")
        if name in self._saved and not asked:
            return path / self.save_version / path.name
        versions = sorted(each.parent.name for each in path.glob(f"*/{path.name}"))
        version = asked or (versions[-1] if versions else "")
        if version not in versions:
            raise Missing(f"{name} has no version {version} in {path}".replace("  ", " "))
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


# How a system says that somebody may not write.
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _gone(path: Any, error: Exception) -> str:
    """What a load failed for want of; "" if it failed otherwise.

    A class of the project may make its file itself, so only a load that fails is looked at.
    """
    if not isinstance(path, Path):
        found = (e.filename for e in _causes(error) if isinstance(e, FileNotFoundError))
        return next((f"there is no {each}" for each in found if each), "")
    try:
        if not path.exists():
            return "" if isinstance(error, ImportError) else f"there is no {path}"
        return f"{path} is empty" if path.is_dir() and not any(path.iterdir()) else ""
    except OSError:
        return ""


def _copied(data: Any) -> Any:
    """A copy as Kedro makes one: tables that nobody can change are handed over as they are."""
    is_fixed = type(data).__name__ == "DataFrame" and not hasattr(data, "iloc")
    return data if is_fixed else deepcopy(data)


def _save(data: Any, name: str, storage: Storage, namespace: str = "") -> Any:
    return storage.save(data, f"{namespace}.{name}" if namespace else name)


def _confirm(data: Any, names: list[str], storage: Storage) -> Any:
    for name in names:
        storage.confirm(name)
    return data


def _confirm_nothing(data: None, names: list[str], storage: Storage) -> None:
    _confirm(data, names, storage)


def stored(
    *names: str, of_several: bool = False, confirms: Iterable[str] = (), **inputs: Any
) -> pipe_output:
    """Keep the function's value, or with `of_several` those of its outputs that are named.

    Afterwards it is done with what was loaded of the datasets that it `confirms`.
    """
    steps = []
    for name in names:
        keep = step(_save, name=value(name), storage=source("storage"), **inputs)
        keep = keep.named("stored").when(store=True)
        steps.append(keep.on_output(name) if of_several else keep)
    if confirms:
        act = _confirm if names else _confirm_nothing
        last = step(act, names=value(list(confirms)), storage=source("storage"))
        last = last.named("confirmed").when(store=True)
        steps.append(last.on_output(names[-1]) if of_several else last)
    kept = pipe_output(*steps)
    if of_several:  # by default only those that no other output is made of
        kept.target = names
    return kept
