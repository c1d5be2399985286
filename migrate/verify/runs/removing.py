"""The one function of verify that removes anything."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def remove(path: Path, within: Path) -> None:
    """Remove a file or a folder of our own with all that is in it; nothing if it is not there.

    It has to lie below the folder `within` itself: raises ValueError for what does not, or is a
    link, so that no name and no link leads to what is the user's. What the system keeps from us
    stays.
    """
    place = path.resolve()
    if path.is_symlink() or within.resolve() not in place.parents:
        raise ValueError(f"{path} does not lie below {within}, and is not removed")
    if not place.is_dir():
        place.unlink(missing_ok=True)
        return
    # What can't be written to can't be emptied.
    place.chmod(0o700)
    for parent, folders, _ in os.walk(place):
        for folder in (Path(parent, name) for name in folders):
            if not folder.is_symlink():
                folder.chmod(0o700)
    shutil.rmtree(place, ignore_errors=True)
