"""Databases and web services, and what lies in no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.model.expressions import Call, Expression, Lambda, Name, of_value
from migrate.model.migration import Import
from migrate.plan.catalog.formats.code import (
    DATAFRAME,
    PANDAS,
    PATH,
    Calls,
    NotPlainError,
    Piece,
    lambda_of,
    of_nothing,
)
from migrate.plan.catalog.formats.entry import Entry, FormatSpec

_SQLALCHEMY = Import("sqlalchemy")


def _engine(entry: Entry) -> Expression:
    secret = entry.config.get("credentials")
    if not isinstance(secret, Expression):
        raise NotPlainError("it has no credentials, in which Kedro looks for `con`")
    return Call(Name("_engine"), [secret])


def _sql_table(entry: Entry) -> Calls:
    table = of_value(entry.config.get("table_name"))
    engine = _engine(entry)
    load = of_nothing(
        "pd.read_sql_table",
        entry.given("load_args"),
        PANDAS,
        _SQLALCHEMY,
        positional=[table, engine],
    )
    save = {"index": False, **entry.given("save_args")}
    return Calls(load, lambda_of("data, _", Name("data.to_sql"), [table, engine], save), DATAFRAME)


def _sql_query(entry: Entry) -> Calls:
    arguments = entry.given("load_args")
    if "params" in arguments:
        raise NotPlainError("Kedro rewrites dates among its params for some databases")
    engine = _engine(entry)
    if options := entry.given("execution_options"):
        engine = Call(Expression(engine, ".execution_options"), [], [("", of_value(options))])
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
    positional: list[Expression],
    arguments: Mapping[str, Any],
    *imports: Import,
) -> Piece:
    """A call with a query, which stands in the entry or in a file of its own."""
    needed = imports or (PANDAS, _SQLALCHEMY)
    if query := entry.config.get("sql"):
        positional = [of_value(query), *positional]
        return of_nothing(function, arguments, *needed, positional=positional)
    if entry.remote or entry.config.get("fs_args"):
        raise NotPlainError("its query lies on a remote file system")
    encoding = entry.config.get("encoding")
    read = Call(Expression(PATH, ".read_text"), [of_value(encoding)] if encoding else [])
    return lambda_of("path", Name(function), [read, *positional], arguments, *needed)


def _api(entry: Entry) -> Calls:
    if entry.word("method", "GET") != "GET" or entry.config.get("response_dataset"):
        raise NotPlainError("it sends what it saves, piece by piece")
    arguments = entry.given("load_args")
    auth = entry.config.get("credentials") or arguments.pop("auth", None)
    if auth and "auth" in arguments:
        raise NotPlainError("it has credentials and auth")
    if auth:
        arguments["auth"] = auth
    url = of_value(entry.config.get("url"))
    return Calls(of_nothing("_fetch", arguments, Import("requests"), positional=[url]))


def _memory(entry: Entry) -> Calls:
    """What a catalog itself holds: each consumer gets an object of its own."""
    value = of_value(entry.config.get("data"))
    return Calls(Piece(Lambda("_", value)), keeps="it is held in memory")


SERVICE_ROWS: Mapping[str, FormatSpec] = {
    "MemoryDataset": FormatSpec(_memory, frozenset({"data", "copy_mode"})),
    "api.APIDataset": FormatSpec(
        _api, frozenset({"url", "method", "load_args", "credentials", "response_dataset"})
    ),
    "pandas.GBQQueryDataset": FormatSpec(
        _gbq_query,
        frozenset({"sql", "filepath", "project", "credentials", "load_args", "fs_args"}),
    ),
    "pandas.SQLQueryDataset": FormatSpec(
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
    "pandas.SQLTableDataset": FormatSpec(
        _sql_table, frozenset({"table_name", "credentials", "load_args", "save_args"})
    ),
}
