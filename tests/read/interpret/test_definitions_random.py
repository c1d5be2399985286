"""Random code that defines pipelines: the reader finds exactly the nodes that Kedro makes."""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kedro_says import NODES, REGISTRY, module, read

from migrate.model.diagnostics import CannotMigrate

HELPERS = """
from kedro.pipeline import node, pipeline

from shop.nodes import f, g

SUFFIX = "made"


def make(names, prefix, *, tags=None):
    return pipeline([node(f, f"{prefix}_{n}", f"{prefix}_{n}_{SUFFIX}", tags=tags) for n in names])


def template():
    return pipeline(
        [
            node(g, ["raw", "params:alpha"], "mid", name="first", tags="one"),
            node(g, {"a": "mid", "b": "other"}, dict(x="out", y="rest"), name="second"),
            node(f, ["out"], None, name="third", tags=["one", "two"]),
        ]
    )
"""
MAPS = {
    "inputs": ["None", "'raw'", "{'raw'}", "{'raw': 'shared', 'other'}", "{'raw': 'shared'}"],
    "outputs": ["None", "'out'", "{'mid', 'out'}", "{'out': 'result_%d'}", "{'rest': 'rest_%d'}"],
    "parameters": ["None", "'params:alpha'", "{'params:alpha': 'params:beta'}", "{'alpha': 'b.c'}"],
}
MAPS["inputs"][3] = "{'raw': 'shared', 'other': 'second'}"
ENDS = [
    "",
    ".tag('all')",
    ".only_nodes_with_tags('one', 'odd')",
    ".filter(tags=['two', 'odd'])",
    ".from_inputs('shared')",
    " - p0",
    " & p0",
    " | p0",
]


@st.composite
def definitions(draw: st.DrawFn) -> str:
    """The body of a `create_pipeline`."""
    lines = ["from shop import helpers"]
    count = draw(st.integers(1, 4))
    for number in range(count):
        lines += draw(st.sampled_from([_loop, _comprehension, _namespace, _odd, _helper]))(
            draw, number
        )
    names = [f"p{number}" for number in range(count)]
    total = draw(
        st.sampled_from(
            [
                " + ".join(names),
                f"sum([{', '.join(names)}], Pipeline([]))",
                f"reduce(operator.add, [{', '.join(names)}])",
                f"pipeline([{', '.join(names)}], tags='outer')",
                f"Pipeline([*{names[0]}.nodes, *[n for p in ({', '.join(names[1:])},) for n in p.nodes]])"
                if count > 1
                else names[0],
            ]
        )
    )
    lines.append(f"return ({total}){draw(st.sampled_from(ENDS))}")
    return "\n".join(lines)


def _loop(draw: st.DrawFn, i: int) -> list[str]:
    names = draw(st.lists(st.sampled_from("uvwx"), min_size=1, max_size=3, unique=True))
    return [
        f"nodes{i} = []",
        f"for k, name in enumerate({names!r}):",
        "    if k % 2:",
        f"        nodes{i}.append(node(g, [f'in_{{name}}', 'params:p'], f'o{i}_{{name}}', tags='odd'))",
        "    else:",
        f"        nodes{i} += [node(f, 'shared', 'o{i}_%s' % name, name=f'n{i}-{{k}}')]",
        f"p{i} = pipeline(nodes{i})",
    ]


def _comprehension(draw: st.DrawFn, i: int) -> list[str]:
    number = draw(st.integers(1, 3))
    condition = draw(st.sampled_from(["", " if k != 1", " if str(k).isdigit()"]))
    return [
        f"p{i} = Pipeline([node(f, f'c{i}_{{k}}', 'c{i}_{{}}'.format(k + 1)) "
        f"for k in range({number}){condition}])"
    ]


def _namespace(draw: st.DrawFn, i: int) -> list[str]:
    given_ = {key: draw(st.sampled_from(values)) for key, values in MAPS.items()}
    given_["outputs"] = given_["outputs"].replace("%d", str(i))
    space = draw(st.sampled_from([f"'ns{i}'", f"f'a.{{\"ns\" + str({i})}}'"]))
    arguments = ", ".join(f"{key}={value}" for key, value in given_.items())
    prefix = draw(st.sampled_from(["", ", prefix_datasets_with_namespace=True"]))
    return [f"p{i} = pipeline(helpers.template(), namespace={space}, {arguments}{prefix})"]


def _odd(draw: st.DrawFn, i: int) -> list[str]:
    return [
        f"step{i} = partial(g, b={draw(st.integers(0, 9))})",
        f"p{i} = Pipeline([node(step{i}, 'x{i}', 'y{i}'), node(lambda a: a, 'y{i}', ['z{i}'])])",
    ]


def _helper(draw: st.DrawFn, i: int) -> list[str]:
    tags = draw(st.sampled_from(["None", "'two'", "['one', 'two']"]))
    return [f"p{i} = helpers.make(('a', 'b'), prefix=f'h{{{i}}}', tags={tags})"]


@contextmanager
def shop() -> Iterator[None]:
    """The modules of the package, in this process."""
    texts = {"shop.nodes": NODES, "shop.helpers": HELPERS}
    package = types.ModuleType("shop")
    package.__path__ = []
    sys.modules["shop"] = package
    try:
        for name, text in texts.items():
            made = types.ModuleType(name)
            sys.modules[name] = made
            setattr(package, name.partition(".")[2], made)
            exec(text, made.__dict__)
        yield
    finally:
        for name in ("shop", *texts):
            sys.modules.pop(name, None)


def by_kedro(text: str) -> list[dict[str, Any]] | None:
    """The nodes in Kedro's order; None if it refuses."""
    with shop(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scope: dict[str, Any] = {"__name__": "shop.case"}
        try:
            exec(module(text), scope)
            nodes = scope["create_pipeline"]().nodes
        except Exception:
            return None
        return [
            {
                "id": n.name,
                "namespace": n.namespace,
                "inputs": n._inputs,
                "outputs": n._outputs,
                "tags": sorted(n.tags),
                "bound": list(n.inputs),
            }
            for n in nodes
        ]


def by_text(text: str) -> list[dict[str, Any]] | None:
    """The nodes that the reader finds; None if it refuses."""
    files = {
        "nodes.py": NODES,
        "helpers.py": HELPERS,
        "case.py": module(text),
        "pipeline_registry.py": REGISTRY.format(name="case"),
    }
    try:
        found = read(files)
    except CannotMigrate:
        return None
    assert not found.diagnostics
    return [
        {
            "id": placed.id,
            "namespace": node.namespace,
            "inputs": list(node.inputs) if isinstance(node.inputs, tuple) else node.inputs,
            "outputs": list(node.outputs) if isinstance(node.outputs, tuple) else node.outputs,
            "tags": sorted(placed.tags),
            "bound": [b.dataset for b in node.bindings or ()],
        }
        for placed in found.pipelines["case"]
        for node in [found.nodes[placed.id]]
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(definitions())
def test_it_finds_what_kedro_makes(text: str) -> None:
    assert by_text(text) == by_kedro(text)
