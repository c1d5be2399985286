"""Before and after for functions of unusual shapes: closures, methods, generators, and those that
look at their own names."""

from __future__ import annotations

import pytest
from conftest import pipeline_files
from test_functions_written import check, migrated, module

from migrate.api import plan_migration
from migrate.libraries.hamilton_hints import field_hint
from migrate.write.dataflow.docstrings import rename_in_docstring

pytestmark = pytest.mark.usefixtures("any_layout")


@pytest.mark.layout
def test_a_generator_stays_one_and_its_values_are_saved_one_by_one(shop):
    check(
        shop,
        """
        def months(df: pd.DataFrame):
            # One table at a time.
            for _, rows in df.groupby("month"):
                yield rows
        """,
        'node(months, "orders", "monthly")',
        """
        def _months(df: pd.DataFrame):
            # One table at a time.
            for _, rows in df.groupby("month"):
                yield rows


        def monthly(orders: pd.DataFrame) -> Any:
            return _months(orders)
        """,
    )


@pytest.mark.layout
def test_a_generator_of_several_outputs(shop):
    check(
        shop,
        """
        def split(df: pd.DataFrame):
            yield {"a": df[:1], "b": df[1:]}
        """,
        'node(split, "orders", dict(a="first", b="rest"))',
        """
        def _split(df: pd.DataFrame):
            yield {"a": df[:1], "b": df[1:]}


        @extract_fields({"first": Any, "rest": Any})
        def split(orders: pd.DataFrame) -> dict[str, Any]:
            return ({"first": each["a"], "rest": each["b"]} for each in _split(orders))
        """,
    )


def test_a_coroutine_is_left_to_a_person(shop):
    migration = migrated(
        shop, "async def fetch(df):\n    return df\n", 'node(fetch, "orders", "x")'
    )
    assert "raise NotImplementedError" in module(migration)
    assert [r.code for r in migration.plan.nodes] == ["K432"]


TOOLS = """
class Engine:
    def __init__(self, by, names=()):
        self.by = by
        self.runs = 0

    def run(self, table):
        self.runs += 1
        return table, self.by, self.runs


def folded(func, fold, arg="data"):
    def inner(**kwargs):
        return func(fold=fold, data=kwargs[arg])

    return inner
"""


def test_a_closure_is_made_by_its_factory_once_more(shop):
    files = pipeline_files(
        "sales",
        "from shop.tools import folded\n\n\ndef work(data, fold, by=1):\n    return data\n",
        """
        *[
            node(folded(partial(work, by=by), by), dict(data="orders"), f"fold_{by}")
            for by in (1, 2)
        ],
        node(folded(work, 3, arg="x"), dict(x="orders"), "last"),
        """,
    )
    migration = plan_migration(shop({**files, "src/shop/tools.py": TOOLS}))
    text = module(migration)
    assert "return folded(partial(work, by=1), 1)(data=orders)" in text
    assert "return folded(partial(work, by=2), 2)(data=orders)" in text
    assert 'return folded(work, 3, arg="x")(x=orders)' in text.replace("'", '"')


@pytest.mark.layout
def test_methods_of_one_object_share_it(shop):
    files = pipeline_files("sales", "", "*steps()")
    files["src/shop/pipelines/sales/nodes.py"] = """
        from kedro.pipeline import node
        from shop.tools import Engine


        def steps():
            engine = Engine(3, names=["a"])
            return [node(engine.run, "orders", "one"), node(engine.run, "one", "two")]
    """
    text = module(plan_migration(shop({**files, "src/shop/tools.py": TOOLS})))
    assert text.count('_engine = Engine(3, names=["a"])') == 1
    assert "return _engine.run(orders)" in text
    assert "return _engine.run(one)" in text


def test_a_lambda_keeps_what_it_took_from_around_it(shop):
    files = pipeline_files("sales", "", "*steps(5)")
    files["src/shop/pipelines/sales/nodes.py"] = """
        from kedro.pipeline import node


        def steps(size):
            every = []
            for number in (1, 2):
                def last(table):
                    return table, number

                every.append(node(lambda x, n=number: (x, n, size), "orders", f"early_{number}"))
                every.append(node(last, "orders", f"late_{number}"))
            return every
    """
    text = module(plan_migration(shop(files)))
    for number in (1, 2):
        assert (
            f"def early_{number}(orders: Any) -> Any:\n    n = {number}\n    size = 5\n"
            "    return (orders, n, size)\n"
        ) in text
        # All closures of a loop see the variable as the loop left it.
        assert (
            f"def late_{number}(orders: Any) -> Any:\n    number = 2\n    return orders, number\n"
        ) in text + "\n"


def test_a_lambda_that_takes_any_number_is_called(shop):
    migration = migrated(shop, "", 'node(lambda *tables: tables, ["orders", "shops"], "all")')
    assert "return (lambda *tables: tables)(orders, shops)" in migration.files["shop/sales.py"]


def test_a_factory_within_a_function_comes_along(shop):
    files = pipeline_files("sales", "", "*steps()")
    files["src/shop/pipelines/sales/nodes.py"] = """
        from kedro.pipeline import node

        UNIT = 3


        def steps():
            every = []
            for name in ("a", "b"):
                # Multiplies.
                def times(by, *, name):
                    def inner(table):
                        return table * by * UNIT

                    return inner

                every.append(node(times(2, name=name), "orders", f"made_{name}"))
            return every
    """
    text = module(plan_migration(shop(files)))
    assert text.count("# Multiplies.\ndef _times(by, *, name):\n    def inner(table):\n") == 1
    assert 'return _times(2, name="a")(orders)' in text.replace("'", '"')


def test_what_only_a_run_could_tell_is_left_to_a_person(shop):
    files = pipeline_files("sales", "", "*steps()")
    files["src/shop/pipelines/sales/nodes.py"] = """
        from kedro.pipeline import node
        from elsewhere import size


        def steps():
            number = size()
            return [node(lambda x: (x, number), "orders", "made")]
    """
    migration = plan_migration(shop(files))
    assert [r.code for r in migration.plan.nodes] == ["K431"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("return 1 if df < 1 else df * work(df=df - 1)", "its own name"),
        ("return locals()", "locals()"),
        ("return vars()", "vars()"),
        ('return eval("df + 1")', "eval()"),
        ('return df.query("price > @limit")', "'limit' in a query"),
        ('return duckdb.sql("select * from df")', "'df' in a query"),
        ("return __file__", "__file__"),
        ("return __name__", "__name__"),
    ],
)
def test_a_function_that_looks_at_its_names_keeps_them(shop, body, detail):
    migration = migrated(
        shop,
        f"import duckdb\n\n\ndef work(df, limit):\n    {body}\n",
        'node(work, ["orders", "params:lowest"], "made")',
        **{"conf/base/parameters.yml": "lowest: 1\n"},
    )
    (record,) = migration.plan.nodes
    assert (record.code, record.outcome) == ("K423", "wrapped")
    assert f"uses {detail}," in record.reason
    every = "".join(migration.files.values())
    assert body in every.replace("_work(", "work(")


@pytest.mark.parametrize(
    "body",
    [
        "vars(df)",
        "df.eval('a + b')",
        "df.query('price > 1')",
        "getLogger(__name__)",
        "type(df).__name__",
    ],
)
def test_a_function_that_does_not_look_at_its_names_moves(shop, body):
    nodes = f"from logging import getLogger\n\n\ndef work(df):\n    return {body}\n"
    migration = migrated(shop, nodes, 'node(work, "orders", "made")')
    assert [record.outcome for record in migration.plan.nodes] == ["moved"]


@pytest.mark.parametrize(
    ("hint", "field"),
    [
        ("Dict", "dict"),
        ("Optional[Dict]", "dict | None"),
        ("Dict[str, Dict]", "Dict[str, Dict]"),  # its consumers say so, too
        ("Optional[pd.DataFrame]", "Optional[pd.DataFrame]"),
        ("Tuple[int, Dict]", "tuple"),
        ("Callable[[Dict], int]", "Any"),
    ],
)
def test_the_hint_of_one_of_several_outputs(hint, field):
    assert field_hint(hint) == field


def test_what_is_called_eval_evaluates_no_text(shop):
    nodes = """
    class Metric:
        def eval(self, df):
            return len(df)


    def work(df):
        return Metric().eval(df)
    """
    migration = migrated(shop, nodes, 'node(work, "orders", "made")')
    assert [record.outcome for record in migration.plan.nodes] == ["moved"]


def test_what_lies_beside_a_file_is_found_from_there(shop):
    migration = migrated(
        shop,
        """
        from pathlib import Path

        HERE = Path(__file__).parent


        def text(name):
            return (HERE / name).read_text()
        """,
        'node(text, "params:name", "text")',
        **{"conf/base/parameters.yml": "name: a.txt\n"},
    )
    assert "from shop.pipelines.sales.nodes import HERE" in migration.files["shop/sales.py"]
    assert "__file__" in migration.files["shop/pipelines/sales/nodes.py"]


def test_modules_within_packages_are_imported(shop):
    migration = migrated(
        shop,
        """
        import os.path
        import xml.dom
        import xml.etree.ElementTree


        def root(path):
            return xml.etree.ElementTree.parse(os.path.join(path, "a.xml")), xml.dom.Node
        """,
        'node(root, "orders", "tree")',
    )
    lines = migration.files["shop/sales.py"].splitlines()
    assert {"import os.path", "import xml.dom", "import xml.etree.ElementTree"} <= set(lines)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '"""Count `df`.\n\n    Args:\n        df (DataFrame): The rows of df\n            key: no item\n'
            '        key: A column.\n\n    Returns:\n        df: of rows\n    """',
            '"""Count `orders`.\n\n    Args:\n        orders (DataFrame): The rows of df\n            key: no item\n'
            '        column: A column.\n\n    Returns:\n        df: of rows\n    """',
        ),
        (
            '"""Count.\n\n    Parameters\n    ----------\n    df : DataFrame\n        The rows.\n    key\n'
            '        A column.\n\n    Returns\n    -------\n    df : int\n    """',
            '"""Count.\n\n    Parameters\n    ----------\n    orders : DataFrame\n        The rows.\n    column\n'
            '        A column.\n\n    Returns\n    -------\n    df : int\n    """',
        ),
        (
            '"""Count.\n\n    :param df: rows\n    :type df: DataFrame\n    :param dict[str, int] key: rows\n    """',
            '"""Count.\n\n    :param orders: rows\n    :type orders: DataFrame\n    :param dict[str, int] column: rows\n    """',
        ),
    ],
    ids=["Google", "NumPy", "Sphinx"],
)
def test_docstrings(before, after):
    assert rename_in_docstring(before, {"df": "orders", "key": "column"}) == after


def test_a_text_that_shows_a_name_still_shows_it(shop):
    check(
        shop,
        """
        def shown(df: pd.DataFrame) -> str:
            return f"{df=} and {len(df) = :>5} of {{df}}"
        """,
        'node(shown, "orders", "text")',
        """
        def text(orders: pd.DataFrame) -> str:
            return f"df={orders!r} and len(df) = {len(orders):>5} of {{df}}"
        """,
    )
