"""Codes K45.: what a migration decides about datasets."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K450": Rule(
        "error",
        "dataset {name} is not migrated: {reason}",
        "Give its entry in catalog.py a load and a save in place of the todo.",
        meaning="For this entry neither a plain call nor a class is known that loads and saves "
        "what Kedro would. A run that needs it raises NotImplementedError before its first "
        "function, so no result is wrong.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),


            # catalog.yml
            sales:
              type: shop.gone.Sales
              filepath: data/sales.csv
        """,
        after="""
            # shop/catalog.py
            "sales": Dataset(
                "data/sales.csv", todo="its class shop.gone.Sales is the project's own"
            ),
        """,
    ),
    "K451": Rule(
        "info",
        "dataset {name} still uses the class {type}, which needs Kedro: {reason}",
        "Keep the dependency, or write plain calls in catalog.py.",
        meaning="Most types of kedro-datasets are written as the library call that they make. "
        "For this one, or for these arguments, no such call is known to be exactly the "
        "same, so the class itself is used. It behaves as in Kedro, and needs Kedro as "
        "a library.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),


            # catalog.yml
            sales:
              type: pandas.GBQTableDataset
              dataset: shop
              table_name: sales
        """,
        after="""
            # shop/catalog.py
            "sales": Dataset(
                load=lambda _: kedro_datasets.pandas.GBQTableDataset(
                    dataset="shop", table_name="sales"
                ).load()
            ),
        """,
    ),
    "K452": Rule(
        "warning",
        "dataset {name} has copy_mode {mode}, by which its consumers may see each other's changes; "
        "here they may not",
        "Check that no node relies on another one's changes.",
        meaning="With `copy_mode: copy` only the outermost object is copied, in Kedro and here, "
        "and what is seen of the rest depends on the order of the run. With `copy_mode: assign` "
        "Kedro hands the same object to every consumer. So does the new project, in Kedro's order, "
        "unless some environment keeps the dataset otherwise, or a pipeline that is used again and "
        "again gets it: there it copies wherever a function may change what others see.",
        before="""
            # nodes.py
            def clean(table):
                table["north"].append(0)
                return len(table)

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
            node(len, "sales", "count", name="count"),

            # catalog.yml
            sales:
              type: MemoryDataset
              copy_mode: copy
        """,
        after="""
            # shop/sales.py
            def cleaned(sales: Any) -> Any:
                sales = sales.copy()  # ...
                sales["north"].append(0)
                return len(sales)
        """,
        differs=True,
    ),
    "K455": Rule(
        "warning",
        "dataset {name}: what stands in the catalog under {keys} may be secret, and is not copied",
        "Set the variable that catalog.py asks for where the project runs; here `.env` has it.",
        meaning="A password that stands in the catalog would come into the new project's code, "
        "and with it into its history. It is looked up at run time in its place: in an environment "
        "variable, or else in the file `.env`, which Git ignores and which was filled with what "
        "the catalog has.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),


            # catalog.yml
            sales:
              type: pandas.SQLTableDataset
              table_name: sales
              credentials:
                con: postgresql://shop:secret@db/shop
        """,
        after="""
            # shop/catalog.py
            "sales": Dataset(
                load=lambda _: pd.read_sql_table(
                    "sales", _engine({"con": own_secrets.get("SHOP_SALES_CON")})
                )
            ),
        """,
    ),
    "K456": Rule(
        "info",
        "dataset {name} is confirmed by a node, and has no checkpoint that could move",
        "Give `confirms` a dataset that can be confirmed, or leave it out.",
        meaning="A node with `confirms` is done with what was loaded of a dataset: the checkpoint "
        "of an IncrementalDataset moves, and the next run loads what came after it. The new "
        "project does so, too (a tag of the function). No other dataset of Kedro has "
        "a checkpoint: there Kedro's run ends with an error after the node.",
        before="""
            # nodes.py
            def total(daily):
                return len(daily)

            # pipeline.py
            node(total, "daily", "rows", name="total", confirms="daily"),

            # catalog.yml
            daily:
              type: pandas.CSVDataset
              filepath: data/daily.csv
        """,
        after="""
            conf/base/catalog.yml:1: K456 info: dataset daily is confirmed by a
            node, and has no checkpoint that could move
        """,
    ),
    "K457": Rule(
        "info",
        "dataset {name}: its class {type} is the project's own and still stands on Kedro's",
        "Keep the dependency, or write the class without them.",
        meaning="A dataset class of the project comes along with its body. Here it uses more of "
        "Kedro than the base class that is written for it has, so it keeps importing "
        "Kedro.",
        before="""
            # src/shop/stores.py
            from kedro.io import AbstractDataset
            from kedro_datasets.pandas import CSVDataset


            class ShopDataset(AbstractDataset):
                def __init__(self, filepath):
                    self._inner = CSVDataset(filepath=filepath)

                def _load(self):
                    return self._inner.load()

                def _save(self, data):
                    self._inner.save(data)

                def _describe(self):
                    return {}


            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),


            # catalog.yml
            sales:
              type: shop.stores.ShopDataset
              filepath: data/sales.csv
        """,
        after="""
            # shop/stores.py
            from kedro_datasets.pandas import CSVDataset


            class ShopDataset(
            ...
                    self._inner = CSVDataset(filepath=filepath)
        """,
    ),
    "K459": Rule(
        "warning",
        "dataset {name}: nothing checks it any more; in Kedro {check} does when it is loaded and "
        "saved",
        "Call the check in the function that makes it, or in the ones that take it.",
        meaning="A `validator` of the catalog looks at each value of the dataset. It may refuse "
        "the value, and may hand over a changed one (a pandera schema with `coerce`).",
        before="""
            # nodes.py
            def clean(sales):
                return sales.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),

            # catalog.yml
            sales:
              type: pandas.CSVDataset
              filepath: data/sales.csv
              validator: shop.checks.Sales
        """,
        after="""
            conf/base/catalog.yml:1: K459 warning: dataset sales: nothing checks it
            any more; in Kedro shop.checks.Sales does when it is loaded and saved
        """,
        differs=True,
    ),
}
