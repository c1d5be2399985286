"""What is known of Dask."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "frame": "dask.dataframe.DataFrame",
        "series": "dask.dataframe.Series",
    },
    calls_with_copies="map_partitions",
    safe="dask. distributed.",
    same="dask.delayed dask.delayed.delayed",
    handed_on="dask.DataFrame",
    submodules="dask.dataframe",
)
