"""What a function may return: both sides take it, or both refuse it and name the node."""

from __future__ import annotations

import importlib
import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import FRAME, write_files
from imported import package

from equivalence.sides import RAW, raw_data
from migrate.api import plan_migration, write_project

OUTPUTS = {
    "list": '["p", "q"]',
    "list of one": '["p"]',
    "dict": 'dict(a="p", b="q")',
    "dict of the same names": 'dict(p_NAME="p", q_NAME="q")',
    "one": '"p"',
    "none": "None",
}
VALUES = [
    "(1, 2)",
    "[1, 2]",
    "(1, 2, 3)",
    "(1,)",
    "()",
    "'ab'",
    "np.array([1, 2])",
    "{'a': 1, 'b': 2}",
    "{'a': 1}",
    "{'a': 1, 'b': 2, 'c': 3}",
    "{'p': 1, 'q': 2}",
    "{}",
    "None",
    "(1, None)",
    "{'a': None, 'b': 2}",
    "{'p': 1, 'q': None}",
]
HOW = {
    "moved": "node({f}, 'raw', {outputs}, name='{f}')",
    "wrapped": "node(kept({f}), 'raw', {outputs}, name='{f}')",
}
HEAD = """
from functools import partial

import numpy as np
from kedro.pipeline import node, pipeline


def kept(function):
    def inner(raw):
        return function(raw)

    return inner
"""
REGISTRY = """
from shop.nodes import PIPELINES


def register_pipelines():
    return {**PIPELINES, "__default__": sum(PIPELINES.values())}
"""


class Case(NamedTuple):
    """A function of the project, the registered pipeline that runs it alone, both by its name."""

    name: str
    outputs: str
    value: str
    how: str


def cases() -> Iterator[Case]:
    number = 0
    for how in HOW:
        for outputs in OUTPUTS.values():
            for value in VALUES:
                number += 1
                yield Case(f"work_{number}", outputs, value, how)


CASES = list(cases())


class Sides(NamedTuple):
    """Both sides of the project, imported once: what runs a pipeline by its name."""

    kedro: Callable[[str], Any]
    hamilton: Callable[[str], Any]


@pytest.fixture(scope="module", params=["memory", pytest.param("stored", marks=pytest.mark.slow)])
def sides(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sides]:
    folder: Path = tmp_path_factory.mktemp("outputs")
    kedro = write_files(folder / "shop", {**FRAME, **project_files(request.param == "stored")})
    write_project(plan_migration(kedro, folder / "new", checks_outputs=True))
    raw_data(folder / "new")
    logging.disable(logging.CRITICAL)
    with package("shop", kedro / "src"):
        pipelines = importlib.import_module("shop.nodes").PIPELINES
    with package("shop", folder / "new"):
        driver = importlib.import_module("shop.driver")
        built = driver.build("__default__", data_root=folder / "new")
        yield Sides(
            lambda name: run_node(pipelines[name]),
            lambda name: built.execute(list(driver.PIPELINES[name].outputs)),
        )
    logging.disable(logging.NOTSET)


def project_files(stored: bool) -> dict[str, str]:
    entries = ["raw: {type: pandas.CSVDataset, filepath: data/raw.csv}"]
    functions, nodes = [], []
    for name, outputs, value, how in CASES:
        functions.append(f"def {name}(raw):\n    value = {value}\n    return value\n")
        # Each pipeline has datasets of its own, and keys may be called like them.
        for part in "pq":
            outputs = outputs.replace(f'"{part}"', f'"{part}_{name}"')
            functions[-1] = functions[-1].replace(f"'{part}'", f"'{part}_{name}'")
            file = f"data/{part}_{name}.pkl"
            entries += [f"{part}_{name}: {{type: pickle.PickleDataset, filepath: {file}}}"] * stored
        nodes.append(f'    "{name}": pipeline([{HOW[how].format(f=name, outputs=outputs)}]),\n')
    return {
        "conf/base/catalog.yml": "\n".join(entries) + "\n",
        "src/shop/nodes.py": (
            HEAD + "\n\n" + "\n\n".join(functions) + f"\n\nPIPELINES = {{\n{''.join(nodes)}}}\n"
        ),
        "src/shop/pipeline_registry.py": REGISTRY,
    }


def run_node(pipeline: Any) -> None:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.runner import SequentialRunner

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        SequentialRunner().run(pipeline, DataCatalog({"raw": MemoryDataset(RAW)}))


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.how} {c.value} as {c.outputs}")
def test_both_sides_refuse_the_same(sides: Sides, case: Case) -> None:
    refused = None
    try:
        sides.kedro(case.name)
    except Exception as error:
        refused = error
    try:
        sides.hamilton(case.name)
    except ValueError as error:
        assert refused, error
        assert case.name in str(error)
    except (AttributeError, KeyError) as error:  # its keys could not be renamed
        assert refused, error
    else:
        assert not refused, refused
