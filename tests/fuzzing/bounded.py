"""One run of the command line in a process of its own, within bounds."""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SECONDS = 20  # of the processor
MEMORY = 1_000_000_000  # bytes that it may hold beside what this process holds
_ADDRESSES = 3_000_000_000  # bytes of addresses, likewise: more would hurt the machine
_WAITING = 90  # seconds by the clock: more is a hang
_FAULT = 99  # exit code of the process where the command line raised


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: `fault` says what was wrong ("" if nothing), `text` what it printed."""

    fault: str
    text: str
    code: int


def run(arguments: list[str], log: Path, output: Path | None = None) -> Outcome:
    """Run `migrate` with some arguments; what it writes to `output` must compile.

    What is written is not laid out.
    """
    held = _pages()[1]
    child = os.fork()
    if not child:
        _child(arguments, log, output)
    _, status, usage = os.wait4(child, 0)
    text = log.read_bytes().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    return Outcome(_fault(code, usage.ru_maxrss * 1024 - held, text), text, code)


def _pages() -> tuple[int, int]:
    """How many bytes of addresses and of memory this process has: a fork begins with them."""
    size, resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[:2]
    return int(size) * resource.getpagesize(), int(resident) * resource.getpagesize()


def _fault(code: int, memory: int, text: str) -> str:
    if code < 0:
        return f"it was ended by {signal.Signals(-code).name}"
    if code == _FAULT or "Traceback (most recent call last)" in text:
        return f"it raised: {_last_line(text)}"
    if code not in (0, 1, 2):
        return f"it ended with exit code {code}"
    if memory > MEMORY:
        return f"it took {memory / 1e6:.0f} MB"
    return ""


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""


def _child(arguments: list[str], log: Path, output: Path | None) -> None:
    """Never returns."""
    code = _FAULT
    try:
        target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1)
        os.dup2(target, 2)
        sys.stdout, sys.stderr = open(1, "w"), open(2, "w")  # noqa: SIM115
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        addresses = _pages()[0] + _ADDRESSES
        resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_WAITING)
        _without_formatter()
        code = _main(arguments)
        if code in (0, 1) and output is not None:
            _compile(output, Path(arguments[1]))
    except BaseException:
        code = _FAULT
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _main(arguments: list[str]) -> int:
    from migrate.cli import main

    try:
        return main(arguments)
    except SystemExit as end:  # argparse
        return end.code if isinstance(end.code, int) else 1


def _compile(output: Path, project: Path) -> None:
    """What is written is Python, but for files that came along and are none in the source."""
    sources = {_content(path) for path in project.rglob("*.py") if path.is_file()}
    for path in sorted(output.rglob("*.py")):
        if _content(path) not in sources:
            compile(path.read_bytes(), str(path), "exec")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return b"\n".join(file.read(1_000_000).splitlines()).strip()


def _without_formatter() -> None:
    """Leave the layout of the written code alone: it takes most of the time."""
    import migrate.write as writing

    def same(code: Mapping[str, str], kept: Mapping[str, str], *_: object) -> dict[str, str]:
        return {**code, **kept}

    vars(writing)["formatted"] = same
