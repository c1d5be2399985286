"""What is known of XGBoost."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    models="xgboost.",
    quiet={
        "model": "get_booster get_score save_model dump_model",
    },
    parts="get_booster",
    safe="xgboost.",
    draws="xgboost",
    opening_methods="save_model load_model dump_model",
    plain_tables="xgboost",
)
