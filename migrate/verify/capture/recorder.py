"""What a run hands from node to node, as it happens: values in a folder, a manifest beside."""

from __future__ import annotations

import json
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .kept import Kept, Unreadable, is_full

# Module -> what gives and sets the state of the generator that it shares with everybody.
CHANCE = {
    "random": ("getstate", "setstate"),
    "numpy.random": ("get_state", "set_state"),
    "torch": ("get_rng_state", "set_rng_state"),
}


@contextmanager
def undisturbed() -> Iterator[None]:
    """Look at something: what that draws at random, as a loader may, the run still has to draw."""
    states = [
        (getattr(sys.modules[name], put), getattr(sys.modules[name], get)())
        for name, (get, put) in CHANCE.items()
        if hasattr(sys.modules.get(name), get)
    ]
    try:
        yield
    finally:
        for put, state in states:
            put(state)


def type_name(value: Any) -> str:
    """The type's name as a person would write it: `pandas.DataFrame`, `int`."""
    kind = type(value)
    root = kind.__module__.split(".")[0]
    return kind.__qualname__ if root == "builtins" else f"{root}.{kind.__qualname__}"


class Recorder:
    """Streams values into `kept`, and says in `folder` what they were.

    Everything is written at once, because a later consumer may change the object. `overhead` is
    the time in seconds that this took, so that it can be taken off the run's own time. `begin_node`
    is called before each node's own code.
    """

    def __init__(
        self, folder: Path, kept: Kept, begin_node: Callable[[], None] = lambda: None
    ) -> None:
        self.folder = folder
        self.kept = kept
        self.begin_node = begin_node
        self.views: list[dict[str, Any]] = []
        self.nodes: list[dict[str, Any]] = []
        self.extra: dict[str, Any] = {}
        self.overhead = 0.0
        self.total = 0
        self._started: dict[str, tuple[float, float]] = {}

    def view(self, dataset: str, value: Any, how: str, node: str | None = None) -> None:
        """Record `value` as `dataset`: `how` is computed, loaded, seen, returned or reloaded,
        `node` the consumer that gets it. What can't be kept is noted. Raises OSError where the
        disk is full.
        """
        begin = time.perf_counter()
        entry: dict[str, Any] = {"dataset": dataset, "how": how, "node": node, "object": id(value)}
        try:
            entry["type"] = type_name(value)
            with undisturbed():
                entry.update(self.kept.keep(dataset, value))
        except Exception as error:
            if is_full(error):
                raise
            kind = "" if isinstance(error, Unreadable) else f"{type(error).__name__}: "
            entry.update(fingerprint=None, note=f"{kind}{error}"[:300])
        self.views.append(entry)
        self.overhead += time.perf_counter() - begin

    def start(self, node: str) -> None:
        """A node's own code starts now."""
        self.begin_node()
        self._started[node] = (time.perf_counter(), self.overhead)

    def stop(self, node: str, **facts: Any) -> None:
        """A node's own code has ended; its time is kept without ours."""
        begin, before = self._started.pop(node, (time.perf_counter(), self.overhead))
        seconds = time.perf_counter() - begin - (self.overhead - before)
        self.nodes.append({"name": node, "seconds": max(seconds, 0.0), **facts})
        progress = f"{len(self.nodes)} {self.total}"
        (self.folder / "progress").write_text(progress, encoding="ascii")

    def write(self, **facts: Any) -> None:
        """Write the manifest, whole or not at all."""
        manifest = {
            "schema": 1,
            "python": sys.version.split()[0],
            "capture_seconds": self.overhead,
            "peak_bytes": peak_bytes(),
            "views": self.views,
            "nodes": self.nodes,
            "libraries": libraries(),
            **self.extra,
            **facts,
        }
        partial = self.folder / "manifest.partial"
        partial.write_text(json.dumps(manifest, indent=1, default=str), encoding="utf-8")
        partial.replace(self.folder / "manifest.json")


def libraries() -> dict[str, str]:
    """The versions of what was imported, as the modules themselves say them."""
    found = {}
    for name, module in sorted(sys.modules.items()):
        version = None if "." in name else vars(module).get("__version__")
        if isinstance(version, str):
            found[name] = version
    return found


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
    return {
        "type": type(error).__name__,
        "message": str(error),
        "frames": unique,
        "full": any(is_full(cause) for cause in _causes(error)),
        "module": getattr(error, "name", None) if isinstance(error, ImportError) else None,
    }
