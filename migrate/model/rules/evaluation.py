"""Codes K12., K13.: what the code that defines pipelines computes."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K120": Rule(
        "error",
        "{name} is not defined here, so Kedro itself would stop",
        "Import or define it, and run again.",
        meaning="The code that defines the pipelines uses a name that nothing defines. What needs "
        "it is left out; the rest is migrated.",
        before="""
            # pipeline_registry.py
            from kedro.pipeline import Pipeline, node


            def clean(table):
                return table.dropna()


            def register_pipelines():
                tidy = node(clean, "sales", "tidy")
                return {"daily": Pipeline([tidy, node(clean, SALES, "cleaned")])}
        """,
        after="""
            src/shop/pipeline_registry.py:10: K120 error: SALES is not defined here, so
            Kedro itself would stop
        """,
    ),
    "K121": Rule(
        "warning",
        "{node} equals the node at {other} but for its function: where pipelines are added, Kedro "
        "keeps the one that it meets first, for folders in the order of the disk",
        "Give one of them another name.",
        meaning="To Kedro, two nodes of one name with the same inputs and outputs are one node, "
        "even if their functions differ. Which one a sum of pipelines runs then depends on the "
        "machine; here it is the first in the order of the folders' names.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()


            def fill(table):
                return table.fillna(0)

            # pipeline_registry.py
            from kedro.pipeline import Pipeline, node
            from shop.pipelines.sales.nodes import clean, fill


            def register_pipelines():
                strict = Pipeline([node(clean, "sales", "cleaned", name="clean")])
                lenient = Pipeline([node(fill, "sales", "cleaned", name="clean")])
                return {"strict": strict, "lenient": lenient}
        """,
        after="""
            src/shop/pipeline_registry.py:7: K121 warning: clean equals the node at
            src/shop/pipeline_registry.py:6 but for its function
        """,
        differs=True,
    ),
    "K122": Rule(
        "warning",
        "What is computed here takes too long, so it was left in the middle: what it changes is "
        "not known",
        "See whether the pipelines above are complete, and write them in a way that computes less.",
        meaning="Pipelines are evaluated within a budget of steps, so that reading ends. A "
        "statement that calls functions of the project used it up; what those would have "
        "changed by then can't be told. Where the budget is used up without such calls, just "
        "what would have been computed is not known.",
        before="""
            # pipeline_registry.py
            from kedro.pipeline import Pipeline, node


            def clean(table):
                return table.dropna()


            def fill(row, found):
                for column in range(9_999):
                    found[row, column] = row * column


            def fill_all(found):
                for row in range(9_999):
                    fill(row, found)


            def table():
                found = {}
                fill_all(found)
                return found


            TABLE = table()


            def register_pipelines():
                return {"daily": Pipeline([node(clean, "sales", "cleaned")])}
        """,
        after="""
            src/shop/pipeline_registry.py:15: K122 warning: What is computed here takes
            too long, so it was left in the middle: what it changes is not known
        """,
        differs=True,
    ),
    "K125": Rule(
        "warning",
        "Pipelines are made of {what} here: a change of that in the new project does not change "
        "them{still}",
        "After a change of it in the Kedro project, migrate again.",
        meaning="Configuration is read while pipelines are defined: which nodes there are, or of "
        "what they are made, was settled by what it said when the project was migrated. Kedro "
        "reads it anew at each start. Keys that nodes take as parameters, too, are still read.",
        before="""
            # parameters.yml
            regions: [north, south]
            rate: 2

            # pipeline_registry.py
            from pathlib import Path

            import yaml
            from kedro.pipeline import Pipeline, node

            CONF = Path(__file__).parents[2] / "conf/base/parameters.yml"


            def add(sales, rate):
                return sales * rate


            def register_pipelines():
                conf = yaml.safe_load(CONF.read_text())
                return {
                    name: Pipeline([node(add, [name, "params:rate"], f"{name}_out")])
                    for name in conf["regions"]
                }
        """,
        after="""
            src/shop/pipeline_registry.py:14: K125 warning: Pipelines are made of
            regions of conf/base/parameters.yml here: a change of that in the new
            project does not change them
        """,
        differs=True,
    ),
    "K128": Rule(
        "warning",
        "kedro-mlflow logs the inference pipeline as a model after each run of this training "
        "pipeline; the new project does not",
        "Log the model yourself if it is needed: a function that takes what the training makes, or "
        "a lifecycle adapter.",
        meaning="`pipeline_ml_factory` gives a pipeline that runs as the training pipeline does, "
        "and tells the hooks of kedro-mlflow what to log after the run. The training pipeline is "
        "migrated, and the inference pipeline where it is registered. Hooks are not.",
        before="""
            # pipeline_registry.py
            from kedro.pipeline import Pipeline, node
            from kedro_mlflow.pipeline import pipeline_ml_factory


            def fit(table):
                return table.mean()


            def predict(model, new):
                return new - model


            def register_pipelines():
                ml = pipeline_ml_factory(
                    training=Pipeline([node(fit, "table", "model")]),
                    inference=Pipeline([node(predict, ["model", "new"], "made")]),
                    input_name="new",
                )
                return {"training": ml, "inference": ml.inference}
        """,
        after="""
            src/shop/pipeline_registry.py:14: K128 warning: kedro-mlflow logs the
            inference pipeline as a model after each run of this training pipeline;
            the new project does not
        """,
    ),
    "K130": Rule(
        "warning",
        "The pipeline folder '{name}' has no create_pipeline that gives a pipeline, and "
        "find_pipelines(raise_errors=True) refuses that: Kedro runs nothing; here it is left out",
        "Import create_pipeline in its __init__.py, or remove the folder, and run again.",
        meaning="Since 1.0 Kedro ends with a KeyError where `find_pipelines` is to raise errors "
        "and a folder of `pipelines` has no function `create_pipeline`, or one that gives no "
        "pipeline. The migration goes on with the other folders.",
        before="""
            # src/shop/pipeline_registry.py
            from kedro.framework.project import find_pipelines


            def register_pipelines():
                return find_pipelines(raise_errors=True)

            # src/shop/pipelines/draft/__init__.py
            TITLE = "not begun yet"
        """,
        after="""
            src/shop/pipelines/draft/__init__.py: K130 warning: The pipeline folder
            'draft' has no create_pipeline that gives a pipeline, and
            find_pipelines(raise_errors=True) refuses that: Kedro runs nothing; here
            it is left out
        """,
    ),
}
