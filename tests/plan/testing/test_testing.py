"""Tests of a project, before and after."""

from __future__ import annotations

import textwrap

import pytest
from conftest import Files, pipeline_files

from migrate.api import Migration, plan_migration

pytestmark = pytest.mark.usefixtures("any_layout")

NODES = """
import pandas as pd

LIMIT = 3


def clean(df, limit=LIMIT):
    return df[df.n < limit]


def split(df, /, ratio): return df, df


def cut(df, size, seed=None, *, deep: bool = False):
    return df[:size], df[size:]


def report(df, title):
    return {"text": title, "rows": df}


def is_small(df):
    return len(df) < LIMIT


def scale(df, by=2):
    return _times(df, by)


def _times(df, by):
    return df * by
"""
PIPELINE = """
node(clean, "orders", "clean_orders"),
node(cut, ["clean_orders", "params:size"], ["head", "tail"]),
node(report, ["head", "params:title"], {"text": "summary", "rows": "table"}),
node(is_small, "tail", "tail_is_small"),
node(scale, ["head", "params:by"], "large"),
node(scale, ["tail"], "small"),
"""
VALUES = {"conf/base/parameters.yml": "size: 1\ntitle: x\nby: 3\n"}


def migrated(shop, test: str, path: str = "tests/test_sales.py", **files: str) -> Migration:
    pipeline = pipeline_files("sales", NODES, PIPELINE)
    return plan_migration(shop({**pipeline, **VALUES, path: test, **files}))


def translated(shop, test: str, **files: str) -> str:
    migration = migrated(shop, test, **files)
    assert not [d for d in migration.plan.diagnostics if d.code == "K473"]
    return migration.files["tests/test_sales.py"].strip()


def reasons(migration: Migration) -> list[str]:
    return [f"{d.place}: {d.message}" for d in migration.plan.diagnostics if d.code == "K473"]


def test_a_function_is_called_where_it_is_now(shop):
    text = translated(
        shop,
        """
        import pandas as pd

        from shop.pipelines.sales.nodes import LIMIT, is_small


        def test_small():
            # A comment stays.
            tail = pd.DataFrame({"n": [1]})
            assert is_small(tail)
            assert is_small(df=tail)
            assert LIMIT == 3
        """,
    )
    assert (
        text
        == textwrap.dedent(
            """
            import pandas as pd

            from shop import sales


            def test_small():
                # A comment stays.
                tail = pd.DataFrame({"n": [1]})
                assert sales.tail_is_small(tail)
                assert sales.tail_is_small(tail=tail)
                assert sales.LIMIT == 3
            """
        ).strip()
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # Defaults that are gone are given, places that are gone are named.
        ("nodes.cut(x, 1)", "sales.orders_cut(x, 1)"),
        ("nodes.cut(x, size=1)", "sales.orders_cut(x, size=1)"),
        ("nodes.cut(size=1, df=x)", "sales.orders_cut(size=1, clean_orders=x)"),
        ("nodes.cut(x, 1, None, deep=False)", "sales.orders_cut(x, 1)"),
        ("nodes.scale(x)", "sales.head_scaling(x, by=2)"),
        ("nodes.scale(x, 5)", "sales.head_scaling(x, 5)"),
        ("nodes._times(x, by=5)", "sales._times(x, by=5)"),
        ('nodes.report(x, "a")["text"]', 'sales.report(x, "a")["summary"]'),
        ("list(map(nodes.is_small, [x]))", "list(map(sales.tail_is_small, [x]))"),
    ],
)
def test_calls(shop, line, expected):
    text = translated(
        shop,
        f"""
        from shop.pipelines.sales import nodes


        def test_it(x):
            assert {line} is not None
        """,
    )
    functions = {"orders_cut": "cut", "head_scaling": "scale"}
    found = text.splitlines()[-1].strip()
    for new, old in functions.items():
        expected = expected.replace(new, _name_of(shop, old))
    assert found == f"assert {expected} is not None"


def _name_of(shop, function: str) -> str:
    """The noun of a function, whatever the table of verbs makes of it."""
    from migrate.plan.naming.identifiers import noun

    return noun(function)


def test_the_keys_of_a_dict_are_the_outputs(shop):
    text = translated(
        shop,
        """
        from shop.pipelines.sales.nodes import report


        def test_report(x):
            made = report(x, "a")
            assert made["text"] == "a"
            assert len(made["rows"]) == 1
        """,
    )
    assert 'made["summary"] == "a"' in text
    assert 'len(made["table"]) == 1' in text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nodes.cut(*x)", "arguments that are known at run time"),
        ("dict(nodes.report(x, 'a'))", "the dict that report returned has other keys now"),
        (
            "pipeline.create_pipeline()",
            "create_pipeline of shop.pipelines.sales.pipeline is no part",
        ),
        ("vars(nodes)", "it uses the module shop.pipelines.sales.nodes as a whole"),
        ("SequentialRunner()", "it uses Kedro's SequentialRunner"),
        ("catalog", "it uses Kedro's DataCatalog"),
    ],
)
def test_what_cannot_be_translated_is_skipped_with_its_reason(shop, line, reason):
    migration = migrated(
        shop,
        f"""
        import pytest
        from kedro.io import DataCatalog
        from kedro.runner import SequentialRunner

        from shop.pipelines.sales import nodes, pipeline


        @pytest.fixture
        def catalog():
            return DataCatalog()


        def test_small(x):
            assert nodes.is_small(x)


        class TestAll:
            @pytest.mark.slow
            def test_it(self, x, catalog):
                assert {line}
        """.replace(", catalog)", ", catalog)" if line == "catalog" else ")"),
    )
    found = reasons(migration)[0]
    assert found.startswith("tests/test_sales.py:19: the test test_it is not translated: ")
    assert reason in found
    text = migration.files["tests/test_sales.py"]
    assert "kedro" not in text.replace("Kedro project", "").replace("Kedro's", "")
    assert "sales.tail_is_small(x)" in text
    assert "    def test_it(self):\n" in text
    assert f'reason="not migrated: {reason}' in text or "reason=" in text
    compile(text, "test", "exec")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nodes.clean(x, limit=9)", "sales._clean(x, limit=9)"),
        ("nodes.clean(x, 9)", "sales._clean(x, 9)"),
        ("nodes.cut(x, 1, deep=True)", "sales._cut(x, 1, deep=True)"),
        ("shop.pipelines.sales.nodes.cut(x, 1, None, deep=1)", "sales._cut(x, 1, None, deep=1)"),
        ("nodes.cut(x, 1, None)", "sales.cut_result(x, 1)"),
        ("nodes.scale(x, by=5)", "sales.scaling(x, by=5)"),  # one of its nodes feeds it
    ],
)
def test_a_function_that_a_test_gives_more_than_its_node_keeps_its_original(shop, before, after):
    text = translated(
        shop,
        f"""
        import shop.pipelines.sales.nodes
        from shop.pipelines.sales import nodes

        def test_it(x):
            assert {before}
        """,
    )
    migration = plan_migration(shop({}))
    (clean,) = [n for n in migration.plan.nodes if n.id.startswith("clean")]
    kept = "_clean" in after
    assert clean.outcome == ("wrapped" if kept else "moved")
    assert not kept or "a test gives clean an argument" in clean.reason
    assert f"assert {after}" in text
    if kept:
        written = migration.files["shop/sales.py"]
        assert "def _clean(df, limit=LIMIT):" in written
        assert "    return _clean(orders)" in written


def test_a_name_of_the_test_does_not_hide_the_module(shop):
    text = translated(
        shop,
        """
        from shop.pipelines.sales.nodes import is_small


        def test_small(sales):
            assert is_small(sales)
        """,
    )
    assert "from shop import sales as sales_flow" in text
    assert "sales_flow.tail_is_small(sales)" in text


def test_a_local_of_the_functions_name_is_not_the_function(shop):
    text = translated(
        shop,
        """
        from shop.pipelines.sales.nodes import is_small


        def test_small(x):
            def inner(is_small):
                return is_small(1)

            assert inner(is_small)
        """,
    )
    assert "return is_small(1)" in text
    assert "inner(sales.tail_is_small)" in text


HELPERS = {"src/shop/tools.py": "import requests\n\n\ndef double(x):\n    return 2 * x\n"}


@pytest.mark.layout
def test_tests_of_what_stays_are_kept_as_they_are(shop):
    test = (
        "from shop.tools import double\n\n\n"
        'def test_it( monkeypatch ):\n    monkeypatch.setattr("shop.tools.requests", None)\n'
        "    assert double(1) == 2\n"
    )
    migration = migrated(shop, test, **HELPERS)
    assert migration.files["tests/test_sales.py"] == test.replace(
        "( monkeypatch )", "(monkeypatch)"
    )
    (record,) = [r for r in migration.plan.constructs if r.kind == "test"]
    assert record.outcome == "kept"


def test_patches_follow_what_they_patch(shop):
    text = translated(
        shop,
        """
        from unittest import mock

        from shop.pipelines.sales import nodes


        @mock.patch("shop.pipelines.sales.nodes.pd.concat")
        def test_small(concat, x, monkeypatch):
            monkeypatch.setattr(nodes, "LIMIT", 5)
            with mock.patch.object(nodes, "_times"):
                assert nodes.is_small(x)
        """,
    )
    assert '@mock.patch("shop.sales.pd.concat")' in text
    assert 'monkeypatch.setattr(sales, "LIMIT", 5)' in text
    assert 'mock.patch.object(sales, "_times")' in text


def test_nothing_else_of_a_test_is_touched(shop):
    test = """
        from unittest import mock

        from kedro.io import DatasetError
        from src.shop.pipelines.sales.nodes import is_small


        @mock.patch("src.shop.pipelines.sales.nodes.LIMIT", 3)
        def test_small(x):
            made = is_small(x)
            made.run()
            made.show(10)

            ü, other = "ä", is_small(x)
            assert made
        """
    text = translated(shop, test)
    assert (
        text.split("\n\n\n")[1]
        == textwrap.dedent(
            """
        @mock.patch("shop.sales.LIMIT", 3)
        def test_small(x):
            made = sales.tail_is_small(x)
            made.run()
            made.show(10)

            ü, other = "ä", sales.tail_is_small(x)
            assert made
        """
        ).strip()
    )


def test_fixtures_that_are_gone_take_their_tests_along(shop):
    files: Files = {
        "tests/conftest.py": """
            import pytest
            from kedro.io import DataCatalog


            @pytest.fixture
            def catalog():
                return DataCatalog()


            @pytest.fixture
            def number():
                return 1
        """,
        "tests/helpers.py": """
            from shop.pipelines.sales.pipeline import create_pipeline


            def pipeline():
                return create_pipeline()
        """,
    }
    migration = migrated(
        shop,
        """
        from tests.helpers import pipeline


        def test_catalog(catalog):
            assert catalog


        def test_pipeline():
            assert pipeline()


        def test_number(number):
            assert number
        """,
        **files,
    )
    assert [reason.partition(": the test ")[2].split()[0] for reason in reasons(migration)] == [
        "test_catalog",
        "test_pipeline",
    ]
    conftest = migration.files["tests/conftest.py"]
    assert "kedro" not in conftest and "def number():" in conftest
    assert "import" not in migration.files["tests/test_sales.py"].replace("import pytest", "")


def test_a_helper_that_nobody_needs_is_told_of_when_it_goes(shop):
    migration = migrated(
        shop,
        """
        import unittest

        from kedro.io import DataCatalog


        def make():
            return DataCatalog()


        class Sales(unittest.TestCase):
            def number(self):
                return 1

            def test_it(self):
                catalog = self.number()
                assert catalog
        """,
    )
    (found,) = reasons(migration)
    assert found.startswith("tests/test_sales.py:6: the test helper make is not translated")
    assert "catalog = self.number()" in migration.files["tests/test_sales.py"]


def test_a_file_of_which_no_test_is_left_is_not_written(shop):
    migration = migrated(
        shop,
        """
        from kedro.framework.session import KedroSession


        def test_run():
            with KedroSession.create() as session:
                session.load_context()
        """,
    )
    assert "tests/test_sales.py" not in migration.files
    (record,) = [r for r in migration.plan.constructs if r.kind == "test"]
    assert record.outcome == "manual"


def test_tests_beside_the_package_and_their_data_come_along(shop):
    test = "from src.shop.pipelines.sales.nodes import *\n\n\ndef test_it(x):\n    assert is_small(x)\n"
    migration = migrated(shop, test, "src/tests/sales/test_it.py", **{"src/tests/x.json": "{}\n"})
    text = migration.files["tests/sales/test_it.py"]
    assert (
        text == "from shop import sales\n\n\ndef test_it(x):\n    assert sales.tail_is_small(x)\n"
    )
    assert migration.files["tests/x.json"] == "{}\n"


def test_a_name_of_a_star_that_another_import_gives_stays_that_of_the_other(shop):
    test = """
        import pandas as pd
        from shop.pipelines.sales.nodes import *
        import pandas as pd


        def test_it():
            assert is_small(pd.DataFrame())
    """
    assert translated(shop, test).startswith("import pandas as pd\nfrom shop import sales\n")


def test_calls_of_tests_do_not_keep_a_function_where_it_is(shop):
    test = "from shop.pipelines.sales.nodes import is_small\n\n\ndef test_it(x):\n    is_small(x)\n"
    migration = migrated(shop, test, "src/tests/test_it.py")
    assert "def tail_is_small(tail" in migration.files["shop/sales.py"]


TEMPLATE = """
from pathlib import Path

import pytest
from kedro.config import OmegaConfigLoader
from kedro.framework.context import KedroContext


@pytest.fixture
def config_loader():
    return OmegaConfigLoader(conf_source=str(Path.cwd()))


@pytest.fixture
def project_context(config_loader):
    return KedroContext("shop", Path.cwd(), config_loader=config_loader)


class TestProjectContext:
    def test_project_path(self, project_context):
        assert project_context.project_path == Path.cwd()

    def test_package_name(self, project_context):
        assert project_context.package_name == "shop"

    def test_project_name(self, project_context):
        assert project_context.project_name == "Shop"
"""


def test_examples_of_the_template_go_with_kedro(shop):
    migration = migrated(shop, TEMPLATE, "tests/test_run.py")
    assert reasons(migration) == []
    assert "tests/test_run.py" not in migration.files
    outcomes = {record.name: record.outcome for record in migration.plan.constructs}
    assert outcomes["tests/test_run.py"] == "replaced"


def test_examples_beside_other_tests_leave_nothing(shop):
    own = "\n\ndef test_one():\n    assert Path.cwd()\n"
    migration = migrated(shop, f"{TEMPLATE}{own}", "tests/test_run.py")
    text = migration.files["tests/test_run.py"]
    assert "kedro" not in text
    assert "test_project" not in text
    assert "def test_one():" in text


DATASET = """
import json

from kedro.io import AbstractDataset, DatasetError


class Own(AbstractDataset):
    def __init__(self, filepath):
        self.path = filepath

    def _load(self):
        raise DatasetError("nothing there")

    def _save(self, data):
        pass

    def _describe(self):
        return {}
"""


def test_what_dataset_classes_have_of_kedro_is_ours_now(shop):
    text = translated(
        shop,
        """
        import pytest
        from kedro.io import DatasetError

        from shop.own import Own


        def test_it():
            with pytest.raises(DatasetError):
                Own("x").load()
        """,
        **{
            "src/shop/own.py": DATASET,
            "conf/base/catalog.yml": "orders: {type: shop.own.Own, filepath: x}\n",
        },
    )
    assert "from shop.dataset_base import DatasetError" in text
    assert "from shop.own import Own" in text
    assert "kedro" not in text
