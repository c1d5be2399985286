"""What functions that make pipelines do beside that is lost with them, and said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.read import read_project

NODES = """
import numpy as np

LIMIT, SEEN, UNREAD = 1, [], []


def draw(table):
    return table.sample(min(LIMIT, len(SEEN)))


def setup(seed):
    np.random.seed(seed)
"""
REGISTRY = """
import json, logging, os, random, sys, time, warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from shop.pipelines.p import create_pipeline, nodes
from shop.pipelines.p.nodes import SEEN, UNREAD

logger = logging.getLogger(__name__)
FOUND = {{}}


def register_pipelines():
    global LAST
    made = {{"__default__": create_pipeline()}}
    {body}
    return made
"""


def told(shop, body: str) -> list[str]:
    files = pipeline_files("p", NODES, 'node(draw, "table", "drawn")')
    registry = REGISTRY.format(body=body.replace("; ", "\n    "))
    project = read_project(shop({**files, "src/shop/pipeline_registry.py": registry}))
    found = [each for each in project.diagnostics if each.code in ("K126", "K127")]
    return [f"{each.code} {each.message.partition(' while ')[0]}" for each in found]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("np.random.seed(3)", "np.random.seed() happens"),
        ("nodes.setup(3)", "np.random.seed() happens"),
        ("pd.set_option('display.precision', 2)", "pd.set_option() happens"),
        ("pd.options.display.precision = 2", "a change of pd.options.display.precision happens"),
        ("plt.rcParams['font.size'] = 2", "a change of plt.rcParams happens"),
        ("os.environ['MODE'] = 'fast'", "a change of os.environ happens"),
        ("os.environ.setdefault('MODE', 'fast')", "os.environ.setdefault() happens"),
        ("del os.environ['MODE']", "a change of os.environ happens"),
        ("sys.path.append('lib')", "sys.path.append() happens"),
        ("Path('made').mkdir()", "mkdir() happens"),
        ("with open('made.txt', 'w') as file: file.write('x')", "file.write() happens"),
        ("json.dump(1, open('made.txt', 'w'))", "json.dump() happens"),
        ("if random.random() > 1: np.random.seed(3)", "np.random.seed() happens"),
        ("nodes.LIMIT = 5", "a change of shop.pipelines.p.nodes.LIMIT happens"),
        ("nodes.SEEN.append(5)", "a change of shop.pipelines.p.nodes.SEEN happens"),
        ("nodes.SEEN += [5]", "a change of shop.pipelines.p.nodes.SEEN happens"),
        ("SEEN[:] = [5]", "a change of shop.pipelines.p.nodes.SEEN happens"),
    ],
)
def test_what_nodes_may_notice_is_a_warning(shop, body, what):
    assert told(shop, body) == [f"K126 {what}"]


@pytest.mark.parametrize(
    "body", ["print(made)", "logger.info('made')", "warnings.warn('x')", "logging.info('x')"]
)
def test_what_only_tells_something_is_an_info(shop, body):
    assert told(shop, body) == [f"K127 {body.partition('(')[0]}() tells something"]


@pytest.mark.parametrize(
    "body",
    [
        "FOUND.update(made); FOUND['x'] = 1; LAST = made",
        "UNREAD.append(1); nodes.UNREAD.append(1)",
        "found = []; found.append(1); found[0] = 2; del found[0]; found.sort()",
        "time.sleep(0); json.dumps(1); Path('x').exists(); sorted(made)",
        "made['__default__'].describe()",
    ],
)
def test_what_nobody_notices_is_not_told(shop, body):
    assert not told(shop, body)


def test_what_modules_do_when_they_are_imported_comes_along(shop):
    files = {
        **pipeline_files("p", f"{NODES}\n\nsetup(3)\n", 'node(draw, "table", "drawn")'),
        "src/shop/pipelines/p/more.py": "import os\n\nos.environ['MODE'] = 'fast'\n",
    }
    assert not [each for each in read_project(shop(files)).diagnostics if each.code == "K126"]


def test_it_is_lost_in_a_project_that_is_asked_itself_too(shop):
    body = "nodes.LIMIT = 5; np.random.seed(3)"
    root = shop(
        {
            **pipeline_files("p", NODES, 'node(draw, "table", "drawn")'),
            "src/shop/pipeline_registry.py": REGISTRY.format(body=body.replace("; ", "\n    ")),
        }
    )
    found = read_project(root, live=Path(sys.executable)).diagnostics
    assert sorted(each.message.split()[0] for each in found if each.code == "K126") == [
        "a",
        "np.random.seed()",
    ]
