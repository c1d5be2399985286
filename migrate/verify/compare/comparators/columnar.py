"""Compare Arrow and polars; polars by the Arrow data that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from migrate.verify.compare.comparators.arrays import unequal_cells
from migrate.verify.compare.comparators.cells import Tally, listed
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, different, shown


def compare_arrow_tables(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Arrow's tables: fields with their types and metadata, rows, values; not how they are cut
    into chunks.
    """
    return _tables("pyarrow", kedro, hamilton, context)


def compare_arrow_batches(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Arrow's record batches as tables of one chunk."""
    import pyarrow as pa

    ours, theirs = (pa.Table.from_batches([batch]) for batch in (kedro, hamilton))
    return compare_arrow_tables(ours, theirs, context)


def compare_arrow_arrays(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Arrow's arrays, chunked or not, as tables of one column."""
    import pyarrow as pa

    ours, theirs = (pa.table({"values": array}) for array in (kedro, hamilton))
    return compare_arrow_tables(ours, theirs, context)


def compare_polars_frames(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """polars' frames: columns with their types, rows, values."""
    found = _schemas("polars", dict(kedro.schema), dict(hamilton.schema))
    return found or _tables("polars", kedro.to_arrow(), hamilton.to_arrow(), context)


def compare_polars_series(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """polars' series: name, type, values."""
    if kedro.name != hamilton.name:
        return different(
            "polars", f"name {shown(kedro.name)} in Kedro, {shown(hamilton.name)} in Hamilton"
        )
    return compare_polars_frames(kedro.to_frame(), hamilton.to_frame(), context)


def compare_lazy_frames(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """polars' lazy frames by what they give."""
    return compare_polars_frames(kedro.collect(), hamilton.collect(), context)


def _schemas(name: str, kedro: dict[str, Any], hamilton: dict[str, Any]) -> Comparison | None:
    """Column names and types; None if they fit."""
    for ours, theirs, side in ((kedro, hamilton, "Kedro"), (hamilton, kedro, "Hamilton")):
        lost = [shown(column) for column in ours if column not in theirs]
        if lost:
            return different(name, f"columns only in {side}: {listed(lost)}")
    for column in kedro:
        if kedro[column] != hamilton[column]:
            types = f"{kedro[column]} in Kedro, {hamilton[column]} in Hamilton"
            return different(name, f"column {shown(column)}: type {types}")
    return _column_order(name, list(kedro), list(hamilton))


def _column_order(name: str, kedro: list[str], hamilton: list[str]) -> Comparison | None:
    for place, (ours, theirs) in enumerate(zip(kedro, hamilton, strict=True)):
        if ours != theirs:
            detail = (
                f"the columns' order differs: column {place} is {shown(ours)} in Kedro, "
                f"{shown(theirs)} in Hamilton"
            )
            return different(name, detail, "K503")
    return None


def compare_schemas(
    name: str, kedro: Any, hamilton: Any, rows: tuple[int, int], context: Context
) -> Comparison | None:
    """Arrow's schemas: fields with their types, what is noted beside them; then the numbers of
    rows. None if they fit.
    """
    ours, theirs = kedro.names, hamilton.names
    if len(ours) != len(theirs):
        return different(name, f"{len(ours)} columns in Kedro, {len(theirs)} in Hamilton")
    fields = ({field.name: field.type for field in schema} for schema in (kedro, hamilton))
    found = _schemas(name, *fields)
    found = found or _fields(name, kedro, hamilton)
    if found is not None:
        return found
    if rows[0] != rows[1]:
        return different(name, f"{rows[0]:,} rows in Kedro, {rows[1]:,} in Hamilton")
    notes = context.compare(_notes(kedro), _notes(hamilton)).at("metadata")
    return None if notes.equal else different(name, notes.detail)


def _fields(name: str, kedro: Any, hamilton: Any) -> Comparison | None:
    """Arrow's fields one after the other: names may be there twice, a field has notes of its own,
    and may be one without nulls. None if they fit.
    """
    for ours, theirs in zip(kedro, hamilton, strict=True):
        if not ours.equals(theirs, check_metadata=True):
            facts = (
                f"{f.type}{'' if f.nullable else ' not null'} {f.metadata or ''}".strip()
                for f in (ours, theirs)
            )
            return different(
                name, "column {}: {} in Kedro, {} in Hamilton".format(shown(ours.name), *facts)
            )
    return None


def _notes(schema: Any) -> dict[str, Any]:
    """A schema's metadata; of what pandas writes there, all but the versions of libraries."""
    import json

    found = {key.decode(): value for key, value in (schema.metadata or {}).items()}
    if "pandas" in found:
        noted = json.loads(found["pandas"])
        found["pandas"] = {k: v for k, v in noted.items() if k not in ("creator", "pandas_version")}
    return found


def _tables(name: str, kedro: Any, hamilton: Any, context: Context) -> Comparison:
    rows = kedro.num_rows, hamilton.num_rows
    found = compare_schemas(name, kedro.schema, hamilton.schema, rows, context)
    if found is not None:
        return found
    tally = Tally(name, kedro.num_rows)
    count_rows(tally, kedro, hamilton, context)
    # To polars the order of categories means nothing.
    if tally.first or name == "polars":
        return tally.outcome()
    return compare_dictionaries(name, kedro, hamilton, context)


def compare_dictionaries(name: str, kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Tables of the same cells by the categories of their columns, of which pandas makes its own,
    those that no cell has among them.
    """
    # By their places: a name may be there twice.
    places = range(kedro.num_columns)
    ours, theirs = ([_categories(t.column(place)) for place in places] for t in (kedro, hamilton))
    return replace(context.compare(ours, theirs).at("categories"), comparator=name)


def _categories(column: Any) -> Any:
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return None
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    found = [chunk.dictionary.to_pylist() for chunk in chunks]
    return list(dict.fromkeys(value for values in found for value in values))


def count_rows(tally: Tally, kedro: Any, hamilton: Any, context: Context, before: int = 0) -> None:
    """Count the differing cells of two tables or batches of one schema and length, which come
    after `before` rows of the whole.
    """

    def cell(row: int, place: int) -> tuple[str, Any, Any]:
        ours, theirs = (table.column(place)[row].as_py() for table in (kedro, hamilton))
        return str(before + row), ours, theirs

    tally.add(kedro.num_rows, _column_masks(kedro, hamilton, context), cell)


def _column_masks(
    kedro: Any, hamilton: Any, context: Context
) -> Iterator[tuple[int, str, Any, Any]]:
    for place, column in enumerate(kedro.schema.names):
        ours, theirs = kedro.column(place), hamilton.column(place)
        if _has_floats(ours.type) or not ours.equals(theirs):
            unequal, far = _masks(ours, theirs, context)
            if unequal.any():
                yield place, column, unequal, far


def _has_floats(kind: Any) -> bool:
    """Whether Arrow's own comparison is not exact: for it, 0.0 and -0.0 are the same."""
    return any(word in str(kind) for word in ("float", "double"))


def _masks(kedro: Any, hamilton: Any, context: Context) -> tuple[Any, Any]:
    """As `unequal_cells`; a null equals a null, but no NaN."""
    import numpy as np
    import pyarrow as pa

    ours, theirs = (np.asarray(array.is_null()) for array in (kedro, hamilton))
    floats = pa.types.is_floating(kedro.type)
    cells = (_cells(kedro, floats), _cells(hamilton, floats))
    unequal, far = unequal_cells(cells[0], cells[1], context)
    one = ours != theirs
    return unequal | one, far | one


def _cells(array: Any, floats: bool) -> Any:
    """A column as numpy's array; what numpy has no exact type for as Python's objects."""
    import numpy as np

    if floats:
        return np.asarray(array)
    cells = np.empty(len(array), dtype=object)
    cells[:] = array.to_pylist()
    return cells
