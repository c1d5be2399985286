"""Files that every written project has.

They are modules in their own right, about a package called `package_name`; some of their lines
are replaced by what a plan says.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files


def fill(name: str, package: str, lines: Mapping[str, str] | None = None) -> str:
    """A file of this folder for `package`, with whole lines replaced.

    Raises ValueError if a line to be replaced does not stand there exactly once.
    """
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    text = text.replace("package_name", package)
    for old, new in (lines or {}).items():
        if text.count(f"\n{old}\n") != 1:
            raise ValueError(f"{name} has no single line {old!r}")
        text = text.replace(f"\n{old}\n", f"\n{new}\n")
    return text
