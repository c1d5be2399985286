"""The reader against Kedro itself, on small pipelines."""

from __future__ import annotations

from typing import Any

import pytest
from kedro_says import answer, kedro_answers

CASES = {
    "plain": 'return Pipeline([node(f, "x", "y"), node(func=f, inputs="y", outputs="z")])',
    "named": 'return pipeline([Node(f, "x", "y", name="one", tags=["b", "a"], confirms="x")])',
    "old_word": 'from kedro.pipeline.node import node\nreturn Pipeline([node(f, ["x"], None)])',
    "modules": """
        import kedro.pipeline as kp
        from kedro.pipeline import pipeline as p
        return p([kp.node(f, "x", "y")])
        """,
    "ids": """
        return Pipeline([
            node(f, "x", "y"), node(f, ["x"], ["z"]), node(f, {"a": "x"}, {"k": "w"}),
            node(order, {"second": "s", "first": "r"}, "o"),
            node(order, dict(third="t", second="s", first="r"), "o2"),
            node(h, {"e": "1", "a": "2"}, "o3"),
            node(lambda x: x, "x", "l"), node(partial(g, b=1), "x", "p"),
            node(partial(partial(h, 1), c=2), ["x", "y"], "pp"),
            node(update_wrapper(partial(f), f), "x", "u"),
            node(Model, "x", "m"), node(Model.clean, "x", "mc"), node(Model.load, "x", "ml"),
            node(Model(1).fit, "x", "mf"),
        ])
        """,
    "kinds_of_names": """
        return Pipeline([
            node(f, "a b/c#d:e", "1-x"), node(f, "x@pandas", "params:q"),
            node(g, ["parameters", "params:a.b"], []), node(f, "1-x", ["only"]),
        ])
        """,
    "same_input_twice": 'return Pipeline([node(g, ["x", "x"], "y")])',
    "no_inputs": 'return Pipeline([node(lambda: 1, None, "y"), node(lambda: 2, [], "z")])',
    "order": """
        return Pipeline([
            node(f, "c", "d", name="b"), node(f, "b", "c", name="a"), node(f, "a", "b", name="z"),
            node(f, "a", "q", name="c"), node(f, "a", "r", name="B"), node(f, "q", "s", name="0"),
        ])
        """,
    "transcoding_orders": """
        return Pipeline([node(f, "t@spark", "u", name="a"), node(f, "x", "t@pandas", name="b")])
        """,
    "tags": """
        p = Pipeline([node(f, "x", "y", tags="one"), node(f, "y", "z", tags={"two", "one"})],
                     tags=["three"])
        return pipeline(p.tag("four"), tags="five") + Pipeline([node(f, "z", "w")])
        """,
    "sums": """
        a, b = Pipeline([node(f, "x", "y")]), Pipeline([node(f, "y", "z")])
        c = sum([a, b], Pipeline([]))
        return reduce(operator.add, [a, b, c]) + sum([a]) + (a | b) + (a & c)
        """,
    "differences": """
        a = Pipeline([node(f, "x", "y", name="a"), node(f, "y", "z", name="b")])
        return a - a.only_nodes("a")
        """,
    "namespace": """
        p = pipeline([
            node(g, ["x", "params:alpha"], "y", name="one"), node(g, ["y", "parameters"], "z"),
            node(f, "t@a", "u@b", confirms="t@a"), node(f, "params:a.b", "w", namespace="own"),
        ])
        return pipeline(p, namespace="ns") + pipeline(
            pipeline(p, namespace="inner"), namespace="outer", prefix_datasets_with_namespace=False
        )
        """,
    "maps": """
        p = Pipeline([
            node(g, ["x", "params:alpha"], "y", name="one"), node(f, "t@a", {"k": "u@b"}),
            node(g, {"a": "y", "b": "params:beta"}, ["z"], name="two"),
        ])
        return (
            pipeline(p, inputs="x", outputs={"y": "why", "u": "you"}, namespace="n1",
                     parameters={"alpha": "gamma", "params:beta": "params:delta"})
            + pipeline(p, inputs={"x", "t"}, outputs="z", parameters="params:alpha", namespace="n2")
            + Pipeline(p, inputs={"x": "ex", "t": "tea"}, outputs={"z": "zed"}, namespace="n.3",
                       tags="t")
        )
        """,
    "nested_namespaces": """
        def step(name):
            return pipeline([node(f, "in", "out", name="s")], namespace=name, inputs="in",
                            outputs={"out": f"out_{name}"})
        return pipeline([step("a"), step("b"), node(g, ["out_a", "out_b"], "end")],
                        namespace="all", inputs={"in": "start"})
        """,
    "slices": """
        p = Pipeline([node(f, c, d, name=c + d, tags=[c]) for c, d in zip("abcdef", "bcdefg")]
                     + [node(f, "b", "x@m", name="bx"), node(f, "x@n", "w", name="xw")])
        parts = [
            p.only_nodes("ab", "cd"), p.only_nodes_with_tags("a", "b", "nothing"),
            p.from_inputs("x"), p.from_inputs("x@n"), p.to_outputs("d"), p.from_nodes("de"),
            p.to_nodes("bc"), p.only_nodes_with_inputs("b", "x"), p.only_nodes_with_outputs("x@m"),
            p.filter(tags=["a", "c"], from_nodes=["bc"]), p.filter(to_outputs=["x"]),
        ]
        return Pipeline([pipeline(part, namespace=f"n{i}") for i, part in enumerate(parts)])
        """,
    "slices_by_namespace": """
        p = sum(pipeline([node(f, "a", "b")], namespace=n) for n in ("x", "x.y", "xy"))
        return p.only_nodes_with_namespaces(["x"]) + p.filter(node_namespaces=["xy"])
        """,
    "names_of_a_pipeline": """
        p = Pipeline([node(f, "a", "b"), node(f, "b", "c")])
        return pipeline(p, namespace="n", inputs=p.inputs(), outputs=p.outputs()) + Pipeline([
            node(f, "q" + "_".join(sorted(p.datasets() - p.all_outputs())), "r")
        ])
        """,
    "nodes_of_a_pipeline": """
        p = Pipeline([node(f, "a", "b", name="n1"), node(f, "b", "c", name="n2")])
        return Pipeline([
            node(n.func, n.inputs, ["new_" + o for o in n.outputs], name=n.name + "_copy",
                 tags=n.tags | {"t"})
            for n in p.nodes
        ])
        """,
    "loops": """
        nodes = []
        for i, name in enumerate(["a", "b"], start=1):
            if i == 2:
                nodes.append(node(f, f"{name}_in", f"{name}_{i:02d}", name="n_%s" % name))
                continue
            nodes += [node(f, "{}_in".format(name), name.upper())]
        else:
            nodes.extend(node(f, x, y) for x, y in {"p": "q", "r": "s"}.items() if x != "r")
        while len(nodes) < 5:
            nodes.insert(0, node(f, f"w{len(nodes)}", f"v{len(nodes)}"))
        return Pipeline(nodes)
        """,
    "unpacking": """
        first, *rest = [("a", "b"), ("c", "d"), ("e", "f")]
        extra = dict(name="n", tags={"t"})
        many = [node(f, x, y) for x, y in rest]
        return Pipeline([node(f, *first, **extra), *many,
                         node(h, {**{"a": "x"}, "k": "y"}, "hh"), node(h, ["x", *"yz"], "h3")])
        """,
    "builders": """
        PREFIX = "pre"

        def make(name, /, *others, out=None, **more):
            return node(f, inputs=f"{PREFIX}_{name}", outputs=out or name, **more)

        def create_pipeline(**kwargs):
            return Pipeline([make("a"), make("b", "x", out="c", name="bee"), *kwargs.get("x", [])])
        """,
    "closures": """
        def factory(k):
            def inner(a, *, scale=k):
                return a * scale
            return inner

        def create_pipeline(**kwargs):
            return Pipeline([node(factory(3), "x", "y"), node(factory(4), "x", "z")])
        """,
    "decorators": """
        def log(function):
            @wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper

        def bare(function):
            def wrapper(x, y=1):
                return function(x)
            return wrapper

        def twice(n):
            def decorate(function):
                @wraps(function)
                def wrapper(*args):
                    return function(*args)
                return wrapper
            return decorate

        @log
        @twice(2)
        def one(a, b): ...

        @bare
        def other(a): ...

        def create_pipeline():
            return Pipeline([node(one, ["x", "y"], "z"), node(other, "x", "w"),
                             node(log(f), "x", "v")])
        """,
    "subclass": """
        class Special(Node):
            def __init__(self, func, inputs, outputs, *, extra=None, **kwargs):
                self.extra = extra
                super().__init__(func, inputs, outputs, **kwargs)

        def create_pipeline():
            return Pipeline([Special(f, "x", "y", extra=3, name="s"), Special(f, "y", ["z"])])
        """,
    "builder_class": """
        from dataclasses import dataclass, field
        from enum import Enum

        class Kind(str, Enum):
            RED = "red"
            BLUE = "blue"

        class Plain(Enum):
            X = 1

        @dataclass
        class Step:
            name: str
            inputs: list = field(default_factory=list)
            out: str = "o"

            @property
            def output(self):
                return f"{self.name}_{self.out}"

        class Builder:
            prefix = "p_"

            def __init__(self):
                self.nodes = []

            def add(self, step):
                self.nodes.append(node(h, step.inputs, self.prefix + step.output))
                return self

            @classmethod
            def new(cls):
                return cls()

            def build(self):
                return Pipeline(self.nodes)

        def create_pipeline():
            steps = Builder.new().add(Step("a", ["x"])).add(Step("b", ["y", "z"], out="q"))
            more = [node(f, k.value, f"{k.name}_out") for k in Kind]
            more.append(node(f, Kind.RED, "from_member", name="m"))
            return steps.build() + Pipeline(more)
        """,
    "module_state": """
        NODES = []
        COUNT = 0

        def add(*args, **kwargs):
            global COUNT
            COUNT += 1
            NODES.append(node(*args, **kwargs, name=f"n{COUNT}"))

        add(f, "a", "b")
        add(g, inputs=["b", "c"], outputs="d")

        def create_pipeline():
            return Pipeline(NODES)
        """,
    "errors": """
        names = {"a": 1}
        try:
            names["b"]
        except (KeyError, IndexError) as error:
            name = "missing"
        else:
            name = "there"
        finally:
            last = "z"
        try:
            import not_there_at_all_
        except ImportError:
            pass
        try:
            raise ValueError("x")
        except Exception as error:
            message = str(error)
        return Pipeline([node(f, name, last), node(f, message, "q")])
        """,
    "generators": """
        def steps(n):
            for i in range(n):
                yield node(f, f"i{i}", f"o{i}")
            yield from [node(f, "x", "y")]

        def create_pipeline():
            return Pipeline(steps(3)) + Pipeline(node(f, str(i), f"s{i}") for i in range(2))
        """,
    "library": """
        import itertools
        import json
        from copy import deepcopy
        from itertools import chain, product
        from pathlib import Path
        pairs = [f"{a}{b}" for a, b in product("ab", [1, 2])]
        many = list(chain([node(f, p, p + "_") for p in pairs], [node(json.dumps, "q", "r")]))
        base = deepcopy({"x": ["deep"]})
        base["x"].append("er")
        name = Path("a/b.csv").stem + "_".join(map(str, itertools.chain.from_iterable([[1], [2]])))
        return Pipeline(many + [node(f, "".join(base["x"]), name)])
        """,
    "comprehensions": """
        table = {k: [v for v in range(3) if v != k] for k in range(2)}
        flat = [(k, v) for k, vs in table.items() for v in vs]
        names = {f"{k}-{v}" for k, v in flat}
        return Pipeline([node(f, n, n.replace("-", "_")) for n in sorted(names, reverse=True)])
        """,
    "conditions": """
        import os
        wanted = {"a": True, "b": False, "c": None}
        chosen = [k for k in wanted if wanted[k]] or ["none"]
        fun = f if chosen == ["a"] and "b" in wanted else g
        match len(chosen):
            case 1:
                out = "single"
            case _:
                out = "many"
        if (n := len(wanted)) > 2:
            out += str(n)
        return Pipeline([node(fun, chosen[0], out)])
        """,
    "context_node": """
        from kedro.pipeline import llm_context_node, tool
        return Pipeline([llm_context_node(outputs="ctx", llm="model", prompts=["p1", "p2"],
                                          tools=[tool(f, "x", "params:y")], name="c")])
        """,
}

REFUSED = {
    "neither": 'return Pipeline([node(f, None, None, name="n")])',
    "circle": 'return Pipeline([node(f, "a", "b", name="n1"), node(f, "b", "a", name="n2")])',
    "made_twice": 'return Pipeline([node(f, "a", "c", name="m"), node(f, "b", "c", name="n")])',
    "made_twice_by_sum": """
        return Pipeline([node(f, "a", "c@x")]) + Pipeline([node(f, "b", "c@y")])
        """,
    "same_name": 'return Pipeline([node(f, "a", "b", name="n"), node(f, "a", "c", name="n")])',
    "input_is_output": 'return Pipeline([node(f, "a@x", "a@y")])',
    "output_twice": 'return Pipeline([node(two, "a", ["b", "b"])])',
    "too_few": 'return Pipeline([node(g, "a", "b")])',
    "too_many": 'return Pipeline([node(f, ["a", "b"], "c")])',
    "wrong_keyword": 'return Pipeline([node(f, {"b": "x"}, "c")])',
    "bound_keyword": 'return Pipeline([node(partial(g, a=1), "x", "c")])',
    "set_of_inputs": 'return Pipeline([node(f, {"a"}, "b")])',
    "tuple_of_inputs": 'return Pipeline([node(g, ("a", "b"), "c")])',
    "no_name": 'return Pipeline([node(f, ["a", 1][1:], "c")])',
    "bad_name": 'return Pipeline([node(f, "a", "b", name="x y")])',
    "bad_tag": 'return Pipeline([node(f, "a", "b", tags="x y")])',
    "bad_at": 'return Pipeline([node(f, "a@b@c", "d")])',
    "mixed_at": 'return Pipeline([node(f, "a@b", "d"), node(f, "a", "e")])',
    "not_a_function": 'return Pipeline([node("f", "a", "b")])',
    "not_a_node": "return Pipeline([f])",
    "none": "return Pipeline(None)",
    "mapped_missing": 'return pipeline([node(f, "a", "b")], inputs="c")',
    "mapped_inside": """
        return pipeline([node(f, "a", "b"), node(f, "b", "c")], inputs="b", namespace="n")
        """,
    "mapped_not_made": 'return pipeline([node(f, "a", "b")], outputs={"a": "x"})',
    "mapped_parameter": 'return pipeline([node(f, "params:a", "b")], inputs="params:a")',
    "no_such_node": 'return Pipeline([node(f, "a", "b")]).only_nodes("x")',
    "no_such_dataset": 'return Pipeline([node(f, "a", "b")]).to_outputs("x")',
    "no_such_namespace": 'return Pipeline([node(f, "a", "b")]).only_nodes_with_namespaces(["x"])',
    "nothing_left": 'return Pipeline([node(f, "a", "b")]).filter(tags=["x"])',
    "added_to_a_list": 'return Pipeline([node(f, "a", "b")]) + [node(f, "b", "c")]',
    "confirmed_twice": """
        return Pipeline([node(f, "a", "b", confirms="x"), node(f, "a", "c", confirms="x")])
        """,
    "raised": 'raise RuntimeError("no")',
    "missing_key": 'return Pipeline([node(f, {}["a"], "b")])',
}


@pytest.fixture(scope="module")
def kedro(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = tmp_path_factory.mktemp("shop")
    return kedro_answers(root, {**CASES, **REFUSED})


@pytest.mark.parametrize("name", CASES)
def test_it_finds_what_kedro_finds(name: str, kedro: dict[str, Any]) -> None:
    expected, found = kedro[name], answer(name, CASES[name])
    assert isinstance(expected, list), expected
    assert isinstance(found, list), found
    for one, other in zip(found, expected, strict=False):
        if one["bound"] is None:  # a library's function
            other["bound"] = None
    assert found == expected


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses_what_kedro_refuses(name: str, kedro: dict[str, Any]) -> None:
    assert isinstance(kedro[name], str), kedro[name]
    found = answer(name, REFUSED[name])
    assert isinstance(found, str), found
    assert found.startswith("src/shop/")
    assert "\n" not in found
