"""What the project's own dataset classes stand on.

It has the parts of Kedro's base classes that such classes use: `load` and `save` around `_load`
and `_save`, paths with versions, and the splitting of URLs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timezone
from glob import iglob
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Generic, NamedTuple, TypeVar

PROTOCOL_DELIMITER = "://"
_Saved = TypeVar("_Saved")
_Loaded = TypeVar("_Loaded")


class DatasetError(Exception):
    """A dataset cannot be loaded or saved."""


class VersionNotFoundError(DatasetError):
    """A dataset has no version to load."""


class Version(NamedTuple):
    """The version to load and the one to save; None for the newest and for a new one."""

    load: str | None
    save: str | None


class AbstractDataset(Generic[_Saved, _Loaded]):
    """A dataset that knows how to load and save its value.

    A class of its own defines `load` and `save`, or `_load` and `_save`.
    """

    metadata: Any = None

    def load(self) -> _Loaded:
        """The stored value."""
        return self._load()

    def save(self, data: _Saved) -> None:
        """Store a value, which may not be None."""
        if data is None:
            raise DatasetError("Saving None to a dataset is not allowed")
        self._save(data)

    def _load(self) -> _Loaded:
        raise DatasetError(f"Loading not supported for {type(self).__name__}")

    def _save(self, data: _Saved) -> None:
        raise DatasetError(f"Saving not supported for {type(self).__name__}")

    def exists(self) -> bool:
        """Whether there is a stored value."""
        return self._exists()

    def release(self) -> None:
        """Forget what is cached."""
        self._release()

    def _exists(self) -> bool:
        return False

    def _release(self) -> None:
        pass

    def _describe(self) -> dict[str, Any]:
        return {}

    def __str__(self) -> str:
        described = ", ".join(f"{key}={value}" for key, value in self._describe().items())
        return f"{type(self).__name__}({described})"

    @property
    def _logger(self) -> logging.Logger:
        return logging.getLogger(type(self).__module__)


class AbstractVersionedDataset(AbstractDataset[_Saved, _Loaded]):
    """A dataset in a file, which lies in `filepath/<version>/<file name>` if it has versions."""

    def __init__(
        self,
        filepath: PurePosixPath,
        version: Version | None = None,
        exists_function: Callable[[str], bool] | None = None,
        glob_function: Callable[[str], Any] | None = None,
    ) -> None:
        self._filepath = filepath
        self._version = version
        self._exists_function = exists_function or (lambda path: Path(path).exists())
        self._glob_function = glob_function or iglob
        self._new_version = ""

    def resolve_load_version(self) -> str | None:
        """The version to load: the newest, unless it is given."""
        if not self._version or self._version.load:
            return self._version.load if self._version else None
        pattern = str(self._get_versioned_path("*"))
        found = [path for path in self._glob_function(pattern) if self._exists_function(path)]
        if not found:
            raise VersionNotFoundError(f"Did not find any versions for {self}")
        return PurePath(max(found)).parent.name

    def resolve_save_version(self) -> str | None:
        """The version to save: the present time, unless it is given."""
        if not self._version or self._version.save:
            return self._version.save if self._version else None
        if not self._new_version:
            now = datetime.now(timezone.utc)
            self._new_version = f"{now:%Y-%m-%dT%H.%M.%S}.{now.microsecond // 1000:03d}Z"
        return self._new_version

    def _get_load_path(self) -> PurePosixPath:
        version = self.resolve_load_version()
        return self._get_versioned_path(version) if version else self._filepath

    def _get_save_path(self) -> PurePosixPath:
        version = self.resolve_save_version()
        if not version:
            return self._filepath
        path = self._get_versioned_path(version)
        if self._exists_function(str(path)):
            raise DatasetError(f"{path} exists already, and versions are never overwritten")
        return path

    def _get_versioned_path(self, version: str) -> PurePosixPath:
        return self._filepath / version / self._filepath.name

    def _exists(self) -> bool:
        try:
            return bool(self._exists_function(str(self._get_load_path())))
        except VersionNotFoundError:
            return False

    def _release(self) -> None:
        self._new_version = ""


def get_protocol_and_path(filepath: Any, version: Version | None = None) -> tuple[str, str]:
    """The scheme of a URL ("file" for a plain path), and what follows it, without a user."""
    protocol, delimiter, path = str(filepath).partition(PROTOCOL_DELIMITER)
    if not delimiter or not protocol.isalnum():
        return "file", str(filepath)
    if protocol in ("http", "https"):
        if version is not None:
            raise DatasetError("There are no versions of what lies on the web.")
        return protocol, path
    host, slash, rest = path.partition("/")
    return protocol, host.rpartition("@")[2] + slash + rest


def get_filepath_str(raw_path: PurePath, protocol: str) -> str:
    """A path as text, with its scheme if it lies on the web."""
    path = raw_path.as_posix()
    return f"{protocol}{PROTOCOL_DELIMITER}{path}" if protocol in ("http", "https") else path


# Their names in older projects.
AbstractDataSet = AbstractDataset
AbstractVersionedDataSet = AbstractVersionedDataset
DataSetError = DatasetError
