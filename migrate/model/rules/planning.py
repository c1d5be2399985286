"""Codes K44. to K48.: what a migration decides about pipelines, parameters, code and types."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K441": Rule(
        "error",
        "pipeline {pipeline}: {modules} make the same datasets, so no order of modules is right",
        "Move the nodes of one of them to a module of their own.",
        meaning="Where two modules of the new project make the same dataset, the driver takes "
        "the module that it is given last. Here each of the two would have to be last, "
        "so for one dataset the wrong function would run.",
        before="""
            # src/shop/pipelines/one/__init__.py
            from kedro.pipeline import Pipeline, node


            def low(x):
                return x - 1


            def high(x):
                return x + 1


            ALL = Pipeline([node(low, "x", "a"), node(high, "x", "b")])

            # src/shop/pipelines/two/__init__.py
            from kedro.pipeline import Pipeline, node


            def twice(x):
                return x * 2


            def half(x):
                return x / 2


            ALL = Pipeline([node(twice, "x", "a"), node(half, "x", "b")])

            # pipeline_registry.py
            from shop.pipelines import one, two


            def register_pipelines():
                return {
                    "one": one.ALL.to_outputs("a") + two.ALL.to_outputs("b"),
                    "two": one.ALL.to_outputs("b") + two.ALL.to_outputs("a"),
                }
        """,
        after="""
            K441 error: pipeline one: one, two make the same datasets, so no order of
            modules is right
        """,
        differs=True,
    ),
    "K442": Rule(
        "warning",
        "pipeline {pipeline} makes {made} and reads it as {name}, and no function leads from one "
        "to the other",
        "Run the whole pipeline, or give the function that reads it a parameter for what the "
        "other one makes.",
        meaning="`cleaned@pandas` and `cleaned@spark` are one dataset to Kedro. The new project "
        "has a function that reads the second from what the first stored; here one module would "
        "need two of them. A run of the pipeline stores the dataset first; a single result that "
        "is asked for by its name is computed from what the file holds.",
        before="""
            # src/shop/pipelines/sales/__init__.py
            from kedro.pipeline import Pipeline, node


            def clean(table):
                return table.dropna()


            def create_pipeline(made):
                count = node(len, "cleaned@spark", "count")
                return Pipeline([node(clean, "sales", made), count])

            # pipeline_registry.py
            from shop.pipelines.sales import create_pipeline


            def register_pipelines():
                return {
                    "daily": create_pipeline("cleaned@pandas"),
                    "yearly": create_pipeline("cleaned@polars"),
                }

            # catalog.yml
            cleaned@pandas:
              type: pandas.ParquetDataset
              filepath: data/cleaned.parquet
            cleaned@polars:
              type: polars.EagerPolarsDataset
              file_format: parquet
              filepath: data/cleaned.parquet
            cleaned@spark:
              type: spark.SparkDataset
              filepath: data/cleaned.parquet
        """,
        after="""
            K442 warning: pipeline daily makes cleaned@pandas and reads it as
            cleaned@spark, and no function leads from one to the other
        """,
        differs=True,
    ),
    "K443": Rule(
        "warning",
        "datasets {name} and {other} lie on one path, {path}, and only the order of the run tells "
        "what is read there",
        "Give the node that reads it the dataset that the other one makes, or each a path of its "
        "own.",
        meaning="Two entries of the catalog name one place. One node writes it and another one "
        "reads or writes it, and neither needs what the other one makes: Kedro runs them in the "
        "order of its own, and so does the new project when it runs the whole pipeline. A "
        "single result that is asked for by its name need not make the other one first.",
        before="""
            # nodes.py
            def clean(table):
                return table


            def total(table):
                return len(table)

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
            node(total, "checked", "count", name="total"),

            # catalog.yml
            cleaned:
              type: pandas.CSVDataset
              filepath: data/cleaned.csv
            checked:
              type: pandas.CSVDataset
              filepath: data/cleaned.csv
        """,
        after="""
            conf/base/catalog.yml:1: K443 warning: datasets cleaned and checked lie on
            one path, data/cleaned.csv, and only the order of the run tells what is
            read there
        """,
        differs=True,
    ),
    "K444": Rule(
        "info",
        "datasets {name} and {other} lie on one path, {path}",
        "Nothing: what is read there is made before, since one of the nodes needs what the other "
        "one makes.",
        meaning="Two entries of the catalog name one place. The node that reads it needs, "
        "perhaps by way of others, another output of the node that writes it, so that the order "
        "is the same in any run. All stored outputs of a function are stored when it runs, even if "
        "one of them is asked for alone.",
        before="""
            # nodes.py
            def split(table):
                return table, True


            def join(table, done):
                return len(table)

            # pipeline.py
            node(split, "sales", ["parts", "done"], name="split"),
            node(join, ["whole", "done"], "count", name="join"),

            # catalog.yml
            parts:
              type: pandas.CSVDataset
              filepath: data/parts.csv
            whole:
              type: pandas.CSVDataset
              filepath: data/parts.csv
        """,
        after="""
            conf/base/catalog.yml:1: K444 info: datasets parts and whole lie on one
            path, data/parts.csv
        """,
    ),
    "K453": Rule(
        "info",
        "{needs} {name}, which no node there makes and no catalog stores; give it with "
        "execute(..., {given}){meant}",
        "Nothing else: Kedro refuses to run without it, too.",
        meaning="A dataset that no node makes and no catalog entry stores has to be given to "
        "the run, as in Kedro, where a hook or `catalog.add` did it.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
        """,
        after="""
            K453 info: pipelines __default__, sales need sales, which no node there
            makes and no catalog stores; give it with execute(..., inputs={'sales':
            ...})
        """,
    ),
    "K454": Rule(
        "info",
        "{name} has no value in any environment",
        "Add it to parameters.py, or pass it when the driver is built.",
        meaning="A node takes this parameter, and no parameters file has it. Kedro refuses to "
        "run; so does the new project until there is a value.",
        before="""
            # nodes.py
            def cut(table, limit):
                return table.head(limit)

            # pipeline.py
            node(cut, ["sales", "params:limit"], "first_sales", name="cut"),
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:12: K454 info: params:limit has no
            value in any environment
        """,
    ),
    "K464": Rule(
        "warning",
        "this code looks for a place outside of its package, by {what}; the new project lies "
        "elsewhere",
        "Check what it finds there. The folder of the data is `driver.DATA_ROOT`; `run.py` goes to "
        "it.",
        meaning="The package has another folder above it than in the Kedro project, so what is "
        "looked for there may not be found, or may be another. Kedro's current folder is its "
        "project; `run.py` goes to the folder of the data before it runs anything, where the "
        "inputs have been brought, but neither `conf` nor `src` lies.",
        before="""
            # nodes.py
            from pathlib import Path

            ROOT = Path(__file__).resolve().parents[4]


            def first(table):
                return table.assign(found=(ROOT / "data").exists())

            # pipeline.py
            node(first, "sales", "newest", name="first"),
        """,
        after="""
            src/shop/pipelines/sales/nodes.py:3: K464 warning: this code looks for
            a place outside of its package, by __file__; the new project lies
            elsewhere
        """,
        differs=True,
    ),
    "K480": Rule(
        "info",
        "this code opens {name}, a path that starts from the current folder",
        "Run it by `run.py`, which goes to the folder of the data first. A program that calls "
        "`driver.build` itself has to go to `driver.DATA_ROOT`.",
        meaning="Kedro runs in its project, so that relative paths in functions start where those "
        "of the catalog do. `run.py` does the same with the folder of the data. A driver never "
        "changes the current folder of the program that it is part of.",
        before="""
            # nodes.py
            from pathlib import Path


            def note(table):
                Path("data/notes.txt").write_text(str(len(table)))
                return table

            # pipeline.py
            node(note, "sales", "noted", name="note"),
        """,
        after="""
            src/shop/pipelines/sales/nodes.py:5: K480 info: this code opens
            data/notes.txt, a path that starts from the current folder
        """,
    ),
    "K481": Rule(
        "warning",
        "this code looks for {name}, which only the Kedro project has",
        "Take the value from a parameter, or copy the file and look for it there.",
        meaning="The path starts from the current folder, which is that of the data in the new "
        "project. There is no `conf` and no `src` there, and nothing is brought for this path: "
        "where the code reads it, it fails, and where it asks whether it exists or lists what is "
        "there, it goes another way.",
        before="""
            # nodes.py
            from pathlib import Path

            IS_LOCAL = Path("conf/local/credentials.yml").exists()


            def first(table):
                return table.assign(local=IS_LOCAL)

            # pipeline.py
            node(first, "sales", "newest", name="first"),
        """,
        after="""
            src/shop/pipelines/sales/nodes.py:3: K481 warning: this code looks for
            conf/local/credentials.yml, which only the Kedro project has
        """,
        differs=True,
    ),
    "K482": Rule(
        "warning",
        "nodes need this code, and it asks {name}, which only knows a Kedro project that runs",
        "Hand the value to the function as a parameter, or write it down.",
        meaning="`settings`, `PACKAGE_NAME`, `pipelines` and sessions are what Kedro has set up "
        "for the project that it runs. Without it they are empty, or Kedro's defaults.",
        before="""
            # nodes.py
            from kedro.framework.project import settings


            def first(table):
                return table.head(settings.LIMIT)

            # pipeline.py
            node(first, "sales", "newest", name="first"),
        """,
        after="""
            src/shop/pipelines/sales/nodes.py:4: K482 warning: nodes need this code,
            and it asks kedro.framework.project.settings, which only knows a Kedro
            project that runs
        """,
        differs=True,
    ),
    "K458": Rule(
        "info",
        "nodes need this code, and it uses Kedro, so Kedro stays a dependency",
        "Replace what it takes from Kedro.",
        meaning="A function that a node needs calls Kedro itself. It is moved as it is, so the "
        "new project imports Kedro.",
        before="""
            # nodes.py
            from kedro.config import OmegaConfigLoader


            def first(table):
                return table.head(OmegaConfigLoader("conf")["parameters"]["limit"])

            # pipeline.py
            node(first, "sales", "newest", name="first"),
        """,
        after="""
            # shop/sales.py
            from kedro.config import OmegaConfigLoader


            def newest(sales: Any) -> Any:
                return sales.head(OmegaConfigLoader("conf")["parameters"]["limit"])
        """,
    ),
    "K461": Rule(
        "info",
        "{node}: {parameter} has the hint {used} now: Hamilton would refuse {author} here",
        "Nothing to do.",
        meaning="Kedro ignores hints. Hamilton compares them where nodes meet and refuses to "
        "build when they do not fit, so the hint that fits what is really handed over "
        "is taken.",
        before="""
            # nodes.py
            import pandas as pd


            def clean(table: pd.DataFrame) -> pd.DataFrame:
                return table.dropna()


            def count(table: list) -> int:
                return len(table)

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
            node(count, "cleaned", "rows", name="count"),
        """,
        after="""
            # shop/sales.py
            def rows(cleaned: pd.DataFrame) -> int:
                return len(cleaned)
        """,
    ),
    "K462": Rule(
        "error",
        "{name}: Kedro makes a {author} of it, {reason}; the new code hands over the plain value",
        "Make the object in the functions that take it.",
        meaning="Where a parameter is annotated with a dataclass or a pydantic model, Kedro 1.3 "
        "and later makes an instance of it before the run. The new project does the same, unless "
        "nodes see the parameter in another way, too, or its class can't be told.",
        before="""
            # nodes.py
            from dataclasses import dataclass


            @dataclass
            class Limits:
                low: int
                high: int


            def cut(table, limits: Limits):
                return table[limits.low : limits.high]


            def describe(parameters):
                return str(parameters)

            # pipeline.py
            node(cut, ["sales", "params:limits"], "cut_sales", name="cut"),
            node(describe, "parameters", "description", name="describe"),

            # parameters.yml
            limits:
              low: 1
              high: 5
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:12: K462 error: params:limits: Kedro
            makes a Limits of it, which nodes see in parameters, too; the new code
            hands over the plain value
        """,
        differs=True,
    ),
}
