"""Compare two Parquet files chunk by chunk: they may be larger than memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from migrate.verify.compare.comparators.cells import Tally
from migrate.verify.compare.comparators.columnar import (
    compare_dictionaries,
    compare_schemas,
    count_rows,
)
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison

NAME = "parquet"
ROWS = 65_536


def compare_tables(kedro: Path, hamilton: Path, context: Context, rows: int = ROWS) -> Comparison:
    """Compare two Parquet files, `rows` rows at a time: columns, types, what pandas noted of the
    index, values. How they are cut into row groups means nothing.

    Raises OSError or pyarrow's errors where one can't be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(kedro) as ours, pq.ParquetFile(hamilton) as theirs:
        numbers = ours.metadata.num_rows, theirs.metadata.num_rows
        found = compare_schemas(NAME, ours.schema_arrow, theirs.schema_arrow, numbers, context)
        if found is not None:
            return found
        tally = Tally(NAME, numbers[0])
        before = 0
        for one, other in _chunks(ours, theirs, rows):
            count_rows(tally, one, other, context, before)
            before += one.num_rows
        columns = [field.name for field in ours.schema_arrow if pa.types.is_dictionary(field.type)]
        if tally.first or not columns:
            return tally.outcome()
        tables = ours.read(columns), theirs.read(columns)
        return compare_dictionaries(NAME, *tables, context)


def _chunks(kedro: Any, hamilton: Any, rows: int) -> Iterator[tuple[Any, Any]]:
    """Batches of the same rows of both files, which may have been cut otherwise."""
    ours, theirs = (file.iter_batches(batch_size=rows) for file in (kedro, hamilton))
    one, other = next(ours, None), next(theirs, None)
    while one is not None and other is not None:
        number = min(one.num_rows, other.num_rows)
        yield one.slice(0, number), other.slice(0, number)
        one = one.slice(number) if number < one.num_rows else next(ours, None)
        other = other.slice(number) if number < other.num_rows else next(theirs, None)
