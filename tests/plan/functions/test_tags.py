"""Kedro's tags are Hamilton's tags, for each output its own."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from conftest import pipeline_files
from imported import package

from migrate.api import plan_migration, write_project

pytestmark = pytest.mark.usefixtures("any_layout")

ROWS = pipeline_files(
    "sales",
    "def double(x): return x * 2\n",
    """
    node(double, "a", "b", tags=["x"]),
    node(double, "b", "c", tags=["x", "y"]),
    node(double, "c", "d/e", tags="x"),
    """,
)
STEPS = {
    "src/shop/pipelines/areas/__init__.py": "from .pipeline import create_pipeline\n",
    "src/shop/pipelines/areas/nodes.py": "def one(x): return x\n\n\ndef two(x): ...\n",
    "src/shop/pipelines/areas/pipeline.py": """
        from kedro.pipeline import node, pipeline

        from .nodes import one, two


        def create_pipeline():
            steps = pipeline([node(one, "a", "m", tags="step"), node(two, "m", None)])
            return sum(
                pipeline(steps, namespace=name, inputs="a", tags=[name]) for name in ("north", "south")
            )
    """,
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (ROWS, {"b": ["x"], "c": ["x", "y"], "d_e": ["x"]}),
        (
            STEPS,
            {
                "north.m": ["north", "step"],
                "south.m": ["south", "step"],
                "north.two_result": ["north"],
                "south.two_result": ["south"],
            },
        ),
    ],
)
def test_each_output_has_the_tags_of_its_node(shop, tmp_path: Path, files, expected):
    migration = plan_migration(shop(files), tmp_path / "new")
    write_project(migration)
    with package("shop", tmp_path / "new"):
        flow = importlib.import_module("shop.driver").build()
        tags = {each.name: each.tags for each in flow.list_available_variables()}
    assert {name: tags[name].get("kedro_tags") for name in expected} == expected


def test_tags_that_all_have_stand_once(shop):
    files = pipeline_files(
        "sales",
        "def double(x): return x * 2\n",
        """
        node(double, "a", "b c", tags=["x"]),
        node(double, "b", "c", tags=["x", "y"]),
        node(double, "c c", "d", tags="x"),
        """,
    )
    text = plan_migration(shop(files)).files["shop/sales.py"]
    assert '@tag(kedro_tags=["x"])' in text
    assert '@tag_outputs(c={"kedro_tags": ["x", "y"]}, b_c={"kedro_name": "b c"})' in text


def test_a_tag_that_every_output_has_itself_is_not_said_of_the_function(shop):
    files = pipeline_files(
        "sales",
        "def double(x): return x * 2\n",
        """
        node(double, "a", "b", tags=["x", "y"]),
        node(double, "c", "d", tags=["x", "z"]),
        """,
    )
    text = plan_migration(shop(files)).files["shop/sales.py"]
    assert "@tag(" not in text
    assert '@tag_outputs(b={"kedro_tags": ["x", "y"]}, d={"kedro_tags": ["x", "z"]})' in text
