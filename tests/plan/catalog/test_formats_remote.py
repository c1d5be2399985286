"""What lies elsewhere: an S3 endpoint, a web server and a database, all on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import fsspec
import pandas as pd
import pytest
from kedro.io import AbstractDataset
from written_catalog import records, storage_of, text_of

SECRET = "not-to-be-written"
FRAME = pd.DataFrame({"a": [1, 2], "s": ["ü", "x"]})
MORE = pd.DataFrame({"a": [3]})
CASES = [
    ("pandas.CSVDataset", "x.csv", FRAME, {}),
    ("pandas.ExcelDataset", "x.xlsx", FRAME, {}),
    ("pandas.ParquetDataset", "x.parquet", FRAME, {}),
    ("pandas.FeatherDataset", "x.feather", FRAME, {}),
    ("pandas.JSONDataset", "x.json", FRAME, {}),
    ("pandas.GenericDataset", "x.csv", FRAME, {"file_format": "csv"}),
    ("json.JSONDataset", "x.json", {"a": 1}, {}),
    ("yaml.YAMLDataset", "x.yml", {"a": 1}, {}),
    ("text.TextDataset", "x.txt", "ü\n", {}),
    ("pickle.PickleDataset", "x.pkl", {"a": (1, 2)}, {}),
    ("partitions.PartitionedDataset", "parts", {"b/one": FRAME, "two": MORE},
     {"dataset": "pandas.CSVDataset", "filename_suffix": ".csv", "overwrite": True}),
]  # fmt: skip


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def credentials(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    given = {"key": "k", "secret": SECRET, "client_kwargs": {"endpoint_url": endpoint}}
    monkeypatch.setenv("CREDENTIALS_DEV_S3", json.dumps(given))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    system = fsspec.filesystem("s3", **given)
    if not system.exists("bucket"):
        system.mkdir("bucket")
    return given


def _entry(type_: str, place: str, more: dict[str, Any]) -> dict[str, Any]:
    key = "path" if type_.startswith("partitions") else "filepath"
    return {"type": type_, key: f"s3://bucket/{place}", **more, "credentials": "dev_s3"}


def _same(left: Any, right: Any) -> None:
    if isinstance(left, pd.DataFrame):
        pd.testing.assert_frame_equal(left, right)
    elif isinstance(left, dict) and all(map(callable, left.values())):
        assert list(left) == list(right)
        for name in left:
            _same(left[name](), right[name]())
    else:
        assert left == right


@pytest.mark.integration
@pytest.mark.parametrize(("type_", "file", "value", "more"), CASES, ids=[row[0] for row in CASES])
@pytest.mark.parametrize("versioned", [False, True])
def test_a_bucket(
    type_: str,
    file: str,
    value: Any,
    more: dict[str, Any],
    versioned: bool,
    credentials: dict[str, Any],
    tmp_path: Path,
) -> None:
    if versioned and type_.startswith("partitions"):
        pytest.skip("Kedro has no versions of partitioned datasets")
    entry = _entry(type_, f"{type_}{versioned}/{file}", more)
    entry |= {"versioned": True} if versioned else {}
    assert records({"x": entry})["x"].outcome == "native"
    assert SECRET not in text_of({"x": entry})
    storage = storage_of({"x": entry}, tmp_path)
    storage.save(value, "x")
    kedro = AbstractDataset.from_config("x", {**entry, "credentials": credentials})
    _same(kedro.load(), storage.load("x"))
    again = AbstractDataset.from_config("x", {**entry, "credentials": credentials})
    again.save(value)
    _same(again.load(), storage_of({"x": entry}, tmp_path).load("x"))


def test_credentials_that_are_missing_are_named_and_only_when_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CREDENTIALS_DEV_S3", raising=False)
    monkeypatch.delenv("CREDENTIALS_FILE", raising=False)
    storage = storage_of({"x": _entry("json.JSONDataset", "x.json", {})}, tmp_path)
    with pytest.raises(LookupError, match="No credentials 'dev_s3': CREDENTIALS_DEV_S3 is not set"):
        storage.load("x")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    con = f"sqlite:///{tmp_path}/shop.db"
    file = tmp_path / "credentials.yml"
    file.write_text("db:\n  con: ${oc.env:SHOP_DB}\n")
    monkeypatch.setenv("SHOP_DB", con)
    monkeypatch.setenv("CREDENTIALS_FILE", str(file))
    return con


def test_a_table_of_a_database(database: str, tmp_path: Path) -> None:
    entry = {
        "type": "pandas.SQLTableDataset",
        "table_name": "orders",
        "credentials": "db",
        "save_args": {"if_exists": "replace"},
    }
    storage = storage_of({"x": entry}, tmp_path)
    storage.save(FRAME, "x")
    kedro = AbstractDataset.from_config("x", {**entry, "credentials": {"con": database}})
    _same(kedro.load(), FRAME)
    kedro.save(MORE)
    _same(storage.load("x"), MORE)


@pytest.mark.parametrize("in_file", [False, True])
def test_a_query(in_file: bool, database: str, tmp_path: Path) -> None:
    FRAME.to_sql("orders", database, index=False)
    query = "select s from orders where a = 2 -- \"quoted\" {braces} 'x'"
    (tmp_path / "query.sql").write_text(query)
    entry: dict[str, Any] = {"type": "pandas.SQLQueryDataset", "credentials": "db"}
    entry |= {"filepath": str(tmp_path / "query.sql")} if in_file else {"sql": query}
    kedro = AbstractDataset.from_config("x", {**entry, "credentials": {"con": database}})
    _same(storage_of({"x": entry}, tmp_path).load("x"), kedro.load())


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"a,b\n1,2\n" if self.path.endswith(".csv") else self.headers_seen()
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def headers_seen(self) -> bytes:
        seen = {"path": self.path, "auth": self.headers.get("Authorization", "")}
        return json.dumps(seen).encode()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.integration
def test_what_a_web_service_answers(
    web: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_API", json.dumps(["user", SECRET]))
    entry = {
        "type": "api.APIDataset",
        "url": f"{web}/orders",
        "load_args": {"params": {"q": "a b"}, "timeout": [3, 4]},
        "credentials": "api",
    }
    kedro = AbstractDataset.from_config("x", {**entry, "credentials": ["user", SECRET]})
    answer = storage_of({"x": entry}, tmp_path).load("x")
    assert answer.json() == kedro.load().json()
    assert answer.json()["auth"]
    entry["url"] = f"{web}/missing"
    with pytest.raises(OSError, match="404"):
        storage_of({"x": entry}, tmp_path).load("x")


@pytest.mark.integration
def test_a_table_on_the_web(web: str, tmp_path: Path) -> None:
    entry = {"type": "pandas.CSVDataset", "filepath": f"{web}/orders.csv"}
    kedro = AbstractDataset.from_config("x", entry)
    _same(storage_of({"x": entry}, tmp_path).load("x"), kedro.load())
