"""Functions that may touch state that they share: found in their code, not in its comments."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.plan.functions.shared_state import SharedState
from migrate.plan.placement.source_names import Source
from migrate.read import read_project

TOUCHES = {
    "plt.figure()": True,
    "open('a.txt')": True,
    "pd.set_option('a', 1)": True,
    "pd.options.display.width = 1": True,
    "panda.options.display.width = 1": True,
    "table.options": False,
    "other.count()": True,
    "other.plain()": False,
    "table['open'] + table['close']": False,
    "print('nothing that warnings would tell')": False,
    "'Does not open any file.'": False,
}
SEEDED = {
    "np.random.rand()": True,
    "Model(seed=1)": True,
    "LinearRegression().fit(table)": True,
    "table.sum()  # nothing random": False,
    "table['seed']": False,
}
FILES = {
    "Path('a').exists()": True,
    "pd.read_csv('a.csv')": True,
    "table['read_csv']": False,
    "table.glob": False,
    "table.sum()  # not .exists()": False,
}
HEAD = """
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pandas as panda
from sklearn.linear_model import LinearRegression

from shop import other
{start}

def act(table):
    {body}
    return table
"""
OTHER = """
COUNTER = {}


def count():
    COUNTER["n"] = 1


def plain():
    return 1
"""


def touches(shop: Callable[..., Path], body: str, start: str = "") -> bool:
    nodes = textwrap.dedent(HEAD).format(body=body, start=start)
    files = pipeline_files("sales", nodes, 'node(nodes.act, "table", "made", name="act"),')
    project = read_project(shop({**files, "src/shop/other.py": OTHER}))
    source = Source({module.name: module for module in project.modules.values() if module.name})
    return SharedState.of(project, source).is_touched_by(project.nodes["act"])


@pytest.mark.parametrize("body", TOUCHES)
def test_state_of_libraries_and_modules(shop: Callable[..., Path], body: str) -> None:
    assert touches(shop, body) is TOUCHES[body]


@pytest.mark.parametrize("body", SEEDED)
@pytest.mark.parametrize("start", ["np.random.seed(1)", "from random import seed as start"])
def test_random_generators_where_one_is_seeded(
    shop: Callable[..., Path], body: str, start: str
) -> None:
    assert touches(shop, body, start) is SEEDED[body]


@pytest.mark.parametrize("start", ["", "# np.random.seed(1)", "WORDS = 'set_seed'"])
def test_random_generators_where_none_is_seeded(shop: Callable[..., Path], start: str) -> None:
    assert not touches(shop, "np.random.rand()", start)


MADE = "\ndef keep(table):\n    table.to_csv('a.csv')\n"


@pytest.mark.parametrize("body", FILES)
def test_files_where_some_are_made(shop: Callable[..., Path], body: str) -> None:
    assert touches(shop, body, MADE) is FILES[body]


@pytest.mark.parametrize("body", FILES)
def test_files_where_none_are_made(shop: Callable[..., Path], body: str) -> None:
    assert not touches(shop, body, "# table.to_csv('a.csv')")
