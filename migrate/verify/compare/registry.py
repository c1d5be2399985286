"""Comparators that packages register as entry points, ours for other libraries among them.

The name of an entry point is the type that it is for: its top package and its class, for example
`torch.Tensor`. Its value is a function `(kedro, hamilton, context) -> Comparison`, which is called
for values of that type and of types derived from it. They are looked up in the interpreter that
compares: the one of the Hamilton side.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

GROUP = "migrate.comparators"


@cache
def registered() -> dict[str, Callable[[], Any]]:
    """For each type's name, what loads its comparator."""
    return {point.name: point.load for point in entry_points(group=GROUP)}


def ship(folder: Path) -> None:
    """Register our own comparators in `folder`, for an interpreter that gets our package there."""
    ours = [
        f"{point.name} = {point.value}"
        for point in entry_points(group=GROUP)
        if point.value.startswith(f"{__name__.split('.')[0]}.")
    ]
    target = folder / "migrate-0.dist-info"
    target.mkdir(parents=True, exist_ok=True)
    (target / "METADATA").write_text("Metadata-Version: 2.1\nName: migrate\nVersion: 0\n")
    text = "\n".join([f"[{GROUP}]", *ours, ""])
    (target / "entry_points.txt").write_text(text, encoding="utf-8")
