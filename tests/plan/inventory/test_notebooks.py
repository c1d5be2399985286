"""Notebooks come along, and what they import of the project is where they look for it."""

from __future__ import annotations

import json

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration

pytestmark = pytest.mark.usefixtures("any_layout")

FILES = pipeline_files(
    "sales",
    "def clean(table):\n    return table.dropna()\n\n\ndef size(table):\n    return len(table)\n",
    'node(clean, "sales", "cleaned"), node(size, "cleaned", "count")',
)
NODES = "shop/pipelines/sales/nodes.py"


def notebook(*cells: str) -> str:
    parts = [{"cell_type": "code", "source": cell.splitlines(True)} for cell in cells]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": ["# A"]}, *parts]})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (notebook("from shop.pipelines.sales.nodes import clean"), ["clean"]),
        (notebook("%time\nfor x in []:\n    %timeit x\n", "import shop.pipelines.sales.nodes as n"),
         ["clean", "size"]),
        (notebook("%load_ext kedro.ipython\n!ls", "if 1:\n    from shop.pipelines.sales import nodes"),
         ["clean", "size"]),
        (notebook("this is no Python", "from shop.pipelines.sales.nodes import size\nsize?"), ["size"]),
        (notebook("import pandas as pd\nfrom shop.gone import clean"), []),
        ("{", []),
        ('{"cells": [1, {"cell_type": "code"}]}', []),
    ],
)  # fmt: skip
def test_what_a_notebook_imports_keeps_its_place(shop, text, kept):
    migration = plan_migration(shop({**FILES, "notebooks/look.ipynb": text}))
    assert migration.files["notebooks/look.ipynb"] == text
    left = migration.files.get(NODES, "")
    assert [name for name in ("clean", "size") if f"def {name}(" in left] == kept
    assert "K488" not in {each.code for each in migration.plan.diagnostics}


@pytest.mark.parametrize(
    "line",
    [
        "from shop.pipelines.sales import create_pipeline",
        "from shop.pipelines.sales.pipeline import create_pipeline as c",
        "import shop.pipeline_registry as registry",
    ],
)
def test_a_notebook_that_imports_what_goes_is_told_of(shop, line):
    migration = plan_migration(shop({**FILES, "notebooks/look.ipynb": notebook(line)}))
    assert {each.code for each in migration.plan.diagnostics} == {"K453", "K488"}
    assert "kedro" not in migration.files["pyproject.toml"].partition("[tool")[0].lower()
