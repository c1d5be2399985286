"""Compare files that both sides wrote and whose bytes differ, by what they hold."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from migrate.verify.compare.comparators.parquet import compare_tables
from migrate.verify.compare.contents.packed import is_packed
from migrate.verify.compare.context import Context
from migrate.verify.compare.result import Comparison, equal

Own = frozenset[str]
Reader = Callable[[BinaryIO, str, Own], Any]

# How a file is read -> the suffixes of such files. Looked up by name: libraries are imported for
# files that are there.
READERS: dict[str, tuple[str, ...]] = {
    "texts:read_text": (
        *(".csv", ".tsv", ".psv", ".txt", ".text", ".md", ".rst", ".html", ".htm", ".xml"),
        *(".svg", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".log", ".sql", ".tex", ".py", ".dot"),
    ),
    "texts:read_json": (".json", ".jsonl", ".ndjson", ".geojson", ".ipynb"),
    "pickles:read_pickles": (".pkl", ".pickle", ".pck", ".joblib", ".jl", ".dill"),
    "pickles:read_arrays": (".npy",),
    "tables:read_parquet": (".parquet", ".pq"),
    "tables:read_arrow": (".feather", ".arrow", ".arrows", ".ipc"),
    "tables:read_orc": (".orc",),
    "workbooks:read_workbook": (".xlsx", ".xlsm", ".xltx"),
    "pictures:read_picture": (
        *(".png", ".apng", ".gif", ".webp", ".tif", ".tiff", ".jpg", ".jpeg", ".bmp", ".ico"),
    ),
    "stores:read_sqlite": (".sqlite", ".sqlite3", ".db", ".db3", ".gpkg"),
    "stores:read_hdf5": (".h5", ".hdf5", ".hdf", ".he5"),
    "packed:read_zip": (".zip", ".npz", ".jar", ".whl", ".keras", ".ods", ".docx", ".pptx", ".odt"),
    "packed:read_tar": (".tar",),
    "packed:read_packed": (".gz", ".bz2", ".xz", ".lzma", ".lz4", ".z", ".tgz", ".tbz2", ".txz"),
}
BY_SUFFIX = {suffix: reader for reader, suffixes in READERS.items() for suffix in suffixes}
# First bytes -> how the file is read, where its name does not say it.
BY_HEAD = {
    b"PAR1": "tables:read_parquet",
    b"ARROW1": "tables:read_arrow",
    b"ORC": "tables:read_orc",
    b"\x93NUMPY": "pickles:read_arrays",
    b"\x80": "pickles:read_pickles",
    b"PK\x03\x04": "packed:read_zip",
    b"\x89PNG": "pictures:read_picture",
    b"GIF8": "pictures:read_picture",
    b"\xff\xd8\xff": "pictures:read_picture",
    b"SQLite format 3\x00": "stores:read_sqlite",
    b"\x89HDF\r\n": "stores:read_hdf5",
}


def compare_files(kedro: Path, hamilton: Path, context: Context, own: Own) -> Comparison:
    """Compare one file of both sides, whose bytes differ; `own` are the projects' packages, as for
    `stored.read`.
    """
    with kedro.open("rb") as ours, hamilton.open("rb") as theirs:
        places = [_reader_of(file, kedro.name) for file in (ours, theirs)]
        if places == ["tables:read_parquet"] * 2:
            return _readable(lambda: compare_tables(kedro, hamilton, context))
        return compare_contents((ours, theirs), kedro.name, context, own)


def compare_contents(
    files: tuple[BinaryIO, BinaryIO], name: str, context: Context, own: Own
) -> Comparison:
    """Compare two opened files of one name, whose bytes differ."""
    kind = PurePath(name).suffix.lower()
    places = [_reader_of(file, name) for file in files]
    if places[0] is None or places[0] != places[1]:
        detail = f"the bytes of a {kind or 'nameless'} file differ"
        return Comparison("uncompared", "bytes", detail)

    def compared() -> Comparison:
        read = _loaded(str(places[0]))
        found = context.compare(*(read(file, name, own) for file in files))
        return replace(found, comparator=kind.lstrip(".") or found.comparator)

    return _readable(compared)


def compare_inner(kedro: Any, hamilton: Any, context: Context) -> Comparison:
    """Files within files: by bytes, then by what their kind means; both have one name."""
    if kedro.data == hamilton.data:
        return equal("bytes")
    files = (io.BytesIO(kedro.data), io.BytesIO(hamilton.data))
    return compare_contents(files, kedro.name, context, kedro.own)


def _readable(compared: Callable[[], Comparison]) -> Comparison:
    try:
        return compared()
    except Exception as error:
        reason = f"reading failed: {type(error).__name__}: {error}"
        return Comparison("uncompared", "bytes", reason)


def _reader_of(file: BinaryIO, name: str) -> str | None:
    """How a file is read, by its name or else by its first bytes."""
    suffix = PurePath(name).suffix.lower()
    if suffix in BY_SUFFIX:
        return BY_SUFFIX[suffix]
    head = file.read(16)
    file.seek(0)
    if is_packed(head):
        return "packed:read_packed"
    return next((reader for magic, reader in BY_HEAD.items() if head.startswith(magic)), None)


def _loaded(place: str) -> Reader:
    module, function = place.split(":")
    found: Reader = getattr(import_module(f"migrate.verify.compare.contents.{module}"), function)
    return found
