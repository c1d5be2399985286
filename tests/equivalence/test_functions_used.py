"""Where a function is found, and how it is called: the same on both sides."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from equivalence.shapes import Shape, Shop, both_sides

CUT = """
    import pickle
    from dataclasses import dataclass, field
    from functools import partial


    def cut(k):
        return k - 1


    def nothing():
        return 0
"""
IDENTITY = {
    "given_to_an_object": """
        class Holder:
            def __init__(self, function):
                self.function = function

        def made(k):
            return pickle.dumps(Holder(cut))
    """,
    "returned": """
        def choose(k):
            return cut

        def made(k):
            return pickle.dumps({"by": choose(k)})
    """,
    "in_a_table": """
        STEPS = {"cut": cut}

        def made(k):
            return pickle.dumps([STEPS, STEPS["cut"](k)])
    """,
    "in_a_partial": """
        def made(k):
            return pickle.dumps(partial(cut, k))
    """,
    "in_a_default": """
        def made(k, by=cut):
            return pickle.dumps(by)
    """,
    "in_a_field": """
        @dataclass
        class Counter:
            by: object = field(default_factory=nothing)
            how: object = cut

        def made(k):
            return pickle.dumps(Counter())
    """,
    "itself": """
        def made(k):
            return pickle.dumps([cut, made])
    """,
    "mapped": """
        def made(k):
            return pickle.dumps([list(map(cut, [k])), sorted([k, 1], key=cut)])
    """,
}

CALLS = {
    "partials": Shape(
        """
        def label(kind, x, sep="-", end=""):
            return f"{kind}{sep}{x}{end}"

        def plain(kind, x, /, sep="-"):
            return f"{kind}{sep}{x}"

        def preview(x):
            return [label("any", x), plain("any", x)]
        """,
        "node(partial(label, 'low'), 'params:k', 'a', name='a'),"
        "node(partial(label, 'high', sep='/'), 'params:k', 'b', name='b'),"
        "node(partial(partial(label, 'both'), end='.'), 'params:k', 'c', name='c'),"
        "node(partial(label, 'x', 'y'), {'sep': 'params:k'}, 'd', name='d'),"
        "node(partial(plain, 'one'), 'params:k', 'e', name='e'),"
        "node(partial(plain, 'two'), 'params:k', 'f', name='f'),"
        "node(preview, 'params:k', 'g', name='g')",
    ),
    "shared": Shape(
        """
        def show(*parts):
            return list(parts)

        def named(first, *parts, **more):
            return [first, list(parts), more]
        """,
        "node(show, ['params:k', 'params:word'], 'a', name='a'),"
        "node(show, ['params:k', 'params:some'], 'b', name='b'),"
        "node(show, ['params:some', 'params:k', 'params:word'], 'c', name='c'),"
        "node(named, ['params:k', 'params:some', 'params:word'], 'd', name='d'),"
        "node(named, {'first': 'params:word', 'x': 'params:some', 'y': 'params:k'}, 'e', name='e')",
    ),
    "lambdas": Shape(
        "",
        "node(lambda *ts: [t for t in ts], ['params:k', 'params:word'], 'a', name='a'),"
        "node(lambda *ts, n=2: {t: [u for u in ts] for t in range(n)}, ['params:k'], 'b', name='b'),"
        "node(lambda k, **more: [k, sorted(more)], {'k': 'params:k', 'x': 'params:word'}, 'c', name='c'),"
        "node(lambda k: [(y := k + 1), y * 2], 'params:k', 'd', name='d'),"
        "node(lambda *ts: sorted(ts, key=lambda t: -t), ['params:k', 'params:n'], 'e', name='e'),"
        "node(lambda k: [len(ts) for ts in [[k]] if ts], 'params:k', 'f', name='f')",
    ),
    "rows": Shape(
        """
        from typing import Dict, Optional

        def put(options: Dict[str, str], value: str, key: str) -> Dict[str, str]:
            return {**options, key: value}

        def grow(x: Optional[int], by: int = 1) -> Optional[int]:
            return (x or 0) + by
        """,
        "node(partial(put, key='a'), ['params:options', 'params:word'], 'a', name='a'),"
        "node(partial(put, key='b'), ['a', 'params:word'], 'b', name='b'),"
        "node(partial(put, key='c'), ['b', 'params:word'], 'c', name='c'),"
        "node(grow, 'params:k', 'd', name='d'), node(grow, 'd', 'e', name='e'),"
        "node(partial(grow, by=3), 'e', 'f', name='f')",
    ),
    "factories": Shape(
        """
        def adder(n):
            def add(k):
                return k + n

            return add


        class Maker:
            def __init__(self, n):
                self.n = n

            def adder(self):
                def add(k):
                    return k + self.n

                return add


        two = adder(2)
        """,
        "node(N.adder(1), 'params:k', 'a', name='a'), node(N.two, 'params:k', 'b', name='b'),"
        "node(three, 'params:k', 'c', name='c'),"
        "node(shop.pipelines.factories.nodes.adder(4), 'params:k', 'd', name='d'),"
        "node(N.Maker(5).adder(), 'params:k', 'e', name='e'),"
        "node(FROM['six'], 'params:k', 'f', name='f')",
        {
            "./pipeline.py": """
                import shop.pipelines.factories.nodes
                import shop.pipelines.factories.nodes as N
                from kedro.pipeline import Pipeline, node

                three = N.adder(3)
                FROM = {"six": N.adder(6)}


                def create_pipeline():
                    return Pipeline([NODES])
            """
        },
    ),
}
LAYOUT = {
    "sales": Shape(
        "from shop.sales.tools.maths import double\n\n\ndef twice(k):\n    return double(k)\n",
        "node(twice, 'params:k', 'a')",
        {"src/shop/sales/tools/maths.py": "def double(x):\n    return 2 * x\n"},
    ),
    "reports": Shape(
        """
        from shop.reports_steps import half
        from shop.reports_2 import third


        def one(k):
            return half(k), third(k)


        def two(k):
            return k


        def three(k):
            return k + 1
        """,
        "*pipeline([node(two, 'params:k', 'x'), node(three, 'x', 'y')], namespace='north', "
        "parameters={'params:k'}).nodes,"
        "*pipeline([node(two, 'params:k', 'x'), node(three, 'x', 'y')], namespace='south', "
        "parameters={'params:k'}).nodes, node(one, 'params:k', ['b', 'c'])",
        {
            "src/shop/reports_steps.py": "def half(x):\n    return x / 2\n",
            "src/shop/reports_2/thirds.py": "def third(x):\n    return x / 3\n",
            "src/shop/reports_2/__init__.py": "from .thirds import third\n",
        },
    ),
    "nodes": Shape(
        "from shop.nodes import first\n\n\ndef one(k):\n    return first(k)\n",
        "node(one, 'params:k', 'd')",
        {"src/shop/nodes.py": "def first(x):\n    return x, first.__module__\n"},
    ),
}


def test_a_function_that_is_a_value_keeps_its_path(shop: Shop, tmp_path: Path) -> None:
    shapes = {
        name: Shape(
            textwrap.dedent(CUT) + textwrap.dedent(text), f"node(made, 'params:k', '{name}')"
        )
        for name, text in IDENTITY.items()
    }
    made = both_sides(shop, tmp_path, shapes)
    assert b"shop.pipelines.returned.nodes" in made["returned"]  # type: ignore[operator]


@pytest.mark.parametrize("name", CALLS)
def test_functions_are_called_as_kedro_calls_them(name: str, shop: Shop, tmp_path: Path) -> None:
    both_sides(shop, tmp_path, {name: CALLS[name]})


def test_no_module_hides_another(shop: Shop, tmp_path: Path) -> None:
    both_sides(shop, tmp_path, LAYOUT)
