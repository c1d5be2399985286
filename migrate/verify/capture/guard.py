"""Around a run: the user's own folders are not written to, chance is alike."""

from __future__ import annotations

import functools
import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

# Audit event -> the places of its arguments that are paths that it changes, each with the place of
# the descriptor that a relative one starts from (None if it has none).
FOLLOWING: dict[str, tuple[tuple[int, int | None], ...]] = {  # a link: what it leads to
    "open": ((0, None),),
    "os.chflags": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.mkfifo": ((0, None),),
    "os.mknod": ((0, None),),
    "os.removexattr": ((0, None),),
    "os.setxattr": ((0, None),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
    "shutil.chown": ((0, None),),
    "shutil.copyfile": ((1, None),),
    "shutil.copymode": ((1, None),),
    "shutil.copystat": ((1, None),),
    "shutil.copytree": ((1, None),),
    "shutil.unpack_archive": ((1, None),),
    "socket.bind": ((1, None),),
    "sqlite3.connect": ((0, None),),
}
ITSELF: dict[str, tuple[tuple[int, int | None], ...]] = {  # the link, the folder's entry
    "os.link": ((1, 3),),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.symlink": ((1, 2),),
    "shutil.move": ((0, None), (1, None)),
    "shutil.rmtree": ((0, 1),),
}
CHANGES = {**FOLLOWING, **ITSELF}
# These raise no event of their own.
SILENT = ("mkfifo", "mknod")
# Below these, interpreters keep what they compile.
EXEMPT = frozenset(("__pycache__", ".venv", "venv"))
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(Exception):
    """Why a run is not done, in one sentence."""


class Unsupported(Refused):
    """Why no run can be done with what is installed, in one sentence."""


class Stopped(BaseException):
    """A run has to begin anew, as its `facts` say; nothing of the project's catches this."""

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        self.facts = facts


def protect(roots: list[str]) -> list[Refused]:
    """Refuse to change anything below the folders: the run has copies of its own. Returns the list
    of what has been refused, since code may go on in spite of it.
    """
    below = tuple(root.rstrip(os.sep) + os.sep for root in roots)
    refused: list[Refused] = []

    def hook(event: str, arguments: Any) -> None:
        places = CHANGES.get(event)
        if places is None or (event == "open" and not _writes(*arguments[1:3])):
            return
        for place, base in places:
            for name in _names(event, arguments, place, base):
                if f"{name}{os.sep}".startswith(below) and not EXEMPT & set(Path(name).parts):
                    refused.append(
                        Refused(
                            f"it would change {name}, which is the user's own file: paths have to "
                            "be relative to the project"
                        )
                    )
                    raise refused[-1]

    if hasattr(sys, "addaudithook"):
        sys.addaudithook(hook)
    for name in SILENT:
        if hasattr(os, name):
            setattr(os, name, _audited(name, getattr(os, name)))
    return refused


def _audited(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def called(path: Any, *arguments: Any, **named: Any) -> Any:
        sys.audit(f"os.{name}", path)
        return function(path, *arguments, **named)

    return functools.update_wrapper(called, function)


def _names(event: str, arguments: Any, place: int, base: int | None) -> set[str]:
    """What a path may mean, in full: as it is said, and where its links lead."""
    path = arguments[place] if place < len(arguments) else None
    if isinstance(path, bool) or not isinstance(path, (str, bytes, os.PathLike, int)):
        return set()
    if isinstance(path, int):  # a file that is open
        return {_opened(path)}
    name = os.fsdecode(path)
    if event == "sqlite3.connect" and name.startswith("file:"):
        parts = urlsplit(name)
        if "mode=ro" in parts.query:
            return set()
        name = unquote(parts.path)
    folder = arguments[base] if base is not None and base < len(arguments) else None
    if isinstance(folder, int) and folder >= 0:
        name = os.path.join(_opened(folder), name)  # noqa: PTH118
    said = os.path.abspath(name)  # noqa: PTH100
    parent, last = os.path.split(said)
    meant = (
        os.path.realpath(said)
        if event in FOLLOWING
        else os.path.join(  # noqa: PTH118
            os.path.realpath(parent), last
        )
    )
    return {said, meant}


def _opened(descriptor: int) -> str:
    """The path of what is open, where the system says it."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115
    except OSError:
        return ""


def _writes(mode: Any, flags: Any) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & WRITING)


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
