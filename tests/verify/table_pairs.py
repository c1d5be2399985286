"""Pairs of files of tables, databases, pictures and workbooks. As file_pairs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import PIL.Image
import PIL.PngImagePlugin
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import tables
from file_pairs import Held, Pair
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
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


def picture(*colours: str, size: int = 3, mode: str = "RGB", **more: Any) -> Held:
    def write(path: Path) -> None:
        first, *others = (PIL.Image.new("RGB", (size, size), c).convert(mode) for c in colours)
        moving = {"save_all": True, "append_images": others} if others else {}
        first.save(path, **moving, **more)

    return write


def text(**notes: str) -> PIL.PngImagePlugin.PngInfo:
    found = PIL.PngImagePlugin.PngInfo()
    for name, value in notes.items():
        found.add_text(name, value)
    return found


def raw(array: Any, **more: Any) -> Held:
    return lambda path: PIL.Image.fromarray(array).save(path, **more)


def gradient(step: int) -> Any:
    return (np.arange(64 * 64, dtype="uint8") * step).reshape(64, 64)


def deep(low: int) -> bytes:
    """A PNG of one pixel with 16 bits a colour, whose lower half PIL does not read."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0)
    data = zlib.compress(bytes((0, 1, low, 1, 1, 1, 1)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


PICTURES_SAME: dict[str, Pair] = {
    "a level of PNG": (
        "a.png",
        raw(gradient(3), compress_level=0),
        raw(gradient(3), compress_level=9),
    ),
    "who made it": (
        "a.png",
        picture("red", pnginfo=text(Software="a 1")),
        picture("red", pnginfo=text(Software="a 2")),
    ),
    "when it was made": (
        "a.png",
        picture("red", pnginfo=text(**{"Creation Time": "1"})),
        picture("red", pnginfo=text(**{"Creation Time": "2"})),
    ),
    "a level of a moving PNG": (
        "a.png",
        picture("red", "blue", compress_level=0),
        picture("red", "blue"),
    ),
    "a packed TIFF": ("a.tiff", raw(gradient(3)), raw(gradient(3), compression="tiff_deflate")),
    "a TIFF that is packed otherwise": (
        "a.tif",
        raw(gradient(3), compression="tiff_lzw"),
        raw(gradient(3), compression="tiff_deflate"),
    ),
    "pages of a TIFF": (
        "a.tif",
        picture("red", "blue"),
        picture("red", "blue", compression="tiff_lzw"),
    ),
    "effort for WebP": (
        "a.webp",
        raw(gradient(7), lossless=True, method=0, quality=0),
        raw(gradient(7), lossless=True, method=6, quality=100),
    ),
    "lines of a GIF": ("a.gif", raw(gradient(3), interlace=0), raw(gradient(3), interlace=1)),
    "a name that says nothing": (
        "a",
        raw(gradient(5), format="PNG", compress_level=0),
        raw(gradient(5), format="PNG"),
    ),
    "tables of a JPEG": ("a.jpg", raw(gradient(1)), raw(gradient(1), optimize=True)),
}
PICTURES_OTHER: dict[str, Pair] = {
    "a pixel": ("a.png", raw(gradient(3)), raw(gradient(5))),
    "size": ("a.png", picture("red"), picture("red", size=4)),
    "mode": ("a.png", picture("red"), picture("red", mode="RGBA")),
    "a palette": ("a.png", picture("red"), picture("red", mode="P")),
    "grey": ("a.png", picture("red", mode="L"), picture("red", mode="1")),
    "resolution": ("a.png", picture("red", dpi=(72, 72)), picture("red", dpi=(96, 96))),
    "a note": (
        "a.png",
        picture("red", pnginfo=text(Title="a")),
        picture("red", pnginfo=text(Title="b")),
    ),
    "what is seen through": ("a.png", picture("red"), picture("red", transparency=(255, 0, 0))),
    "depth of grey": (
        "a.png",
        raw(np.full((2, 2), 256, "uint16")),
        raw(np.full((2, 2), 257, "uint16")),
    ),
    "16 bits a colour": ("a.png", deep(1), deep(2)),
    "a second frame of a PNG": ("a.png", picture("red", "blue"), picture("red", "green")),
    "frames of a PNG": (
        "a.apng",
        picture("red", "blue", format="PNG"),
        picture("red", format="PNG"),
    ),
    "a second frame of a GIF": ("a.gif", picture("red", "blue"), picture("red", "green")),
    "frames of a GIF": ("a.gif", picture("red", "blue", "red"), picture("red", "blue")),
    "how long a frame is shown": (
        "a.gif",
        picture("red", "blue", duration=100),
        picture("red", "blue", duration=200),
    ),
    "how often it moves": ("a.gif", picture("red", "blue", loop=0), picture("red", "blue", loop=2)),
    "a GIF's comment": ("a.gif", picture("red", comment="a"), picture("red", comment="b")),
    "a second frame of a WebP": (
        "a.webp",
        picture("red", "blue", lossless=True),
        picture("red", "green", lossless=True),
    ),
    "a second page of a TIFF": ("a.tiff", picture("red", "blue"), picture("red", "green")),
    "a description in a TIFF": (
        "a.tiff",
        picture("red", tiffinfo={270: "a"}),
        picture("red", tiffinfo={270: "b"}),
    ),
    "quality of a JPEG": ("a.jpg", raw(gradient(7), quality=30), raw(gradient(7), quality=90)),
    "a comment in a JPEG": ("a.jpg", picture("red", comment="a"), picture("red", comment="b")),
    "the format": ("a.png", picture("red", format="PNG"), picture("red", format="BMP")),
    "a pixel of a BMP": ("a.bmp", picture("red"), picture("blue")),
}


def book(change: Callable[[Any], Any] = lambda sheet: None, **cells: Any) -> Held:
    """A workbook with some cells, and a change of its first sheet."""

    def write(path: Path) -> None:
        made = openpyxl.Workbook()
        sheet = made.active
        for name, value in ({"A1": "a", "B1": 1} | cells).items():
            sheet[name] = value
        change(sheet)
        made.save(path)

    return write


def sets(name: str, **facts: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for fact, value in facts.items():
            setattr(sheet[name] if name else sheet, fact, value)

    return change


def stamped(sheet: Any) -> None:
    sheet.parent.properties.creator = "somebody"


def wide(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 40


def hidden_row(sheet: Any) -> None:
    sheet.row_dimensions[1].hidden = True


def hidden_column(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def another(
    title: str = "more", state: str = "visible", first: bool = False
) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        made = sheet.parent.create_sheet(title, 0 if first else None)
        made.sheet_state = state

    return change


def defined(place: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        name = openpyxl.workbook.defined_name.DefinedName("n", attr_text=place)
        sheet.parent.defined_names["n"] = name

    return change


def checked(formula: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        check = DataValidation(type="list", formula1=formula)
        check.add("A1")
        sheet.add_data_validation(check)

    return change


def rich(bold: bool) -> Held:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    return book(C1=CellRichText("a", TextBlock(InlineFont(b=bold), "b")))


def excel(table: pd.DataFrame, **more: Any) -> Held:
    return lambda path: table.to_excel(path, **more)


BOOKS_SAME: dict[str, Pair] = {
    "who saved it": ("a.xlsx", book(), book(stamped)),
    "widths": ("a.xlsx", book(), book(wide)),
    "whole numbers": ("a.xlsx", book(), lambda p: repacked(p, book(), b"<v>1</v>", b"<v>1.0</v>")),
    "order of parts": ("a.xlsx", excel(FRAME), lambda p: repacked(p, excel(FRAME))),
    "a text in its cell": (
        *("a.xlsx", book(C1="x")),
        lambda p: repacked(p, book(C1="x"), b't="s"><v>1</v>', b't="inlineStr"><is><t>x</t></is>'),
    ),
}
BOOKS_OTHER: dict[str, Pair] = {
    "a number": ("a.xlsx", book(), book(B1=2)),
    "a text": ("a.xlsx", book(), book(A1="b")),
    "NA or nothing": ("a.xlsx", book(C1="NA", D1="x"), book(D1="x")),
    "NaN or nothing": ("a.xlsx", book(C1="nan", D1="x"), book(D1="x")),
    "text or number": ("a.xlsx", book(C1="1"), book(C1=1)),
    "text or truth": ("a.xlsx", book(C1="TRUE"), book(C1=True)),
    "truth or number": ("a.xlsx", book(C1=True), book(C1=1)),
    "a formula": ("a.xlsx", book(C1="=B1+1"), book(C1="=B1+2")),
    "a formula or nothing": ("a.xlsx", book(C1="=B1+1"), book()),
    "a formula or its text": (
        "a.xlsx",
        book(C1="=B1"),
        book(sets("C1", value="=B1", data_type="s")),
    ),
    "an error or its text": (
        "a.xlsx",
        book(C1="#N/A"),
        book(sets("C1", value="#N/A", data_type="s")),
    ),
    "a date or its number": (
        "a.xlsx",
        book(C1=pd.Timestamp("2024-01-01").to_pydatetime()),
        book(C1=45292),
    ),
    "a format": (
        "a.xlsx",
        book(sets("B1", number_format="0.00")),
        book(sets("B1", number_format="0%")),
    ),
    "bold": ("a.xlsx", book(), book(sets("A1", font=Font(b=True)))),
    "a colour": ("a.xlsx", book(), book(sets("A1", fill=PatternFill("solid", "FFFF0000")))),
    "a border": ("a.xlsx", book(), book(sets("A1", border=Border(left=Side("thin"))))),
    "an alignment": ("a.xlsx", book(), book(sets("A1", alignment=Alignment("right")))),
    "a comment": ("a.xlsx", book(), book(sets("A1", comment=Comment("x", "me")))),
    "a link": (
        "a.xlsx",
        book(sets("A1", hyperlink="http://a.example")),
        book(sets("A1", hyperlink="http://b.example")),
    ),
    "merged cells": ("a.xlsx", book(), book(lambda sheet: sheet.merge_cells("C1:D2"))),
    "a hidden sheet": ("a.xlsx", book(another()), book(another(state="hidden"))),
    "a very hidden sheet": (
        "a.xlsx",
        book(another(state="hidden")),
        book(another(state="veryHidden")),
    ),
    "a sheet more": ("a.xlsx", book(), book(another())),
    "a sheet's name": ("a.xlsx", book(another("x")), book(another("y"))),
    "order of sheets": ("a.xlsx", book(another()), book(another(first=True))),
    "a hidden row": ("a.xlsx", book(), book(hidden_row)),
    "a hidden column": ("a.xlsx", book(), book(hidden_column)),
    "a defined name": ("a.xlsx", book(defined("Sheet!$A$1")), book(defined("Sheet!$B$1"))),
    "what may be entered": ("a.xlsx", book(checked('"a,b"')), book(checked('"a,c"'))),
    "frozen panes": ("a.xlsx", book(), book(sets("", freeze_panes="A2"))),
    "a filter": ("a.xlsx", book(), book(lambda sheet: setattr(sheet.auto_filter, "ref", "A1:B1"))),
    "rich text": ("a.xlsx", rich(True), rich(False)),
    "a cell lower": ("a.xlsx", book(C1="x"), book(C2="x")),
    "a frame's cell": ("a.xlsx", excel(FRAME), excel(changed(a=[1, 2, 4]))),
    "a frame's missing text": ("a.xlsx", excel(changed(b=["x", "NA", "z"])), excel(FRAME)),
    "a frame's index": ("a.xlsx", excel(FRAME), excel(FRAME, index=False)),
}


def repacked(path: Path, write: Any, old: bytes = b"\0", new: bytes = b"") -> None:
    """The same workbook with its parts packed otherwise, and something spelled otherwise."""
    import zipfile

    write(path)
    with zipfile.ZipFile(path) as opened:
        parts = [(name, opened.read(name)) for name in opened.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as made:
        for name, data in parts[::-1]:
            made.writestr(name, data.replace(old, new))


SAME = {
    f"{kind}: {name}": pair
    for kind, pairs in (
        ("tables", TABLES_SAME),
        ("stores", STORES_SAME),
        ("pictures", PICTURES_SAME),
        ("workbooks", BOOKS_SAME),
    )
    for name, pair in pairs.items()
}
OTHER = {
    f"{kind}: {name}": pair
    for kind, pairs in (
        ("tables", TABLES_OTHER),
        ("stores", STORES_OTHER),
        ("pictures", PICTURES_OTHER),
        ("workbooks", BOOKS_OTHER),
    )
    for name, pair in pairs.items()
}
