"""Compare Spark's tables where they are: Spark counts, and no more than one row comes here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from migrate.verify.compare.comparators.cells import listed
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, counted, different, equal, shown


def compare_spark(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Spark's DataFrames: columns with their types, then rows in any order, each as often as on
    the other side. Nothing is close here: a tolerance would need a key to join by.
    """
    found = _schemas(kedro, hamilton)
    if found is not None:
        return found
    ours, theirs = _comparable(kedro), _comparable(hamilton)
    for one, other, side in ((ours, theirs, "Kedro"), (theirs, ours, "Hamilton")):
        only = one.exceptAll(other)
        number = only.count()
        if number:
            row = only.limit(1).collect()[0].asDict(recursive=True)
            of = counted(kedro.count(), "row")
            return different("spark", f"{number:,} of {of} only in {side}, such as {shown(row)}")
    return equal("spark")


def compare_folders(kedro: Path, hamilton: Path, context: Context) -> Comparison:
    """Two folders that Spark wrote as Parquet; raises what Spark raises where it can't start."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate()
    ours, theirs = (session.read.parquet(str(path)) for path in (kedro, hamilton))
    return compare_spark(ours, theirs, context)


def _schemas(kedro: Any, hamilton: Any) -> Comparison | None:
    """Columns and types. That a column may be null is no property of the data."""
    ours, theirs = dict(kedro.dtypes), dict(hamilton.dtypes)
    for one, other, side in ((ours, theirs, "Kedro"), (theirs, ours, "Hamilton")):
        lost = [shown(column) for column in one if column not in other]
        if lost:
            return different("spark", f"columns only in {side}: {listed(lost)}")
    for column in ours:
        if ours[column] != theirs[column]:
            types = f"{ours[column]} in Kedro, {theirs[column]} in Hamilton"
            return different("spark", f"column {shown(column)}: type {types}")
    if list(ours) != list(theirs):
        return different("spark", "the columns' order differs", "K503")
    return None


def _comparable(table: Any) -> Any:
    """Spark compares rows, but no maps: these as JSON."""
    from pyspark.sql import functions

    columns = [
        functions.to_json(column).alias(column) if kind.startswith("map<") else column
        for column, kind in table.dtypes
    ]
    return table.select(*columns)
