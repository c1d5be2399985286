"""A random project while it is drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

T = TypeVar("T")

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
PARAMETERS = """
k: 5
t: 7
x: 11
sizes:
  k: 2
"""
REGISTRY = """
from kedro.framework.project import find_pipelines


def register_pipelines():
    pipelines = find_pipelines()
    pipelines["__default__"] = sum(pipelines.values())
{slices}
    return pipelines
"""


@dataclass
class Drawn:
    """Its functions, nodes and catalog, by pipeline; which datasets hold tables or dicts.

    `kinds` are the shapes that were drawn, `said` the codes by which a migration may say that the
    sides differ, `given` the names of tables that the caller gives, `data` files beside `raw`.
    `ordered`: only a whole run, in Kedro's order, is the same.
    """

    functions: dict[str, list[str]] = field(default_factory=dict)
    nodes: dict[str, list[str]] = field(default_factory=dict)
    catalog: dict[str, str] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    dicts: list[str] = field(default_factory=list)
    slices: list[str] = field(default_factory=list)
    reused: str = ""
    more: dict[str, str] = field(default_factory=dict)
    parameters: str = PARAMETERS
    data: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    ordered: bool = False

    def add(self, pipeline: str, functions: str, *nodes: str) -> None:
        """Add dedented functions and nodes to a pipeline."""
        self.functions[pipeline].append(textwrap.dedent(functions).strip("\n") + "\n")
        self.nodes[pipeline] += [textwrap.dedent(node).strip() for node in nodes]

    def files(self) -> dict[str, str]:
        """The files of the project, without its data."""
        lines = [f"{name!r}: {entry}" for name, entry in self.catalog.items() if entry]
        slices = [f"    pipelines['slice_{i}'] = {text}" for i, text in enumerate(self.slices)]
        files = {
            "conf/base/catalog.yml": "\n".join(lines) + "\n" if lines else "{}\n",
            "conf/base/parameters.yml": self.parameters,
            "src/shop/pipeline_registry.py": REGISTRY.format(slices="\n".join(slices)),
            **self.more,
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


def function(head: str, body: str) -> str:
    """The text of a function."""
    return f"def {head}:\n{textwrap.indent(body, '    ')}\n"


def some(chance: Random, options: Sequence[T], least: int, most: int) -> list[T]:
    """Several different ones of the options."""
    return chance.sample(options, chance.randint(least, min(most, len(options))))
