"""Environment variables: those that only the code of nodes reads are no matter of pipelines."""

from __future__ import annotations

import pytest
from conftest import pipeline_files

from migrate.api import plan_migration

HEAD = "import os\n\n"
ACT = (
    "\n\ndef act(table):\n    return helped(table), MODE\n\n\ndef helped(table):\n    return MODE\n"
)
READ = {
    'MODE = os.environ.get("MODE", "x")': set(),
    'if "CI" in os.environ:\n    MODE = 1\nelse:\n    MODE = 2': set(),
    'def mode():\n    return os.getenv("MODE")\n\n\nMODE = mode()': set(),
    # Pipelines are made of these.
    'MODE = os.environ.get("MODE", "x")\nOUT = MODE': {"K109"},
    'MODE = 1\n\n\ndef out():\n    return os.getenv("MODE", "x")\n\n\nOUT = out()': {"K109"},
}


@pytest.mark.parametrize("code", READ)
def test_variables_that_pipelines_are_made_of_are_said(shop, code: str) -> None:
    out = "nodes.OUT" if "OUT" in code else '"made"'
    nodes = f'node(nodes.act, "table", {out}, name="act"),'
    plan = plan_migration(shop(pipeline_files("sales", HEAD + code + ACT, nodes))).plan
    assert {each.code for each in plan.diagnostics} & {"K109"} == READ[code]


@pytest.mark.parametrize(
    "body",
    [
        "nodes.OTHER",
        "nodes.OTHER  # not nodes.MODE",
        "(nodes.OTHER, 'nodes.MODE')",
    ],
)
def test_other_names_of_a_module(shop, body: str) -> None:
    head = f'{HEAD}MODE = os.environ.get("MODE", "x")\nOTHER = 1\n\n\n'
    files = pipeline_files(
        "sales",
        f"{head}def act(table):\n    return MODE\n",
        'node(nodes.act, "table", OUT, name="act"),',
    )
    folder = "src/shop/pipelines/sales"
    files[f"{folder}/names.py"] = f"from . import nodes\n\nOUT = str({body})\n".replace(
        f"str({body})", f"str(\n    {body}\n)"
    )
    files[f"{folder}/pipeline.py"] = files[f"{folder}/pipeline.py"].replace(
        "from . import nodes\n", "from . import nodes\nfrom .names import OUT\n"
    )
    plan = plan_migration(shop(files)).plan
    assert "K109" not in {each.code for each in plan.diagnostics}
