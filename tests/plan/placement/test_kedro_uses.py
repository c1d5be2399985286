"""Code that no node needs: what comes along, and what is told of what does not."""

from __future__ import annotations

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration

SALES = pipeline_files("sales", "def clean(a):\n    return a\n", 'node(clean, "a", "b")')
STORES = {"conf/base/catalog.yml": "a: {type: pandas.CSVDataset, filepath: data/a.csv}\n"}
SESSION = "from kedro.framework.session import KedroSession\n"
LOADS = "\n\ndef table():\n    with KedroSession.create() as s:\n        return s.load_context().catalog\n"
TITLE = "\n\ndef title(name):\n    return name.title()\n"
BUILDER = """
    from kedro.pipeline import Pipeline, node


    def tagged(nodes):
        return [each.tag("sales") for each in nodes]


    def shared(function):
        return Pipeline(tagged([node(function, "x", "y")]))
"""


def migrated(shop, files):
    migration = plan_migration(shop({**SALES, **STORES, **files}))
    told = [(d.code, str(d.place)) for d in migration.plan.diagnostics if d.severity != "info"]
    return migration.files, told


WHOLE = {
    "an app": SESSION + TITLE + LOADS,
    "a class": f"{SESSION}\n\nclass Board:\n    def show(self):\n        return KedroSession\n",
    "a script": f"{SESSION}{LOADS}\n\nif __name__ == '__main__':\n    print(table())\n",
    "an import that is not used": f"{SESSION}import json\nfrom kedro.io import MemoryDataset\n{LOADS}",
    "a function of a node": SESSION
    + "from shop.pipelines.sales.nodes import clean\n"
    + LOADS
    + "\n\ndef cleaned():\n    return clean(table())\n",
    "a function of a node that is not used": SESSION
    + "from shop.pipelines.sales.nodes import clean\n"
    + LOADS,
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_a_module_that_no_node_needs_comes_along_whole(shop, text):
    files, told = migrated(shop, {"src/shop/board.py": text})
    lines = [line.partition("  #")[0] for line in files["shop/board.py"].splitlines() if line]
    assert [line.replace('"', "'") for line in lines] == [
        line for line in text.splitlines() if line
    ]
    assert [code for code, _ in told] == ["K476"]
    assert "kedro" not in files["pyproject.toml"]


def test_two_modules_that_use_each_other_come_along(shop):
    other = "from shop.board import table\n\n\ndef size():\n    return len(table())\n"
    files, told = migrated(shop, {"src/shop/board.py": SESSION + LOADS, "src/shop/page.py": other})
    assert files["shop/page.py"] == other
    assert told == [("K476", "src/shop/board.py:4"), ("K476", "src/shop/page.py:4")]


def test_what_builds_pipelines_is_replaced_without_a_word(shop):
    files, told = migrated(shop, {"src/shop/building.py": BUILDER})
    assert "shop/building.py" not in files
    assert not told


def test_what_uses_builders_is_told(shop):
    board = "from shop.building import shared\n" + SESSION + LOADS
    board += "\n\ndef describe():\n    return shared(len).describe()\n"
    files, told = migrated(shop, {"src/shop/building.py": BUILDER, "src/shop/board.py": board})
    assert "shop/board.py" not in files
    assert told == [("K477", "src/shop/board.py:5")]


def test_what_nodes_need_loses_what_uses_kedro_and_keeps_its_helpers(shop):
    tools = f"{SESSION}\n\ndef fill(a):\n    return a\n\n\ndef named(x):\n    return x\n"
    tools += LOADS.replace("catalog", "catalog, named(1)")
    nodes = "from shop.tools import fill\n\n\ndef clean(a):\n    return fill(a)\n"
    more = pipeline_files("sales", nodes, 'node(clean, "a", "b")')
    files, told = migrated(shop, {**more, "src/shop/tools.py": tools})
    assert "def named" in files["shop/tools.py"]
    assert "edro" not in files["shop/tools.py"]
    assert told == [("K477", "src/shop/tools.py:12")]


def test_commands_and_what_only_they_use_have_one_outcome(shop):
    cli = """
        import click
        from kedro.framework.session import KedroSession


        def session():
            return KedroSession.create()


        @click.command()
        def run():
            session().run()
    """
    _, told = migrated(shop, {"src/shop/cli.py": cli})
    assert [code for code, _ in told] == ["K472"]


FILES = {
    "notebooks/look.ipynb": '{"cells": []}',
    "sql/report.sql": "select 1",
    "src/shop/pipelines/sales/query.sql": "select 2",
    "src/shop/README.md": "what it does",
    "analysis/fit.R": "x <- 1",
    "docs/source/index.rst": "About\n=====\n",
    "scripts/load.sh": "echo 1\n",
    "scripts/export.py": "from shop.pipelines.sales.nodes import clean\n\nprint(clean(1))\n",
    "app.js": "1;",
}
LEFT = {
    "src/shop/pipelines/sales/README.md": "This is a `README.md` boilerplate generated using `Kedro`",
    "docs/source/conf.py": "# created by\n# sphinx-quickstart.\nexclude = ['kedro']\n",
    ".pre-commit-config.yaml": "repos: []",
    "mlruns/0/meta.yaml": "a: 1",
    "conf/README.md": "about",
    "Dockerfile": "FROM scratch",
}


def test_scripts_notebooks_and_documents_come_along_as_files(shop):
    files, told = migrated(shop, {**FILES, **LEFT})
    for path, text in FILES.items():
        assert files[path.removeprefix("src/")] == text
    assert not {path.removeprefix("src/") for path in LEFT} & files.keys()
    assert not told


def test_what_a_script_imports_stays_where_it_is(shop):
    files, _ = migrated(shop, FILES)
    assert "def clean" in files["shop/pipelines/sales/nodes.py"]
    assert "from shop.pipelines.sales.nodes import clean" in files["shop/sales.py"]


PICKLED = """
    import json


    def cut(x):
        return x


    class Holder:
        def __init__(self, function):
            self.function = function


    def fit(a):
        return {what}


    def use(model, a):
        return a
"""
SLICE = {
    "src/shop/pipeline_registry.py": """
        from shop.pipelines.sales import create_pipeline


        def register_pipelines():
            made = create_pipeline()
            return {"__default__": made, "use": made.only_nodes("use")}
    """
}
STORED = {
    (True, "pickle.PickleDataset", "Holder(cut)"),
    (False, "pickle.PickleDataset", "cut(a)"),
    (False, "pickle.PickleDataset", "a.apply(cut)"),
    (False, "json.JSONDataset", "Holder(cut)"),
}


@pytest.mark.parametrize("sliced", [True, False])
@pytest.mark.parametrize(("is_told", "kind", "what"), sorted(STORED))
def test_files_that_name_functions_are_told_where_they_are_handed_on(
    shop, sliced, is_told, kind, what
):
    nodes = PICKLED.replace("{what}", what)
    listed = 'node(fit, "a", "model", name="fit"), node(use, ["model", "a"], "b", name="use")'
    files = {**pipeline_files("sales", nodes, listed), **(SLICE if sliced else {})}
    files["conf/base/catalog.yml"] = (
        f"a: {{type: pandas.CSVDataset, filepath: data/a.csv}}\n"
        f"model: {{type: {kind}, filepath: data/model}}\n"
    )
    plan = plan_migration(shop(files)).plan
    assert [d.code for d in plan.diagnostics if d.code == "K478"] == ["K478"] * (is_told and sliced)
