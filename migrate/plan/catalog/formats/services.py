"""Databases and web services, and what lies in no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.model.migration import Import
from migrate.plan.catalog.formats.code import (
    DATAFRAME,
    PANDAS,
    Calls,
    Code,
    NotPlainError,
    Piece,
    expression,
    of_nothing,
)
from migrate.plan.catalog.formats.entry import Entry, Row

_SQLALCHEMY = Import("sqlalchemy")


def _engine(entry: Entry) -> str:
    secret = entry.config.get("credentials")
    if not isinstance(secret, Code):
        raise NotPlainError("it has no credentials, in which Kedro looks for `con`")
    return f"_engine({secret})"


def _sql_table(entry: Entry) -> Calls:
    table = expression(entry.config.get("table_name"))
    engine = _engine(entry)
    load = of_nothing(
        "pd.read_sql_table",
        entry.given("load_args"),
        PANDAS,
        _SQLALCHEMY,
        positional=[table, engine],
    )
    save = {"index": False, **entry.given("save_args")}
    call = of_nothing("data.to_sql", save, positional=[table, engine])
    text = f"lambda data, _: {call.text.removeprefix('lambda _: ')}"
    return Calls(load, Piece(text, call.imports), DATAFRAME)


def _sql_query(entry: Entry) -> Calls:
    arguments = entry.given("load_args")
    if "params" in arguments:
        raise NotPlainError("Kedro rewrites dates among its params for some databases")
    engine = _engine(entry)
    if options := entry.given("execution_options"):
        engine += f".execution_options(**{expression(options)})"
    return Calls(_query("pd.read_sql_query", entry, [engine], arguments), hint=DATAFRAME)


def _gbq_query(entry: Entry) -> Calls:
    if entry.config.get("credentials"):
        raise NotPlainError("Kedro makes a service account of its credentials")
    arguments = {"project_id": entry.config.get("project"), **entry.given("load_args")}
    arguments = {**arguments, "credentials": None}
    load = _query("pandas_gbq.read_gbq", entry, [], arguments, Import("pandas_gbq"))
    return Calls(load, hint=DATAFRAME)


def _query(
    function: str,
    entry: Entry,
    positional: list[str],
    arguments: Mapping[str, Any],
    *imports: Import,
) -> Piece:
    """A call with a query, which stands in the entry or in a file of its own."""
    needed = imports or (PANDAS, _SQLALCHEMY)
    if query := entry.config.get("sql"):
        positional = [expression(query), *positional]
        return of_nothing(function, arguments, *needed, positional=positional)
    if entry.remote or entry.config.get("fs_args"):
        raise NotPlainError("its query lies on a remote file system")
    encoding = entry.config.get("encoding")
    read = f"path.read_text({expression(encoding) if encoding else ''})"
    call = of_nothing(function, arguments, *needed, positional=[read, *positional])
    return Piece(f"lambda path: {call.text.removeprefix('lambda _: ')}", call.imports)


def _api(entry: Entry) -> Calls:
    if entry.word("method", "GET") != "GET" or entry.config.get("response_dataset"):
        raise NotPlainError("it sends what it saves, piece by piece")
    arguments = entry.given("load_args")
    auth = entry.config.get("credentials") or arguments.pop("auth", None)
    if auth and "auth" in arguments:
        raise NotPlainError("it has credentials and auth")
    if auth:
        arguments["auth"] = auth
    url = expression(entry.config.get("url"))
    return Calls(of_nothing("_fetch", arguments, Import("requests"), positional=[url]))


def _memory(entry: Entry) -> Calls:
    """What a catalog itself holds: each consumer gets an object of its own."""
    text = expression(entry.config.get("data"))
    return Calls(Piece(f"lambda _: {text}"), keeps="it is held in memory")


SERVICE_ROWS: Mapping[str, Row] = {
    "MemoryDataset": Row(_memory, frozenset({"data", "copy_mode"})),
    "api.APIDataset": Row(
        _api, frozenset({"url", "method", "load_args", "credentials", "response_dataset"})
    ),
    "pandas.GBQQueryDataset": Row(
        _gbq_query,
        frozenset({"sql", "filepath", "project", "credentials", "load_args", "fs_args"}),
    ),
    "pandas.SQLQueryDataset": Row(
        _sql_query,
        frozenset(
            {
                "sql",
                "filepath",
                "credentials",
                "load_args",
                "fs_args",
                "execution_options",
                "encoding",
            }
        ),
    ),
    "pandas.SQLTableDataset": Row(
        _sql_table, frozenset({"table_name", "credentials", "load_args", "save_args"})
    ),
}
