"""What is known of Modin."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "frame": "modin.pandas.DataFrame",
        "series": "modin.pandas.Series",
    },
    safe="modin.",
    readers="modin.pandas",
    handed_on="modin.DataFrame",
    own_tables="modin",
)
