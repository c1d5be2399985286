"""Codes K47.: what is no node, dataset or parameter."""

from __future__ import annotations

from migrate.model.rules.rule import Rule

RULES: dict[str, Rule] = {
    "K471": Rule(
        "error",
        "the {kind} {name} may change results, and is not part of the new project",
        "Decide what it does to the data, and write it as a function or a lifecycle adapter. Then "
        'accept = ["K471:path:name"] under [tool.migrate] in pyproject.toml says that you have.',
        meaning="A hook, a runner or a context that takes part in loading, saving or running "
        "may change what is computed. It is not translated, and nobody but you can say "
        "what it is meant to do.",
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
            src/shop/hooks.py:6: K471 error: the hook Hooks.after_dataset_loaded may
            change results, and is not part of the new project
        """,
        differs=True,
    ),
    "K472": Rule(
        "warning",
        "the {kind} {name} is not translated: {advice}",
        "Translate it by hand.",
        meaning="Something of the project that is no node, dataset or parameter has no "
        "counterpart in the new project, or a file can't come along: it is no text, leads "
        "elsewhere, or another one has its place. As far as can be told, no result depends on it.",
        before="""
            # src/shop/hooks.py
            from kedro.framework.hooks import hook_impl


            class Hooks:
                @hook_impl
                def after_pipeline_run(self, run_params):
                    print("done")

            # settings.py
            from shop.hooks import Hooks

            HOOKS = (Hooks(),)
        """,
        after="""
            src/shop/hooks.py:6: K472 warning: the hook Hooks.after_pipeline_run is not
            translated: write a hamilton.lifecycle.GraphExecutionHook for
            driver.build(adapters=...): run_after_graph_execution
        """,
    ),
    "K473": Rule(
        "warning",
        "the test {name} is not translated{fate}: {reason}",
        "Write it for the new functions by hand; where its file is written, it is skipped there.",
        meaning="Tests go with the functions that they call, under the new names. A test of what "
        "has gone, such as a session of Kedro, is left to you: in the new project "
        "there is a test of its name that is skipped. A file of which no test is left is not "
        "written. Examples of Kedro's template, which test Kedro alone, go without a word.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),

            # tests/test_nodes.py
            from shop.pipelines.sales import create_pipeline


            def test_it_is_small():
                assert create_pipeline().describe()
        """,
        after="""
            tests/test_nodes.py:4: K473 warning: the test test_it_is_small is not
            translated, and nothing of its file is left: create_pipeline of
            shop.pipelines.sales is no part of the new project
        """,
    ),
    "K487": Rule(
        "info",
        "{count} of this file's tests need {name}, which is not in the project: they fail there, "
        "too, and are not translated",
        "Put the file back if it is only left out of version control, and run again.",
        meaning="A test imports a module of the project's own package that is not there. It "
        "can't run for the Kedro project either, so nothing is lost.",
        before="""
            # nodes.py
            def clean(table):
                return table.dropna()

            # pipeline.py
            node(clean, "sales", "cleaned", name="clean"),

            # tests/test_charts.py
            from shop.charts import draw


            def test_a_chart_is_drawn():
                assert draw()
        """,
        after="""
            tests/test_charts.py:4: K487 info: 1 of this file's tests need shop.charts,
            which is not in the project: they fail there, too, and are not translated
        """,
    ),
    "K474": Rule(
        "info",
        "nothing is accepted by {item!r}",
        "Take it out of [tool.migrate], or write it as code:path or code:path:name.",
        meaning="What a person has answered for under `accept` in the project's pyproject.toml "
        "needs no look any more. This answer belongs to no diagnostic: its cause has gone, or it "
        "is misspelt.",
        before="""
            # pyproject.toml
            [tool.kedro]
            package_name = "shop"
            project_name = "Shop"
            kedro_init_version = "1.7.0"

            [tool.migrate]
            accept = ["K472:src/shop/runner.py:DryRunner"]
        """,
        after="""
            pyproject.toml:7: K474 info: nothing is accepted by
            'K472:src/shop/runner.py:DryRunner'
        """,
    ),
}
