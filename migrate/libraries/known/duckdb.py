"""What is known of DuckDB."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    unchanging="duckdb.",
    quiet={
        "frozen": "fetchall fetchone fetchdf",
    },
    safe="duckdb.",
    opens={
        (0,): "duckdb.connect",
    },
)
