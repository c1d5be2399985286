"""Comparators that are registered as entry points, where their libraries are installed."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import types
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from migrate.verify.compare import registry
from migrate.verify.compare.result import Tolerance, different
from migrate.verify.compare.stored import read
from migrate.verify.compare.values import Comparer, compare

X = np.arange(40.0).reshape(20, 2)
Y = X[:, 0] % 7


def library(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed (no dependency of ours)")


def check(value: Any, other: Any, detail: str) -> None:
    """The value equals its copy and differs from the other as said."""
    for same in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (compare(value, same).status, compare(value, same).detail) == ("equal", "")
    found = compare(value, other)
    assert found.status == "different"
    assert detail in found.detail


def test_xgboost() -> None:
    xgboost = library("xgboost")

    def fit(depth: int) -> Any:
        return xgboost.XGBRegressor(n_estimators=3, max_depth=depth).fit(X, Y)

    check(fit(2).get_booster(), fit(3).get_booster(), "['learner']")
    check(fit(2), fit(3), "parameters ['max_depth']: 2 in Kedro, 3 in Hamilton")


def test_lightgbm() -> None:
    lightgbm = library("lightgbm")

    def fit(rate: float, **more: Any) -> Any:
        model = lightgbm.LGBMRegressor(
            n_estimators=3, learning_rate=rate, min_child_samples=2, verbose=-1, **more
        )
        return model.fit(pd.DataFrame(X, columns=["a", "b"]), Y)

    check(fit(0.1).booster_, fit(0.2).booster_, "leaf_value")
    check(fit(0.1).booster_, fit(0.1, max_bin=200).booster_, "parameters: line")
    check(fit(0.1), fit(0.2), "parameters ['learning_rate']: 0.1 in Kedro, 0.2 in Hamilton")


def test_torch() -> None:
    torch = library("torch")

    def net(seed: int, dropout: float = 0.1) -> Any:
        torch.manual_seed(seed)
        return torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Dropout(dropout))

    check(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 3.0]), "[1]: 2.0 in Kedro, 3.0")
    check(torch.tensor([1.0]), torch.tensor([1]), "dtype torch.float32 in Kedro, torch.int64")
    half = torch.tensor([1.5], dtype=torch.bfloat16)
    check(half, half * 2, "[0]: 1.5 in Kedro, 3.0 in Hamilton")
    sparse = torch.eye(2).to_sparse()
    check(sparse, (torch.eye(2) * 2).to_sparse(), "[0, 0]: 1.0 in Kedro, 2.0")
    check(net(1), net(2), "['0.weight'][0, 0]")
    check(net(1), net(1, 0.2), "layers: line 3")
    check(net(1), net(1).eval(), "training True in Kedro, not in Hamilton")


def test_geopandas() -> None:
    geopandas = library("geopandas")

    def towns(x: float = 1, crs: str = "EPSG:4326") -> Any:
        points = geopandas.points_from_xy([0, x], [0, 1])
        return geopandas.GeoDataFrame({"name": ["a", "b"]}, geometry=points, crs=crs)

    check(towns(), towns(2), "row 1 (name 'b'), column 'geometry'")
    check(towns(), towns(crs="EPSG:3857"), "crs EPSG:4326 in Kedro, EPSG:3857 in Hamilton")
    check(towns().geometry, towns(2).geometry, "column 'geometry'")


@pytest.fixture(scope="module")
def spark() -> Any:
    sql = library("pyspark.sql")
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.slow
def test_spark_compares_and_collects_nothing(spark: Any, tmp_path: Path) -> None:
    from migrate.verify.compare.comparators.spark import compare_folders

    rows = [(1, 0.5, {"k": "v"}), (2, float("nan"), None), (2, float("nan"), None)]
    schema = "id int, x double, tags map<string,string>"
    table = spark.createDataFrame(rows, schema)
    assert compare(table, spark.createDataFrame(rows[::-1], schema)).status == "equal"
    for other, detail in (
        (table.limit(2), "1 of 3 rows only in Kedro, such as {'id': 2"),
        (table.union(table.limit(1)), "1 of 3 rows only in Hamilton, such as {'id': 1"),
        (table.withColumn("id", table.id.cast("long")), "column 'id': type int in Kedro, bigint"),
        (table.select("x", "id", "tags"), "the columns' order differs"),
        (table.drop("x"), "columns only in Kedro: 'x'"),
    ):
        found = compare(table, other)
        assert (found.status, found.comparator) == ("different", "spark")
        assert detail in found.detail
    table.write.parquet(str(tmp_path / "kedro"))
    table.limit(2).write.parquet(str(tmp_path / "hamilton"))
    context = Comparer()
    assert compare_folders(tmp_path / "kedro", tmp_path / "kedro", context).status == "equal"
    assert (
        "only in Kedro"
        in compare_folders(tmp_path / "kedro", tmp_path / "hamilton", context).detail
    )


class Sensor:
    """A type that a package has registered a comparator for."""

    def __init__(self, value: float) -> None:
        self.value = value


class Thermometer(Sensor):
    """Of a derived type."""


def compare_sensors(kedro: Sensor, hamilton: Sensor, context: Comparer) -> Any:
    """A comparator as a package would register it."""
    found = context.compare(round(kedro.value), round(hamilton.value))
    return found if found.equal else different("sensors", found.detail)


def test_any_package_can_register_a_comparator(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compare(Sensor(1.1), Sensor(1.2)).status == "different"
    root = Sensor.__module__.split(".")[0]
    point = EntryPoint(f"{root}.Sensor", f"{__name__}:compare_sensors", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    registry.registered.cache_clear()
    try:
        assert compare(Sensor(1.1), Sensor(1.2)).status == "equal"
        assert compare([Thermometer(1.1)], [Thermometer(1.2)]).status == "equal"
        assert compare(Thermometer(1), Thermometer(2)).comparator == "sensors"
    finally:
        registry.registered.cache_clear()


def test_ours_are_registered_where_they_are_shipped_to(tmp_path: Path) -> None:
    registry.ship(tmp_path)
    script = (
        "import sys; from importlib.metadata import entry_points; sys.path[:] = sys.argv[1:]; "
        f"print(sorted(p.name for p in entry_points(group={registry.GROUP!r})))"
    )
    found = subprocess.check_output([sys.executable, "-I", "-c", script, tmp_path], text=True)
    assert found.split() == str(sorted(registry.registered())).split()
    assert "'torch.Tensor'" in found


def test_a_library_that_is_not_installed_is_compared_by_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = types.ModuleType("torch")
    exec("class Tensor:\n    def __init__(self, v): self.v = v", module.__dict__)
    module.Tensor.__module__ = "torch"
    monkeypatch.setitem(sys.modules, "torch", module)
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(pickle.dumps(module.Tensor(name)))
    monkeypatch.setitem(sys.modules, "torch", None)
    ours, theirs = read(tmp_path / "a"), read(tmp_path / "b")
    assert ".v: 'a' in Kedro, 'b' in Hamilton" in compare(ours, theirs).detail
    assert compare(ours, read(tmp_path / "a"), Tolerance()).status == "equal"
