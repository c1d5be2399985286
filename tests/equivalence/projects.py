"""Random Kedro projects that run: functions that mutate, alias, default, capture; several
pipelines; stored and in-memory datasets; parameters; a pipeline under namespaces."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from hypothesis import strategies as st

# What a function does with its tables `{x}`, `{y}` and the number `{k}`; `{t}` is a local's name.
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
}
LISTS = {
    "two": "return {x}, {x}.assign(a={k})",
    "one object twice": "return [{x}, {x}]",
    "change, then two": "{x}['a'] = {k}\nreturn {x}, {x}[:2]",
}
HEAD = """
import numpy as np
import pandas as pd

SEEN = []


def _bump(frame, by):
    frame["a"] = frame["a"] + by


"""
FORMATS = {
    "csv": "{{type: pandas.CSVDataset, filepath: data/{name}.csv}}",
    "pickle": "{{type: pickle.PickleDataset, filepath: data/{name}.pkl}}",
    "parquet": "{{type: pandas.ParquetDataset, filepath: data/{name}.parquet}}",
    "memory": "",
}


@dataclass
class Drawn:
    """A project while it is drawn: its functions, nodes and catalog, by pipeline."""

    functions: dict[str, list[str]] = field(default_factory=dict)
    nodes: dict[str, list[str]] = field(default_factory=dict)
    catalog: dict[str, str] = field(default_factory=dict)
    datasets: list[str] = field(default_factory=list)

    def files(self, registry: str) -> dict[str, str]:
        """The files of the project."""
        lines = [f"{name}: {entry}" for name, entry in self.catalog.items() if entry]
        files = {
            "conf/base/catalog.yml": "\n".join(lines) + "\n" if lines else "{}\n",
            "conf/base/parameters.yml": "k: 5\nt: 7\nx: 11\nsizes:\n  k: 2\n",
            "src/shop/pipeline_registry.py": registry,
        }
        for name, functions in self.functions.items():
            folder = f"src/shop/pipelines/{name}"
            nodes = textwrap.indent(",\n".join(self.nodes[name]), " " * 8)
            files[f"{folder}/__init__.py"] = "from .pipeline import create_pipeline\n"
            files[f"{folder}/nodes.py"] = HEAD.lstrip() + "\n\n".join(functions)
            files[f"{folder}/pipeline.py"] = (
                "from functools import partial\n\nfrom kedro.pipeline import node, pipeline\n\n"
                "from . import nodes\n\n\ndef create_pipeline(**kwargs):\n"
                f"    return pipeline([\n{nodes}\n    ])\n"
            )
        return files


REGISTRY = """
from kedro.framework.project import find_pipelines


def register_pipelines():
    pipelines = find_pipelines()
    pipelines["__default__"] = sum(pipelines.values())
    return pipelines
"""


@st.composite
def projects(draw: st.DrawFn) -> dict[str, str]:
    """The files of a random project (of package `shop`) whose raw table is `raw`."""
    drawn = Drawn(datasets=["raw"], catalog={"raw": FORMATS["csv"].format(name="raw")})
    number = 0
    for pipeline in ("early", "late")[: draw(st.integers(1, 2))]:
        drawn.functions[pipeline], drawn.nodes[pipeline] = [], []
        for _ in range(draw(st.integers(1, 5))):
            number += 1
            _draw_node(draw, drawn, pipeline, number)
    return drawn.files(REGISTRY)


def _draw_node(draw: st.DrawFn, drawn: Drawn, pipeline: str, number: int) -> None:
    several = draw(st.integers(0, 4)) == 0
    kind = draw(st.sampled_from(sorted(LISTS if several else BODIES)))
    body = (LISTS if several else BODIES)[kind]
    names = ["x", "df", *drawn.datasets, f"made_{number}"]
    x, y, t = (draw(st.sampled_from(names)) for _ in range(3))
    if len({x, y, t}) < 3:
        x, y, t = "x", "frame", "t"
    k = draw(st.sampled_from(["k", "t", "size"]))
    if k in (x, y, t):
        k = "number"
    bound = draw(st.sampled_from(["parameter", "default", "partial", "dotted"]))
    inputs = [draw(st.sampled_from(drawn.datasets))]
    parameters = [x]
    if "{y}" in body:
        inputs.append(draw(st.sampled_from(drawn.datasets)))
        parameters.append(y)
    inner = textwrap.indent(body.format(x=x, y=y, t=t, k=k), "    ")
    default = " = 3" if bound == "default" else ""
    code = f"def work_{number}({', '.join(parameters)}, {k}{default}):\n{inner}\n"
    drawn.functions[pipeline].append(code)
    func = f"nodes.work_{number}"
    if bound == "partial":
        func = f"partial({func}, {k}=4)"
    if bound in ("parameter", "dotted"):
        inputs.append("params:k" if bound == "parameter" else "params:sizes.k")
    outputs = [f"made_{number}"] + ([f"more_{number}"] if several else [])
    drawn.nodes[pipeline].append(
        f"node({func}, {inputs!r}, {outputs if several else outputs[0]!r}, name='node_{number}')"
    )
    for output in outputs:
        drawn.datasets.append(output)
        if entry := FORMATS[draw(st.sampled_from(sorted(FORMATS)))]:
            drawn.catalog[output] = entry.format(name=output)
