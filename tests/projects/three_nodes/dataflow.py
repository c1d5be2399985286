# /// script
# requires-python = ">=3.10"
# dependencies = ["apache-hamilton>=1.90", "pandas", "pyarrow"]
# ///
"""Shop in one file: `python dataflow.py` makes everything.

`cp -r ../kedro/data .` brings the inputs.
"""

import os

os.environ.setdefault("HAMILTON_AUTOLOAD_EXTENSIONS", "0")  # Hamilton starts faster

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from hamilton.driver import Builder
from hamilton.lifecycle import (
    NodeExecutionMethod,
    NoEdgeAndInputTypeChecking,
    ResultBuilder,
)

DATA_ROOT = Path(__file__).resolve().parent


def _is_yes(flags: pd.Series) -> pd.Series:
    return flags == "y"


def cleaned_shops(shops: pd.DataFrame) -> pd.DataFrame:
    """Cleans the shops."""
    shops = shops.copy()  # changed below, and others may see it
    shops["open_on_sunday"] = _is_yes(shops["open_on_sunday"])
    return shops


def cleaned_receipts(receipts: pd.DataFrame) -> pd.DataFrame:
    """Cleans the receipts."""
    receipts = receipts.copy()  # changed below, and others may see it
    receipts["paid"] = _is_yes(receipts["paid"])
    receipts["returned"] = _is_yes(receipts["returned"])
    return receipts


def sales(cleaned_receipts: pd.DataFrame, cleaned_shops: pd.DataFrame) -> pd.DataFrame:
    """Joins receipts and shops into one table."""
    cleaned_receipts = cleaned_receipts.drop(columns="id")
    sales = cleaned_receipts.merge(cleaned_shops, left_on="shop_id", right_on="id")
    return sales.dropna()


class Dataset(NamedTuple):
    """Where a value is stored: a function that is handed this gets what it holds."""

    path: str
    load: Callable[[Path], Any] | None = None
    save: Callable[[Any, Path], Any] | None = None

    def read(self) -> Any:
        return self.load(DATA_ROOT / self.path)


DATASETS = {
    "shops": Dataset("data/shops.csv", pd.read_csv),
    "receipts": Dataset("data/receipts.csv", pd.read_csv),
    "sales": Dataset("data/sales.parquet", save=pd.DataFrame.to_parquet),
}


# What each is run for.
PIPELINES = {"__default__": ["sales"], "sales": ["sales"]}


class Storage(NodeExecutionMethod, NoEdgeAndInputTypeChecking, ResultBuilder):
    """An adapter: what DATASETS names is saved when it is made, and loaded by who takes it."""

    def run_to_execute_node(self, *, node_name, node_callable, node_kwargs, **_):
        value = node_callable(**self.build_result(**node_kwargs))
        dataset = DATASETS.get(node_name)
        if not dataset or not dataset.save:
            return value
        path = DATA_ROOT / dataset.path
        path.parent.mkdir(parents=True, exist_ok=True)
        dataset.save(value, path)
        return dataset if dataset.load else value

    @staticmethod
    def build_result(**found):
        return {k: v.read() if isinstance(v, Dataset) else v for k, v in found.items()}


def _main() -> None:
    import __main__

    parser = argparse.ArgumentParser(description="Run a pipeline.")
    parser.add_argument("--pipeline", default="__default__", choices=PIPELINES)
    parser.add_argument("names", nargs="*", help="what to make and print")
    options = parser.parse_args()
    os.chdir(DATA_ROOT)
    outputs = PIPELINES[options.pipeline]
    builder = Builder().with_modules(__main__).with_adapters(Storage())
    made = builder.build().execute(options.names or outputs, inputs=DATASETS)
    for name in options.names:
        print(name, made[name], sep="\n")


if __name__ == "__main__":
    _main()
