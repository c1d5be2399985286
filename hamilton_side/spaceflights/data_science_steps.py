"""Train a model of the price, let it predict, and score what it says."""

import logging
from copy import deepcopy
from typing import Any

import pandas as pd
from hamilton.function_modifiers import source, tag, unpack_fields
from sklearn.base import RegressorMixin
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import max_error, mean_absolute_error, r2_score
from sklearn.model_selection import train_test_split

from spaceflights.storage import stored

logger = logging.getLogger(__name__)

DEFAULT_SEED = 0

_KINDS = {"linear": LinearRegression, "forest": RandomForestRegressor}


@stored("X_test", "y_test", of_several=True, namespace=source("namespace"))
@unpack_fields("X_train", "X_test", "y_train", "y_test")
def data_split(
    table: pd.DataFrame, split: dict[str, Any], model_options_features: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Keep some flights back for the test; returns X_train, X_test, y_train and y_test."""
    return tuple(
        train_test_split(
            table[model_options_features],
            table["price"],
            test_size=split["test_size"],
            random_state=split.get("random_state", DEFAULT_SEED),
        )
    )


@tag(kedro_tags=["training"])
@stored("regressor", namespace=source("namespace"))
def regressor(
    X_train: pd.DataFrame, y_train: pd.Series, model_options: dict[str, Any]
) -> RegressorMixin:
    """Fit a regressor of the kind and with the settings that the options ask for."""
    # may be changed below, and others may see it
    model_options = deepcopy(model_options)
    regressor = _KINDS[model_options["kind"]](**model_options.get("settings", {}))
    regressor.fit(X_train, y_train)
    return regressor


@tag(kedro_tags=["evaluation"])
@stored("predictions", namespace=source("namespace"))
def predictions(regressor: RegressorMixin, X_test: pd.DataFrame, y_test: pd.Series) -> pd.DataFrame:
    """Put the predicted price of each test flight beside the actual one, in dollars."""
    return pd.DataFrame({"actual": y_test, "predicted": regressor.predict(X_test)})


@tag(kedro_tags=["evaluation", "summary"])
@stored("metrics", namespace=source("namespace"))
def metrics(predictions: pd.DataFrame) -> dict[str, float]:
    """Score predictions: r2 has no unit, the two errors are in dollars."""
    pair = predictions["actual"], predictions["predicted"]
    metrics = {
        "r2": r2_score(*pair),
        "mean_absolute_error": mean_absolute_error(*pair),
        "max_error": max_error(*pair),
    }
    logger.info("r2 is %.3f on %d flights.", metrics["r2"], len(predictions))
    return {name: float(value) for name, value in metrics.items()}
