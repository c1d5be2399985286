"""Formats: how each type of Kedro dataset is loaded and saved by plain library calls.

One row a type: what the call is, what it makes of the entry's arguments, and which keys of the
entry it answers for. Defaults are those of kedro-datasets 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.literals import literal
from migrate.migration import Import

PANDAS = Import("pandas", alias="pd")
PARTIAL = Import("functools", "partial")
DATAFRAME = "pd.DataFrame"
ANY_HINT = "Any"

# Keys that every entry may have and that change no data.
HARMLESS_KEYS = frozenset({"metadata", "layer"})
FILE_KEYS = frozenset({"filepath", "versioned", "load_args", "save_args"})
COMPRESSED = (".gz", ".bz2", ".zip", ".xz", ".zst", ".tar")


@dataclass(frozen=True, slots=True)
class Calls:
    """What loads and saves a dataset: expressions for `load(path)` and `save(value, path)`.

    `helpers` are functions of the written catalog that they use. `reload` is False where the
    format gives back the very value.
    """

    load: str = ""
    save: str = ""
    imports: frozenset[Import] = frozenset()
    helpers: frozenset[str] = frozenset()
    hint: str = "Any"
    reload: bool = True


Format = Callable[[Mapping[str, Any]], Calls]


@dataclass(frozen=True, slots=True)
class Row:
    """A type of dataset: the keys it answers for, and what makes its calls."""

    calls: Format
    keys: frozenset[str] = field(default=FILE_KEYS)


def keywords(arguments: Mapping[str, Any]) -> str:
    """Arguments of a call, each with a leading comma."""
    named = {k: v for k, v in arguments.items() if k.isidentifier()}
    rest = {k: v for k, v in arguments.items() if not k.isidentifier()}
    text = "".join(f", {key}={literal(value)}" for key, value in named.items())
    return text + (f", **{literal(rest)}" if rest else "")


def call(function: str, arguments: Mapping[str, Any]) -> str:
    """The function itself, or a `partial` of it with the arguments."""
    return f"partial({function}{keywords(arguments)})" if arguments else function


def _arguments(
    entry: Mapping[str, Any], key: str, defaults: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {**(defaults or {}), **(entry.get(key) or {})}


def _imports(load: str, save: str, *imports: Import) -> frozenset[Import]:
    partial = {PARTIAL} if "partial(" in load + save else set()
    return frozenset(imports) | partial


def _uncompressed(entry: Mapping[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
    # Kedro hands pandas an open file, which is never compressed, whatever the name says.
    if str(entry.get("filepath", "")).endswith(COMPRESSED):
        return {**arguments, "compression": None}
    return arguments


def _frame(
    read: str, write: str, save_defaults: Mapping[str, Any], load_defaults: Mapping[str, Any]
) -> Format:
    def calls(entry: Mapping[str, Any]) -> Calls:
        load = call(f"pd.{read}", _arguments(entry, "load_args", load_defaults))
        saving = _uncompressed(entry, _arguments(entry, "save_args", save_defaults))
        saving.pop("mode", None)  # an open file has its mode already
        save = call(f"pd.DataFrame.{write}", saving)
        return Calls(load, save, _imports(load, save, PANDAS), hint=DATAFRAME)

    return calls


def _parquet(entry: Mapping[str, Any]) -> Calls:
    load = call("pd.read_parquet", _arguments(entry, "load_args"))
    save = call("pd.DataFrame.to_parquet", _arguments(entry, "save_args"))
    return Calls(load, save, _imports(load, save, PANDAS), hint=DATAFRAME)


def _json(entry: Mapping[str, Any]) -> Calls:
    save = call("_write_json", _arguments(entry, "save_args", {"indent": 2}))
    helpers = frozenset({"_read_json", "_write_json"})
    return Calls("_read_json", save, _imports("", save), helpers)


def _yaml(entry: Mapping[str, Any]) -> Calls:
    save = call("_write_yaml", _arguments(entry, "save_args", {"default_flow_style": False}))
    return Calls("_read_yaml", save, _imports("", save), frozenset({"_read_yaml", "_write_yaml"}))


def _pickle(entry: Mapping[str, Any]) -> Calls:
    backend = str(entry.get("backend", "pickle"))
    given = {} if backend == "pickle" else {"backend": backend}
    load = call("_read_pickle", {**given, **_arguments(entry, "load_args")})
    save = call("_write_pickle", {**given, **_arguments(entry, "save_args")})
    helpers = frozenset({"_read_pickle", "_write_pickle"})
    return Calls(load, save, _imports(load, save), helpers, reload=False)


def _text(entry: Mapping[str, Any]) -> Calls:
    return Calls(
        "Path.read_text", "Path.write_text", frozenset({Import("pathlib", "Path")}), hint="str"
    )


def _matplotlib(entry: Mapping[str, Any]) -> Calls:
    # Kedro draws into memory: the format is matplotlib's default, whatever the file's name says.
    saving = _arguments(entry, "save_args", {"format": "png"})
    if str(entry.get("filepath", "")).endswith(f".{saving['format']}"):
        del saving["format"]
    save = call("_write_figure", saving)
    return Calls("", save, _imports("", save), frozenset({"_write_figure"}))


def _plotly_json(entry: Mapping[str, Any]) -> Calls:
    load = call("plotly.io.read_json", _arguments(entry, "load_args"))
    save = call("plotly.io.write_json", _arguments(entry, "save_args"))
    imports = _imports(load, save, Import("plotly.io"))
    return Calls(load, save, imports, hint="Any")


def _plotly(entry: Mapping[str, Any]) -> Calls:
    chart = entry.get("plotly_args") or {}
    arguments = {"kind": chart.get("type"), "theme": chart.get("theme", "plotly")}
    given = {key: chart[key] for key in ("fig", "layout") if chart.get(key)}
    load = call("plotly.io.read_json", _arguments(entry, "load_args"))
    save = call("_write_chart", {**arguments, **given, **_arguments(entry, "save_args")})
    imports = _imports(load, save, Import("plotly.io"))
    return Calls(load, save, imports, frozenset({"_write_chart"}))


_CSV = _frame("read_csv", "to_csv", {"index": False}, {})
_EXCEL = _frame(
    "read_excel", "to_excel", {"index": False, "engine": "openpyxl"}, {"engine": "openpyxl"}
)
_PANDAS_JSON = _frame("read_json", "to_json", {}, {})

FORMATS: Mapping[str, Row] = {
    "json.JSONDataset": Row(_json, FILE_KEYS - {"load_args"}),
    "matplotlib.MatplotlibDataset": Row(_matplotlib, FILE_KEYS - {"load_args"}),
    "pandas.CSVDataset": Row(_CSV),
    "pandas.ExcelDataset": Row(_EXCEL),
    "pandas.JSONDataset": Row(_PANDAS_JSON),
    "pandas.ParquetDataset": Row(_parquet),
    "pickle.PickleDataset": Row(_pickle, FILE_KEYS | {"backend"}),
    "plotly.JSONDataset": Row(_plotly_json),
    "plotly.PlotlyDataset": Row(_plotly, FILE_KEYS | {"plotly_args"}),
    "text.TextDataset": Row(_text, frozenset({"filepath", "versioned"})),
    "yaml.YAMLDataset": Row(_yaml, FILE_KEYS - {"load_args"}),
}


def unanswered_keys(row: Row, entry: Mapping[str, Any]) -> list[str]:
    """The keys of an entry that the plain calls would lose."""
    return sorted(
        key for key, value in entry.items() if key not in row.keys | HARMLESS_KEYS and value
    )


def library_calls(type_: str, entry: Mapping[str, Any]) -> Calls:
    """Calls that use the kedro-datasets class itself, for types without a row."""
    module, _, name = type_.rpartition(".")
    config = {k: v for k, v in entry.items() if k not in {"filepath", "versioned"} | HARMLESS_KEYS}
    imports = frozenset({Import(f"kedro_datasets.{module}", name), PARTIAL})
    load = f"partial(_load_with, {name}{keywords(config)})"
    save = f"partial(_save_with, {name}{keywords(config)})"
    return Calls(load, save, imports, frozenset({"_load_with", "_save_with"}))


def dataset_calls(type_: str, entry: Mapping[str, Any]) -> tuple[str, Calls, str]:
    """The outcome, the calls and the reason for one resolved catalog entry (without `type`).

    The outcome is "native", "kedro-datasets" or "manual".
    """
    row = FORMATS.get(type_)
    lost = unanswered_keys(row, entry) if row else []
    if row and not lost:
        return "native", row.calls(entry), "plain library calls"
    if entry.get("credentials"):
        return "manual", Calls(), "it needs credentials, which this version does not write"
    if type_.count(".") != 1 or not entry.get("filepath"):
        return "manual", Calls(), f"there is no exact counterpart of {type_} yet"
    why = (
        f"no plain call answers for {', '.join(lost)}"
        if lost
        else f"no plain call is known for {type_}"
    )
    return "kedro-datasets", library_calls(type_, entry), why
