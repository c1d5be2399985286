"""Codes K10., K11.: reading nodes and pipelines."""

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
}
