"""Probes for the tests of what runs them; a module of its own, which a new process loads fast."""

from __future__ import annotations

from pathlib import Path

from comparison_project.features import CannotRun


def two() -> dict[str, object]:
    return {"sum": 1 + 1}


def fails() -> dict[str, object]:
    raise OSError("no such <b>port</b>")


def cannot_run() -> dict[str, object]:
    raise CannotRun("no room")


def hangs() -> dict[str, object]:
    import time

    time.sleep(60)
    return {}


def needs_a_package() -> dict[str, object]:
    import no_such_package

    return {"name": no_such_package.__name__}


def leaves_a_file() -> dict[str, object]:
    Path("kept").mkdir()
    Path("kept", "screen.txt").write_text("seen")
    return {"files here": [path.name for path in Path.cwd().iterdir()]}
