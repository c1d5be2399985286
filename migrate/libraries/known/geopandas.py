"""What is known of GeoPandas."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "frame": "geopandas.GeoDataFrame",
        "series": "geopandas.GeoSeries",
    },
    quiet={
        "frame": """
            to_crs sjoin dissolve buffer to_file overlay within intersects contains explore
            set_geometry simplify
        """,
    },
    scalars="crs total_bounds bounds",
    safe="geopandas.",
    shares="geopandas.GeoDataFrame geopandas.GeoSeries",
    opens={
        (0,): "geopandas.read_file",
    },
    opening_methods="to_file",
    readers="geopandas",
    own_tables="dask-geopandas geopandas",
)
