"""What a name is bound to, and what an import does: the same on both sides. Each shape is a
pipeline of its own."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from conftest import pipeline_files

from equivalence.shapes import Shape, Shop, both_sides

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
# What a module decides when it is imported: whether the fast way is taken.
DECIDED = {
    "a distribution": """
        from importlib.metadata import PackageNotFoundError, version

        try:
            version("no-such-distribution")
            FAST = True
        except PackageNotFoundError:
            FAST = False
    """,
    "a distribution, in a function": """
        from importlib import metadata

        def has(name):
            try:
                metadata.version(name)
            except metadata.PackageNotFoundError:
                return False
            return True

        FAST = has("no-such-distribution")
    """,
    "what suppresses": """
        import contextlib
        from importlib import metadata

        FAST = False
        with contextlib.suppress(metadata.PackageNotFoundError):
            metadata.version("no-such-distribution")
            FAST = True
    """,
    "a library that fails": """
        import ctypes

        try:
            ctypes.CDLL("no-such-library.so")
            FAST = True
        except OSError:
            FAST = False
    """,
    "the version of a library": """
        import pandas as pd
        from packaging.version import Version

        FAST = Version(pd.__version__) < Version("1.0")
    """,
    "a library's parts": """
        from importlib.util import find_spec

        FAST = find_spec("pandas") is None
    """,
    "Python": "import sys\n\nFAST = sys.version_info < (3, 9)\n",
    "the platform": 'import sys\n\nFAST = sys.platform == "no such platform"\n',
    "the environment": 'import os\n\nFAST = os.environ.get("NO_SUCH_VARIABLE") == "1"\n',
}
CHOICES = {
    "imports": """
        if FAST:
            from .fast import add
        else:
            from .slow import add
    """,
    "definitions": """
        if FAST:
            def add(xs):
                return 100 + sum(xs)
        else:
            def add(numbers):
                return sum(numbers)
    """,
    "names": """
        from . import fast, slow

        add = fast.add if FAST else slow.add
    """,
    "partials": """
        from functools import partial

        from . import fast, slow

        def of(which, xs):
            return which.add(xs)

        add = partial(of, fast if FAST else slow)
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


def test_what_is_needed_at_import_comes_first(shop: Shop, tmp_path: Path) -> None:
    both_sides(shop, tmp_path, ORDER)


@pytest.mark.parametrize("choice", CHOICES)
def test_what_is_decided_at_import_is_called_by_its_name(
    choice: str, shop: Shop, tmp_path: Path
) -> None:
    shapes = {
        f"by_{number}": Shape(
            textwrap.dedent(decided) + textwrap.dedent(CHOICES[choice]),
            f"node(add, 'params:some', 'by_{number}', name='by_{number}'),"
            f"node(partial(add, [4, 5]), None, 'fixed_{number}', name='fixed_{number}')",
            ADDERS,
        )
        for number, decided in enumerate(DECIDED.values())
    }
    made = both_sides(shop, tmp_path, shapes)
    assert all(made[f"by_{number}"] == 3 for number in range(len(DECIDED)))
    assert all(made[f"fixed_{number}"] == 9 for number in range(len(DECIDED)))
