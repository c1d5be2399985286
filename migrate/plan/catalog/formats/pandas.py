"""pandas: each type of file by the reader and the method that Kedro calls, with its defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.model.expressions import Expression
from migrate.model.migration import Import
from migrate.plan.catalog.formats.code import (
    ANY_HINT,
    DATAFRAME,
    PANDAS,
    PATH,
    Calls,
    NotPlainError,
    Piece,
    loading,
    method,
    saving,
)
from migrate.plan.catalog.formats.entry import (
    PANDAS_OWN,
    Entry,
    Format,
    FormatSpec,
    opens_as,
    place,
    read_opened,
    row,
    write_opened,
)

# With these, a reader gives something else than one table.
CHUNKED = frozenset({"chunksize", "iterator"})
# Formats that pandas reads from an open file, and those that it can only write.
_READ = frozenset(
    {"csv", "excel", "feather", "fwf", "hdf", "html", "json", "orc", "parquet", "pickle", "sas"}
    | {"spss", "stata", "table", "xml"}
)
_WRITTEN_ONLY = frozenset({"latex", "markdown", "string"})
# Suffixes that pandas takes for what openpyxl writes.
_WORKBOOKS = (".xlsx", ".xlsm")
_SIDES = ("load_args", "save_args")
# The methods that a table and a column have in common.
_OF_BOTH = frozenset({"csv", "json"})
# What pandas needs beside itself.
_ENGINES = {
    "excel": "openpyxl",
    "feather": "pyarrow",
    "hdf": "tables",
    "orc": "pyarrow",
    "parquet": "pyarrow",
    "xml": "lxml",
}


def _arguments(entry: Entry, key: str, defaults: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Arguments for a reader or a method. Kedro drops `storage_options`, in favour of fs_args."""
    found = entry.given(key, defaults)
    found.pop("storage_options", None)
    return found


def _reading(
    entry: Entry, kind: str, defaults: Mapping[str, Any] | None = None, opens: bool = False
) -> Piece:
    arguments = _arguments(entry, "load_args", defaults)
    if entry.remote and (entry.options() or kind in {"parquet", "feather"}):
        # Without any options pandas would let pyarrow reach the file instead of fsspec.
        arguments["storage_options"] = entry.options()
    needed = [Import(_ENGINES[kind])] if kind in _ENGINES else []
    return loading(
        f"pd.read_{kind}", arguments, PANDAS, *needed, *entry.needs(), at=place(entry, opens)
    )


def _writing(entry: Entry, kind: str, arguments: dict[str, Any]) -> Piece:
    if entry.remote and (entry.options() or kind in {"parquet", "feather"}):
        arguments["storage_options"] = entry.options()
    return _method(entry, kind, arguments, *entry.needs(), at=place(entry))


def _method(
    entry: Entry, kind: str, arguments: Mapping[str, Any], *imports: Import, at: Expression = PATH
) -> Piece:
    return method(f"to_{kind}", arguments, PANDAS, *imports, at=at, of=_class(entry, kind))


def _class(entry: Entry, kind: str) -> str:
    """The class whose method saves a value, or refuses it as Kedro does; "" for its own one."""
    is_table = entry.makes == "pandas.DataFrame"
    is_column = entry.makes == "pandas.Series" and kind in _OF_BOTH
    is_either = entry.makes == PANDAS_OWN and kind != "excel"  # which saves dicts, too
    return DATAFRAME if is_table or is_column or is_either else ""


def _hint(entry: Entry) -> str:
    return ANY_HINT if CHUNKED & set(entry.given("load_args")) else DATAFRAME


def _uncompressed(entry: Entry, arguments: dict[str, Any], text: bool) -> dict[str, Any]:
    """Kedro hands pandas an open file: it is compressed only on demand, never by its name, and
    not at all where it was opened as text."""
    asked = arguments.get("compression", "infer")
    if not text and asked != "infer":
        return arguments
    arguments.pop("compression", None)
    return {**arguments, "compression": None} if entry.compressed else arguments


def _csv(entry: Entry) -> Calls:
    arguments = _arguments(entry, "save_args", {"index": False})
    opening = entry.opening("save", {"mode": "w"})
    mode = opening["mode"]
    if mode.strip("btwa+") or opening.get("newline") not in (None, "", "\n"):
        raise NotPlainError(f"it opens its file by {opening}")
    arguments = _uncompressed(entry, arguments, text="b" not in mode)
    arguments.pop("mode", None)
    if "b" not in mode:  # what pandas is told about the encoding has no effect then
        arguments = {k: v for k, v in arguments.items() if k not in {"encoding", "errors"}}
        arguments |= {k: v for k, v in opening.items() if k in {"encoding", "errors"}}
    if mode.startswith("a"):
        arguments["mode"] = "a"
    return Calls(_reading(entry, "csv"), _writing(entry, "csv", arguments), _hint(entry))


def _binary(kind: str, defaults: Mapping[str, Any], *refused: str) -> Format:
    """A format whose file Kedro opens for bytes."""

    def calls(entry: Entry) -> Calls:
        arguments = _arguments(entry, "save_args", defaults)
        if found := [name for name in refused if name in arguments]:
            raise NotPlainError(f"Kedro refuses {', '.join(found)}")
        if kind == "xml":
            arguments = _uncompressed(entry, arguments, text=False)
        if opens_as(entry, "save", mode="wb"):
            return Calls(_reading(entry, kind), _writing(entry, kind, arguments), DATAFRAME)
        save = write_opened(entry, _method(entry, kind, arguments), "wb")
        return Calls(_reading(entry, kind, opens=True), save, DATAFRAME, opens=True)

    return calls


def _json(entry: Entry) -> Calls:
    mode = str(entry.opening("save", {"mode": "w"})["mode"])
    arguments = _uncompressed(entry, _arguments(entry, "save_args"), text="b" not in mode)
    if opens_as(entry, "save", mode="w"):
        arguments.pop("mode", None)  # an open file has its mode already
        return Calls(_reading(entry, "json"), _writing(entry, "json", arguments), _hint(entry))
    save = write_opened(entry, _method(entry, "json", arguments))
    return Calls(_reading(entry, "json", opens=True), save, _hint(entry), opens=True)


def _excel(entry: Entry) -> Calls:
    load = _reading(entry, "excel", {"engine": "openpyxl"}, opens=True)
    sheets = entry.given("load_args").get("sheet_name", 0)
    several = sheets is None or isinstance(sheets, list)
    arguments = _arguments(entry, "save_args", {"index": False})
    own = arguments.pop("writer", {})
    if not isinstance(own, Mapping):
        raise NotPlainError("its writer is no mapping")
    writer = {"engine": entry.config.get("engine") or "openpyxl", **own}
    if writer == {"engine": "openpyxl"}:
        writer = {}
    if not opens_as(entry, "save", mode="wb"):
        raise NotPlainError("it opens its file in its own way")
    hint = ANY_HINT if several else DATAFRAME
    by_path = entry.path.endswith(_WORKBOOKS) and not entry.remote and not writer
    if by_path and _class(entry, "excel") and not {"engine", "storage_options"} & set(arguments):
        save = method("to_excel", {"engine": "openpyxl", **arguments}, PANDAS, of=DATAFRAME)
        return Calls(load, save, hint)
    save = saving("_write_excel", {**({"writer": writer} if writer else {}), **arguments}, PANDAS)
    return Calls(load, save, hint, opens=True)


def _hdf(entry: Entry) -> Calls:
    if entry.remote or entry.config.get("fs_args"):
        raise NotPlainError("an HDF file is read in memory, and reached through fsspec")
    if any(str(name).startswith("driver") for side in _SIDES for name in entry.given(side)):
        raise NotPlainError("Kedro chooses the driver")
    key = {"key": entry.config.get("key")}
    load = saving("_read_hdf", {**key, **entry.given("load_args")}, PANDAS, Import("tables"))
    save = saving("_write_hdf", {**key, **entry.given("save_args")}, PANDAS)
    return Calls(load, save)


def _generic(entry: Entry) -> Calls:
    kind = entry.word("file_format").lower()
    if kind not in _READ | _WRITTEN_ONLY:
        raise NotPlainError(f"pandas has no files of the format {kind!r}")
    needed = [Import(_ENGINES[kind])] if kind in _ENGINES else []
    read = loading(f"pd.read_{kind}", entry.given("load_args"), PANDAS, *needed)
    write = _method(entry, kind, entry.given("save_args"))
    load = read_opened(entry, read) if kind in _READ else Piece()
    return Calls(load, write_opened(entry, write), opens=True)


PANDAS_ROWS: Mapping[str, FormatSpec] = {
    "pandas.CSVDataset": row(_csv),
    "pandas.ExcelDataset": row(_excel, "engine"),
    "pandas.FeatherDataset": row(_binary("feather", {})),
    "pandas.GenericDataset": row(_generic, "file_format"),
    "pandas.HDFDataset": row(_hdf, "key"),
    "pandas.JSONDataset": row(_json),
    "pandas.ParquetDataset": row(_binary("parquet", {}, "partition_cols")),
    "pandas.XMLDataset": row(_binary("xml", {"index": False})),
}
