"""Parameters of which Kedro makes objects; tests/projects/typed is run by both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import pipeline_files

from migrate.model.migration import Plan
from migrate.plan import make_plan
from migrate.read import read_project

Make = Callable[[Mapping[str, str]], Path]
HEAD = """
import dataclasses
import enum
from typing import NamedTuple, Optional, TypedDict, Union

import pydantic
from pydantic.dataclasses import dataclass as checked
from third_party import Outside


@dataclasses.dataclass(frozen=True)
class Plain:
    a: int


class Child(Plain):
    pass


class Base(pydantic.BaseModel):
    a: int


class Model(Base):
    pass


@checked
class Checked:
    a: int


class Other:
    pass


class Row(NamedTuple):
    a: int


class Keys(TypedDict):
    a: int


class Colour(enum.Enum):
    RED = 1


"""
MADE = {
    "Plain": "lambda value: Plain(**value)",
    "'Plain'": "lambda value: Plain(**value)",
    "Child": "lambda value: Child(**value)",
    "Checked": "lambda value: Checked(**value)",
    "Model": "Model.model_validate",
    "Plain | None": "lambda value: None if value is None else Plain(**value)",
    "Optional[Model]": "lambda value: None if value is None else Model.model_validate(value)",
}
NOT_MADE = ["dict", "Other", "Row", "Keys", "Colour", "list[Plain]", "Union[Plain, Model]", "int"]


def planned(shop: Make, functions: str, nodes: str, **files: str) -> Plan:
    text = {
        **pipeline_files("first", HEAD + functions, nodes),
        "conf/base/parameters.yml": "options: {a: 1}\n",
        **files,
    }
    return make_plan(read_project(shop(text)))


def codes(plan: Plan) -> list[str]:
    return [each.code for each in plan.diagnostics if each.severity == "error"]


@pytest.mark.parametrize("annotation", MADE)
def test_dataclasses_and_models_are_made(annotation: str, shop: Make) -> None:
    function = f"def use(options: {annotation}):\n    return options.a\n"
    plan = planned(shop, function, 'node(use, "params:options", "a"),')
    assert plan.parameters.objects == {"options": MADE[annotation]}
    assert not codes(plan)


@pytest.mark.parametrize("annotation", NOT_MADE)
def test_nothing_else_is(annotation: str, shop: Make) -> None:
    function = f"def use(options: {annotation}):\n    return options\n"
    plan = planned(shop, function, 'node(use, "params:options", "a"),')
    assert not plan.parameters.objects
    assert not codes(plan)


def test_no_old_kedro_makes_objects(shop: Make) -> None:
    toml = (
        '[tool.kedro]\npackage_name = "shop"\nproject_name = "S"\nkedro_init_version = "0.19.9"\n'
    )
    function = "def use(options: Plain):\n    return options\n"
    nodes = 'node(use, "params:options", "a"),'
    plan = planned(shop, function, nodes, **{"pyproject.toml": toml})
    assert not plan.parameters.objects
    assert not codes(plan)


@pytest.mark.parametrize(
    ("functions", "nodes"),
    [
        (
            "def use(options: Outside):\n    return options\n",
            'node(use, "params:options", "a"),',
        ),
        (
            "def use(options: Plain):\n    return options\n\n\ndef all(every):\n    return every\n",
            'node(use, "params:options", "a"),\nnode(all, "parameters", "b"),',
        ),
        (
            "def use(options: Plain):\n    return options\n\n\ndef part(a):\n    return a\n",
            'node(use, "params:options", "a"),\nnode(part, "params:options.a", "b"),',
        ),
    ],
    ids=["a library's class", "all parameters", "a part of it"],
)
def test_what_cannot_be_told_is_an_error(functions: str, nodes: str, shop: Make) -> None:
    plan = planned(shop, functions, nodes)
    assert codes(plan) == ["K462"]
    assert not plan.parameters.objects


def test_a_pipeline_that_does_not_ask_for_it_gets_the_plain_value(shop: Make) -> None:
    function = (
        "def use(options: Plain):\n    return options\n\n\ndef look(options):\n    return 1\n"
    )
    registry = """
        from kedro.pipeline import Pipeline, node

        from shop.pipelines.first.nodes import look, use


        def register_pipelines():
            return {
                "typed": Pipeline([node(use, "params:options", "a")]),
                "plain": Pipeline([node(look, "params:options", "b")]),
            }
    """
    plan = planned(shop, function, "", **{"src/shop/pipeline_registry.py": registry})
    assert codes(plan) == ["K462"]
