"""Orders, their tax and their totals."""

import pandas as pd
from hamilton.function_modifiers import pipe_output, source, step, value

from orders import catalog


def clean_orders(orders: pd.DataFrame) -> pd.DataFrame:
    return orders.drop_duplicates()


def taxed_orders(clean_orders: pd.DataFrame, tax_rate: float) -> pd.DataFrame:
    clean_orders = clean_orders.copy()
    clean_orders["amount"] = clean_orders["amount"] * (1 + tax_rate)
    return clean_orders


@pipe_output(
    step(catalog._csv, path=value(catalog.TOTALS), data_root=source("data_root"))
    .named("stored")
    .when(storage="on")
)
def totals(clean_orders: pd.DataFrame) -> pd.DataFrame:
    return clean_orders.groupby("customer")[["amount"]].sum().reset_index()


def order_count(taxed_orders: pd.DataFrame) -> int:
    return len(taxed_orders)
