"""What is known of CatBoost."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    models="catboost.",
    quiet={
        "model": "get_feature_importance",
    },
    safe="catboost.",
    draws="catboost",
    plain_tables="catboost",
)
