"""The folder of a run, which no other run has."""

from __future__ import annotations

import re
from typing import Any

# How libraries keep text in memory: as UTF-8, as numpy's and older systems' wide characters.
ENCODINGS = ("utf-8", "utf-32-le", "utf-16-le")


class Place:
    """A run's own folder. Both sides run in folders of their own, whose paths are as long as each
    other; where a value holds the path, it is compared as if it were that of `common`.

    Only this very path is replaced, and by one of the same length, so that nothing else moves and
    no difference is hidden.
    """

    def __init__(self, folder: str, common: str) -> None:
        self._patterns = [
            # More digits or letters would make another folder.
            (re.compile(re.escape(folder.encode(e)) + b"(?![0-9A-Za-z_])"), common.encode(e))
            for e in ENCODINGS
        ]
        if any(len(folder.encode(e)) != len(common.encode(e)) for e in ENCODINGS):
            raise ValueError(f"{folder} and {common} are not of one length")

    def is_in(self, data: Any) -> bool:
        """Whether bytes hold the path."""
        return any(pattern.search(data) for pattern, _ in self._patterns)

    def hidden(self, data: Any) -> Any:
        """The bytes with the common path in its place; the very same object without it."""
        for pattern, common in self._patterns:
            if pattern.search(data):
                data = pattern.sub(common.replace(b"\\", b"\\\\"), bytes(data))
        return data
