"""Codes K40. to K43.: what a node became, and why (the codes of `nodes` in migration.json)."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K401": Rule(
        "info",
        "moved",
        "Nothing to do.",
        meaning="The node's function becomes the Hamilton function itself: it is called what "
        "the node makes, its parameters what the node reads. A default that the node "
        "leaves alone becomes a local, so it never is an input of the graph.",
        before="""
            # nodes.py
            def split_data(table, limit=10):
                # The first rows are the newest.
                return table.head(limit)

            # pipeline.py
            node(split_data, "sales", "first_sales", name="split"),
        """,
        after="""
            # shop/sales.py
            def first_sales(sales: Any) -> Any:
                limit = 10
                # The first rows are the newest.
                return sales.head(limit)
        """,
    ),
    "K402": Rule(
        "info",
        "one function for several nodes",
        "Nothing to do.",
        meaning="The function comes along once, with a row for each node: `@parameterize`, or "
        "`@parameterized_subdag` for a pipeline that is used under several namespaces.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "north", "clean_north", name="north"),
            node(clean, "south", "clean_south", name="south"),
        """,
        after="""
            # shop/sales.py
            @parameterize(
                clean_north={"table": source("north")},
                clean_south={"table": source("south")}
            )
            def cleaning(table: Any) -> Any:
                return table.dropna()
        """,
    ),
    "K411": Rule(
        "info",
        "a library's function ({detail}) is called as it is",
        "Nothing to do.",
        meaning="The node calls a function of a library, which has no text in the project. A "
        "function named after the node's output calls it.",
        before="""
            # src/shop/pipelines/sales/__init__.py
            import pandas as pd
            from kedro.pipeline import Pipeline, node


            def create_pipeline():
                return Pipeline([node(pd.concat, "tables", "table", name="concat")])
        """,
        after="""
            # shop/sales.py
            def table(tables: Any) -> Any:
                return pd.concat(tables)
        """,
    ),
    "K412": Rule(
        "info",
        "decorated with {detail}, so the function stays as it is and is called",
        "Nothing to do.",
        meaning="What a decorator does with the function is its own business, so the function "
        "keeps its place, its name and its decorator, and gets copies of its arguments.",
        before="""
            # nodes.py
            import functools


            def logged(func):
                @functools.wraps(func)
                def inner(*args, **kwargs):
                    print(func.__name__)
                    return func(*args, **kwargs)

                return inner


            @logged
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "clean_sales", name="clean"),
        """,
        after="""
            # shop/sales.py
            def clean_sales(sales: Any) -> Any:
                sales = deepcopy(sales)  # may be changed below, and others may see it
                return clean(sales)
        """,
    ),
    "K413": Rule(
        "info",
        "{detail}, so it stays a function of its own and is called",
        "Nothing to do.",
        meaning="Other functions call this one, another module imports it, several nodes use it, "
        "an `eval` in its module may find it by its name, or the module decides when it is "
        "imported which function the name stands for. It stays for them (under a private "
        "name, if it goes into a module of the dataflow), and the node's function calls it.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()


            def count(table):
                return len(clean(table))

            # pipeline.py
            node(clean, "sales", "clean_sales", name="clean"),
            node(count, "orders", "order_count", name="count"),
        """,
        after="""
            # shop/sales.py
            def _clean(table):
                return table.dropna()


            def order_count(orders: Any) -> Any:
                return len(_clean(orders))


            def clean_sales(sales: Any) -> Any:
                return _clean(sales)
        """,
    ),
    "K415": Rule(
        "info",
        "{detail} takes *args, **kwargs or positional-only parameters, so it is called",
        "Nothing to do.",
        meaning="Hamilton hands over every input by its name, so a function that takes them by "
        "position, or takes any, is called by one that names them.",
        before="""
            # nodes.py
            def total(*tables):
                return sum(len(table) for table in tables)

            # pipeline.py
            node(total, ["north", "south"], "rows", name="total"),
        """,
        after="""
            # shop/sales.py
            def _total(*tables):
                return sum(len(table) for table in tables)


            def rows(north: Any, south: Any) -> Any:
                return _total(north, south)
        """,
    ),
    "K416": Rule(
        "info",
        "the function means something else by {detail}, so it keeps its names and is called",
        "Nothing to do.",
        meaning="If the parameter were called what the dataset is called, it would hide "
        "something else that the body uses by that name. So the function keeps its own "
        "names.",
        before="""
            # nodes.py
            import statistics as model


            def fit(table):
                return model.mean(table)

            # pipeline.py
            node(fit, "model", "fitted", name="fit"),
        """,
        after="""
            # shop/sales.py
            def _fit(table):
                return model.mean(table)


            def fitted(model: Any) -> Any:
                return _fit(model)
        """,
    ),
    "K418": Rule(
        "info",
        "one dataset feeds two parameters of {detail}",
        "Nothing to do.",
        meaning="One parameter of the written function can't have two names in the body. Both "
        "parameters get one object, as in Kedro.",
        before="""
            # nodes.py
            def compare(left, right):
                return left.equals(right)

            # pipeline.py
            node(compare, ["table", "table"], "same", name="compare"),
        """,
        after="""
            # shop/sales.py
            def _compare(left, right):
                return left.equals(right)


            def same(table: Any) -> Any:
                return _compare(table, table)
        """,
    ),
    "K420": Rule(
        "info",
        "the node's function is no plain function but a {detail}",
        "Nothing to do.",
        meaning="A closure, a method or a class is an object that the node call makes. The same "
        "expression makes it in the written function.",
        before="""
            # nodes.py
            def scaler(factor):
                def scale(table):
                    return table * factor

                return scale

            # pipeline.py
            node(scaler(3), "table", "scaled", name="scale"),
        """,
        after="""
            # shop/sales.py
            from shop.pipelines.sales.nodes import scaler


            def scaled(table: Any) -> Any:
                return scaler(3)(table)
        """,
    ),
    "K421": Rule(
        "info",
        "the default of {detail} has to be the same object at each call",
        "Nothing to do.",
        meaning="A default such as `[]` is made once and may be changed by a call. As a local "
        "it would be made anew, so the function stays as it is.",
        before="""
            # nodes.py
            def collect(table, seen=[]):
                seen.append(len(table))
                return list(seen)

            # pipeline.py
            node(collect, "table", "lengths", name="collect"),
        """,
        after="""
            # shop/sales.py
            def _collect(table, seen=[]):
                seen.append(len(table))
                return list(seen)


            def lengths(table: Any) -> Any:
                return _collect(table)
        """,
    ),
    "K422": Rule(
        "info",
        "{detail} is a generator, so each value that it yields is saved on its own",
        "Nothing to do.",
        meaning="Kedro saves each value as it comes. Consumers get what the file holds in the "
        "end: all of them where saving appends, else the last. A dataset in memory holds the "
        "last one, too.",
        before="""
            # nodes.py
            def months(table):
                for month, rows in table.groupby("month"):
                    yield rows

            # pipeline.py
            node(months, "sales", "sales_by_month", name="months"),

            # catalog.yml
            sales_by_month:
              type: pandas.CSVDataset
              filepath: data/sales.csv
        """,
        after="""
            # shop/sales.py
            def _months(table):
                for month, rows in table.groupby("month"):
                    yield rows


            def sales_by_month(sales: Any) -> pd.DataFrame:
                return _months(sales)

            # shop/catalog.py
            "sales_by_month": Dataset("data/sales.csv", ..., streamed=True),
        """,
    ),
    "K423": Rule(
        "info",
        "the function uses {detail}, so it keeps its names and is called",
        "Nothing to do.",
        meaning="A function that calls itself, looks its variables up by name (`locals()`, `eval`, "
        "a query in a text) or uses the place of its module (`__file__`) would do something else "
        "under other names or elsewhere.",
        before="""
            # nodes.py
            def expensive(table, limit):
                return table.query("price > @limit")

            # pipeline.py
            node(expensive, ["sales", "params:lowest"], "best_sales", name="best"),

            # conf/base/parameters.yml
            lowest: 100
        """,
        after="""
            # shop/sales.py
            def _expensive(table, limit):
                return table.query("price > @limit")


            def best_sales(sales: Any, lowest: int) -> Any:
                return _expensive(sales, lowest)
        """,
    ),
    "K424": Rule(
        "info",
        "what the function returns of `{detail}` may be changed later, so a copy is made",
        "Nothing to do.",
        meaning="Kedro copies what it saves in memory. An object of a module, a default, or what a "
        "cached function keeps is the same object at each call: without a copy, a change would "
        "show in the dataset as well.",
        before="""
            # nodes.py
            SEEN = []

            def note(table):
                SEEN.append(len(table))
                return SEEN

            # pipeline.py
            node(note, "table", "seen", name="note"),
        """,
        after="""
            # shop/sales.py
            SEEN = []


            def _note(table):
                SEEN.append(len(table))
                return SEEN


            def seen(table: Any) -> Any:
                return deepcopy(_note(table))
        """,
    ),
    "K431": Rule(
        "error",
        "the node's function could not be found: {detail}",
        "Write the function that raises NotImplementedError by hand.",
        meaning="The node is there, but what it calls is not known (K106 says why). Its "
        "function raises until somebody writes it: no result is wrong, but what depends "
        "on it can't be computed.",
        before="""
            # nodes.py
            import joblib


            def cleaner():
                return joblib.load("clean.pkl")

            # pipeline.py
            node(cleaner(), "sales", "cleaned", name="clean"),
        """,
        after="""
            # shop/sales.py
            def cleaned(sales: Any) -> Any:
                raise NotImplementedError("Not migrated: cleaner() (...:12)")
        """,
    ),
    "K432": Rule(
        "error",
        "{detail} is a coroutine: Kedro calls it, never awaits it, and has nothing to save",
        "Write a plain function that does what it was to do, in Kedro and here.",
        meaning="Kedro has never run the body of this function: calling it only makes a coroutine, "
        "which no dataset can keep.",
        before="""
            # nodes.py
            async def fetch(url):
                return url

            # pipeline.py
            node(fetch, "params:url", "page", name="fetch"),

            # conf/base/parameters.yml
            url: https://example.org
        """,
        after="""
            # shop/sales.py
            def page(url: Any) -> Any:
                raise NotImplementedError("Not migrated: fetch (.../pipeline.py:12)")
        """,
    ),
}
