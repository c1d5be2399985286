"""Formats that packages register as entry points, for types of datasets that have none here.

The name of an entry point is the dataset's type as the catalog has it (`bakery.LoafDataset`), its
value a `FormatSpec`. Nothing is looked up for a type that is known here.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from migrate.model.diagnostics import CannotMigrate
from migrate.plan.catalog.formats.entry import FormatSpec

GROUP = "migrate.formats"


@cache
def _registered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def registered(dataset_type: str) -> FormatSpec | None:
    """The format that a package has for a type; None if none has. Raises CannotMigrate."""
    point = _registered().get(dataset_type)
    if point is None:
        return None
    try:
        found = point.load()
    except Exception as error:  # whatever a package does while it is imported
        why = f"{type(error).__name__}: {error}"
    else:
        if isinstance(found, FormatSpec):
            return found
        why = f"it is a {type(found).__name__}, no FormatSpec"
    raise CannotMigrate(f"the format of {dataset_type} ({point.value}) can't be used: {why}")
