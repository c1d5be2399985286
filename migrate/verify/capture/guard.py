"""Around a run: the user's own folders are not written to, nothing outlives the verification."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Audit event -> places of its arguments that are paths that it changes.
CHANGES: dict[str, tuple[int, ...]] = {
    "open": (0,),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.truncate": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
    "shutil.copyfile": (1,),
    "shutil.move": (0, 1),
    "sqlite3.connect": (0,),
}
# Below these, interpreters keep what they compile.
EXEMPT = frozenset(("__pycache__", ".venv", "venv"))
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(Exception):
    """Why a run is not done, in one sentence."""


def protect(roots: list[str]) -> None:
    """Refuse to change anything below the folders: the run has copies of its own."""
    below = tuple(root.rstrip(os.sep) + os.sep for root in roots)

    def hook(event: str, arguments: Any) -> None:
        places = CHANGES.get(event)
        if places is None or (event == "open" and not _writes(*arguments[1:3])):
            return
        for place in places:
            path = arguments[place]
            if not isinstance(path, (str, bytes, os.PathLike)):
                continue
            # Links stay as they are.
            name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
            if f"{name}{os.sep}".startswith(below) and not EXEMPT & set(Path(name).parts):
                raise Refused(
                    f"it would change {name}, which is the user's own file: paths have to be "
                    "relative to the project"
                )

    getattr(sys, "addaudithook", lambda _: None)(hook)


def _writes(mode: Any, flags: Any) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & WRITING)


def end_with(descriptor: int) -> None:
    """End this process and its children as soon as the other end of the pipe is closed."""

    def wait() -> None:
        os.read(descriptor, 1)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def seeder(seed: int | None) -> Callable[[], None]:
    """What seeds every generator of random numbers that the project uses by default."""

    def begin() -> None:
        if seed is None:
            return
        random.seed(seed)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(seed % 2**32)
        if "torch" in sys.modules:
            sys.modules["torch"].manual_seed(seed)
        if "tensorflow" in sys.modules:
            sys.modules["tensorflow"].random.set_seed(seed)

    return begin
