"""Functions before and after: what a node's function looks like in the new project."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.api import Migration, plan_migration

Shop = Callable[[dict[str, str]], Path]

HEAD = "import pandas as pd\n\n\n"


def migrated(shop: Shop, nodes: str, pipeline: str, **files: str) -> Migration:
    return plan_migration(
        shop({**pipeline_files("sales", HEAD + textwrap.dedent(nodes), pipeline), **files})
    )


def module(migration: Migration, name: str = "sales") -> str:
    """A dataflow module without its docstring and imports."""
    text = migration.files[f"shop/{name}.py"]
    tree = ast.parse(text)
    first = next(n for n in tree.body if not isinstance(n, ast.Import | ast.ImportFrom | ast.Expr))
    line = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", []))])
    lines = text.splitlines()
    while lines[line - 2].startswith("#"):
        line -= 1
    return "\n".join(lines[line - 1 :])


def check(shop: Shop, nodes: str, pipeline: str, expected: str, **files: str) -> Migration:
    """Assert what the module is after the migration; its text is parsed, and written only once."""
    migration = migrated(shop, nodes, pipeline, **files)
    assert module(migration).strip() == textwrap.dedent(expected).strip()
    return migration


def test_a_function_takes_the_names_of_its_datasets(shop):
    check(
        shop,
        """
        def clean(df: pd.DataFrame) -> pd.DataFrame:
            # Orders without a price are tests.
            return df.dropna(subset=["price"])  # of the shop's own staff
        """,
        'node(clean, "orders", "clean_orders")',
        """
        def clean_orders(orders: pd.DataFrame) -> pd.DataFrame:
            # Orders without a price are tests.
            return orders.dropna(subset=["price"])  # of the shop's own staff
        """,
    )


def test_names_change_only_where_they_mean_the_parameter(shop):
    check(
        shop,
        '''
        def count(df: pd.DataFrame, key: str) -> dict:
            """Count rows.

            Args:
                df: The rows.
                key (str): A column of `df`; key of the groups.
            """
            groups = df.groupby(by=key, key=None)

            def inner(df):
                return df.key + len(key)

            return {key: [df for df in groups], "df": f"{df} by {key!r}", **{"n": inner(df=df)}}
        ''',
        'node(count, ["orders", "params:group"], "counts")',
        '''
        def counts(orders: pd.DataFrame, group: str) -> dict:
            """Count rows.

            Args:
                orders: The rows.
                group (str): A column of `orders`; key of the groups.
            """
            groups = orders.groupby(by=group, key=None)

            def inner(df):
                return df.key + len(group)

            return {group: [df for df in groups], "df": f"{orders} by {group!r}", **{"n": inner(df=orders)}}
        ''',
        **{"conf/base/parameters.yml": "group: city"},
    )


def test_an_object_that_is_changed_in_place_is_copied_first(shop):
    check(
        shop,
        """
        def flag(df: pd.DataFrame) -> pd.DataFrame:
            df["big"] = df["price"] > 10
            return df


        def total(df: pd.DataFrame) -> float:
            return df["price"].sum()
        """,
        'node(flag, "orders", "flagged"), node(total, "orders", "sum_of_prices")',
        """
        def flagged(orders: pd.DataFrame) -> pd.DataFrame:
            orders = orders.copy()  # changed below, and others may see it
            orders["big"] = orders["price"] > 10
            return orders


        def sum_of_prices(orders: pd.DataFrame) -> float:
            return orders["price"].sum()
        """,
    )


def test_a_default_that_is_left_unbound_is_no_input(shop):
    migration = check(
        shop,
        """
        def top(df: pd.DataFrame, size: int = 3) -> pd.DataFrame:
            return df.head(size)
        """,
        'node(top, "orders", "top_orders"), node(len, "params:size", "unused")',
        """
        def top_orders(orders: pd.DataFrame) -> pd.DataFrame:
            size = 3
            return orders.head(size)


        def unused(size: list[int]) -> Any:
            return len(size)
        """,
        **{"conf/base/parameters.yml": "size: [99]"},
    )
    assert ("size", "top_orders") not in migration.plan.edges


def test_one_function_of_several_nodes_has_a_row_for_each(shop):
    check(
        shop,
        """
        def dedupe(df: pd.DataFrame, key: str | None = None) -> pd.DataFrame:
            return df.drop_duplicates(key)
        """,
        """
        node(dedupe, "orders", "unique_orders", name="a"),
        node(partial(dedupe, key="id"), "clients", "unique_clients", name="b"),
        """,
        """
        @parameterize(
            unique_orders={"df": source("orders"), "key": value(None)},
            unique_clients={"df": source("clients"), "key": value("id")},
        )
        def dedupe_result(df: pd.DataFrame, key: str | None) -> pd.DataFrame:
            return df.drop_duplicates(key)
        """,
    )


@pytest.mark.parametrize(
    ("outputs", "body", "expected"),
    [
        pytest.param(
            '["train", "test"]',
            "return df[:2], df[2:]",
            '@unpack_fields("train", "test")\n'
            "def rows_split(orders: pd.DataFrame) -> tuple[Any, Any]:\n"
            "    return orders[:2], orders[2:]",
            id="list",
        ),
        pytest.param(
            'dict(a="train", b="test")',
            'return {"a": df[:2], "b": df[2:]}',
            '@extract_fields({"train": Any, "test": Any})\n'
            "def rows_split(orders: pd.DataFrame) -> dict[str, Any]:\n"
            '    return {"train": orders[:2], "test": orders[2:]}',
            id="dict",
        ),
        pytest.param(
            "None",
            "print(df)",
            "def rows_split(orders: pd.DataFrame) -> None:\n    print(orders)",
            id="none",
        ),
        pytest.param(
            '["train"]',
            "return [df]",
            '@unpack_fields("train")\n'
            "def rows_split(orders: pd.DataFrame) -> tuple[Any]:\n    return [orders]",
            id="list of one",
        ),
    ],
)
def test_outputs(shop, outputs, body, expected):
    nodes = f"def split_rows(df: pd.DataFrame):\n    {body}\n"
    check(shop, nodes, f'node(split_rows, "orders", {outputs})', expected)


@pytest.mark.parametrize(
    ("outputs", "returned"),
    [
        ('dict(a="train")', '{{"a": "train"}[key]: value for key, value in out.items()}'),
        ('dict(train="train")', "out"),
    ],
    ids=["other names", "the same names"],
)
def test_a_dict_that_is_built_step_by_step_is_renamed_where_it_is_returned(shop, outputs, returned):
    check(
        shop,
        """
        def split(df: pd.DataFrame) -> dict[str, pd.DataFrame]:
            out = {}
            out["a"] = df
            return out
        """,
        f'node(split, "orders", {outputs})',
        f"""
        @extract_fields({{"train": pd.DataFrame}})
        def split(orders: pd.DataFrame) -> dict[str, pd.DataFrame]:
            out = {{}}
            out["a"] = orders
            return {returned}
        """,
    )


def test_braces_in_a_docstring_that_hamilton_formats_mean_themselves(shop):
    nodes = """
    def renamed(df, names):
        \'\'\'Names are {old: new}, {} for none \\N{EM DASH} {df} is a table.\'\'\'
        return df.rename(columns=names)
    """
    pipeline = """
    node(renamed, ["orders", "params:names"], "orders_renamed"),
    node(renamed, ["prices", "params:names"], "prices_renamed"),
    """
    files = {"conf/base/parameters.yml": "names: {}\n"}
    text = module(plan_migration(shop({**pipeline_files("sales", nodes, pipeline), **files})))
    (function,) = [each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)]
    docstring = "Names are {old: new}, {} for none — {df} is a table."
    assert ast.get_docstring(function).format_map({}) == docstring


def test_helpers_come_along_and_are_no_nodes(shop):
    check(
        shop,
        """
        # Prices below this are mistakes.
        LOWEST = 1


        def is_real(prices):
            return prices >= LOWEST


        def clean(df: pd.DataFrame) -> pd.DataFrame:
            return df[is_real(df["price"])]
        """,
        'node(clean, "orders", "clean_orders")',
        """
        # Prices below this are mistakes.
        LOWEST = 1


        def _is_real(prices):
            return prices >= LOWEST


        def clean_orders(orders: pd.DataFrame) -> pd.DataFrame:
            return orders[_is_real(orders["price"])]
        """,
    )


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("What sells.\n", "What sells."),
        ("\nThis is a boilerplate pipeline 'sales'\ngenerated using Kedro 1.0.0\n", None),
        ("This is a boilerplate pipeline\ngenerated using Kedro 0.18.4\n\nSells.", "Sells."),
        (
            "Example code for the nodes in the example pipeline. This code is meant\njust for"
            " illustrating basic Kedro features.\n\nDelete this when you start working on your own"
            " Kedro project.\n",
            None,
        ),
    ],
)
def test_what_a_template_of_kedro_says_is_no_docstring(shop, said, kept):
    nodes = f'"""{said}"""\n\n\ndef clean(table):\n    return table\n'
    migration = plan_migration(
        shop(pipeline_files("sales", nodes, 'node(clean, "orders", "made")'))
    )
    first = migration.files["shop/sales.py"].splitlines()[0]
    assert first == f'"""{kept or "The dataflow of sales."}"""'


def test_a_class_keeps_its_import_path(shop):
    migration = check(
        shop,
        """
        class Model:
            pass


        def train(df: pd.DataFrame) -> Model:
            return Model()
        """,
        'node(train, "orders", "model")',
        """
        def model(orders: pd.DataFrame) -> Model:
            return Model()
        """,
    )
    assert "class Model" in migration.files["shop/pipelines/sales/nodes.py"]
    assert "def train" not in migration.files["shop/pipelines/sales/nodes.py"]


def test_a_decorated_function_is_called_as_it_is_where_it_is(shop):
    migration = check(
        shop,
        """
        from functools import lru_cache


        @lru_cache
        def rate(name: str) -> float:
            "The rate of a currency."
            return 2.0
        """,
        'node(rate, "params:currency", "exchange_rate")',
        '''
        def exchange_rate(currency: str) -> float:
            """The rate of a currency."""
            return rate(currency)
        ''',
        **{"conf/base/parameters.yml": "currency: EUR"},
    )
    assert "from shop.pipelines.sales.nodes import rate" in migration.files["shop/sales.py"]
    assert "@lru_cache\ndef rate(" in migration.files["shop/pipelines/sales/nodes.py"]


def test_a_name_that_the_body_uses_is_not_captured(shop):
    check(
        shop,
        """
        orders = {"from": "elsewhere"}


        def count(df: pd.DataFrame) -> int:
            return len(df) + len(orders)
        """,
        'node(count, "orders", "number")',
        """
        orders = {"from": "elsewhere"}


        def _count(df: pd.DataFrame) -> int:
            return len(df) + len(orders)


        def number(orders: pd.DataFrame) -> int:
            return _count(orders)
        """,
    )


def test_a_local_of_the_new_name_keeps_the_old_name_for_the_parameter(shop):
    check(
        shop,
        """
        def count(df: pd.DataFrame) -> int:
            orders = len(df)
            return orders
        """,
        'node(count, "orders", "number")',
        """
        def number(orders: pd.DataFrame) -> int:
            df = orders
            orders = len(df)
            return orders
        """,
    )


def test_lambdas_and_library_functions(shop):
    check(
        shop,
        "",
        """
        node(pd.concat, "tables", "all_tables", name="a"),
        node(lambda x, n: x.head(n), ["orders", "params:n"], "first", name="b"),
        """,
        """
        def all_tables(tables: Any) -> Any:
            return pd.concat(tables)


        def first(orders: Any, n: int) -> Any:
            return orders.head(n)
        """,
        **{"conf/base/parameters.yml": "n: 2"},
    )


def test_a_function_that_is_nowhere_is_left_to_a_person(shop):
    migration = check(
        shop,
        "",
        'node(no_such_function, "orders", "number")',
        """
        def number(orders: Any) -> Any:
            raise NotImplementedError(
                "Not migrated: no_such_function (src/shop/pipelines/sales/pipeline.py:12)"
            )
        """,
    )
    assert migration.needs_a_look


def test_a_pipeline_under_two_namespaces_is_one_module_of_steps(shop):
    nodes = """
    def split(table):
        return table, table


    def fit(part, options: dict):
        return len(part)
    """
    files = pipeline_files("sales", nodes, "")
    files["src/shop/pipelines/sales/pipeline.py"] = """
        from kedro.pipeline import node, pipeline

        from .nodes import fit, split


        def create_pipeline():
            steps = pipeline(
                [
                    node(split, "table", ["a", "b"]),
                    node(fit, ["a", "params:options"], "model"),
                ]
            )
            return sum(
                [
                    pipeline(
                        steps, namespace=name, inputs={"table": "orders"}, outputs={"model": f"{name}_model"}
                    )
                    for name in ("north", "south")
                ]
            )
    """
    files["conf/base/parameters.yml"] = "north: {options: {x: 1}}\nsouth: {options: {x: 2}}\n"
    migration = plan_migration(shop(files))
    assert (
        module(migration).strip()
        == textwrap.dedent(
            '''
        @parameterized_subdag(
            sales_steps,
            north={"inputs": {"table": source("orders"), "options": source("north_options")}},
            south={"inputs": {"table": source("orders"), "options": source("south_options")}},
        )
        def namespaces(model: Any) -> Any:
            """The steps under each namespace; the value is its model."""
            return model


        @parameterize(
            north_model={"model": source("north.model")}, south_model={"model": source("south.model")}
        )
        def model(model: Any) -> Any:
            """What the model of each namespace are called outside it."""
            return model
        '''
        ).strip()
    )
    assert migration.plan.names["north.a"] == "north.a"
    assert ("orders", "north.a") in migration.plan.edges


def test_two_pipelines_of_one_module_under_namespaces_have_names_of_their_own(shop):
    files = pipeline_files("sales", "def a(x): return x\ndef b(x): return x\n", "")
    files["src/shop/pipelines/sales/pipeline.py"] = """
        from kedro.pipeline import node, pipeline

        from .nodes import a, b


        def create_pipeline():
            ways = [
                [node(a, "orders", "part"), node(b, "part", "model")],
                [node(b, "orders", "part"), node(a, "part", "model")],
            ]
            return sum(
                pipeline(way, namespace=n, inputs={"orders"}, outputs={"model": f"{n}_model"})
                for way, names in zip(ways, [("north", "south"), ("all_in", "all_out")])
                for n in names
            ) + pipeline([node(a, "orders", "model")])
    """
    text = module(plan_migration(shop(files)))
    functions = re.findall(r"^def (\w+)", text, re.MULTILINE)
    assert functions == ["model", "namespaces", "model_2", "all_2", "model_3"]
