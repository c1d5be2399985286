"""A folder of values by their content: written once, whoever has them."""

from __future__ import annotations

import errno
import inspect
import json
import os
import pickle
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import arrow
from .partitions import UNCALLED, has_uncalled, is_loader, is_partitioned
from .sink import Sink
from .slices import PROTOCOL, is_large, write_slices

if TYPE_CHECKING:
    from .place import Place

    # Writes a value into a sink.
    Writer = Callable[[Any, Any], None]


class Unreadable(Exception):
    """Why a value can't be kept, in a few words."""


class Kept:
    """The values of one run: each lies in `<fingerprint>.<form>`, an Arrow stream, pickled slices,
    one pickle, or a list of parts that lie beside it. Both sides share the folder: what is equal
    is kept once.

    Those of a `whole` one are in one piece each, to be read back as they are; without `arrow`
    tables are pickled, since somebody who is to read them has no pyarrow. The project's code lies
    below `roots`, and `catalog` is the file of the written one there, if there is one. But for
    `whole` ones, the path of the run's `place` is every run's.
    """

    def __init__(
        self,
        folder: Path,
        whole: bool = False,
        arrow: bool = True,
        roots: Sequence[str] = (),
        place: Place | None = None,
    ) -> None:
        self.folder = folder
        self.whole = whole
        self.arrow = arrow
        self.roots = roots
        self.place = None if whole else place
        self.catalog = ""
        self._uncalled = 0
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, dataset: str, value: Any) -> dict[str, Any]:
        """Keep a value; returns its file's name, fingerprint and size.

        Raises Unreadable, and whatever pickling raises.
        """
        if inspect.isgenerator(value) or inspect.isasyncgen(value) or inspect.iscoroutine(value):
            raise Unreadable("a generator can be read only once")
        if is_partitioned(value) and not self.whole:
            return self._keep_parts(dataset, value)
        if _is_spark(value):
            return self._keep_spark(value)
        *exact, last = self._forms(dataset, value)
        for form, write in exact:
            try:
                return self._keep_as(form, write, dataset, value)
            except Exception as error:
                if is_full(error):
                    raise
        return self._keep_as(*last, dataset, value)

    def _forms(self, dataset: str, value: Any) -> Iterator[tuple[str, Writer]]:
        """How the value may be written, the best way first; the last one takes anything."""
        if not self.whole:
            facts = arrow.facts_of(value) if self.arrow else None
            if facts is not None:
                yield "arrow", lambda value, sink: arrow.write(value, facts, sink)
            if is_large(value):
                yield "slices", write_slices
        yield "pickle", _pickle

    def _keep_as(self, form: str, write: Writer, dataset: str, value: Any) -> dict[str, Any]:
        # Most views of a dataset show what the first one did: hash first, write what is new.
        mark = self.folder / f"{zlib.crc32(dataset.encode()):x}.seen"
        if mark.exists():
            sink = Sink(place=self.place)
            write(value, sink)
            if (self.folder / f"{sink.fingerprint}.{form}").exists():
                return _entry(sink, form)
        entry = self._written(form, lambda sink: write(value, sink))
        mark.touch()
        return entry

    def _written(self, form: str, write: Callable[[Sink], Any]) -> dict[str, Any]:
        partial = self.folder / f".{os.getpid()}-{threading.get_ident()}.partial"
        with partial.open("wb") as file:  # which the next one writes over if this one fails
            sink = Sink(file, self.place)
            write(sink)
        entry = _entry(sink, form)
        partial.replace(self.folder / entry["file"])
        return entry

    def _keep_spark(self, value: Any) -> dict[str, Any]:
        """Written by Spark, and compared there: nothing of it is collected."""
        name = f"{os.getpid()}-{len(list(self.folder.glob('*.spark')))}.spark"
        value.write.parquet(str(self.folder / name))
        return {"file": name, "fingerprint": name, "bytes": 0}

    def _keep_parts(self, dataset: str, value: dict[str, Any]) -> dict[str, Any]:
        """Partitions, one at a time in memory."""
        parts = {key: self._keep_part(dataset, part) for key, part in value.items()}
        listed = json.dumps({key: part["file"] for key, part in parts.items()}).encode()
        entry = self._written("parts", lambda sink: sink.write(listed))
        return {**entry, "bytes": sum(part["bytes"] for part in parts.values())}

    def _keep_part(self, dataset: str, part: Any) -> dict[str, Any]:
        """What a loader gives; a function of the project itself, if it can be pickled."""
        if is_loader(part, self.roots, self.catalog):
            return self.keep(dataset, part())
        try:
            return self._keep_as("pickle", _pickle, dataset, part)
        except Exception as error:
            if is_full(error):
                raise
        self._uncalled += 1  # equal to no other one
        return {"file": f"{os.getpid()}-{self._uncalled}{UNCALLED}", "bytes": 0}

    def has_uncalled(self, value: Any) -> bool:
        """Whether it has partitions that are functions of the project, which are not called."""
        return has_uncalled(value, self.roots, self.catalog)


def _entry(sink: Sink, form: str) -> dict[str, Any]:
    name = f"{sink.fingerprint}.{form}"
    return {"file": name, "fingerprint": sink.fingerprint, "bytes": sink.size}


def is_full(error: BaseException) -> bool:
    """Whether there is no space left for what was written."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _is_spark(value: Any) -> bool:
    kind = type(value)
    return kind.__module__.split(".")[0] == "pyspark" and kind.__name__ == "DataFrame"


def _pickle(value: Any, sink: Sink) -> None:
    try:
        pickle.Pickler(sink, PROTOCOL).dump(value)
    except Exception as error:
        if is_full(error):
            raise
        try:
            import cloudpickle  # type: ignore[import-not-found, import-untyped, unused-ignore]
        except ImportError:
            raise error from None
        # Closures and lambdas; half of a pickle may be written, so start anew.
        sink.restart()
        sink.write(cloudpickle.dumps(value, protocol=PROTOCOL))


def read_whole(path: Path) -> Any:
    """The value of a dataset that was kept in one piece. Raises what unpickling raises."""
    with path.open("rb") as file:
        return pickle.load(file)
