"""How long a ride takes."""

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge


def features(rides: pd.DataFrame, stations: pd.DataFrame) -> pd.DataFrame:
    """Numbers to learn from."""
    numbered = rides.assign(station=rides["station"].astype(int))
    table = numbered.merge(stations, left_on="station", right_index=True)
    table["hour"] = pd.to_datetime(table["started"]).dt.hour
    table["is_member"] = (table["member"] == "yes").astype("int8")
    return table[["ride", "docks", "height", "hour", "is_member", "minutes"]]


def newest(table: pd.DataFrame) -> pd.DataFrame:
    """All of them, for now."""
    return table


def flag(newest_rides: pd.DataFrame) -> int:
    """How many rides are long."""
    newest_rides["long"] = newest_rides["minutes"] > 30
    newest_rides["minutes"] = 0
    return int(newest_rides["long"].sum())


def share(options: dict) -> float:
    """Half of what is tested."""
    return options["test_size"] / 2


def split(
    table: pd.DataFrame, options: dict, test_share: float = 1.0
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Tables to learn from and to test with."""
    chosen = np.random.default_rng(options["random_state"]).random(len(table))
    tested = chosen < options["test_size"] * test_share
    inputs = table.drop(columns=["ride", "minutes"])
    return inputs[~tested], inputs[tested], table["minutes"][~tested], table["minutes"][tested]


def fit(inputs: pd.DataFrame, minutes: pd.Series, options: dict) -> Ridge:
    """The fitted model."""
    options["solver"] = "cholesky"
    return Ridge(**options).fit(inputs, minutes)


def describe(options: dict) -> str:
    """The model's options as text."""
    return ", ".join(f"{name}={value}" for name, value in options.items())


def assess(regressor: Ridge, inputs: pd.DataFrame, minutes: pd.Series) -> dict:
    """How far off it is, by number of docks."""
    errors = (regressor.predict(inputs) - minutes).abs()
    return {int(docks): float(each.mean()) for docks, each in errors.groupby(inputs["docks"])}
