"""What a name is bound to, what an import does, and where a function is found: the same on both
sides. Each shape is a pipeline of its own; all of a kind are one project, run once."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import pipeline_files

from equivalence.sides import raw_data, run_hamilton, run_kedro
from migrate.api import prepare, write

Shop = Callable[[Mapping[str, str]], Path]


class Shape(NamedTuple):
    """The functions and the nodes of a pipeline; `more` are other files, those that begin with a
    dot below its folder."""

    functions: str
    nodes: str
    more: Mapping[str, str] = {}


ADDERS = {
    "./fast.py": "def add(xs):\n    return 100 + sum(xs)\n",
    "./slow.py": "def add(xs):\n    return sum(xs)\n",
}
USE = "\n\ndef weigh(k):\n    return add([k, 1])\n"
SHOW = "node(weigh, 'params:k', '{name}')"

CONDITIONS = {
    "by_environment": """
        import os

        if os.environ.get("NO_SUCH_VARIABLE"):
            from .fast import add
        else:
            from .slow import add
    """,
    "by_spec": """
        from importlib.util import find_spec

        FAST = find_spec("no_such_library") is not None
        if FAST:
            from no_such_library import add
        else:
            def add(xs):
                return sum(xs)
    """,
    "by_else": """
        try:
            import no_such_library
        except ImportError:
            FAST = False
        else:
            FAST = True

        def add(xs):
            return [FAST, sum(xs)]
    """,
    "by_absence": """
        try:
            import no_such_library as library
        except ImportError:
            library = None

        def add(xs):
            return [library is None, sum(xs)]
    """,
    "by_case": """
        import sys

        match sys.platform:
            case "no such platform":
                from .fast import add
            case _:
                from .slow import add
    """,
    "by_loop": """
        import importlib

        for name in ("no_such_library", "statistics"):
            try:
                library = importlib.import_module(name)
                break
            except ImportError:
                continue

        def add(xs):
            return library.fmean(xs)
    """,
    "by_order": """
        from .fast import add
        import contextlib

        with contextlib.suppress(ImportError, AttributeError):
            from .slow import add
            from .slow import no_such_name
    """,
    "by_redefinition": """
        from .fast import add

        def add(xs):
            return sum(xs)

        def doubled(function):
            return lambda xs: 2 * function(xs)

        add = doubled(add)
    """,
    "by_hints": """
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            from no_such_library import Thing

        def add(xs: "list[Thing]") -> "Thing":
            return sum(xs)
    """,
    "by_future": """
        from __future__ import annotations

        from typing import TYPE_CHECKING, cast

        if TYPE_CHECKING:
            from no_such_library import Thing

        def add(xs: list[Thing]) -> Thing:
            found: Thing = cast("Thing", sum(xs))
            return found
    """,
}
SPELLING = Shape(
    """
    from .other import weigh_more

    try:
        from no_such_library import add
    except ImportError:
        from .slow import add


    def weigh(k):
        return add([k, 1])
    """,
    "node(weigh, 'params:k', 'by_spelling'), node(weigh_more, 'params:k', 'by_other_spelling')",
    {
        **ADDERS,
        "./other.py": """
            try:
                from no_such_library import add
            except ImportError:
                from .fast import add


            def weigh_more(k):
                return add([k, 1])
        """,
    },
)
LATE = Shape(
    """
    def part(k):
        return k + 1


    def first(k):
        return part(k)


    def second(k):
        from shop.pipelines.late.other import half
        from shop.pipelines.late import nodes

        return [half(k), nodes.part(k)]
    """,
    "node(first, 'params:k', 'late_first'), node(second, 'params:k', 'late_second'),"
    "node(other.whole, 'params:k', 'late_whole')",
    {
        "./other.py": """
            def half(k):
                return k / 2


            def whole(k):
                return half(k) * 2
        """,
        "./pipeline.py": """
            from kedro.pipeline import Pipeline, node

            from . import other
            from .nodes import first, second


            def create_pipeline():
                return Pipeline([NODES])
        """,
    },
)

STATE = {
    "src/shop/state.py": """
        KNOWN = {}
        LIMIT = [1]


        def register(function):
            KNOWN[function.__name__] = function
            return function
    """,
    "src/shop/plugins/__init__.py": "from shop.plugins import one\n",
    "src/shop/plugins/one.py": """
        from shop.state import register


        @register
        def one(k):
            return k + 1
    """,
    "src/shop/plugins/two.py": """
        from shop import state


        def two(k):
            return k + 2


        state.KNOWN["two"] = two
    """,
    "src/shop/limits.py": "from shop.state import LIMIT\n\nBEFORE = list(LIMIT)\n",
    "src/shop/raised.py": "from shop.state import LIMIT\n\nLIMIT.append(2)\n",
}
LOOK = """
    {imports}
    from shop.state import KNOWN


    def look(k):
        return sorted(KNOWN)
"""
EFFECTS = {
    "in_nodes": Shape(LOOK.format(imports="import shop.plugins"), "node(look, 'params:k', 'a')"),
    "in_nodes_by_name": Shape(
        LOOK.format(imports="from shop.plugins.two import two as _"),
        "node(look, 'params:k', 'a')",
    ),
    "in_the_pipeline": Shape(
        LOOK.format(imports=""),
        "node(look, 'params:k', 'a')",
        {
            "./pipeline.py": """
                import shop.plugins.two
                from kedro.pipeline import Pipeline, node

                from .nodes import look


                def create_pipeline():
                    return Pipeline([NODES])
            """
        },
    ),
    "in_the_package": Shape(
        LOOK.format(imports=""),
        "node(look, 'params:k', 'a')",
        {"./__init__.py": "from shop import plugins\n\nfrom .pipeline import create_pipeline\n"},
    ),
    "in_the_registry": Shape(
        LOOK.format(imports=""),
        "node(look, 'params:k', 'a')",
        {
            "src/shop/pipeline_registry.py": """
                import shop.plugins.two
                from kedro.framework.project import find_pipelines


                def register_pipelines():
                    pipelines = find_pipelines()
                    pipelines["__default__"] = sum(pipelines.values())
                    return pipelines
            """
        },
    ),
    "in_settings": Shape(
        LOOK.format(imports=""),
        "node(look, 'params:k', 'a')",
        {"src/shop/settings.py": 'from shop.state import KNOWN\n\nKNOWN["settings"] = 1\n'},
    ),
    "under_a_condition": Shape(
        LOOK.format(
            imports="try:\n        import shop.plugins.two\n    except ImportError:\n        pass"
        ),
        "node(look, 'params:k', 'a')",
    ),
    "before_what_needs_it": Shape(
        """
        import shop.raised
        from shop.limits import BEFORE


        def look(k):
            return BEFORE
        """,
        "node(look, 'params:k', 'a')",
    ),
    "after_what_needs_it": Shape(
        """
        from shop.limits import BEFORE
        import shop.raised


        def look(k):
            return BEFORE
        """,
        "node(look, 'params:k', 'a')",
    ),
    "statement_before_an_import": Shape(
        """
        from shop import state

        state.LIMIT.append(3)

        from shop.limits import BEFORE


        def look(k):
            return BEFORE
        """,
        "node(look, 'params:k', 'a')",
    ),
    "statement_of_a_module_of_two_pipelines": Shape(
        LOOK.format(imports=""),
        "node(look, 'params:k', 'a'), node(both.other, 'params:k', 'b')",
        {
            "src/shop/both.py": """
                from shop.state import KNOWN

                KNOWN["both"] = 1


                def other(k):
                    return k


                def third(k):
                    return k
            """,
            "./pipeline.py": """
                from kedro.pipeline import Pipeline, node
                from shop import both

                from .nodes import look


                def create_pipeline():
                    return Pipeline([NODES])
            """,
            **pipeline_files("q", "", 'node(both.third, "params:k", "c")'),
            "src/shop/pipelines/q/pipeline.py": """
                from kedro.pipeline import Pipeline, node
                from shop import both


                def create_pipeline():
                    return Pipeline([node(both.third, "params:k", "c")])
            """,
        },
    ),
}

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


ORDER = {
    "order": Shape(
        """
        from shop.pipelines.order.a_nodes import first
        from shop.pipelines.order.b_nodes import second
        """,
        "node(a_nodes.first, 'params:k', 'a'), node(b_nodes.second, 'params:k', 'b')",
        {
            "./a_nodes.py": """
                from .b_nodes import BASE, Number, doubled

                SCALE = BASE * 2


                def scaled(x: Number, by: int = BASE) -> Number:
                    return doubled(x) * by


                def first(k):
                    return scaled(k) + SCALE
            """,
            "./b_nodes.py": """
                from .c_nodes import ONE

                Number = int
                BASE = 10 + ONE


                def doubled(x):
                    return 2 * x


                def second(k):
                    return k + ONE
            """,
            "./c_nodes.py": "ONE = 1\n\n\ndef third(k):\n    return k * ONE\n",
            "./pipeline.py": """
                from kedro.pipeline import Pipeline, node

                from . import a_nodes, b_nodes, c_nodes


                def create_pipeline():
                    third = node(c_nodes.third, "params:k", "c")
                    return Pipeline([NODES, third])
            """,
        },
    ),
}


def both_sides(shop: Shop, tmp_path: Path, shapes: Mapping[str, Shape]) -> dict[str, object]:
    """What Kedro makes of a project of these pipelines; the new project makes the same."""
    files = {"conf/base/catalog.yml": "raw: {type: pandas.CSVDataset, filepath: data/raw.csv}\n"}
    files["conf/base/parameters.yml"] = (
        "k: 5\nn: 7\nword: w\nsome: [1, 2]\noptions: {x: a}\nsizes: {k: 2}\n"
    )
    for name, shape in shapes.items():
        folder = f"src/shop/pipelines/{name}"
        files |= pipeline_files(name, textwrap.dedent(shape.functions), shape.nodes)
        for path, text in shape.more.items():
            text = textwrap.dedent(text).replace("NODES", shape.nodes)
            files[path.replace("./", f"{folder}/") if path[0] == "." else path] = text
    kedro = shop(files)
    migration = prepare(kedro, tmp_path / "new")
    assert not [d for d in migration.plan.diagnostics if d.severity == "error"]
    write(migration)
    for side in (kedro, tmp_path / "new"):
        raw_data(side)
    names = migration.plan.names
    expected = {names[n]: v for n, v in run_kedro(kedro, "__default__")[0].items()}
    found = run_hamilton(tmp_path / "new", "__default__", list(expected))
    assert found == expected
    return expected


def conditions() -> dict[str, Shape]:
    shapes = {
        name: Shape(textwrap.dedent(text) + USE, SHOW.format(name=name), ADDERS)
        for name, text in CONDITIONS.items()
    }
    return {**shapes, "spelling": SPELLING, "late": LATE}


def test_a_name_is_bound_where_the_source_decides(shop: Shop, tmp_path: Path) -> None:
    made = both_sides(shop, tmp_path, conditions())
    assert made["by_environment"] == made["by_spec"] == made["by_case"] == made["by_order"] == 6
    assert made["by_redefinition"] == 12
    assert (made["by_spelling"], made["by_other_spelling"]) == (6, 106)


@pytest.mark.parametrize("shape", EFFECTS.values(), ids=EFFECTS)
def test_what_an_import_does_is_done(shape: Shape, shop: Shop, tmp_path: Path) -> None:
    made = both_sides(shop, tmp_path, {"p": shape._replace(more={**STATE, **shape.more})})
    assert made["a"]


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


def test_what_is_needed_at_import_comes_first(shop: Shop, tmp_path: Path) -> None:
    both_sides(shop, tmp_path, ORDER)
