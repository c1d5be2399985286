"""A column as a value of its own."""

from comparison_project.features import Probe, Row, Side


def kedro() -> dict:
    import pandas as pd
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    def split(orders: pd.DataFrame) -> dict:
        return {name: orders[name] for name in ("price", "weight")}

    columns = node(split, "orders", {"price": "price", "weight": "weight"})
    per_kilo = node(lambda price, weight: price / weight, ["price", "weight"], "per_kilo")
    orders = pd.DataFrame({"price": [6, 8], "weight": [2, 4], "note": ["a", "b"]})
    catalog = DataCatalog({"orders": MemoryDataset(orders)})
    outputs = SequentialRunner().run(pipeline([columns, per_kilo]), catalog)
    return {"per_kilo": outputs["per_kilo"].load().tolist(), "names written per column": 3}


def hamilton() -> dict:
    import pandas as pd
    from hamilton import ad_hoc_utils, driver
    from hamilton.function_modifiers import extract_columns

    @extract_columns("price", "weight", "note")
    def orders() -> pd.DataFrame:
        return pd.DataFrame({"price": [6, 8], "weight": [2, 4], "note": ["a", "b"]})

    def per_kilo(price: pd.Series, weight: pd.Series) -> pd.Series:
        return price / weight

    dataflow = ad_hoc_utils.create_temporary_module(orders, per_kilo)
    built = driver.Builder().with_modules(dataflow).build()
    lineage = sorted(each.name for each in built.what_is_upstream_of("per_kilo"))
    return {"per_kilo": built.execute(["per_kilo"])["per_kilo"].tolist(), "lineage": lineage}


def hamilton_with_columns() -> dict:
    import pandas as pd
    from hamilton import ad_hoc_utils, driver
    from hamilton.plugins.h_pandas import with_columns

    def per_kilo(price: pd.Series, weight: pd.Series) -> pd.Series:
        return price / weight

    @with_columns(per_kilo, columns_to_pass=["price", "weight"], select=["per_kilo"])
    def priced(orders: pd.DataFrame) -> pd.DataFrame:
        return orders

    dataflow = ad_hoc_utils.create_temporary_module(priced)
    orders = pd.DataFrame({"price": [6, 8], "weight": [2, 4]})
    built = driver.Builder().with_modules(dataflow).build()
    return {"columns": list(built.execute(["priced"], inputs={"orders": orders})["priced"])}


ROW = Row(
    title="Column-level transformations",
    claim="Kedro: nothing. Hamilton: yes.",
    kedro=Side(
        "Datasets are the smallest thing with a name. A node may split a table into columns by "
        "hand.",
        Probe(
            kedro,
            sees={"per_kilo": [3.0, 2.0], "names written per column": 3},
            says="Columns as datasets work, each column written down three times: {per_kilo}.",
        ),
    ),
    hamilton=Side(
        "`extract_columns` makes nodes of columns, `with_columns` adds columns by functions.",
        Probe(
            hamilton,
            sees={"per_kilo": [3.0, 2.0], "lineage": ["orders", "per_kilo", "price", "weight"]},
            says="The new column {per_kilo} knows what it came from: {lineage}, and not `note`.",
        ),
        Probe(
            hamilton_with_columns,
            sees={"columns": ["price", "weight", "per_kilo"]},
            says="`with_columns` gave a table with {columns}.",
        ),
    ),
    verdict="true",
    better="hamilton",
    why="Feature engineering, column by column, is what Hamilton was made for.",
)
