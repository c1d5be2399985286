"""Processes that never outlive the verification."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from migrate.verify.runs import supervisor

# How often a running process is looked at, in seconds.
STEP = 0.05
# An exit code above this is a signal's.
SIGNALLED = 128


class TimedOut(Exception):
    """A process took too long; it has been ended."""


class Stopped(Exception):
    """Somebody else wants everything to end."""


class Processes:
    """Starts processes, each under a supervisor that ends all that it started, and can end all of
    them at once. A supervisor that can't read its pipe any more sees that we are gone.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()

    def stop(self) -> None:
        """End everything that runs, and start nothing more."""
        self._stop.set()

    def run(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        log: Path,
        timeout: float | None = None,
    ) -> int:
        """Run a command to its end; its output goes into `log`. Returns the exit code, negative
        for a signal. Raises TimedOut, Stopped, OSError.
        """
        if self._stop.is_set():
            raise Stopped
        alive, ours = os.pipe()
        try:
            with log.open("wb") as output:
                process = subprocess.Popen(
                    [sys.executable, "-I", "-S", supervisor.__file__, str(alive), *command],
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    pass_fds=(alive,),
                )
            try:
                code = self._wait(process, timeout)
            finally:
                os.close(ours)
                ours = -1
                process.wait()
        finally:
            for descriptor in (alive, ours):
                if descriptor >= 0:
                    os.close(descriptor)
        return code if code <= SIGNALLED else SIGNALLED - code

    def _wait(self, process: subprocess.Popen[bytes], timeout: float | None) -> int:
        limit = None if timeout is None else time.monotonic() + timeout
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(STEP)
            if self._stop.is_set():
                raise Stopped
            if limit is not None and time.monotonic() > limit:
                raise TimedOut


def end(process: subprocess.Popen[Any]) -> None:
    """End a process of our own and its group; nothing if they have ended."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
