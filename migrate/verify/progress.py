"""A progress bar for each side, on a terminal."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from migrate.model.literals import visible

# Seconds between two looks at how far the runs are.
STEP = 0.2


class Bars:
    """Watches runs, and shows on stderr how many nodes of each side are done; nothing where that
    is no terminal.
    """

    def __init__(self) -> None:
        # The stream itself, as this is meant to act on a terminal.
        self.console = Console(file=sys.__stderr__)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._bars = {
            side: self._progress.add_task(f"{side:<8}", total=None)
            for side in ("Kedro", "Hamilton")
        }
        self._known: dict[Path, tuple[str, int, int]] = {}
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Bars:
        self._progress.start()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        self._progress.stop()

    def begin(self, side: str, title: str, progress: Path) -> None:
        """A run begins."""
        with self._lock:
            self._known[progress] = (side, 0, 0)
        self._progress.update(self._bars[side], description=f"{side:<8} {visible(title)}")

    def end(self, side: str, progress: Path) -> None:
        """It has ended."""
        self._look(progress)

    def _follow(self) -> None:
        while not self._done.wait(STEP):
            for progress in list(self._known):
                self._look(progress)

    def _look(self, progress: Path) -> None:
        with self._lock, suppress(OSError, ValueError):
            done, total = map(int, progress.read_text(encoding="ascii").split())
            side = self._known[progress][0]
            self._known[progress] = (side, done, total)
            ours = [each for each in self._known.values() if each[0] == side]
            self._progress.update(
                self._bars[side],
                completed=sum(each[1] for each in ours),
                total=sum(each[2] for each in ours) or None,
            )
