"""What goes to stdout and stderr: text that a terminal shows and never obeys.

All that the command line prints goes through here, whoever prints it: a project's names and texts
may hold anything, and who reads our output may have gone or know few letters.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from migrate.model.literals import visible


class CannotPrint(Exception):
    """What was found can't be printed; `code` is the exit code of what else was done."""

    code = 2


class _Shown(io.TextIOBase):
    """A stream that gets only what can be seen, in letters that it has. It is no terminal to those
    who ask, so that nobody sends colours."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the stream itself."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    def write(self, text: str) -> int:
        """Write it so that it is seen."""
        if self._stream is not None:
            self._stream.write(in_letters_of(self, visible(text), "backslashreplace"))
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        if self._stream is not None:
            self._stream.flush()

    def give_up(self) -> None:
        """Write what is left to nowhere, so that Python does not stumble over it in the end."""
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())  # type: ignore[union-attr]


class _Report(_Shown):
    """stdout: what can't be printed there is missing, and that is told."""

    def write(self, text: str) -> int:
        with _told():
            return super().write(text)

    def flush(self) -> None:
        with _told():
            super().flush()


class _Remarks(_Shown):
    """stderr: there is no other place for what can't be printed there."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            self.give_up()
            return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # who read it has gone, and knows
        raise
    except OSError as error:
        raise CannotPrint(f"what was found can't be printed: {error.strerror}") from error


@contextmanager
def shown() -> Iterator[_Shown]:
    """All that is printed meanwhile is shown; gives stdout."""
    before = sys.stdout, sys.stderr
    report, remarks = _Report(before[0]), _Remarks(before[1])
    sys.stdout, sys.stderr = report, remarks
    try:
        yield report
    finally:
        sys.stdout, sys.stderr = before


def in_letters_of(stream: object, text: str, otherwise: str) -> str:
    """A text in which what the stream's encoding has not is spelled as that error handler does."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, otherwise).decode(encoding)
