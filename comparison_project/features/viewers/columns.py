"""A dataflow whose nodes are columns."""

import pandas as pd
from hamilton.function_modifiers import extract_columns


@extract_columns("price", "pieces")
def checked_orders(orders: pd.DataFrame) -> pd.DataFrame:
    """The orders, taken apart into their columns."""
    return orders


def value(price: pd.Series, pieces: pd.Series) -> pd.Series:
    """What an order is worth."""
    return price * pieces


def share(value: pd.Series) -> pd.Series:
    """Its part of all orders."""
    return value / value.sum()


def largest(value: pd.Series) -> dict[str, float]:
    """The largest order."""
    return {"largest": float(value.max())}
