"""What the rides of an area cost."""

import pandas as pd


def in_area(rides: pd.DataFrame, area: str) -> pd.DataFrame:
    """The rides that began there."""
    return rides[rides["area"] == area].reset_index(drop=True)


def price(area_rides: pd.DataFrame, rate: float) -> pd.DataFrame:
    """The price of each ride."""
    area_rides["price"] = 1 + area_rides["minutes"] * rate
    return area_rides[["ride", "minutes", "price"]]


def total(prices: pd.DataFrame, area_rides: pd.DataFrame) -> tuple[float, int, int]:
    """What it comes to, the longest ride, and how many columns the rides have."""
    return float(prices["price"].sum()), int(prices["minutes"].max()), area_rides.shape[1]
