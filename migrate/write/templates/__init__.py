"""Files that every written project has.

They are modules in their own right, about a package called `package_name`; some of their lines
are replaced by what a plan says.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from migrate.ours import MODULES, Ours


def fill(name: str, ours: Ours, lines: Mapping[str, str] | None = None) -> str:
    """A file of this folder for the package of `ours`, with whole lines replaced.

    Raises ValueError if a line to be replaced does not stand there exactly once.
    """
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    for module in MODULES:
        text = text.replace(f"from package_name.{module} ", f"from {ours.dotted(module)} ")
        text = text.replace(f"from package_name import {module}\n", f"{ours.line(module)}\n")
    for old, new in (lines or {}).items():
        if text.count(f"\n{old}\n") != 1:
            raise ValueError(f"{name} has no single line {old!r}")
        text = text.replace(f"\n{old}\n", f"\n{new}\n")
    return text
