"""What is known of LightGBM."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    models="lightgbm.",
    quiet={
        "model": "feature_importance",
    },
    safe="lightgbm.",
    draws="lightgbm",
    plain_tables="lightgbm",
)
