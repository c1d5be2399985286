"""Where written values go: a hash of them, and a file if they are kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from .place import Place


class Sink:
    """A file to write to that hashes what is written, and keeps it if there is a file. The path of
    the run's own `place` is written as every run's.
    """

    closed = False

    def __init__(self, file: BinaryIO | None = None, place: Place | None = None) -> None:
        self.file = file
        self.place = place
        self.size = 0
        self._digest = hashlib.sha256()

    def write(self, data: Any) -> int:
        """As a file's."""
        # A PickleBuffer's length may count items, not bytes.
        count = memoryview(data).nbytes
        if self.place is not None:
            data = self.place.hidden(data)
        self._digest.update(data)
        self.size += count
        if self.file is not None:
            self.file.write(data)
        return count

    def flush(self) -> None:
        """As a file's; the file is flushed when it is closed."""

    def restart(self) -> None:
        """Forget what was written."""
        if self.file is not None:
            self.file.seek(0)
            self.file.truncate()
        self.size = 0
        self._digest = hashlib.sha256()

    @property
    def fingerprint(self) -> str:
        """The hash of what was written, in hex."""
        return self._digest.hexdigest()
