"""No copies of what Kedro hands on as it is: by the types that hints name."""

from __future__ import annotations

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration
from migrate.libraries.hamilton_hints import is_handed_on
from migrate.model.migration import Import

pytestmark = pytest.mark.usefixtures("any_layout")

NODES = """
{imported}


def touch(table: {hint}, log: list) -> list:
    change(table)
    return log


def change(table):
    table.cache()
    table["x"] = 1


def look(table: {hint}) -> int:
    return 1
"""
PIPELINE = 'node(touch, ["table", "log"], "a", name="touch"), node(look, "table", "b", name="look")'
SAME = [
    ("from pyspark.sql import DataFrame", "DataFrame"),
    ("from pyspark.sql import DataFrame as SparkDF", "SparkDF"),
    ("import pyspark", "pyspark.sql.DataFrame"),
    ("import pyspark.sql as ps", "ps.DataFrame"),
    ("from pyspark.sql import DataFrame", "DataFrame | None"),
    ("import polars as pl", "pl.DataFrame"),
    ("import ibis", "ibis.Table"),
    ("import ibis.expr.types as ir", "ir.Table"),
]
COPIED = [
    ("import pandas as p", "p.DataFrame", "deepcopy(table)"),
    ("from pandas import DataFrame", "DataFrame", "deepcopy(table)"),
    ("import pandera.typing as pt", "pt.DataFrame", "deepcopy(table)"),
    ("import collections as c", "c.OrderedDict", "deepcopy(table)"),
    ("import pandas as pd", "pd.DataFrame", "table.copy()"),
]


def written(shop, imported, hint):
    nodes = NODES.format(imported=imported, hint=hint)
    return plan_migration(shop(pipeline_files("sales", nodes, PIPELINE))).files["shop/sales.py"]


@pytest.mark.parametrize(("imported", "hint"), SAME)
def test_no_copy_where_kedro_makes_none(shop, imported, hint):
    assert "table = " not in written(shop, imported, hint)


@pytest.mark.parametrize(("imported", "hint", "copy"), COPIED)
def test_a_copy_where_kedro_makes_one(shop, imported, hint, copy):
    assert f"    table = {copy}" in written(shop, imported, hint)


def test_a_union_is_handed_on_if_all_of_it_is():
    imports = {"DataFrame": Import("pyspark.sql", "DataFrame"), "pd": Import("pandas", None, "pd")}
    assert is_handed_on("DataFrame | int | None", imports)
    assert is_handed_on("Optional[DataFrame]", imports)
    assert not is_handed_on("DataFrame | pd.DataFrame", imports)
    assert not is_handed_on("DataFrame", {})
