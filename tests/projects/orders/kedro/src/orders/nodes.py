"""Orders, their tax and their totals."""

import logging

import pandas as pd

log = logging.getLogger(__name__)


def drop_repeated(orders: pd.DataFrame) -> pd.DataFrame:
    return orders.drop_duplicates()


def add_tax(clean_orders: pd.DataFrame, rate: float) -> pd.DataFrame:
    clean_orders["amount"] = clean_orders["amount"] * (1 + rate)
    return clean_orders


def sum_orders(clean_orders: pd.DataFrame) -> pd.DataFrame:
    return clean_orders.groupby("customer")[["amount"]].sum().reset_index()


def count_orders(taxed_orders: pd.DataFrame) -> int:
    return len(taxed_orders)


def summarise(totals: pd.DataFrame) -> dict:
    return {"customers": list(totals["customer"]), "total": float(totals["amount"].sum())}


def note_totals(totals: pd.DataFrame) -> None:
    log.info("%d totals", len(totals))
