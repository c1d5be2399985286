"""Have values and files compared by a process of its own, started when it is first needed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from migrate.verify.compare import registry
from migrate.verify.compare.result import Comparison, Tolerance
from migrate.verify.runs.processes import end
from migrate.verify.runs.sides import ENVIRONMENT

BOOT = """
import sys
sys.path[0] = sys.argv[1]
from migrate.verify.compare.worker import main
main()
"""


# The oldest Python that we run in.
OLDEST = (3, 10)


def interpreter(python: str, version: tuple[int, ...]) -> str:
    """Which one compares: that one, or ours where it is too old."""
    return sys.executable if version < OLDEST else python


class Comparing:
    """Compares what two runs of sides left.

    What its process can't survive (a value that brings it down) is uncompared; the next question
    goes to a new process.
    """

    def __init__(self, folder: Path) -> None:
        self.python = sys.executable
        self.folder = folder
        self._begin: dict[str, Any] = {}
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Comparing:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def begin(
        self,
        python: str,
        version: str,
        own: Iterable[str],
        tables: Iterable[Path],
        tolerance: Tolerance,
    ) -> None:
        """The next comparisons are of another run. `python` is an interpreter with the project's
        libraries; if its `version` is too old for us, this one has to do. `own` are the projects'
        packages, `tables` kept DataFrames.
        """
        self.python = interpreter(python, tuple(map(int, version.split(".")[:2])))
        self._begin = {
            "do": "begin",
            "own": sorted(own),
            "tables": list(map(str, tables)),
            "tolerance": asdict(tolerance),
        }
        if self._process is not None:
            self._tell(self._begin)

    def values(self, kedro: Path, hamilton: Path) -> Comparison:
        """Compare two kept values."""
        return self._ask({"do": "values", "kedro": str(kedro), "hamilton": str(hamilton)})

    def files(self, kedro: Path, hamilton: Path) -> Comparison:
        """Compare two files whose bytes differ."""
        return self._ask({"do": "files", "kedro": str(kedro), "hamilton": str(hamilton)})

    def start(self) -> None:
        """Start the process before it is needed, if it does not run."""
        if self._process is not None:
            return
        if self._log is None:
            self._ship()
            self._log = (self.folder / "log.txt").open("wb")
        self._process = subprocess.Popen(
            [self.python, "-c", BOOT, str(self.folder)],
            cwd=self.folder,
            env={**os.environ, **ENVIRONMENT},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        if self._begin:
            self._tell(self._begin)

    def _ship(self) -> None:
        package = Path(__file__).parents[2]
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(package, self.folder / "migrate", ignore=ignored)
        registry.ship(self.folder)

    def _tell(self, question: dict[str, Any]) -> None:
        assert self._process is not None and self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # there will be no answer, which says it

    def _ask(self, question: dict[str, Any]) -> Comparison:
        self.start()
        self._tell(question)
        assert self._process is not None and self._process.stdout is not None
        answer = self._process.stdout.readline()
        if answer:
            return Comparison(**json.loads(answer))
        code = self._process.wait()
        self._end()
        return Comparison("uncompared", "process", f"comparing it ended the process ({code})")

    def _end(self) -> None:
        if self._process is not None:
            end(self._process)
            self._process = None
