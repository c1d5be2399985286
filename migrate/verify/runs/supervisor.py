"""Runs a command and ends all that it has left, processes with a session of their own too.

Started as a program, by its path: `supervisor.py DESCRIPTOR COMMAND...`. It ends everything as
soon as the other end of the pipe is closed, so that nothing outlives a verification that is gone.
Its exit code is the command's, as a shell says it: 128 and the signal that has ended it.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

# What was started by a process that has ended becomes ours (prctl's number for that, on Linux).
PR_SET_CHILD_SUBREAPER = 36
# How often the command is looked at, in seconds; how long processes may take to die.
STEP = 0.02
PATIENCE = 5.0


def adopt() -> bool:
    """Take in orphans, where the system can do that."""
    if sys.platform != "linux":
        return False
    with suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    return False


def children() -> list[int]:
    """The processes that are ours now, those that have ended and wait for us too."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # The name, in brackets, may hold anything.
            fields = stat.read_bytes().rpartition(b")")[2].split()
            if int(fields[1]) == os.getpid():
                found.append(int(stat.parent.name))
    return found


def end_all(group: int) -> None:
    """End the process group and, one generation after the other, all that has become ours."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while (left := children()) and time.monotonic() < until:
        for process in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(STEP / 4)


def main(alive: int, command: list[str]) -> int:
    """Run the command; returns its exit code."""
    adopt()
    process = subprocess.Popen(command, start_new_session=True)
    code: int | None = None
    while code is None and not select.select([alive], [], [], 0)[0]:
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(STEP)
    end_all(process.pid)
    if code is None:
        code = -signal.SIGKILL
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
