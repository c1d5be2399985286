"""What is known of xarray."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    safe="xarray.",
    shares="xarray.DataArray xarray.Dataset",
    opens={
        (0,): "xarray.open_dataset xarray.open_zarr",
    },
    opening_methods="to_netcdf to_zarr",
)
