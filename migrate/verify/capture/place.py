"""The folder of a run, which no other run has."""

from __future__ import annotations

import re
from typing import Any

# How libraries keep text in memory: as UTF-8, as numpy's and older systems' wide characters.
ENCODINGS = (
    ("utf-8", "surrogateescape"),
    ("utf-32-le", "surrogatepass"),
    ("utf-16-le", "surrogatepass"),
)
# How many bytes are looked at at once.
BLOCK = 1 << 22


class Place:
    """A run's own folder. Both sides run in folders of their own, whose paths are as long as each
    other; where a value holds the path, it is compared as if it were the common one.

    `inner` are folders in it that are called otherwise on each side, with what they are called in
    the common one. Only these very paths are replaced, and by others of the same length, so that
    nothing else moves and no difference is hidden.
    """

    def __init__(self, folder: str, common: str, *inner: tuple[str, str]) -> None:
        places = [*inner, (folder, common)]
        self._texts = [(a.encode(*e), b.encode(*e)) for a, b in places for e in ENCODINGS]
        if any(len(ours) != len(theirs) for ours, theirs in self._texts):
            raise ValueError(f"{folder} and {common} are not of one length")
        self._narrow = folder.encode(*ENCODINGS[0]).replace(b"\0", b"")

    def _is_in(self, data: Any) -> bool:
        """Whether bytes may hold the path."""
        view = memoryview(data).cast("B")
        more = max(len(ours) for ours, _ in self._texts)
        for start in range(0, len(view), BLOCK):
            block = bytes(view[start : start + BLOCK + more])
            # Wide characters are narrow ones with zeros between them.
            if self._narrow in block or self._narrow in block.translate(None, b"\0"):
                return True
        return False

    def hidden(self, data: Any) -> Any:
        """The bytes with the common path in its place; the very same object without it."""
        if not memoryview(data).nbytes or not self._is_in(data):
            return data
        found = bytes(data)
        for ours, common in self._texts:
            # More digits or letters would make another folder.
            pattern = re.compile(re.escape(ours) + b"(?![0-9A-Za-z_])")
            found = pattern.sub(common.replace(b"\\", b"\\\\"), found)
        return found
