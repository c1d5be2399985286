"""Everything about cleaning stands in one file."""

from kedro.pipeline import node, pipeline

import pandas as pd

COLUMNS = ("price", "number")


def clean(orders, /, minimum: float, *, class_: str = "silver") -> pd.DataFrame:
    """Keep real orders of a class."""
    kept = orders[orders["price"] >= minimum]
    return kept.assign(class_=class_)


def per_column(column):
    """Make a function that adds up one column."""

    def column_sum(table):
        return float(table[column].sum())

    return column_sum


def create_pipeline(**kwargs):
    return pipeline(
        [
            node(clean, ["orders", "params:minimum"], "orders_clean", name="clean"),
            *[
                node(per_column(column), "orders_clean", f"sum of {column}", name=f"sum_{column}")
                for column in COLUMNS
            ],
        ],
        tags="cleaning",
    )
