"""Train a model of the price, let it predict, and score what it says."""

import logging
from typing import Any

import pandas as pd
from sklearn.base import RegressorMixin
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import max_error, mean_absolute_error, r2_score
from sklearn.model_selection import train_test_split

logger = logging.getLogger(__name__)

DEFAULT_SEED = 0

_KINDS = {"linear": LinearRegression, "forest": RandomForestRegressor}


def split_data(
    table: pd.DataFrame, split: dict[str, Any], features: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Keep some flights back for the test; returns X_train, X_test, y_train and y_test."""
    return tuple(
        train_test_split(
            table[features],
            table["price"],
            test_size=split["test_size"],
            random_state=split.get("random_state", DEFAULT_SEED),
        )
    )


def train_model(
    X_train: pd.DataFrame, y_train: pd.Series, options: dict[str, Any]
) -> RegressorMixin:
    """Fit a regressor of the kind and with the settings that the options ask for."""
    regressor = _KINDS[options["kind"]](**options.get("settings", {}))
    regressor.fit(X_train, y_train)
    return regressor


def predict_prices(
    regressor: RegressorMixin, X_test: pd.DataFrame, y_test: pd.Series
) -> pd.DataFrame:
    """Put the predicted price of each test flight beside the actual one, in dollars."""
    return pd.DataFrame({"actual": y_test, "predicted": regressor.predict(X_test)})


def evaluate_predictions(predictions: pd.DataFrame) -> dict[str, float]:
    """Score predictions: r2 has no unit, the two errors are in dollars."""
    pair = predictions["actual"], predictions["predicted"]
    metrics = {
        "r2": r2_score(*pair),
        "mean_absolute_error": mean_absolute_error(*pair),
        "max_error": max_error(*pair),
    }
    logger.info("r2 is %.3f on %d flights.", metrics["r2"], len(predictions))
    return {name: float(value) for name, value in metrics.items()}
