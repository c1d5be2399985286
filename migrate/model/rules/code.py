"""Codes K126, K127, K129, K476 to K479 and K488: code of the project that is no node's function."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K126": Rule(
        "warning",
        "{what} happens while pipelines are made, which the new project does not do",
        "Put it at the top of a module that nodes come from: that is run when it is imported.",
        meaning="`register_pipelines` and the functions that it calls are not part of the new "
        "project: its modules are the pipelines. What such a function does beside making them (a "
        "seed, an option of a library, a variable of the environment, a file, a change of what "
        "nodes read) was there when Kedro ran the nodes.",
        before="""
            # nodes.py
            def draw(table):
                return table.sample(2)

            # pipeline.py
            node(draw, "sales", "drawn", name="draw"),

            # pipeline_registry.py
            import numpy as np
            from shop.pipelines.sales import create_pipeline


            def register_pipelines():
                np.random.seed(7)
                return {"__default__": create_pipeline()}
        """,
        after="""
            src/shop/pipeline_registry.py:6: K126 warning: np.random.seed() happens
            while pipelines are made, which the new project does not do
        """,
        differs=True,
    ),
    "K127": Rule(
        "info",
        "{what} tells something while pipelines are made; the new project does not",
        "Nothing to do, unless somebody waits for it.",
        meaning="`register_pipelines` and the functions that it calls are not part of the new "
        "project: its modules are the pipelines. What they print, log or warn of is not said any "
        "more.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),

            # pipeline_registry.py
            from shop.pipelines.sales import create_pipeline


            def register_pipelines():
                made = create_pipeline()
                print(made.describe())
                return {"__default__": made}
        """,
        after="""
            src/shop/pipeline_registry.py:6: K127 info: print() tells something while
            pipelines are made; the new project does not
        """,
    ),
    "K129": Rule(
        "info",
        "Kedro refuses {name} as a node's function: Python does not tell what it takes",
        "Give the node a function of yours that calls it, if Kedro is to run it.",
        meaning="Kedro looks at the signature of a node's function, and some of Python's own types "
        "have none (which ones depends on the version of Python). The new project calls them.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
            node(zip, ["cleaned", "sales"], "pairs", name="pair"),
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:13: K129 info: Kedro refuses zip as a
            node's function: Python does not tell what it takes
        """,
    ),
    "K476": Rule(
        "warning",
        "{module} comes along as it is, and {names} in it uses Kedro, which is no dependency now",
        "Use driver.build() in place of Kedro's session and catalog, or leave the module out.",
        meaning="No pipeline needs this module, so nothing of it is translated. It is your work "
        "and stays as it stands; what it does with Kedro's session or catalog can't work beside "
        "the new project, so Kedro is no dependency because of it.",
        before="""
            # src/shop/board.py
            from kedro.framework.session import KedroSession


            def table():
                with KedroSession.create() as session:
                    return session.load_context().catalog.load("out")
        """,
        after="""
            src/shop/board.py:4: K476 warning: shop.board comes along as it is, and
            table in it uses Kedro, which is no dependency now
        """,
    ),
    "K477": Rule(
        "warning",
        "{name} uses Kedro, and no node needs it: it is not part of the new project",
        "If you need it, write it anew with driver.build() and the catalog module.",
        meaning="Nodes need the rest of this module, or what the code uses has gone, so it can't "
        "come along as it is. As far as can be told, no result depends on it.",
        before="""
            # src/shop/tools.py
            from kedro.io import DataCatalog


            def clean(table):
                return table


            def size(entries):
                return len(DataCatalog.from_config(entries))

            # nodes.py
            from shop.tools import clean


            def cleaned(table):
                return clean(table)

            # pipeline.py
            node(cleaned, "table", "out", name="clean"),
        """,
        after="""
            src/shop/tools.py:8: K477 warning: size uses Kedro, and no node needs it:
            it is not part of the new project
        """,
    ),
    "K478": Rule(
        "info",
        "files of {dataset} may name {name}, which can be loaded only where it is found",
        "Leave the function where it is, or make the files anew after moving it.",
        meaning="A pickle does not hold a function but its import path. This function is handed "
        "to an object or returned, and one pipeline loads what another one has stored, so it keeps "
        "its path in the new project: files that the Kedro project has made can still be loaded.",
        before="""
            # nodes.py
            from sklearn.preprocessing import FunctionTransformer


            def cut(table):
                return table.clip(upper=5)


            def fit(sales):
                return FunctionTransformer(cut).fit(sales)


            def use(model, sales):
                return model.transform(sales)

            # pipeline.py
            node(fit, "sales", "model", name="fit"),
            node(use, ["model", "sales"], "cut_sales", name="use"),

            # catalog.yml
            sales: {type: pandas.CSVDataset, filepath: data/sales.csv}
            model: {type: pickle.PickleDataset, filepath: data/model.pkl}

            # pipeline_registry.py
            from shop.pipelines.sales import create_pipeline


            def register_pipelines():
                made = create_pipeline()
                return {"__default__": made, "use": made.only_nodes("use")}
        """,
        after="""
            src/shop/pipelines/sales/nodes.py:4: K478 info: files of model may name
            shop.pipelines.sales.nodes.cut, which can be loaded only where it is found
        """,
    ),
    "K488": Rule(
        "warning",
        "this notebook imports {name}, which is Kedro's and not part of the new project",
        "Call driver.build() in it, or take what the notebook needs from another module.",
        meaning="Notebooks come along as they are, and what they import of the project keeps its "
        "place for them. Pipelines, the registry and settings have gone, though: the cell fails.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),

            # notebooks/look.ipynb
            {"cells": [{"cell_type": "code", "source": [
                "from shop.pipelines.sales.pipeline import create_pipeline"]}]}
        """,
        after="""
            notebooks/look.ipynb: K488 warning: this notebook imports
            shop.pipelines.sales.pipeline.create_pipeline, which is Kedro's and not part
            of the new project
        """,
    ),
}
