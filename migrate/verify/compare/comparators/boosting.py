"""Compare boosters of xgboost and lightgbm by the trees that they hold. Their scikit-learn
classes are estimators, whose boosters come here as fitted attributes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different, equal


def compare_xgboost(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """xgboost's boosters: trees, objective, names of features, attributes."""
    ours, theirs = (json.loads(bytes(b.save_raw("json"))) for b in (kedro, hamilton))
    return replace(context.compare(ours, theirs), comparator="xgboost")


def compare_lightgbm(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """lightgbm's boosters: trees first, then the parameters that they were made with."""
    if kedro.model_to_string() == hamilton.model_to_string():
        return equal("lightgbm")
    trees = context.compare(kedro.dump_model(), hamilton.dump_model())
    if trees.detail:
        return replace(trees, comparator="lightgbm")
    ours, theirs = (b.model_to_string().split("parameters:")[-1] for b in (kedro, hamilton))
    return different("lightgbm", f"parameters: {context.compare(ours, theirs).detail}")
