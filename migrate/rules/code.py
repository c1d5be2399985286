"""Codes K476 to K479: code of the project that is no node's function."""

from __future__ import annotations

from migrate.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K478": Rule(
        "warning",
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
            src/shop/pipelines/sales/nodes.py:4: K478 warning: files of model may name
            shop.pipelines.sales.nodes.cut, which can be loaded only where it is found
        """,
    ),
}
