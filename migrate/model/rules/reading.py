"""Codes K1..: reading pipelines and the code that defines them."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K101": Rule(
        "error",
        "A node's {what} can't be known: {reason} ({where})",
        "Write the value so that it can be read from the source, or add the node by hand.",
        meaning="The text of the project does not say with what this node is made: the value "
        "comes from a file, the network, the clock or a library. The node is left out, the rest "
        "is migrated. `migrate inspect --resolve live` can tell what the node is.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "tidy", name="tidy"),
            node(clean, open("names.txt").read(), "cleaned", name="clean"),
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:13: K101 error: A node's inputs can't
            be known: the file names.txt is read
            (src/shop/pipelines/sales/pipeline.py:13)
        """,
        differs=True,
    ),
    "K102": Rule(
        "error",
        "A part of a pipeline can't be known: {reason}",
        "Write the pipeline so that it can be read from the source, or add its nodes by hand.",
        meaning="How many nodes there are, or which, is decided by something that the text of the "
        "project does not say. The nodes that are not known are left out.",
        before="""
            # nodes.py
            import requests


            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "tidy", name="tidy"),
            *[
                node(clean, f"{region}_sales", f"{region}_clean")
                for region in nodes.requests.get("https://example.com/regions").json()
            ],
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:15: K102 error: A part of a pipeline
            can't be known: the result of requests.get() is not known
        """,
        differs=True,
    ),
    "K103": Rule(
        "warning",
        "A tag can't be known: {reason}",
        "Add the tag by hand if something selects by it.",
        meaning="A tag of a node is computed from something that the text of the project does not "
        "say. The node is migrated without it. No result depends on a tag.",
        before="""
            # nodes.py
            import requests


            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", tags=nodes.requests.get("tags").text),
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:12: K103 warning: A tag can't be
            known: the result of requests.get() is not known
        """,
    ),
    "K104": Rule(
        "error",
        "The registered pipeline '{name}' can't be known: {reason}",
        "Register it in a way that can be read from the source, or add it by hand.",
        meaning="What `register_pipelines` gives for this name is no pipeline, or something that "
        "the text of the project does not say. The other registered pipelines are migrated.",
        before="""
            # pipeline_registry.py
            import joblib
            from kedro.pipeline import Pipeline, node


            def clean(table):
                return table.dropna()


            def register_pipelines():
                daily = Pipeline([node(clean, "sales", "cleaned", name="clean")])
                return {"__default__": daily, "yearly": joblib.load("yearly.pkl")}
        """,
        after="""
            src/shop/pipeline_registry.py:11: K104 error: The registered pipeline
            'yearly' can't be known: the result of joblib.load() is not known
        """,
        differs=True,
    ),
    "K105": Rule(
        "warning",
        "The pipeline folder '{name}' is left out, as Kedro does, because it fails: {reason}",
        "Mend it and run again, or remove it.",
        meaning="`find_pipelines` imports each folder of `pipelines`; where that raises, Kedro "
        "warns and goes on without the folder. The same happens here.",
        before="""
            # src/shop/pipelines/old/__init__.py
            from shop.gone import create_pipeline
        """,
        after="""
            src/shop/pipelines/old/__init__.py:1: K105 warning: The pipeline folder
            'old' is left out, as Kedro does, because it fails: ModuleNotFoundError:
            No module named 'shop.gone'
        """,
    ),
    "K106": Rule(
        "error",
        "The function of the node '{node}' can't be found: {reason} ({where})",
        "Write the function by hand in the generated project.",
        meaning="The node is known, but its function is made while the project runs, and no module "
        "has a name for it. In the new project it raises NotImplementedError, so nothing is "
        "computed wrongly (see K431).",
        before="""
            # nodes.py
            import joblib


            def cleaner():
                return joblib.load("clean.pkl")

            # pipeline.py
            node(cleaner(), "sales", "cleaned", name="clean"),
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:12: K106 error: The function of the
            node 'clean' can't be found: the result of joblib.load() is not known
            (src/shop/pipelines/sales/nodes.py:5)
        """,
    ),
    "K107": Rule(
        "info",
        "The pipeline folder '{name}' has no create_pipeline that gives a pipeline; "
        "Kedro leaves it out",
        "Nothing, if that is meant.",
        meaning="`find_pipelines` wants a function `create_pipeline` in each folder of "
        "`pipelines`. Kedro warns and goes on where there is none, and so does the migration.",
        before="""
            # src/shop/pipelines/draft/__init__.py
            TITLE = "not begun yet"
        """,
        after="""
            src/shop/pipelines/draft/__init__.py: K107 info: The pipeline folder
            'draft' has no create_pipeline that gives a pipeline; Kedro leaves it out
        """,
    ),
    "K108": Rule(
        "error",
        "{name} is imported, but it is not in the project",
        "Put the file back if it is only left out of version control, and run again.",
        meaning="A module of the project's own package is missing. What needs it can't be "
        "migrated and says so with its own code; the rest goes on.",
        before="""
            # pipeline_registry.py
            from kedro.pipeline import Pipeline, node
            from shop.secret import clean


            def register_pipelines():
                return {"daily": Pipeline([node(clean, "sales", "cleaned")])}
        """,
        after="""
            src/shop/pipeline_registry.py:2: K108 error: shop.secret is imported, but
            it is not in the project
        """,
    ),
    "K109": Rule(
        "warning",
        "The environment variable {name} is read while pipelines are defined; taken as not set",
        "Check that the pipelines are the right ones without it.",
        meaning="Which nodes there are, or what they read, depends on the machine that runs the "
        "project. The new project is what Kedro makes where the variable is not set.",
        before="""
            # nodes.py
            import os


            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, nodes.os.getenv("SALES", "sales"), "cleaned", name="clean"),
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:12: K109 warning: The environment
            variable SALES is read while pipelines are defined; taken as not set
        """,
        differs=True,
    ),
    "K110": Rule(
        "warning",
        "The {kind} {name} may change what nodes receive or what is stored",
        "See what it does to the data. A migration names it and leaves it to you.",
        meaning="Hooks, runners, contexts and the like can act on every dataset. `migrate inspect` "
        "reports those that take part in loading, saving or running; a migration says K471.",
        before="""
            # hooks.py
            from kedro.framework.hooks import hook_impl


            class Hooks:
                @hook_impl
                def after_dataset_loaded(self, dataset_name, data):
                    data.drop_duplicates(inplace=True)

            # settings.py
            from shop.hooks import Hooks

            HOOKS = (Hooks(),)
        """,
        after="""
            src/shop/hooks.py:6: K110 warning: The hook Hooks.after_dataset_loaded may
            change what nodes receive or what is stored
        """,
        differs=True,
    ),
    "K111": Rule(
        "info",
        "By its text, the node '{node}' has the {what} {text}; in the running project {live}",
        "Nothing, if the running project is right: its answer was taken.",
        meaning="With `--resolve live` the project's own Python is asked, too. Here it has another "
        "node than the text says; in the example, because the variable SALES is set.",
        before="""
            # nodes.py
            import os


            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, nodes.os.getenv("SALES", "sales"), "cleaned", name="clean"),
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:12: K111 info: By its text, the
            node 'clean' has the inputs 'sales'; in the running project 'north_sales'
        """,
    ),
    "K112": Rule(
        "info",
        "The pipeline '{name}' is registered {where}",
        "Nothing, if the running project is right: its answer was taken.",
        meaning="With `--resolve live` the project's own Python is asked, too. It registers other "
        "pipelines than the text does; in the example, because the variable SALES is set.",
        before="""
            # pipeline_registry.py
            import os

            from kedro.pipeline import Pipeline, node


            def clean(table):
                return table.dropna()


            def register_pipelines():
                pipelines = {"__default__": Pipeline([node(clean, "sales", "cleaned")])}
                if os.environ.get("SALES"):
                    pipelines["all"] = pipelines["__default__"]
                return pipelines
        """,
        after="K112 info: The pipeline 'all' is registered not by its text",
    ),
    "K113": Rule(
        "info",
        "The node '{node}' is in the pipeline '{name}' {where}",
        "Nothing, if the running project is right: its answer was taken.",
        meaning="With `--resolve live` the project's own Python is asked, too. A pipeline has "
        "other nodes there than by its text; in the example, because the variable SALES is set.",
        before="""
            # nodes.py
            import os


            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
            *([node(clean, "tea", "dry")] if nodes.os.getenv("SALES") else []),
        """,
        after="""
            src/shop/pipelines/sales/pipeline.py:13: K113 info: The node 'clean...'
            is in the pipeline 'sales' in the running project only
        """,
    ),
    "K114": Rule(
        "info",
        "The project's own interpreter was asked (Kedro {kedro}, Python {python}): it registers "
        "{pipelines} pipelines with {nodes} different nodes",
        "Nothing.",
        meaning="`--resolve live` was given. The project's modules were imported by its own "
        "Python, and no node was run. Where the text and the running project differ, the latter "
        "is right.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),
        """,
        after="""
            K114 info: The project's own interpreter was asked (...): it registers 2
            pipelines with 1 different nodes
        """,
    ),
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
