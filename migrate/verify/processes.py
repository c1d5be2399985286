"""Processes that never outlive the verification."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

# How often a running process is looked at, in seconds.
STEP = 0.05


class TimedOut(Exception):
    """A process took too long; it has been ended."""


class Stopped(Exception):
    """Somebody else wants everything to end."""


class Processes:
    """Starts processes, each with a session of its own, and can end all of them at once.

    A process that knows the read end of its pipe (`alive`) can see when we are gone.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()

    def stop(self) -> None:
        """End everything that runs, and start nothing more."""
        self._stop.set()

    def run(
        self,
        command: Callable[[int], list[str]],
        *,
        folder: Path,
        environment: Mapping[str, str],
        log: Path,
        timeout: float | None = None,
    ) -> int:
        """Run a command to its end; its output goes into `log`. `command` makes it of the pipe's
        descriptor. Returns the exit code. Raises TimedOut, Stopped, OSError.
        """
        if self._stop.is_set():
            raise Stopped
        alive, ours = os.pipe()
        try:
            with log.open("wb") as output:
                process = subprocess.Popen(
                    command(alive),
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    pass_fds=(alive,),
                )
            os.close(alive)
            alive = -1
            try:
                return self._wait(process, timeout)
            finally:
                end(process)
        finally:
            for descriptor in (alive, ours):
                if descriptor >= 0:
                    os.close(descriptor)

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
    """End a process and all that it started; nothing if they have ended."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
