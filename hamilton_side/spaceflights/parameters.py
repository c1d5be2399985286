"""The parameters by environment, and the inputs that they are to the dataflow."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

SEED = 3

BASE: dict[str, Any] = {
    "checks": {
        # A joined table with fewer rows means that an export went wrong.
        "min_rows": 50,
    },
    # Both models keep the same flights back for their test.
    "holdout": {"test_size": 0.2, "random_state": SEED},
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
        }
    },
    "candidate_modelling_pipeline": {
        "model_options": {
            "kind": "forest",
            "settings": {"n_estimators": 40, "max_depth": 8, "random_state": SEED},
            "features": [
                "engines",
                "passenger_capacity",
                "crew",
                "moon_clearance_complete",
                "company_rating",
                "total_fleet_count",
                "reviews_per_month",
            ],
        }
    },
}

# What each environment has in place of the base's keys.
ENVIRONMENTS: dict[str, dict[str, Any]] = {"test": {"holdout": {"test_size": 0.5}}}

# The parameters that are inputs of the dataflow ("" for all of them), named with "_" for ".".
INPUTS = (
    "",
    "active_modelling_pipeline.model_options",
    "active_modelling_pipeline.model_options.features",
    "candidate_modelling_pipeline.model_options",
    "candidate_modelling_pipeline.model_options.features",
    "checks.min_rows",
    "holdout",
    "min_reviews",
)


def inputs(env: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The inputs of the dataflow, with changes made to the parameters, by dotted name."""
    found = flat(parameters(env, changes or {}))
    return {
        name.replace(".", "_") or "parameters": deepcopy(found[name])
        for name in INPUTS
        if name in found
    }


def parameters(env: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters; changes, by dotted name, merge into them where both are dicts."""
    given: dict[str, Any] = {}
    for name, value in changes.items():
        for key in reversed(name.split(".")):
            value = {key: value}
        given = merged(given, value)
    # Changes merge into both before one replaces the other.
    own = merged(ENVIRONMENTS[env], given) if env in ENVIRONMENTS else {}
    return {**merged(BASE, given), **own}


def merged(old: Any, new: Any) -> Any:
    """The new value, merged into the old one where both are dicts."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}


def flat(value: Any, name: str = "", above: str = "") -> dict[str, Any]:
    """A value and all that is within it, by dotted name; of two that are alike the later one."""
    found: dict[str, Any] = {}
    for key, each in value.items() if isinstance(value, Mapping) else ():
        found |= flat(each, f"{above}{key}", f"{above}{key}.")
    return found | {name: value}
