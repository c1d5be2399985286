"""Pairs of files of tables and databases. As file_pairs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import tables
from file_pairs import Held, Pair
from pyarrow import orc

FRAME = pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"], "c": [0.5, np.nan, 0.0]})
ARROW = pa.Table.from_pandas(FRAME)


def changed(**columns: Any) -> pd.DataFrame:
    return FRAME.assign(**columns)


def parquet(table: Any, **more: Any) -> Held:
    found = table if isinstance(table, pa.Table) else pa.Table.from_pandas(table)
    return lambda path: pq.write_table(found, path, **more)


def feather(table: Any, **more: Any) -> Held:
    found = table if isinstance(table, pa.Table) else pa.Table.from_pandas(table)
    return lambda path: pa.feather.write_feather(found, str(path), **more)


def stream(*pieces: Any, **more: Any) -> Held:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            for piece in pieces:
                with pa.ipc.new_stream(file, piece.schema, **more) as writer:
                    writer.write_table(piece)

    return write


def column(*values: Any, kind: Any = None) -> pa.Table:
    return pa.table({"a": pa.array(values, kind)})


def categories(codes: list[int], values: list[Any]) -> pa.Table:
    return pa.table({"a": pa.DictionaryArray.from_arrays(codes, values)})


CUT = pa.concat_tables([ARROW.slice(0, 1), ARROW.slice(1)])
TABLES_SAME: dict[str, Pair] = {
    "packed": ("a.parquet", parquet(FRAME), parquet(FRAME, compression="gzip")),
    "another packing": (
        "a.parquet",
        parquet(FRAME, compression="zstd"),
        parquet(FRAME, compression="none"),
    ),
    "row groups": ("a.parquet", parquet(FRAME), parquet(FRAME, row_group_size=1)),
    "no dictionaries": ("a.parquet", parquet(FRAME), parquet(FRAME, use_dictionary=False)),
    "no statistics": ("a.pq", parquet(FRAME), parquet(FRAME, write_statistics=False)),
    "pages": ("a.parquet", parquet(FRAME), parquet(FRAME, data_page_version="2.0")),
    "no suffix": ("a", parquet(FRAME), parquet(FRAME, compression="gzip")),
    "packed Feather": ("a.feather", feather(FRAME), feather(FRAME, compression="uncompressed")),
    "cut Feather": ("a.feather", feather(FRAME), feather(FRAME, chunksize=1)),
    "cut Arrow": ("a.arrow", stream(ARROW), stream(CUT)),
    "packed Arrow": (
        "a.arrows",
        stream(ARROW),
        stream(ARROW, options=pa.ipc.IpcWriteOptions(compression="zstd")),
    ),
    "two streams": ("a.arrow", stream(ARROW, ARROW), stream(CUT, ARROW)),
    "packed ORC": (
        "a.orc",
        lambda p: orc.write_table(ARROW, p),
        lambda p: orc.write_table(ARROW, p, compression="zlib"),
    ),
    "packed Parquet in gzip's name": (
        "a.parquet",
        parquet(ARROW, compression="gzip"),
        parquet(CUT),
    ),
}
TABLES_OTHER: dict[str, Pair] = {
    "a cell": ("a.parquet", parquet(FRAME), parquet(changed(a=[1, 2, 4]))),
    "a zero": ("a.parquet", parquet(FRAME), parquet(changed(c=[0.5, np.nan, -0.0]))),
    "NaN or null": (
        "a.parquet",
        parquet(column(float("nan"))),
        parquet(column(None, kind="double")),
    ),
    "an index": ("a.parquet", parquet(FRAME), parquet(FRAME.set_axis([1, 2, 3]))),
    "an index's name": ("a.parquet", parquet(FRAME), parquet(FRAME.rename_axis("i"))),
    "attributes of pandas": ("a.parquet", parquet(FRAME), lambda p: noted(unit="m").to_parquet(p)),
    "order of columns": ("a.parquet", parquet(FRAME), parquet(FRAME[["b", "a", "c"]])),
    "order of rows": ("a.parquet", parquet(FRAME), parquet(FRAME.iloc[[1, 0, 2]])),
    "a type": ("a.parquet", parquet(FRAME), parquet(changed(a=FRAME.a.astype("int32")))),
    "order of categories": (
        "a.parquet",
        parquet(categories([0, 1], ["x", "y"])),
        parquet(categories([1, 0], ["y", "x"])),
    ),
    "a zero in categories": (
        "a.parquet",
        parquet(categories([0], [0.0])),
        parquet(categories([0], [-0.0])),
    ),
    "a zero in a list": ("a.parquet", parquet(column([0.0])), parquet(column([-0.0]))),
    "a zero in a struct": ("a.parquet", parquet(column({"k": 0.0})), parquet(column({"k": -0.0}))),
    "a unit": (
        "a.parquet",
        parquet(column(1, kind=pa.timestamp("ms"))),
        parquet(column(1000, kind=pa.timestamp("us"))),
    ),
    "a zone": (
        "a.parquet",
        parquet(column(1, kind=pa.timestamp("ms", "UTC"))),
        parquet(column(1, kind=pa.timestamp("ms"))),
    ),
    "a scale": (
        "a.parquet",
        parquet(column(1, kind=pa.decimal128(5, 1))),
        parquet(column(1, kind=pa.decimal128(5, 2))),
    ),
    "notes": (
        "a.parquet",
        parquet(ARROW.replace_schema_metadata({"k": "1"})),
        parquet(ARROW.replace_schema_metadata({"k": "2"})),
    ),
    "a row of Feather": ("a.feather", feather(FRAME), feather(FRAME.iloc[:2])),
    "a zero of Feather": ("a.feather", feather(column([0.0])), feather(column([-0.0]))),
    "a second stream": ("a.arrow", stream(ARROW, ARROW), stream(ARROW)),
    "order of Arrow's categories": (
        "a.arrow",
        stream(categories([0, 1], ["x", "y"])),
        stream(categories([1, 0], ["y", "x"])),
    ),
    "a cell of ORC": (
        "a.orc",
        lambda p: orc.write_table(column(1), p),
        lambda p: orc.write_table(column(2), p),
    ),
    "a type of ORC": (
        "a.orc",
        lambda p: orc.write_table(column(1), p),
        lambda p: orc.write_table(column(1, kind="int32"), p),
    ),
}


def noted(**notes: Any) -> pd.DataFrame:
    made = FRAME.copy()
    made.attrs.update(notes)
    return made


def sqlite(*statements: str) -> Held:
    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database:
            for statement in statements:
                database.execute(statement)
                database.commit()

    return write


T, ONE = "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)"


def hdf(held: Any = None, key: str = "k", **more: Any) -> Held:
    return lambda path: (FRAME if held is None else held).to_hdf(path, key=key, **more)


def hdf5(array: Any, packed: bool = False, **attributes: Any) -> Held:
    def write(path: Path) -> None:
        with tables.open_file(str(path), "w") as file:
            made = (file.create_carray if packed else file.create_array)("/", "a", obj=array)
            for name, value in attributes.items():
                made._v_attrs[name] = value

    return write


STORES_SAME: dict[str, Pair] = {
    "size of pages": ("a.db", sqlite(T, ONE), sqlite("PRAGMA page_size=1024", T, ONE)),
    "what was deleted": (
        "a.sqlite",
        sqlite(T, ONE),
        sqlite(T, ONE, "INSERT INTO t VALUES ('x')", "DELETE FROM t WHERE x='x'"),
    ),
    "no suffix": ("a", sqlite(T, ONE), sqlite("PRAGMA page_size=8192", T, ONE)),
    "order of tables": (
        "a.sqlite3",
        sqlite(T, "CREATE TABLE s (y)"),
        sqlite("CREATE TABLE s (y)", T),
    ),
    "tidied": (
        "a.db",
        sqlite(T, ONE, "DELETE FROM t", ONE),
        sqlite(T, ONE, "DELETE FROM t", "VACUUM", ONE),
    ),
    "packed HDF5": ("a.h5", hdf(), hdf(complevel=9)),
    "chunks": ("a.hdf5", hdf5(np.arange(9.0)), hdf5(np.arange(9.0), packed=True)),
    "order of attributes": ("a.h5", hdf5(np.arange(3), a=1, b=2), hdf5(np.arange(3), b=2, a=1)),
}
STORES_OTHER: dict[str, Pair] = {
    "a cell": ("a.db", sqlite(T, ONE), sqlite(T, "INSERT INTO t VALUES (2)")),
    "a type": ("a.db", sqlite(T, ONE), sqlite(T, "INSERT INTO t VALUES (1.0)")),
    "text or number": ("a.db", sqlite(T, ONE), sqlite(T, "INSERT INTO t VALUES ('1')")),
    "text or bytes": (
        "a.db",
        sqlite(T, "INSERT INTO t VALUES ('a')"),
        sqlite(T, "INSERT INTO t VALUES (x'61')"),
    ),
    "missing or empty": (
        "a.db",
        sqlite(T, "INSERT INTO t VALUES (NULL)"),
        sqlite(T, "INSERT INTO t VALUES ('')"),
    ),
    "order of rows": (
        "a.db",
        sqlite(T, ONE, "INSERT INTO t VALUES (2)"),
        sqlite(T, "INSERT INTO t VALUES (2)", ONE),
    ),
    "a row twice": ("a.db", sqlite(T, ONE, ONE), sqlite(T, ONE)),
    "a column's type": (
        "a.db",
        sqlite("CREATE TABLE t (x TEXT)"),
        sqlite("CREATE TABLE t (x BLOB)"),
    ),
    "a table": ("a.db", sqlite(T), sqlite(T, "CREATE TABLE s (y)")),
    "an index": ("a.db", sqlite(T), sqlite(T, "CREATE INDEX i ON t (x)")),
    "a view": (
        "a.db",
        sqlite(T, "CREATE VIEW v AS SELECT 1"),
        sqlite(T, "CREATE VIEW v AS SELECT 2"),
    ),
    "a user's version": ("a.db", sqlite(T), sqlite(T, "PRAGMA user_version=3")),
    "a cell of HDF5": ("a.h5", hdf(), hdf(changed(a=[1, 2, 4]))),
    "a zero of HDF5": ("a.h5", hdf(), hdf(changed(c=[0.5, np.nan, -0.0]))),
    "a key": ("a.h5", hdf(), hdf(key="j")),
    "an attribute": ("a.h5", hdf5(np.arange(3), unit="m"), hdf5(np.arange(3), unit="km")),
    "an attribute more": ("a.h5", hdf5(np.arange(3), unit="m"), hdf5(np.arange(3))),
    "a type of HDF5": ("a.h5", hdf5(np.arange(3)), hdf5(np.arange(3.0))),
    "a shape": ("a.hdf5", hdf5(np.zeros((2, 3))), hdf5(np.zeros((3, 2)))),
}


SAME = {
    f"{kind}: {name}": pair
    for kind, pairs in (("tables", TABLES_SAME), ("stores", STORES_SAME))
    for name, pair in pairs.items()
}

OTHER = {
    f"{kind}: {name}": pair
    for kind, pairs in (("tables", TABLES_OTHER), ("stores", STORES_OTHER))
    for name, pair in pairs.items()
}
