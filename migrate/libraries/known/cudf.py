"""What is known of cuDF."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "frame": "cudf.DataFrame",
        "series": "cudf.Series",
    },
    safe="cudf.",
    readers="cudf",
    handed_on="cudf.DataFrame",
    own_tables="cudf",
)
