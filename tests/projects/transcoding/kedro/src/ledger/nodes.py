"""One table, written by one library and read by another one."""

import pandas as pd
import polars as pl


def make_table(orders: list) -> pd.DataFrame:
    table = pd.DataFrame(orders)
    table["cost"] = table["price"].astype("float32")
    return table


def add_up(table: pl.DataFrame, copy: pd.DataFrame) -> dict:
    assert isinstance(table, pl.DataFrame)
    return {"total": table["cost"].sum(), "rows": len(copy)}


def sum_region(table: pd.DataFrame) -> dict:
    return {"sums": table.groupby("region")["price"].sum().to_dict()}


def write_letter(text: str) -> str:
    return f"As we wrote:\n{text}"
