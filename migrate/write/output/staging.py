"""Staging: a folder is put in the place of another, whole or not at all, whatever ends the program.

While OUT is written, `.OUT.migrating` lies beside it, and in it

    lock    held by the run that writes; who finds it free finds what a run that was killed has left
    new     the folder that becomes OUT; after that, what OUT was before
    old     what OUT was before, where the system can't exchange two folders in one step
    gone    what is being removed

So OUT is whole at any time, or `old` is, which goes back to its place. A person's files that a
folder in there has and OUT has not are brought to OUT, by the run itself or by the next one.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from migrate.model.diagnostics import CannotMigrate
from migrate.write.output.earlier import MANIFEST, earlier_migration

WAIT = 30.0  # seconds for another run, which takes less than one
_PAUSE = 0.05
_ENTRIES = frozenset({"lock", "new", "old", "gone"})


def stage_of(output: Path) -> Path:
    """Where an output is prepared."""
    return output.with_name(f".{output.name}.migrating")


def lies_at(output: Path) -> Path:
    """Where an output lies now: in its place, or where a run that was killed has left it."""
    old = stage_of(output) / "old"
    return old if old.is_dir() and not os.path.lexists(output) else output


class Stage:
    """The place beside an output where a run prepares it: fill what `begin` gives, then `put`."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.folder = stage_of(output)
        self.new, self.old = self.folder / "new", self.folder / "old"
        self._lock = -1
        self._begun = ""

    def begin(self) -> Path:
        """The empty folder that will be the output."""
        self.new.mkdir()
        self._begun = _identity(self.new)
        os.ftruncate(self._lock, 0)
        os.lseek(self._lock, 0, os.SEEK_SET)
        os.write(self._lock, self._begun.encode())
        return self.new

    def put(self) -> None:
        """Put it in the output's place."""
        if not os.path.lexists(self.output):
            self.new.replace(self.output)
        elif not _exchange(self.new, self.output):
            self.output.replace(self.old)
            self.new.replace(self.output)

    @property
    def is_put(self) -> bool:
        """Whether the folder that was begun is the output."""
        return bool(self._begun) and _identity(self.output) == self._begun

    def tidy(self) -> None:
        """Leave the output whole, with a person's files, and nothing of a run in here."""
        if self.old.is_dir() and not os.path.lexists(self.output):
            self.old.replace(self.output)
        os.lseek(self._lock, 0, os.SEEK_SET)
        begun = os.read(self._lock, 100).decode(errors="replace")
        gone = self.folder / "gone"
        for left in (self.new, self.old):
            if left.is_dir():
                if _identity(left) != begun:  # it was the output
                    _bring_back(left, self.output)
                _remove(gone)
                with suppress(OSError):  # else the next run does it
                    left.replace(gone)
        _remove(gone)

    def acquire(self) -> None:
        """Take the lock. Raises CannotMigrate if another run keeps it, or if others' files lie
        there.
        """
        end = time.monotonic() + WAIT
        while not self._try_to_acquire():
            if time.monotonic() > end:
                raise CannotMigrate(f"another run is writing {self.output}; wait until it is done")
            time.sleep(_PAUSE)

    def _try_to_acquire(self) -> bool:
        with suppress(FileExistsError):
            self.folder.mkdir()
        try:
            mode = self.folder.lstat().st_mode
        except FileNotFoundError:  # another run has just tidied up
            return False
        if not stat.S_ISDIR(mode):
            raise CannotMigrate(f"{self.folder} is in the way; move it away")
        if others := sorted(_names(self.folder) - _ENTRIES):
            raise CannotMigrate(
                f"{self.folder}, where the output is prepared, holds {others[0]!r}, which is not "
                "this tool's; move it away"
            )
        path = self.folder / "lock"
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except FileNotFoundError:
            return False
        try:
            if _lock(lock) and os.path.samestat(os.fstat(lock), path.stat()):
                self._lock = lock
                return True
        except FileNotFoundError:
            pass
        os.close(lock)
        return False

    def release(self) -> None:
        """Let go of the lock, and of the place if nothing is left in it."""
        lock = self.folder / "lock"
        is_tidy = _names(self.folder) == {lock.name}
        with suppress(OSError):  # Windows removes no open file
            if is_tidy:
                lock.unlink()
        os.close(self._lock)
        with suppress(OSError):
            if is_tidy and sys.platform == "win32":
                lock.unlink()
            self.folder.rmdir()


@contextmanager
def staged(output: Path) -> Iterator[Stage]:
    """The stage of an output, for one run at a time. What runs that were killed have left is put
    right before, and nothing is left behind.
    """
    missing = [each for each in output.parents if not each.exists()]
    stage = Stage(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        stage.acquire()
        try:
            stage.tidy()
            try:
                yield stage
            finally:
                stage.tidy()
        except KeyboardInterrupt:
            stage.tidy()  # it may have come while that was done
            raise KeyboardInterrupt(f"but {output} is written" if stage.is_put else "") from None
        finally:
            stage.release()
    finally:
        for folder in missing:
            with suppress(OSError):  # of those that are of use now
                folder.rmdir()


def _identity(folder: Path) -> str:
    """What tells a folder from all others, wherever it is moved; "" if there is none."""
    try:
        found = folder.stat()
    except OSError:
        return ""
    return f"{found.st_dev}:{found.st_ino}"


def _names(folder: Path) -> set[str]:
    try:
        return {each.name for each in folder.iterdir()}
    except FileNotFoundError:  # another run has just tidied up
        return set()


def _remove(gone: Path) -> None:
    for here, folders, _ in os.walk(gone):
        for folder in folders:
            if not Path(here, folder).is_symlink():
                with suppress(OSError):  # of others
                    Path(here, folder).chmod(0o700)  # what is in a read-only one goes, too
    shutil.rmtree(gone, ignore_errors=True)


def _bring_back(left: Path, output: Path) -> None:
    """Move what a person has put into `left`, which was the output, to what is the output now.

    Most of it is there already, under a second name. Of two files that differ, the newer stays.
    """
    ours = {MANIFEST, *_files_of(left), *_files_of(output)}
    for here, folders, names in os.walk(left):
        links = [name for name in folders if Path(here, name).is_symlink()]
        for name in (*names, *links):
            file = Path(here, name)
            path = file.relative_to(left)
            if path.as_posix() not in ours and _is_missing(file, output / path):
                try:
                    (output / path).parent.mkdir(parents=True, exist_ok=True)
                    file.replace(output / path)
                except OSError as error:
                    raise CannotMigrate(
                        f"{file} can't be brought back to {output / path}: {error.strerror}; "
                        "move it there, or away"
                    ) from error


def _files_of(folder: Path) -> Iterator[str]:
    return iter(earlier_migration(folder, force=True).files)


def _is_missing(file: Path, target: Path) -> bool:
    ours = file.lstat()
    try:
        theirs = target.lstat()
    except OSError:
        return True
    return not os.path.samestat(ours, theirs) and ours.st_mtime_ns > theirs.st_mtime_ns


# --- what systems do differently ------------------------------------------------------------


def _exchange(one: Path, other: Path) -> bool:
    """Whether the system has exchanged two folders in one step."""
    names = (os.fsencode(one), os.fsencode(other))
    here, flag = ctypes.c_int(-100), ctypes.c_uint(2)  # AT_FDCWD; RENAME_EXCHANGE, RENAME_SWAP
    try:
        libc = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(*names, flag) == 0)
        return bool(libc.renameat2(here, names[0], here, names[1], flag) == 0)
    except (AttributeError, OSError, TypeError):  # there is no such function
        return False


def _lock(descriptor: int) -> bool:
    """Whether nobody else has the lock; it goes with the process, however that ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some file systems know no locks.
        return not isinstance(error, BlockingIOError | PermissionError)
    return True
