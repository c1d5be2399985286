"""Random Kedro projects that run: functions that mutate, alias, default, capture; several
pipelines and slices of them; stored and in-memory datasets; parameters; one function in several
nodes; a pipeline of several outputs under namespaces."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from hypothesis import strategies as st

# What a function does with its tables `{x}`, `{y}`, its dict of tables `{d}` and the number
# `{k}`; `{t}` is a local's name.
BODIES = {
    "pure": "return {x}.assign(a={x}['a'] + {k})",
    "change": "{x}['a'] = {x}['a'] * 2 + {k}\nreturn {x}.assign(b=1)",
    "change and return": "{x}['a'] += {k}\nreturn {x}",
    "same object": "return {x}",
    "change by loc": "{x}.loc[{x}['a'] > 2, 'b'] = {k}\nreturn {x}.sort_values('a')",
    "change a view": "{t} = {x}\n{t}.columns = ['b', 'a']\nreturn {t}.assign(a=range(len({t})))",
    "change in a helper": "_bump({x}, {k})\nreturn {x}",
    "change a second name": "{t} = [{x}, 1]\n{t}[0].drop(columns='b', inplace=True)\nreturn {t}[0].assign(b={k})",
    "join": "return {x}.assign(b={y}['a'].to_numpy()[: len({x})].sum() + {k})",
    "change one of two": "{y}['b'] = {y}['a'] - {k}\nreturn {x}.assign(a={y}['b'].sum())",
    "local of another's name": "{t} = {x}['a'].sum()\nreturn {x}.assign(a={t} + {k})",
    "comprehension": "return {x}.assign(a=[{t} + {k} for {t} in {x}['a']])",
    "closure": "def inner({t}):\n    return {t} + {k} + len({x})\n\nreturn {x}.assign(a={x}['a'].map(inner))",
    "random": "return {x}.assign(a=np.random.rand(len({x})) + {k})",
    "seed": "np.random.seed({k})\nreturn {x}",
    "remember": "SEEN.append(len({x}))\nreturn {x}.assign(a=len(SEEN) * {k})",
    "by a condition": "return {x}.assign(a=weigh({x}['a']) + {k})",
    "from a dict": "return {d}['table'].assign(b={k})",
    "change within a dict": "{d}['table']['a'] += {k}\nreturn {d}['table']",
    "take out of a dict": "{t} = {d}.pop('table')\nreturn {t}.assign(b=len({d}) + {k})",
}
LISTS = {
    "two": "return {x}, {x}.assign(a={k})",
    "one object twice": "return [{x}, {x}]",
    "change, then two": "{x}['a'] = {k}\nreturn {x}, {x}[:2]",
}
KEYS = {
    "two by key": "return {{'first': {x}, 'second': {x}.assign(a={k})}}",
    "change, then by key": "{x}['a'] = {k}\n{t} = dict(second={x})\n{t}['first'] = {x}\nreturn {t}",
}
DICTS = {
    "table in a dict": "return {{'table': {x}, 'by': {k}}}",
    "new table in a dict": "return {{'table': {x}.assign(a={k}), 'by': {k}}}",
    "dict that changes": "{d}['by'] = {k}\nreturn {d}",
    "same dict": "return {d}",
}
SINKS = {
    "change at the end": "{x}['a'] = {k}",
    "clear a dict": "{d}.clear()",
    "remember at the end": "SEEN.append(len({x}))\nreturn {x}",
}
GENERATORS = {
    "halves": "for {t} in (0, 1):\n    yield {x}[{t} * 2 : {t} * 2 + 2].assign(b={k})",
    "one changing object": "for {t} in range(3):\n    {x}['a'] += {t} + {k}\n    yield {x}",
}
# The kinds of function, how often each is drawn, and what each makes.
KINDS = {
    "table": BODIES,
    "list": LISTS,
    "keys": KEYS,
    "dict": DICTS,
    "sink": SINKS,
    "generator": GENERATORS,
}
OFTEN = ["table"] * 6 + ["list", "keys", "dict", "dict", "sink", "generator"]

HEAD = """
import contextlib
import functools

import numpy as np
import pandas as pd

if not pd.__version__:
    from no_such_library import weigh
else:

    def weigh(column):
        return column * 3


with contextlib.suppress(ImportError):
    from no_such_library import weigh

SEEN = []


def _bump(frame, by):
    frame["a"] = frame["a"] + by


def decorated(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


"""
FORMATS = {
    "csv": "{{type: pandas.CSVDataset, filepath: data/{file}.csv}}",
    "pickle": "{{type: pickle.PickleDataset, filepath: data/{file}.pkl}}",
    "parquet": "{{type: pandas.ParquetDataset, filepath: data/{file}.parquet}}",
    "memory": "",
}
DICT_FORMATS = ("pickle", "memory")
# How a dataset's name is made of a word: some are no identifiers.
NAMES = ("{}",) * 5 + ("{} (new)", "1-{}", "{}.part", "{}#1")

REGISTRY = """
from kedro.framework.project import find_pipelines


def register_pipelines():
    pipelines = find_pipelines()
    pipelines["__default__"] = sum(pipelines.values())
{slices}
    return pipelines
"""
SLICES = (
    'pipelines["__default__"].from_nodes("{node}")',
    'pipelines["__default__"].to_nodes("{node}")',
    'pipelines["__default__"].only_nodes("{node}")',
    'pipelines["__default__"].only_nodes_with_tags("chosen")',
)

# A pipeline of two steps, the first with two outputs, under namespaces.
REUSED_NODES = {
    "split": "return {x}[:2], {x}[1:]",
    "split and change": "{x}['b'] = {k}\nreturn {x}, {x}.assign(a=0)",
}
REUSED_RESULTS = {
    "add": "return {x}.assign(a={y}['a'].sum() + {k})",
    "change": "{y}['b'] += {k}\nreturn {x}.assign(a={y}['b'].sum())",
}


@dataclass
class Drawn:
    """A project while it is drawn: its functions, nodes and catalog, by pipeline; what makes
    each dataset is a table or a dict."""

    functions: dict[str, list[str]] = field(default_factory=dict)
    nodes: dict[str, list[str]] = field(default_factory=dict)
    catalog: dict[str, str] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    dicts: list[str] = field(default_factory=list)
    slices: list[str] = field(default_factory=list)
    reused: str = ""

    def files(self) -> dict[str, str]:
        """The files of the project."""
        lines = [f"{name!r}: {entry}" for name, entry in self.catalog.items() if entry]
        slices = [f"    pipelines['slice_{i}'] = {text}" for i, text in enumerate(self.slices)]
        files = {
            "conf/base/catalog.yml": "\n".join(lines) + "\n" if lines else "{}\n",
            "conf/base/parameters.yml": "k: 5\nt: 7\nx: 11\nsizes:\n  k: 2\n",
            "src/shop/pipeline_registry.py": REGISTRY.format(slices="\n".join(slices)),
        }
        for name, functions in self.functions.items():
            folder = f"src/shop/pipelines/{name}"
            nodes = textwrap.indent(",\n".join(self.nodes[name]), " " * 8)
            files[f"{folder}/__init__.py"] = "from .pipeline import create_pipeline\n"
            files[f"{folder}/nodes.py"] = HEAD.lstrip() + "\n\n".join(functions)
            made = self.reused if name == "reused" else "made"
            files[f"{folder}/pipeline.py"] = (
                "from functools import partial\n\nfrom kedro.pipeline import node, pipeline\n\n"
                "from . import nodes\n\n\ndef create_pipeline(**kwargs):\n"
                f"    made = pipeline([\n{nodes}\n    ])\n    return {made}\n"
            )
        return files


@st.composite
def projects(draw: st.DrawFn) -> dict[str, str]:
    """The files of a random project (of package `shop`) whose raw table is `raw`."""
    drawn = Drawn(tables=["raw"], catalog={"raw": FORMATS["csv"].format(file="raw")})
    number = 0
    for pipeline in ("early", "late")[: draw(st.integers(1, 2))]:
        drawn.functions[pipeline], drawn.nodes[pipeline] = [], []
        for _ in range(draw(st.integers(1, 5))):
            number += 1
            _draw_node(draw, drawn, pipeline, number)
    if draw(st.integers(0, 2)) == 0:
        _draw_reuse(draw, drawn)
    for _ in range(draw(st.integers(0, 2))):
        node = f"node_{draw(st.integers(1, number))}"
        drawn.slices.append(draw(st.sampled_from(SLICES)).format(node=node))
    return drawn.files()


def _draw_node(draw: st.DrawFn, drawn: Drawn, pipeline: str, number: int) -> None:
    makes = draw(st.sampled_from(OFTEN))
    bodies = {k: b for k, b in KINDS[makes].items() if drawn.dicts or "{d}" not in b}
    body = bodies[draw(st.sampled_from(sorted(bodies)))]
    kinds = [kind for kind in "xyd" if f"{{{kind}}}" in body]
    inputs = [draw(st.sampled_from(drawn.dicts if k == "d" else drawn.tables)) for k in kinds]
    variables = [name for name in drawn.tables if name.isidentifier()]
    names = draw(
        st.lists(
            st.sampled_from(["x", "df", "kept", *variables, f"made_{number}"]),
            min_size=len(kinds) + 1,
            max_size=len(kinds) + 1,
            unique=True,
        )
        if len(variables) > 1
        else st.just(["x", "frame", "t"][: len(kinds) + 1])
    )
    words = dict(zip((*kinds, "t"), names, strict=True))
    k = draw(st.sampled_from(["k", "t", "size"]))
    words["k"] = "number" if k in names else k
    bound = draw(st.sampled_from(["parameter", "default", "partial", "dotted", "whole"]))
    shape = draw(st.sampled_from(["list", "list", "dict", "keywords only", "args", "kwargs"]))
    if bound == "partial" and shape == "args":
        shape = "list"
    drawn.functions[pipeline].append(_function(number, kinds, words, bound, shape, body))
    func = f"nodes.work_{number}"
    dressed = draw(st.sampled_from(["", "", "", "decorated", "lambda"]))
    if dressed == "decorated" and makes != "generator":
        drawn.functions[pipeline][-1] = f"@decorated\n{drawn.functions[pipeline][-1]}"
    plain = makes != "generator" and bound != "partial" and shape in ("list", "args")
    if dressed == "lambda" and plain:
        count = len(kinds) + (bound != "default")
        names = ", ".join("abcd"[:count])
        func = f"lambda {names}: {func}({names})"
    if bound == "partial":
        func = f"partial({func}, {words['k']}=4)"
    given = [words[kind] for kind in kinds]
    if name := {"parameter": "params:k", "dotted": "params:sizes.k", "whole": "params:sizes"}.get(
        bound
    ):
        inputs.append(name)
        given.append(words["k"])
    by_name = shape in ("dict", "keywords only", "kwargs")
    outputs = _draw_outputs(draw, drawn, makes, number)
    tags = draw(st.sampled_from(["", "", ", tags=['chosen']"]))
    shown = repr(dict(zip(given, inputs, strict=True)) if by_name else inputs)
    drawn.nodes[pipeline].append(f"node({func}, {shown}, {outputs!r}, name='node_{number}'{tags})")
    if (
        makes == "table" and not by_name and "lambda" not in func and draw(st.integers(0, 3)) == 0
    ):  # once more
        again = [draw(st.sampled_from(drawn.tables)) if n in drawn.tables else n for n in inputs]
        output = _draw_outputs(draw, drawn, "table", number + 100)
        drawn.nodes[pipeline].append(
            f"node({func}, {again!r}, {output!r}, name='node_{number}_again')"
        )


def _function(
    number: int, kinds: list[str], words: dict[str, str], bound: str, shape: str, body: str
) -> str:
    k, parameters = words["k"], [words[kind] for kind in kinds]
    number_of = f"{k}['k']" if bound == "whole" else k
    inner = body.format(**{**words, "k": number_of})
    if bound == "whole":
        inner = f"{number_of} += 1\n{inner}"
    last = f"{k} = 3" if bound == "default" else k
    if shape == "args" and bound != "default":
        head = "*given"
        inner = f"{', '.join([*parameters, k])}, = given\n{inner}"
    elif shape == "kwargs":
        head = "**given"
        taken = [f"{name} = given[{name!r}]" for name in parameters]
        taken.append(f"{k} = given.get({k!r}, 3)")
        inner = "\n".join([*taken, inner])
    elif shape == "keywords only":
        head = f"*, {', '.join([*parameters, last])}"
    else:
        head = ", ".join([*parameters, last])
    return f"def work_{number}({head}):\n{textwrap.indent(inner, '    ')}\n"


def _draw_outputs(
    draw: st.DrawFn, drawn: Drawn, makes: str, number: int
) -> str | list[str] | dict[str, str] | None:
    if makes == "sink":
        return None
    words = [f"made_{number}", f"more_{number}"][: 2 if makes in ("list", "keys") else 1]
    names = [draw(st.sampled_from(NAMES)).format(word) for word in words]
    formats = DICT_FORMATS if makes == "dict" else sorted(FORMATS)
    for name, word in zip(names, words, strict=True):
        (drawn.dicts if makes == "dict" else drawn.tables).append(name)
        if entry := FORMATS[draw(st.sampled_from(formats))]:
            drawn.catalog[name] = entry.format(file=word)
    if makes == "keys":
        return dict(zip(("first", "second"), names, strict=True))
    return names if makes == "list" else names[0]


def _draw_reuse(draw: st.DrawFn, drawn: Drawn) -> None:
    split = REUSED_NODES[draw(st.sampled_from(sorted(REUSED_NODES)))]
    result = REUSED_RESULTS[draw(st.sampled_from(sorted(REUSED_RESULTS)))]
    drawn.functions["reused"] = [
        f"def split(table, k):\n{textwrap.indent(split.format(x='table', k='k'), '    ')}\n",
        f"def result(left, right, k=6):\n"
        f"{textwrap.indent(result.format(x='left', y='right', k='k'), '    ')}\n",
    ]
    drawn.nodes["reused"] = [
        "node(nodes.split, ['table', 'params:k'], ['left', 'right'], name='split')",
        "node(nodes.result, ['left', 'right'], 'result', name='result')",
    ]
    uses = []
    for namespace in ("one", "two", "three")[: draw(st.integers(1, 3))]:
        table = draw(st.sampled_from(drawn.tables))
        outputs = ""
        if draw(st.booleans()):
            outputs = f", outputs={{'result': 'result_of_{namespace}'}}"
        uses.append(
            f"pipeline(made, namespace={namespace!r}, inputs={{'table': {table!r}}}{outputs}, "
            "parameters={'params:k'})"
        )
        for name in (f"{namespace}.left", f"{namespace}.right", f"{namespace}.result"):
            if not (outputs and name.endswith("result")) and draw(st.integers(0, 2)) == 0:
                entry = FORMATS[draw(st.sampled_from(sorted(FORMATS)))]
                drawn.catalog[name] = entry.format(file=name)
    drawn.reused = " + ".join(uses)
