"""Refusing data that is not as it should be."""

from comparison_project.features import Probe, Row, Side

PRICES = """
import pandera.pandas as pa

class Prices(pa.DataFrameModel):
    price: float = pa.Field(ge=0)
"""


def kedro() -> dict:
    import sys
    from pathlib import Path

    from kedro.io import DataCatalog

    Path("checks.py").write_text(
        "class Positive:\n"
        "    def validate(self, data):\n"
        "        assert min(data) > 0, 'a price below zero'\n"
        "        return data\n"
    )
    sys.path.append(".")
    entry = {"type": "json.JSONDataset", "filepath": "prices.json", "validator": "checks.Positive"}
    catalog = DataCatalog.from_config({"prices": entry})
    try:
        catalog.save("prices", [1, -2])
    except Exception as problem:
        return {"raised": type(problem).__name__, "stored": Path("prices.json").exists()}
    return {"raised": "nothing", "stored": Path("prices.json").exists()}


def kedro_pandera() -> dict:
    import sys
    from pathlib import Path

    import pandas as pd
    import pandera  # noqa: F401
    from kedro.io import DataCatalog

    Path("schemas.py").write_text(PRICES)
    sys.path.append(".")
    entry = {"type": "pandas.CSVDataset", "filepath": "p.csv", "validator": "schemas.Prices"}
    catalog = DataCatalog.from_config({"prices": entry})
    try:
        catalog.save("prices", pd.DataFrame({"price": [1.0, -2.0]}))
    except Exception as problem:
        return {"raised": type(problem).__name__, "stored": Path("p.csv").exists()}
    return {"raised": "nothing", "stored": Path("p.csv").exists()}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver
    from hamilton.function_modifiers import check_output

    @check_output(range=(0, 100), importance="fail")
    def price(net: float) -> float:
        return net * 1.2

    built = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(price)).build()
    good = built.execute(["price"], inputs={"net": 10.0})["price"]
    try:
        built.execute(["price"], inputs={"net": -2.0})
    except Exception as problem:
        return {"good": good, "raised": type(problem).__name__}
    return {"good": good, "raised": "nothing"}


def hamilton_pandera() -> dict:
    import pandas as pd
    import pandera.pandas as pa
    from hamilton import ad_hoc_utils, driver
    from hamilton.function_modifiers import check_output

    schema = pa.DataFrameSchema({"price": pa.Column(float, pa.Check.ge(0))})

    @check_output(schema=schema, importance="fail")
    def prices(net: pd.DataFrame) -> pd.DataFrame:
        return net * 1.2

    built = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(prices)).build()
    try:
        built.execute(["prices"], inputs={"net": pd.DataFrame({"price": [1.0, -2.0]})})
    except Exception as problem:
        return {"raised": type(problem).__name__}
    return {"raised": "nothing"}


ROW = Row(
    title="Data validation",
    claim="Kedro: a plugin of the community, for pandera. Hamilton: native, and pandera.",
    kedro=Side(
        "Native: `validator:` at a dataset, a class of one's own or a pandera schema, on saving "
        "and on loading.",
        Probe(
            kedro,
            sees={"raised": "DataValidationError", "stored": False},
            says="A validator of 3 lines refused the value before it was stored: {raised}.",
        ),
        Probe(
            kedro_pandera,
            sees={"raised": "DataValidationError", "stored": False},
            says="So did a pandera schema: {raised}.",
            uses=("PRICES",),
            needs=("pandera",),
        ),
    ),
    hamilton=Side(
        "Native: `check_output` at a function, with checks for common types, or a pandera schema.",
        Probe(
            hamilton,
            sees={"good": 12.0, "raised": "DataValidationError"},
            says="A range beside the function let {good} pass and refused the other: {raised}.",
        ),
        Probe(
            hamilton_pandera,
            sees={"raised": "DataValidationError"},
            says="So did a pandera schema: {raised}.",
            needs=("pandera",),
        ),
    ),
    verdict="out of date",
    better="even",
    why="Kedro validates by itself since 1.6: datasets, where they are stored and loaded. "
    "Hamilton validates what functions return.",
)
