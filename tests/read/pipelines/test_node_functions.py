"""The facts of a node: its function, what is bound, where it stands; and the coverage."""

from __future__ import annotations

import pytest
from kedro_says import NODES, module, read, read_case

from migrate.model.diagnostics import Place
from migrate.model.project import Binding, Bound, Coverage, Node


def only(text: str) -> Node:
    (node,) = read_case(text).nodes.values()
    return node


# text of the node call: kind, module, qualname, key
KINDS = {
    'node(f, "x", "y")': ("function", "shop.nodes", "f", "shop.nodes:f"),
    'node(Model, "x", "y")': ("class", "shop.nodes", "Model", "shop.nodes:Model"),
    'node(Model(1).fit, "x", "y")': (
        "method",
        "shop.nodes",
        "Model.fit",
        "shop.nodes:Model.fit",
    ),
    'node(Model.clean, "x", "y")': (
        "method",
        "shop.nodes",
        "Model.clean",
        "shop.nodes:Model.clean",
    ),
    'node(lambda x: x, "x", "y")': (
        "lambda",
        "shop.case",
        "<lambda>",
        "shop.case:<lambda>:8:27",
    ),
    'node(partial(g, b=1), "x", "y")': ("partial", "shop.nodes", "g", "shop.nodes:g"),
    'node(operator.add, ["x", "z"], "y")': ("library", "operator", "add", "operator:add"),
    'node(len, "x", "y")': ("library", "builtins", "len", "builtins:len"),
}


@pytest.mark.parametrize("text", KINDS)
def test_kinds(text: str) -> None:
    func = only(f"return Pipeline([{text}])").func
    assert (func.kind, func.module, func.qualname, func.key) == KINDS[text]
    assert func.scope == "shop.case"


def test_a_function_of_a_library() -> None:
    func = only('import pandas as pd\nreturn Pipeline([node(pd.concat, "x", "y")])').func
    assert (func.kind, func.module, func.qualname) == ("library", "pandas", "concat")
    assert (func.text, func.place) == ("pd.concat", None)


def test_a_function_that_is_not_known() -> None:
    found = read_case(
        'import lib\nreturn Pipeline([node(lib.make(), "x", "y", name="n"), node(f, "y", "z")])'
    )
    func = found.nodes["n"].func
    assert (func.kind, func.module, func.qualname) == ("unknown", None, "")
    assert func.text == "lib.make()"
    assert len(found.nodes) == 2
    (diagnostic,) = found.diagnostics
    assert (diagnostic.code, diagnostic.severity) == ("K106", "error")


def test_places() -> None:
    node = only('return Pipeline([\n    node(f, "x", "y")\n])')
    assert node.place == Place("src/shop/case.py", 9, 9)
    assert node.func.place == Place("src/shop/nodes.py", 2, 1)
    assert node.module == "shop.case"


def test_names_before_they_are_mapped() -> None:
    node = only(
        """
        p = Pipeline([node(g, {"a": "x", "b": "y"}, ["z"], name="n")])
        return pipeline(p, namespace="ns", inputs={"x": "ex"})
        """
    )
    assert (node.id, node.name, node.namespace) == ("ns.n", "n", "ns")
    assert (node.inputs, node.outputs) == ({"a": "ex", "b": "ns.y"}, ("ns.z",))
    assert (node.local_inputs, node.local_outputs) == ({"a": "x", "b": "y"}, ("z",))


def test_bindings() -> None:
    node = only('return Pipeline([node(h, ["x", "y"], "z")])')
    assert node.bindings == (Binding("a", "x"), Binding("args", "y", "args"))
    node = only('return Pipeline([node(h, {"k": "y", "a": "x"}, "z")])')
    assert node.bindings == (Binding("a", "x"), Binding("k", "y", "kwargs"))


def test_what_partials_fix() -> None:
    node = only(
        """
        size = 3
        inner = partial(h, 1, [size, "a"], scale=size * 2)
        return Pipeline([node(partial(inner, None, other=Model, scale=f), "x", "y")])
        """
    )
    assert node.func.bound == (
        Bound("0", "1", True),
        Bound("1", "[3, 'a']", True),
        Bound("2", "None", True),
        Bound("scale", "f", module="shop.case"),
        Bound("other", "Model", module="shop.case"),
    )
    assert node.func.key == "shop.nodes:h"


def test_what_closures_take() -> None:
    node = only(
        """
        def factory(k, *, function):
            unused = 1
            def inner(a):
                b = function(a)
                return b * k
            return inner

        def create_pipeline():
            return Pipeline([node(factory({"q": (1,)}, function=f), "x", "y")])
        """
    )
    assert (node.func.kind, node.func.qualname) == ("closure", "factory.<locals>.inner")
    assert node.func.bound == (Bound("function", "f"), Bound("k", "{'q': (1,)}", True))
    assert node.func.text == 'factory({"q": (1,)}, function=f)'


def test_a_decorated_function_keeps_its_name() -> None:
    text = """
        import lib

        def log(function):
            @wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper

        @log
        @lib.opaque(3)
        def mine(a, b=2): ...

        @lib.opaque
        def other(c): ...

        def create_pipeline():
            return Pipeline([node(mine, "x", "y", name="n"), node(other, ["p", "q"], "r")])
        """
    nodes = read_case(text).nodes
    mine = nodes["n"]
    assert (mine.func.kind, mine.func.key) == ("function", "shop.case:mine")
    assert mine.bindings == (Binding("a", "x"),)
    (other,) = (node for name, node in nodes.items() if name != "n")
    assert (other.func.kind, other.func.key) == ("function", "shop.case:other")
    assert other.bindings is None  # what the decorator takes is not known


def test_different_nodes_of_one_name() -> None:
    registry = """
        from kedro.pipeline import Pipeline, node
        from shop.nodes import f, two


        def make(*args):
            return Pipeline([node(*args, name="n")])


        def register_pipelines():
            return {
                "a": make(f, "x", "y"),
                "b": make(f, "x", "z"),
                "c": make(f, "x", "y"),
                "d": make(two, "x", "y"),
            }
        """
    found = read({"nodes.py": NODES, "pipeline_registry.py": registry})
    ids = {name: [n.id for n in nodes] for name, nodes in found.pipelines.items()}
    assert ids == {"a": ["n"], "b": ["n#2"], "c": ["n"], "d": ["n#3"]}
    assert list(found.nodes) == ["n", "n#2", "n#3"]


def test_tags_in_each_pipeline() -> None:
    registry = """
        from kedro.pipeline import Pipeline, node
        from shop.nodes import f


        def register_pipelines():
            p = Pipeline([node(f, "x", "y", name="n", tags="t")])
            return {"a": p, "b": p.tag("u")}
        """
    found = read({"nodes.py": NODES, "pipeline_registry.py": registry})
    assert found.pipelines["a"][0].tags == {"t"}
    assert found.pipelines["b"][0].tags == {"t", "u"}
    assert found.nodes["n"].tags == {"t", "u"}


def test_a_subclass_stands_where_it_is_called() -> None:
    text = """
        class Special(Node):
            def __init__(self, *args, extra=None, **kwargs):
                super().__init__(*args, **kwargs)

        def create_pipeline():
            return Pipeline([Special(f, "x", "y", name="n")])
        """
    found = read_case(text)
    node = found.nodes["n"]
    assert (node.place, node.func.text) == (Place("src/shop/case.py", 13, 22), "f")
    assert found.coverage == Coverage(1, 1, 0, 0)


def test_coverage() -> None:
    registry = """
        import lib
        from kedro import pipeline as kp
        from shop.case import create_pipeline
        from shop.words import *


        def unused():
            return make(f, "x", "y")


        def register_pipelines():
            more = [make(f, "p", lib.name()), kp.node(f, "r", "s")]
            if lib.flag():
                more.append(make(f, "t", "u"))
            return {"a": create_pipeline() + kp.Pipeline(more)}
        """
    found = read(
        {
            "nodes.py": NODES,
            "words.py": "from kedro.pipeline import node as make\nfrom shop.nodes import *\n",
            "case.py": module("return Pipeline([node(f, n, n * 2) for n in 'ab'])"),
            "never.py": "from kedro.pipeline import node\nN = node(len, 'x', 'y')\n",
            "else.py": "def node(x): ...\nN = node(len)\n",
            "tests/test_it.py": "from kedro.pipeline import node\nN = node(len, 'x', 'y')\n",
            "pipeline_registry.py": registry,
        }
    )
    assert len(found.pipelines["a"]) == 3
    assert found.coverage == Coverage(node_calls=6, resolved=2, unresolved=2, unreachable=2)
    assert [d.code for d in found.diagnostics] == ["K101", "K102"]


def test_nodes_that_kedro_takes_for_one_are_told_apart() -> None:
    text = """
        return Pipeline([node(f, "x", "y", name="same")])
        """
    other = (
        module(text)
        .replace("node(f,", "node(g2,")
        .replace("from shop.nodes import", "from shop.nodes import f as g2,")
    )
    registry = """
        from shop import one, two


        def register_pipelines():
            return {"one": one.create_pipeline(), "two": two.create_pipeline()}
        """
    nodes = NODES + "\n\ndef other(a):\n    return a\n"
    files = {
        "nodes.py": nodes,
        "one.py": module(text),
        "two.py": other.replace("f as g2", "other as g2"),
        "pipeline_registry.py": registry,
    }
    found = read(files)
    assert [each.code for each in found.diagnostics] == ["K121"]
    assert sorted(found.nodes) == ["same", "same#2"]
