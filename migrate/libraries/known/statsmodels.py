"""What is known of statsmodels."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    models="statsmodels.",
    changing={
        "model": "refit",
    },
    quiet={
        "model": "forecast conf_int get_forecast get_prediction",
    },
    safe="statsmodels.",
    draws="statsmodels",
    plain_tables="statsmodels",
)
