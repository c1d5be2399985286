"""What needs a server of its own: PostgreSQL over loopback, and a local Spark.

Left to `make nightly`, whose packages they need.
"""

from __future__ import annotations

import getpass
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from kedro.io import AbstractDataset
from written_catalog import records, storage_of

pytestmark = pytest.mark.slow

TABLE = pd.DataFrame(
    {
        "n": pd.array([1, None, 3], "Int64"),
        "s": ["ü", "", "q'uo\"te"],
        "d": pd.to_datetime(["2024-02-29 12:00", None, "1999-12-31 00:00"]),
        "ok": [True, False, True],
    }
)


def _programs() -> Path | None:
    """The folder of PostgreSQL's programs."""
    places = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((place for place in places if (place / "initdb").exists()), None)


def _user() -> str:
    """PostgreSQL refuses to be run by root."""
    if os.getuid():
        return getpass.getuser()
    return "postgres" if any(each.pw_name == "postgres" for each in pwd.getpwall()) else "nobody"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    pytest.importorskip("psycopg2")
    programs = _programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL on this machine")
    user = _user()
    account = pwd.getpwnam(user)
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    os.chown(folder, account.pw_uid, account.pw_gid)
    how: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL}
    how |= {"stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    how |= {} if os.getuid() else {"user": user, "group": account.pw_gid, "extra_groups": []}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = [programs / "initdb", "-D", "data", "-A", "trust", "-U", "shop", "-E", "UTF8"]
    subprocess.run([*made, "--locale=C"], check=True, **how)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    control = [programs / "pg_ctl", "-D", "data", "-w"]
    subprocess.run([*control, "-o", options, "start"], check=True, timeout=60, **how)
    yield f"postgresql+psycopg2://shop@127.0.0.1:{port}/postgres"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, timeout=60, **how)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "more",
    [
        {"save_args": {"if_exists": "replace"}},
        {"save_args": {"if_exists": "replace", "index": True}, "load_args": {"index_col": "index"}},
        {"save_args": {"if_exists": "append"}, "load_args": {"columns": ["n", "s"]}},
    ],
    ids=["replace", "index", "append"],
)
def test_a_table_of_postgresql(
    more: dict[str, Any], postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DB", json.dumps({"con": postgres}))
    name = f"orders_{more['save_args']['if_exists']}_{len(more)}"
    entry = {"type": "pandas.SQLTableDataset", "table_name": name, "credentials": "db", **more}
    assert records({"x": entry})["x"].outcome == "native"
    kedro = AbstractDataset.from_config("x", {**entry, "credentials": {"con": postgres}})
    storage = storage_of({"x": entry}, tmp_path)
    for save in (kedro.save, lambda value: storage.save(value, "x")):
        save(TABLE)
        expected = kedro.load()
        pd.testing.assert_frame_equal(storage.load("x"), expected)
        assert expected["s"].tolist()[-3:] == TABLE["s"].tolist()


def test_a_query_of_postgresql(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DB", json.dumps({"con": postgres}))
    TABLE.to_sql("asked", postgres, index=False, if_exists="replace")
    entry = {
        "type": "pandas.SQLQueryDataset",
        "sql": "select s, d::date from asked where n > 0 order by n",
        "credentials": "db",
        "execution_options": {"stream_results": True},
    }
    kedro = AbstractDataset.from_config("x", {**entry, "credentials": {"con": postgres}})
    found = storage_of({"x": entry}, tmp_path).load("x")
    pd.testing.assert_frame_equal(found, kedro.load())
    assert len(found) == 2


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    pytest.importorskip("hdfs", reason="Kedro's SparkDataset needs it")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    builder = sql.SparkSession.builder.master("local[1]")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": tempfile.mkdtemp(prefix="spark-"),
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


SPARK = [
    ({"file_format": "parquet"}, False),
    ({"file_format": "parquet", "save_args": {"mode": "append", "compression": "gzip"}}, False),
    (
        {
            "file_format": "csv",
            "save_args": {"sep": ";", "header": True},
            "load_args": {"sep": ";", "header": True, "inferSchema": True},
        },
        False,
    ),
    ({"file_format": "json", "load_args": {"schema": "n INT, s STRING"}}, False),
    ({"file_format": "parquet", "save_args": {"partitionBy": ["n"]}}, False),
    ({"file_format": "parquet"}, True),
]


@pytest.mark.parametrize(("more", "versioned"), SPARK, ids=[str(row)[:80] for row in SPARK])
def test_spark(more: dict[str, Any], versioned: bool, spark: Any, tmp_path: Path) -> None:
    table = spark.createDataFrame([(1, "ü", 0.5), (2, "", None)], "n INT, s STRING, x DOUBLE")

    def entry(side: str) -> dict[str, Any]:
        found = {"type": "spark.SparkDataset", "filepath": str(tmp_path / side), **more}
        return {**found, "versioned": True} if versioned else found

    assert records({"x": entry("a")})["x"].outcome == "native"
    kedro = AbstractDataset.from_config("x", entry("kedro"))
    storage = storage_of({"x": entry("written")}, tmp_path)
    kedro.save(table)
    storage.save(table, "x")
    expected = kedro.load()
    crossed = storage_of({"x": entry("kedro")}, tmp_path).load("x")
    again = AbstractDataset.from_config("x", entry("written")).load()
    for found in (storage.load("x"), crossed, again):
        assert found.schema == expected.schema
        assert found.sort("n").collect() == expected.sort("n").collect()
    if not versioned and "mode" not in more.get("save_args", {}):
        with pytest.raises(Exception, match=r"(?i)exists"):
            storage.save(table, "x")


def test_a_table_of_spark(spark: Any, tmp_path: Path) -> None:
    table = spark.createDataFrame([(1, "ü"), (2, "")], "n INT, s STRING")
    spark.sql("create database if not exists shop")
    entry = {
        "type": "spark.SparkHiveDataset",
        "database": "shop",
        "table": "orders",
        "write_mode": "overwrite",
        "save_args": {"format": "parquet"},
    }
    storage = storage_of({"x": entry}, tmp_path)
    storage.save(table, "x")
    assert storage.load("x").sort("n").collect() == table.collect()
    kedro = AbstractDataset.from_config("x", entry)
    assert kedro.load().sort("n").collect() == table.collect()
