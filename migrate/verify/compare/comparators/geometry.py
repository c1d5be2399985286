"""Compare geopandas: as pandas, and where on Earth it is."""

from __future__ import annotations

from typing import Any

from migrate.verify.compare.comparators.tables import compare_frames, compare_series
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different


def compare_geo_frames(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """GeoDataFrames: which column is the geometry, its reference system, then as pandas."""
    ours, theirs = kedro._geometry_column_name, hamilton._geometry_column_name
    if ours != theirs:
        return different("geopandas", f"geometry {ours} in Kedro, {theirs} in Hamilton")
    return _place(kedro, hamilton) or compare_frames(kedro, hamilton, context)


def compare_geo_series(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """GeoSeries: their reference system, then as pandas."""
    return _place(kedro, hamilton) or compare_series(kedro, hamilton, context)


def _place(kedro: Any, hamilton: Any) -> Comparison | None:
    ours, theirs = getattr(kedro, "crs", None), getattr(hamilton, "crs", None)
    if ours == theirs:
        return None
    return different("geopandas", f"crs {ours} in Kedro, {theirs} in Hamilton")
