"""Written packages, imported into this process and forgotten again."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType


@contextmanager
def package(name: str, folder: Path | None = None) -> Iterator[None]:
    """`name` can be imported from `folder`, or is nothing yet, and is forgotten afterwards.

    Most projects of the tests are called alike: what another one left is out of sight meanwhile.
    """
    before = _modules(name)
    path = [*sys.path]
    if folder is not None:
        sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:] = path
        _modules(name)
        sys.modules.update(before)


def _modules(name: str) -> dict[str, ModuleType]:
    """Take the package's modules away."""
    names = [each for each in sys.modules if each.partition(".")[0] == name]
    return {each: sys.modules.pop(each) for each in names}
