"""The parameters, environment by environment, and the inputs that they are to the dataflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spaceflights.interpolation import at, computed, exists, interpolated, is_known, merged

# The globals of each environment; those that are not here are the first one's.
GLOBALS: dict[str, dict[str, Any]] = {
    "base": {
        "seed": 3,
    },
}

BASE: dict[str, Any] = {
    "checks": {
        # A joined table with fewer rows means that an export went wrong.
        "min_rows": 50,
    },
    # Both models keep the same flights back for their test.
    "holdout": {
        "test_size": 0.2,
        "random_state": lambda at: at.shared("seed"),
    },
    # A shuttle with fewer reviews than this does not count in the ranking of places.
    "min_reviews": 10,
    "active_modelling_pipeline": {
        "model_options": {
            "kind": "linear",
            "features": [
                "engines",
                "passenger_capacity",
                "crew",
                "d_check_complete",
                "moon_clearance_complete",
                "iata_approved",
                "company_rating",
                "review_scores_rating",
            ],
        },
    },
    "candidate_modelling_pipeline": {
        "model_options": {
            "kind": "forest",
            "settings": {
                "n_estimators": 40,
                "max_depth": 8,
                "random_state": lambda at: at.shared("seed"),
            },
            "features": [
                "engines",
                "passenger_capacity",
                "crew",
                "moon_clearance_complete",
                "company_rating",
                "total_fleet_count",
                "reviews_per_month",
            ],
        },
    },
}

# What each environment has in place of the base's keys.
ENVIRONMENTS: dict[str, dict[str, Any]] = {
    "test": {
        "holdout": {
            "test_size": 0.5,
        },
    },
}

# The inputs of the dataflow, and the parameters that they are; "" stands for all of them.
INPUTS: dict[str, str] = {
    "parameters": "",
    "active_modelling_pipeline_model_options": "active_modelling_pipeline.model_options",
    "active_modelling_pipeline_model_options_features": "active_modelling_pipeline.model_options.features",
    "candidate_modelling_pipeline_model_options": "candidate_modelling_pipeline.model_options",
    "candidate_modelling_pipeline_model_options_features": "candidate_modelling_pipeline.model_options.features",
    "checks_min_rows": "checks.min_rows",
    "holdout": "holdout",
    "min_reviews": "min_reviews",
}


def values(environment: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All parameters of an environment, with `changes` made to them.

    A change is given by its dotted name; where both are dicts, they merge.
    Raises KeyError for a change that nothing would see.
    """
    return computed(_found(environment, changes or {}))


def inputs(environment: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The parameters that are inputs of the dataflow, each an object of its own.

    Raises KeyError for a change that nothing would see.
    """
    found = _found(environment, changes or {})
    return {key: computed(at(found, name)) for key, name in INPUTS.items() if is_known(found, name)}


def _found(environment: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    known = _built(environment, {})
    given: dict[str, Any] = {}
    for name, value in changes.items():
        if not exists(known, name) and not _is_asked(name):
            raise KeyError(f"there is no parameter {name!r}")
        for key in reversed(name.split(".")):
            value = {key: value}
        given = merged(given, value)
    return _built(environment, given)


def _built(environment: str, given: Mapping[str, Any]) -> dict[str, Any]:
    shared = GLOBALS.get(environment, GLOBALS["base"])
    found = interpolated(BASE, given, shared)
    if environment in ENVIRONMENTS:
        # Changes merge into either before one replaces the other.
        found = {**found, **interpolated(ENVIRONMENTS[environment], given, shared)}
    return found


def _is_asked(name: str) -> bool:
    asked = INPUTS.values()
    return "" in asked or any(
        f"{one}.".startswith(f"{name}.") or f"{name}.".startswith(f"{one}.") for one in asked
    )
