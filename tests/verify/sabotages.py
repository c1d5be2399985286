"""What can be wrong in a migrated project: one change each, and where it has to be found.

The project is tests/projects/bikes, as the tool migrates it.
"""

from __future__ import annotations

from typing import NamedTuple


class Sabotage(NamedTuple):
    """`old` text of `file` becomes `new`. It is traced to `node` ("" where what differs is
    loaded), and the first thing there that differs is `name`: a dataset, a file or the node.
    `orders` is 2 where Kedro's own order hides it.
    """

    file: str
    old: str
    new: str
    node: str
    name: str
    pipeline: str = "__default__"
    environment: str = "default"
    orders: int = 1


CLEAN, PRICES, STEPS = "bikes/clean.py", "bikes/prices.py", "bikes/prices_steps.py"
MODEL, REPORT, DRIVER = "bikes/model.py", "bikes/report.py", "bikes/driver.py"
CATALOG, PARAMETERS, STORAGE = "bikes/catalog.py", "bikes/parameters.py", "bikes/storage.py"

SPLIT = '''    ride_features: pd.DataFrame, split: dict
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Tables to learn from and to test with."""
    test_share = 1.0
'''
CAPTURED = '''    ride_features: pd.DataFrame, split: dict, test_share: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Tables to learn from and to test with."""
'''
RUSH = {"environment": "rush"}

SABOTAGES: dict[str, Sabotage] = {
    # Functions.
    "rows in another order": Sabotage(
        CLEAN, "ascending=False", "ascending=True", "clean", "clean_rides"
    ),
    "no sorting": Sabotage(
        CLEAN,
        'return kept.sort_values(["started", "ride"], ascending=False)',
        "return kept",
        "clean",
        "clean_rides",
    ),
    "off by one": Sabotage(CLEAN, '["minutes"] >= ', '["minutes"] > ', "clean", "clean_rides"),
    "duplicates kept": Sabotage(CLEAN, "rides.drop_duplicates()", "rides", "clean", "clean_rides"),
    "zeros that the file forgets": Sabotage(
        CLEAN,
        'kept["station"].str[1:]',
        'kept["station"].str[1:].str.lstrip("0")',
        "clean",
        "data/02_clean/rides.csv",
    ),
    "a dropped filter": Sabotage(
        CLEAN, '.dropna(subset=["station"])', '.fillna({"station": "N007"})', "clean", "clean_rides"
    ),
    "an index's dtype": Sabotage(
        CLEAN, ".astype(int)", '.astype("int32")', "by_code", "stations_by_code"
    ),
    "an index's order": Sabotage(CLEAN, ".sort_index()", "", "by_code", "stations_by_code"),
    "an index that is a column, too": Sabotage(
        CLEAN,
        'set_index("number")',
        'set_index("number", drop=False)',
        "by_code",
        "stations_by_code",
    ),
    "a constant": Sabotage(STEPS, "= 1 + area", "= 1.01 + area", "north.price", "north.prices"),
    "columns in another order": Sabotage(
        STEPS,
        '[["ride", "minutes", "price"]]',
        '[["minutes", "ride", "price"]]',
        "north.price",
        "north.prices",
    ),
    "an index that is not reset": Sabotage(
        STEPS, ".reset_index(drop=True)", "", "north.in_area", "north.area_rides"
    ),
    "swapped numbers": Sabotage(
        STEPS,
        '"turnover", "longest", "width"',
        '"turnover", "width", "longest"',
        "north.total",
        "north.longest",
    ),
    "a dtype": Sabotage(MODEL, '"int8"', '"int16"', "features", "ride_features"),
    "another attribute": Sabotage(MODEL, ".dt.hour", ".dt.minute", "features", "ride_features"),
    "a join on the other side": Sabotage(
        MODEL,
        "right_index=True)",
        'right_index=True, how="left")[::-1]',
        "features",
        "ride_features",
    ),
    "swapped tables": Sabotage(
        MODEL,
        '"X_train", "X_test", "y_train", "y_test")',
        '"X_test", "X_train", "y_test", "y_train")',
        "split",
        "X_train",
    ),
    "a seed": Sabotage(
        MODEL, 'split["random_state"]', 'split["random_state"] + 1', "split", "X_train"
    ),
    "a hyperparameter": Sabotage(MODEL, '"cholesky"', '"lsqr"', "fit", "regressor"),
    "a hyperparameter off by one": Sabotage(
        MODEL, 'model["solver"] =', 'model["alpha"] += 1; model["solver"] =', "fit", "regressor"
    ),
    "other rows to learn from": Sabotage(
        MODEL, ".fit(X_train, y_train)", ".fit(X_train[1:], y_train[1:])", "fit", "regressor"
    ),
    "swapped arguments": Sabotage(
        MODEL,
        "(regressor.predict(X_test) - y_test)",
        "(y_test - regressor.predict(X_test[::-1]))",
        "assess",
        "scores",
    ),
    "rounding": Sabotage(
        MODEL, "float(each.mean())", "round(float(each.mean()), 3)", "assess", "scores"
    ),
    "a text's end": Sabotage(MODEL, '", ".join', '",".join', "describe", "model_text"),
    "a figure's title": Sabotage(REPORT, "Error by docks", "Error by dock", "plot", "score_plot"),
    "a figure's axis": Sabotage(REPORT, '"minutes")', '"min")', "plot", "score_plot"),
    "traces in another order": Sabotage(
        REPORT,
        '(("north", north), ("south", south))',
        '(("south", south), ("north", north))',
        "chart",
        "price_chart",
    ),
    "a comparison": Sabotage(
        REPORT, 'error > targets["error"]', 'error < targets["error"]', "missed", "missed_docks"
    ),
    # What Kedro does around functions.
    "a copy removed": Sabotage(
        STEPS,
        "    area_rides = area_rides.copy()  # changed below, and others may see it\n",
        "",
        "north.price",
        "north.area_rides",
    ),
    "a copy of an alias removed": Sabotage(
        MODEL,
        "    newest_rides = newest_rides.copy()  # changed below, and others may see it\n",
        "",
        "flag",
        "ride_features",
    ),
    "a copy of a parameter removed": Sabotage(
        MODEL,
        "    model = deepcopy(model)  # changed below, and others may see it\n",
        "",
        "fit",
        "params:model",
        orders=2,
    ),
    "a default that captures": Sabotage(MODEL, SPLIT, CAPTURED, "split", "X_train"),
    "a namespace's other parameter": Sabotage(
        PRICES, 'source("north_area")', 'source("south_area")', "", "params:north.area"
    ),
    "a namespace's other rate": Sabotage(
        PRICES, 'source("south_rate")', 'source("north_rate")', "", "params:south.rate"
    ),
    # Storage.
    "not read back from CSV": Sabotage(
        CATALOG,
        'index=False, sep=";"),\n',
        'index=False, sep=";"),\n            exact=True,\n',
        "clean",
        "clean_rides",
    ),
    "not read back from JSON": Sabotage(
        CATALOG,
        '"scores": json_file("data/05_reports/scores.json")',
        '"scores": Dataset(**vars(json_file("data/05_reports/scores.json")) | {"exact": True})',
        "assess",
        "scores",
    ),
    "a saver that writes the index": Sabotage(
        CATALOG, "to_csv, index=False, sep", "to_csv, sep", "clean", "clean_rides"
    ),
    "a saver that loses the index": Sabotage(
        CATALOG,
        '"stations_by_code": parquet("data/02_clean/stations.parquet")',
        '"stations_by_code": Dataset("data/02_clean/stations.parquet", pd.read_parquet, '
        "partial(pd.DataFrame.to_parquet, index=False))",
        "by_code",
        "stations_by_code",
    ),
    "load arguments": Sabotage(
        CATALOG,
        'pd.read_csv, sep=";")',
        'pd.read_csv, sep=";", dtype={"minutes": float})',
        "clean",
        "clean_rides",
    ),
    "a raw table's load arguments": Sabotage(
        CATALOG,
        '"data/01_raw/stations.csv", pd.read_csv',
        '"data/01_raw/stations.csv", partial(pd.read_csv, dtype={"docks": "int32"})',
        "",
        "stations",
    ),
    "another file": Sabotage(
        CATALOG,
        "03_prices/north.parquet",
        "03_prices/nord.parquet",
        "north.price",
        "data/03_prices/north.parquet",
    ),
    "not versioned": Sabotage(
        CATALOG,
        "_write_pickle, exact=True, versioned=True)",
        "_write_pickle, exact=True)",
        "fit",
        "data/04_models/regressor.pkl",
    ),
    "the oldest version": Sabotage(STORAGE, "version = max(", "version = min(", "", "targets"),
    "a saver left out": Sabotage(
        CATALOG,
        "_read_pickle, _write_pickle, ",
        "_read_pickle, ",
        "fit",
        "data/04_models/regressor.pkl/<version>/regressor.pkl",
    ),
    "a figure that is not saved": Sabotage(
        CATALOG,
        'scores.png", save=_write_figure)',
        'scores.png")',
        "plot",
        "data/05_reports/scores.png",
    ),
    "a stale file in place of a written one": Sabotage(
        CATALOG,
        '"scores": json_file("data/05_reports/scores.json")',
        '"scores": Dataset("data/05_reports/scores.json", _read_json)',
        "assess",
        "data/05_reports/scores.json",
        pipeline="check",
    ),
    # Parameters and environments.
    "a parameter": Sabotage(PARAMETERS, '"rate": 0.5', '"rate": 0.51', "", "params:north.rate"),
    "one more parameter": Sabotage(
        PARAMETERS,
        '"random_state": 3',
        '"random_state": 3, "shuffle": None',
        "",
        "params:split",
    ),
    "one of several parameters": Sabotage(
        PARAMETERS, '"test_size": 0.3', '"test_size": 0.31', "", "params:split"
    ),
    "an environment's parameter": Sabotage(
        PARAMETERS, '"alpha": 2.0', '"alpha": 0.1', "", "params:model", **RUSH
    ),
    "an environment's overlay": Sabotage(
        PARAMETERS, '"rush": {', '"hurry": {', "", "params:model", **RUSH
    ),
    "always the default environment": Sabotage(
        DRIVER,
        'env = env or "local"',
        'env = "local"',
        "",
        "params:model",
        **RUSH,
    ),
    "an environment's file": Sabotage(
        CATALOG,
        "scores_rush.json",
        "scores.json",
        "assess",
        "data/05_reports/scores_rush.json",
        **RUSH,
    ),
    # Files.
    "ends of a file's lines": Sabotage(
        CATALOG,
        'index=False, sep=";")',
        'index=False, sep=";", lineterminator="\\r\\n")',
        "clean",
        "data/02_clean/rides.csv",
    ),
    "a mark of byte order": Sabotage(
        CATALOG,
        'index=False, sep=";")',
        'index=False, sep=";", encoding="utf-8-sig")',
        "clean",
        "data/02_clean/rides.csv",
    ),
    "a second pickle": Sabotage(
        CATALOG,
        "_read_pickle, _write_pickle, ",
        "_read_pickle, lambda data, path: "
        "(_write_pickle(data, path), path.open('ab').write(b'N.')), ",
        "fit",
        "data/04_models/regressor.pkl/<version>/regressor.pkl",
    ),
    # Runs.
    "a sink that is not run": Sabotage(
        DRIVER,
        '"south.width", "missed_docks", "notification", "score_plot"',
        '"south.width", "missed_docks", "score_plot"',
        "notify",
        "notify",
    ),
    "a sink that writes nothing": Sabotage(
        REPORT, "note.write_text(", "str(", "", "data/05_reports/note.txt"
    ),
    "a file's text": Sabotage(REPORT, ":.2f}", ":.1f}", "", "data/05_reports/note.txt"),
    "an output that nobody asks for": Sabotage(
        DRIVER,
        '("model_text", "test_share", "price_chart"',
        '("test_share", "price_chart"',
        "describe",
        "model_text",
    ),
    "a slice that recomputes": Sabotage(
        DRIVER,
        '("X_train", "y_train", "scores"), ("regressor",))',
        '("X_train", "y_train", "scores"))',
        "",
        "regressor",
        pipeline="check",
    ),
    "a pipeline that runs another's nodes": Sabotage(
        DRIVER,
        '"model": Pipeline(("model",)',
        '"model": Pipeline(("clean", "model")',
        "",
        "clean_rides",
        pipeline="model",
    ),
}

# The eight of every day; the others run nightly.
DAILY = (
    "rows in another order",
    "swapped tables",
    "a hyperparameter",
    "a copy of an alias removed",
    "a default that captures",
    "not read back from JSON",
    "a sink that is not run",
    "a slice that recomputes",
)
