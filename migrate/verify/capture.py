"""Keep what a run hands from node to node: values on disk, a manifest beside them.

This file is shipped: it runs in the interpreter of the project that is verified, where nothing
else of ours can be imported, in any Python from 3.8 on.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import pickle
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PROTOCOL = 5


class _Sink:
    """A file for a pickler: hashes what is written, and keeps it if there is a file."""

    def __init__(self, file: Any = None) -> None:
        self.digest = hashlib.blake2b(digest_size=20)
        self.file = file
        self.size = 0

    def write(self, data: Any) -> int:
        # A PickleBuffer's length may count items, not bytes.
        count = memoryview(data).nbytes
        self.digest.update(data)
        self.size += count
        if self.file is not None:
            self.file.write(data)
        return count


def type_name(value: Any) -> str:
    """The type's name as a person would write it: `pandas.DataFrame`, `int`."""
    kind = type(value)
    root = kind.__module__.split(".")[0]
    return kind.__qualname__ if root == "builtins" else f"{root}.{kind.__qualname__}"


def portable(value: Any) -> Any:
    """The value itself, or what can be kept of it: partitions are read, one by one."""
    if isinstance(value, dict) and value and all(callable(v) for v in value.values()):
        return {key: _called(part) for key, part in value.items()}
    return value


def _called(part: Any) -> Any:
    """What a partition's loader gives; the callable itself if it is no loader."""
    if isinstance(part, type):
        return part
    try:
        inspect.signature(part).bind()
    except (TypeError, ValueError):
        return part
    return part()


class Recorder:
    """Streams values into `folder/values`, one file per distinct content.

    Everything is written at once, because a later consumer may change the object. `overhead` is
    the time in seconds that this took, so that it can be taken off the run's own time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.values = folder / "values"
        self.values.mkdir(parents=True, exist_ok=True)
        self.views: list[dict[str, Any]] = []
        self.nodes: list[dict[str, Any]] = []
        self.extra: dict[str, Any] = {}
        self.overhead = 0.0
        self._known: dict[str, set[str]] = {}
        self._started: dict[str, tuple[float, float]] = {}

    def view(self, dataset: str, value: Any, how: str, node: str | None = None) -> None:
        """Record `value` as `dataset`: `how` is computed, loaded, seen, returned or reloaded,
        `node` the consumer that gets it. Never raises: what can't be kept is noted.
        """
        begin = time.perf_counter()
        entry: dict[str, Any] = {"dataset": dataset, "how": how, "node": node}
        try:
            entry["type"] = type_name(value)
            entry.update(self._keep(dataset, value))
        except Exception as error:
            entry.update(fingerprint=None, note=f"{type(error).__name__}: {error}"[:300])
        self.views.append(entry)
        self.overhead += time.perf_counter() - begin

    def _keep(self, dataset: str, value: Any) -> dict[str, Any]:
        if inspect.isgenerator(value) or inspect.isasyncgen(value):
            return {"fingerprint": None, "note": "a generator can be read only once"}
        value = portable(value)
        known = self._known.setdefault(dataset, set())
        if known:
            # Most consumers see what the first one saw: hash first, write only what is new.
            sink = _Sink()
            self._dump(value, sink)
            if sink.digest.hexdigest() in known:
                return {"fingerprint": sink.digest.hexdigest(), "bytes": sink.size}
        partial = self.values / f".{len(self.views)}.partial"
        with partial.open("wb") as file:
            sink = _Sink(file)
            self._dump(value, sink)
        fingerprint = sink.digest.hexdigest()
        known.add(fingerprint)
        partial.replace(self.values / f"{fingerprint}.pickle")
        return {"fingerprint": fingerprint, "bytes": sink.size}

    @staticmethod
    def _dump(value: Any, sink: _Sink) -> None:
        try:
            pickle.Pickler(sink, PROTOCOL).dump(value)
        except Exception:
            # Closures and lambdas; half of a pickle may be written, so start anew.
            import cloudpickle  # type: ignore[import-not-found, import-untyped, unused-ignore]

            if sink.file is not None:
                sink.file.seek(0)
                sink.file.truncate()
            sink.digest, sink.size = hashlib.blake2b(digest_size=20), 0
            sink.write(cloudpickle.dumps(value, protocol=PROTOCOL))

    def start(self, node: str) -> None:
        """A node's own code starts now."""
        self._started[node] = (time.perf_counter(), self.overhead)

    def stop(self, node: str, **facts: Any) -> None:
        """A node's own code has ended; its time is kept without ours."""
        begin, before = self._started.pop(node, (time.perf_counter(), self.overhead))
        seconds = time.perf_counter() - begin - (self.overhead - before)
        self.nodes.append({"name": node, "seconds": max(seconds, 0.0), **facts})

    def write(self, **facts: Any) -> None:
        """Write the manifest, whole or not at all."""
        manifest = {
            "schema": 1,
            "python": sys.version.split()[0],
            "capture_seconds": self.overhead,
            "peak_bytes": peak_bytes(),
            "views": self.views,
            "nodes": self.nodes,
            **self.extra,
            **facts,
        }
        partial = self.folder / "manifest.partial"
        partial.write_text(json.dumps(manifest, indent=1, default=str), encoding="utf-8")
        partial.replace(self.folder / "manifest.json")


def peak_bytes() -> int:
    """This process's peak resident memory in bytes."""
    try:
        # Linux counts the parent's memory into ru_maxrss over an exec, but not into VmHWM.
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, the innermost first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return reversed(chain)


def failure(error: BaseException, roots: list[str]) -> dict[str, Any]:
    """An error as JSON: its text and the frames that lie in the user's folders."""
    frames = [
        {"path": f.filename, "line": f.lineno, "function": f.name, "text": f.line or ""}
        for cause in _causes(error)
        for f in traceback.extract_tb(cause.__traceback__)
        if any(f.filename.startswith(root) for root in roots)
    ]
    unique = [f for i, f in enumerate(frames) if f not in frames[:i]]
    return {"type": type(error).__name__, "message": str(error), "frames": unique}


def main(run: Callable[[dict[str, Any], Recorder], None]) -> int:
    """Run one side as the request file (the first argument) says; 0 done, 3 the side failed."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    recorder = Recorder(Path(request["capture"]))
    begin = time.perf_counter()
    try:
        run(request, recorder)
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        recorder.write(error=failure(error, request["roots"]))
        return 3
    recorder.write(process_seconds=time.perf_counter() - begin - recorder.overhead)
    return 0
