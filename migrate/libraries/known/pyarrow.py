"""What is known of PyArrow."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    unchanging="pyarrow.",
    quiet={
        "frozen": "to_pylist schema",
    },
    safe="pyarrow.",
    shares="pyarrow.Table.from_pandas",
    plain_tables="pyarrow",
    submodules="pyarrow.dataset pyarrow.fs pyarrow.parquet",
)
