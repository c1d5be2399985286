"""A dataset that is made under one spelling and read under another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from conftest import pipeline_files

from migrate.plan import make_plan
from migrate.plan.naming.transcoding import Spellings, saved_before
from migrate.read import read_project

Make = Callable[[Mapping[str, str]], Path]
TEXT, DATA, LINES = "x@text", "x@data", "x@lines"


def test_what_is_read_is_loaded_after_the_one_spelling_that_is_saved() -> None:
    pairs = [Spellings(DATA, TEXT), Spellings(DATA, LINES)]
    assert saved_before(pairs) == {TEXT: pairs[0], LINES: pairs[1]}


def test_it_cannot_if_several_are_saved() -> None:
    assert saved_before([Spellings(DATA, TEXT), Spellings(LINES, TEXT)]) == {}


NODES = """
    def make() -> dict:
        return {"a": 1}


    def write() -> str:
        return "{}"


    def look(text: str) -> str:
        return text
"""
CATALOG = """
    x@data: {type: json.JSONDataset, filepath: data/x.json}
    x@text: {type: text.TextDataset, filepath: data/x.json}
"""
REGISTRY = """
    from kedro.pipeline import Pipeline, node

    from shop.pipelines.first.nodes import look, make, write


    def register_pipelines():
        last = node(look, "x@text", "seen")
        return {
            "made": Pipeline([node(make, None, "x@data"), last]),
            "written": Pipeline([node(write, None, "x@text"), last]),
        }
"""


def test_what_its_module_makes_itself_can_not_be_read_so(shop: Make) -> None:
    files = {
        **pipeline_files("first", NODES, ""),
        "conf/base/catalog.yml": CATALOG,
        "src/shop/pipeline_registry.py": REGISTRY,
    }
    plan = make_plan(read_project(shop(files)))
    assert [each.code for each in plan.diagnostics] == ["K442"]
    assert plan.pipelines[0].outputs == ("x_data", "seen")
    assert plan.pipelines[0].loads == plan.pipelines[0].overridden == ("x_text",)
