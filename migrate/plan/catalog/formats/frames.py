"""Tables of other libraries: polars, Spark, geopandas, Hugging Face."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.expressions import Call, Expression, Name, of_value
from migrate.model.migration import Import
from migrate.plan.catalog.formats.code import (
    TEXT_PATH,
    Calls,
    NotPlainError,
    lambda_of,
    loading,
    method,
    of_nothing,
)
from migrate.plan.catalog.formats.entry import (
    Entry,
    FormatSpec,
    opens_as,
    place,
    read_opened,
    row,
    write_opened,
)

POLARS = Import("polars", alias="pl")
SPARK = Import("pyspark")
GEOPANDAS = Import("geopandas", alias="gpd")
_SESSION = Call(Name("_spark"))
# Formats that polars reads from an open file, and those that it writes to a path as to one.
_POLARS_READS = frozenset(
    {"avro", "csv", "excel", "ipc", "ipc_stream", "json", "ndjson", "ods", "parquet"}
)
_POLARS_WRITES = frozenset({"avro", "csv", "ipc", "json", "ndjson", "parquet"})


def _kind(entry: Entry, default: str = "") -> str:
    kind = entry.word("file_format", default).lower()
    if not kind.isidentifier() or not kind.isascii():
        raise NotPlainError(f"{kind!r} is no format")
    return kind


def _polars_csv(entry: Entry) -> Calls:
    load = {"rechunk": True, **entry.given("load_args")}
    save = entry.given("save_args")
    for arguments in (load, save):
        arguments.pop("storage_options", None)
    usual = {"mode": "w", "encoding": "utf-8"}
    opens = entry.remote or _minds_path(entry, "csv") or not opens_as(entry, "save", **usual)
    if entry.remote:
        load["storage_options"] = entry.options()
    read = loading("pl.read_csv", load, POLARS, *entry.needs(), at=place(entry, opens))
    if not opens:
        return Calls(read, method("write_csv", save))
    write = write_opened(entry, method("write_csv", save), **usual)
    return Calls(read, write, opens=True)


def _eager(entry: Entry) -> Calls:
    kind = _kind(entry)
    if kind not in _POLARS_READS:
        raise NotPlainError(f"polars has no files of the format {kind!r}")
    read = loading(f"pl.read_{kind}", entry.given("load_args"), POLARS)
    load, save = read_opened(entry, read), entry.given("save_args")
    to_path = kind in _POLARS_WRITES and not entry.remote and not _minds_path(entry, kind)
    if to_path and opens_as(entry, "save", mode="wb"):
        return Calls(load, method(f"write_{kind}", save), opens=True)
    write = method(f"write_{kind}", save)
    return Calls(load, write_opened(entry, write, "wb"), opens=True)


def _lazy(entry: Entry) -> Calls:
    kind = _kind(entry)
    load, save = entry.given("load_args"), entry.given("save_args")
    if entry.remote or kind not in {"csv", "parquet"} or save.get("use_pyarrow"):
        raise NotPlainError("it goes through pyarrow")
    if _minds_path(entry, kind) or not opens_as(entry, "save", mode="wb"):
        raise NotPlainError("it opens its file in its own way")
    for arguments in (load, save):
        arguments.pop("storage_options", None)
    load.pop("partitioning", None)
    # A frame that is not lazy becomes one, and back: Kedro saves both.
    return Calls(
        loading(f"pl.scan_{kind}", load, POLARS), method(f"lazy().collect().write_{kind}", save)
    )


def _minds_path(entry: Entry, kind: str) -> bool:
    """Whether polars would do otherwise with a path than with the open file that Kedro gives."""
    save = entry.given("save_args")
    named = kind in {"csv", "ndjson"} and (entry.compressed or "compression" in save)
    return named or "partition_by" in save


def _spark(entry: Entry) -> Calls:
    kind = entry.word("file_format", "parquet")
    load, save = entry.given("load_args"), entry.given("save_args")
    schema = load.pop("schema", None)
    if isinstance(schema, Mapping):
        raise NotPlainError("its schema is read from a file")
    if entry.versioned and (entry.remote or entry.path.startswith("/dbfs/")):
        raise NotPlainError("its versions lie on a remote file system")
    session = Expression(_SESSION, ".read")
    if schema:
        session = Call(Expression(session, ".schema"), [of_value(schema)])
    positional = [TEXT_PATH, of_value(kind)]
    return Calls(
        lambda_of("path", Expression(session, ".load"), positional, load, SPARK),
        lambda_of("data, path", Name("data.write.save"), positional, save, SPARK),
    )


def _spark_table(entry: Entry) -> Calls:
    mode = entry.word("write_mode", "errorifexists")
    if mode != "overwrite" or entry.config.get("table_pk"):
        raise NotPlainError(f"Kedro checks the table's schema before it writes ({mode})")
    save = entry.given("save_args")
    save.pop("eager_checkpoint", None)
    save = {"mode": mode, "format": save.pop("format", None) or "hive", **save}
    table = of_value(f"{entry.word('database')}.{entry.word('table')}")
    return Calls(
        lambda_of("_", Expression(_SESSION, ".read.table"), [table], {}, SPARK),
        lambda_of("data, _", Name("data.write.saveAsTable"), [table], save, SPARK),
    )


def _spark_jdbc(entry: Entry) -> Calls:
    if entry.config.get("credentials"):
        raise NotPlainError("Kedro mixes credentials into its properties")
    load, save = entry.given("load_args"), entry.given("save_args")
    positional = [of_value(entry.config.get("url")), of_value(entry.config.get("table"))]
    return Calls(
        lambda_of("_", Expression(_SESSION, ".read.jdbc"), positional, load, SPARK),
        lambda_of("data, _", Name("data.write.jdbc"), positional, save, SPARK),
    )


def _delta(entry: Entry) -> Calls:
    delta = Import("delta.tables", "DeltaTable")
    made = lambda_of("path", Name("DeltaTable.forPath"), [_SESSION, TEXT_PATH], {}, delta, SPARK)
    return Calls(made)


def _geopandas(entry: Entry) -> Calls:
    kind = _kind(entry, "file")
    if kind == "postgis":
        raise NotPlainError("postgis is no file")
    load, save = entry.given("load_args"), entry.given("save_args")
    if kind == "file":  # kedro-datasets chooses fiona for the whole process
        load, save = {"engine": "fiona", **load}, {"engine": "fiona", **save}
        if entry.path.endswith((".geojson", ".json")):
            save = {"driver": "GeoJSON", **save}
    read = loading(f"gpd.read_{kind}", load, GEOPANDAS, Import("fiona"))
    write = method(f"to_{kind}", save)
    return Calls(read_opened(entry, read), write_opened(entry, write, "wb"), opens=True)


def _hugging_face(entry: Entry) -> Calls:
    name = of_value(entry.config.get("dataset_name"))
    arguments = entry.given("dataset_kwargs")
    library = Import("datasets", "load_dataset")
    return Calls(of_nothing("load_dataset", arguments, library, positional=[name]))


def _transformer(entry: Entry) -> Calls:
    arguments = {
        "model": entry.config.get("model_name"),
        **{k: v for k, v in entry.given("pipeline_kwargs").items() if k not in {"task", "model"}},
    }
    task = of_value(entry.config.get("task") or None)
    library = Import("transformers")
    return Calls(of_nothing("transformers.pipeline", arguments, library, positional=[task]))


FRAME_ROWS: Mapping[str, FormatSpec] = {
    "geopandas.GenericDataset": row(_geopandas, "file_format"),
    "huggingface.HFDataset": FormatSpec(
        _hugging_face, frozenset({"dataset_name", "dataset_kwargs"})
    ),
    "huggingface.HFTransformerPipelineDataset": FormatSpec(
        _transformer, frozenset({"task", "model_name", "pipeline_kwargs"})
    ),
    "polars.CSVDataset": row(_polars_csv),
    "polars.EagerPolarsDataset": row(_eager, "file_format"),
    "polars.LazyPolarsDataset": row(_lazy, "file_format"),
    "spark.DeltaTableDataset": FormatSpec(_delta, frozenset({"filepath"})),
    "spark.SparkDataset": row(_spark, "file_format", without=("fs_args",)),
    "spark.SparkHiveDataset": FormatSpec(
        _spark_table, frozenset({"database", "table", "write_mode", "table_pk", "save_args"})
    ),
    "spark.SparkJDBCDataset": FormatSpec(
        _spark_jdbc, frozenset({"url", "table", "load_args", "save_args", "credentials"})
    ),
}
