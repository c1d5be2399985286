"""Files of a project are opened here, and nowhere else: regular files of a bounded size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

LARGEST = 20_000_000  # bytes


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """What a regular file holds. Raises OSError, whose `strerror` is for people.

    Pipes, devices and sockets wait for ever or never end, so they are not even opened; where one
    takes the place of a file in between, the opened one is asked again.
    """
    _check(path.stat(), largest)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _CLOSED_AND_BINARY)
    with os.fdopen(descriptor, "rb") as file:
        _check(os.fstat(descriptor), largest)
        data = file.read(largest + 1)
    if len(data) > largest:
        raise _refused(f"it has more than {largest:,} bytes")
    return data


_CLOSED_AND_BINARY = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read_text(path: Path, largest: int = LARGEST, errors: str = "strict") -> str:
    """The text of a regular file in UTF-8, without a mark at its beginning, lines ending in LF.

    Raises OSError, or UnicodeDecodeError.
    """
    text = read_bytes(path, largest).decode("utf-8-sig", errors)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def leads_outside(path: Path, root: Path) -> bool:
    """Whether a link leads out of a folder, or in a circle."""
    try:
        return not path.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return True


def reason(error: Exception) -> str:
    """Why a file can't be read, without its name."""
    if isinstance(error, UnicodeDecodeError):
        return f"it is not {error.encoding.removesuffix('-sig')}: {error.reason}"
    return getattr(error, "strerror", None) or str(error)


def readable(path: str) -> str:
    """A path as text that can be written down: a name may hold bytes that are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _check(found: os.stat_result, largest: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _refused("it is no regular file")
    if found.st_size > largest:
        raise _refused(f"it has {found.st_size / 1e6:.1f} MB")


def _refused(why: str) -> OSError:
    return OSError(0, why)
