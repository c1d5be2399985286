"""Small Kedro projects for the tests of layouts, and what they become."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from conftest import FRAME, pipeline_files, write_files

from migrate.api import plan_migration, write_project
from migrate.model.migration import Layout

PYPROJECT = """
    [tool.kedro]
    package_name = "shop"
    project_name = "Shop"
    kedro_init_version = "1.7.0"
    source_dir = "src"
"""
THREE_NODES = {
    **FRAME,
    "pyproject.toml": PYPROJECT,
    **pipeline_files(
        "sales",
        '''
        import pandas as pd


        def _is_yes(flags: pd.Series) -> pd.Series:
            return flags == "y"


        def clean_shops(shops: pd.DataFrame) -> pd.DataFrame:
            """Cleans the shops."""
            shops["open_on_sunday"] = _is_yes(shops["open_on_sunday"])
            return shops


        def clean_receipts(receipts: pd.DataFrame) -> pd.DataFrame:
            """Cleans the receipts."""
            receipts["paid"] = _is_yes(receipts["paid"])
            receipts["returned"] = _is_yes(receipts["returned"])
            return receipts


        def join_sales(receipts: pd.DataFrame, shops: pd.DataFrame) -> pd.DataFrame:
            """Joins receipts and shops into one table."""
            receipts = receipts.drop(columns="id")
            sales = receipts.merge(shops, left_on="shop_id", right_on="id")
            return sales.dropna()
        ''',
        """
        node(clean_shops, "shops", "cleaned_shops"),
        node(clean_receipts, "receipts", "cleaned_receipts"),
        node(join_sales, ["cleaned_receipts", "cleaned_shops"], "sales"),
        """,
    ),
    "conf/base/catalog.yml": """
        shops: {type: pandas.CSVDataset, filepath: data/shops.csv}
        receipts: {type: pandas.CSVDataset, filepath: data/receipts.csv}
        sales: {type: pandas.ParquetDataset, filepath: data/sales.parquet}
    """,
    "data/shops.csv": "id,open_on_sunday\n1,y\n2,n\n",
    "data/receipts.csv": "id,shop_id,paid,returned\n10,1,y,n\n11,2,n,y\n",
}
# Two pipelines: what one stores the other reads back (CSV has no Categorical), both have a helper
# of one name, functions take parameters in all ways, and one makes two values that are stored.
TWO_PIPELINES = {
    **FRAME,
    **pipeline_files(
        "prices",
        """
        import logging

        import pandas as pd

        logger = logging.getLogger(__name__)


        def _label(name):
            return name.upper()


        def price(raw: pd.DataFrame, rate: float, rounding: dict) -> pd.DataFrame:
            logger.info("pricing")
            raw["price"] = (raw["cost"] * rate).round(rounding["digits"])
            raw["kind"] = pd.Categorical(raw["kind"].map(_label))
            return raw


        def split(prices: pd.DataFrame, digits: int):
            return prices.head(digits), prices.tail(1)
        """,
        """
        node(price, ["raw", "params:rate", "params:rounding"], "prices"),
        node(split, ["prices", "params:rounding.digits"], ["cheap", "dear"]),
        """,
    ),
    **pipeline_files(
        "report",
        """
        def _label(name):
            return f"{name}:"


        def count(prices):
            return {"kinds": str(prices["kind"].dtype), "rows": len(prices)}


        def tell(count, parameters, cheap):
            return " ".join([_label("told"), str(count), str(sorted(parameters)), str(len(cheap))])
        """,
        """
        node(count, "prices", "count"),
        node(tell, ["count", "parameters", "cheap"], "told"),
        """,
    ),
    "conf/base/catalog.yml": """
        raw: {type: pandas.CSVDataset, filepath: data/raw.csv}
        prices: {type: pandas.CSVDataset, filepath: data/deep/prices.csv, save_args: {index: false}}
        cheap: {type: pickle.PickleDataset, filepath: data/cheap.pkl}
        dear: {type: pandas.JSONDataset, filepath: data/dear.json}
        count: {type: json.JSONDataset, filepath: data/count.json}
        told: {type: text.TextDataset, filepath: data/told.txt}
    """,
    "conf/base/parameters.yml": """
        rate: 2  # an int for a float
        rounding:
          # how exactly
          digits: 1
        unused: [1]
    """,
    "data/raw.csv": "cost,kind\n1.04,a\n2.5,b\n",
}
LAYOUTS: tuple[Layout, ...] = ("package", "single-file", "notebook")


def migrated(folder: Path, files: Mapping[str, str], layout: Layout | None) -> Path:
    """The written project of a Kedro project, beside it and with its data."""
    kedro = write_files(folder / "kedro", files)
    written = folder / "written"
    write_project(plan_migration(kedro, written, layout=layout, force=True))
    data = {path: text for path, text in files.items() if path.startswith("data/")}
    return write_files(written, data)
