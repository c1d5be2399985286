"""What the names of a project's modules lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Files, pipeline_files

from migrate.code.modules import read_module
from migrate.model.project import Module, Statement
from migrate.plan.placement.function_identity import functions_as_values
from migrate.plan.placement.source_names import Source
from migrate.read import read_project

CYCLE = """
    from kedro.io import DataCatalog


    def first(x):
        return second(x) or DataCatalog()


    def second(x):
        return first(x)


    def alone(x):
        return alone(x)
"""


def _in_order(module: Module, *, backwards: bool) -> Module:
    """A module whose statements' names come in one order."""

    def ordered(statement: Statement) -> Statement:
        uses = tuple(sorted(statement.uses, reverse=backwards))
        return replace(statement, uses=uses)  # type: ignore[arg-type]

    return replace(module, statements=tuple(map(ordered, module.statements)))


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("asked_first", ["first", "second"])
def test_what_leads_to_kedro_does_not_depend_on_the_order_of_names(
    shop: Callable[[Files], Path], backwards: bool, asked_first: str
) -> None:
    project = read_project(shop(pipeline_files("sales", CYCLE, 'node(alone, "raw", "made"),')))
    name = "shop.pipelines.sales.nodes"
    modules = {module.name: module for module in project.modules.values()}
    module = modules[name] = _in_order(modules[name], backwards=backwards)
    source = Source(modules)
    answers = {}
    for each in (asked_first, "first", "second", "alone"):
        statement = module.binding(each)
        assert statement is not None
        answers[each] = source.is_kedro(name, statement)
    assert answers == {"first": True, "second": True, "alone": False}


def source(**texts: str) -> Source:
    """The modules of package `shop`, by their names."""
    modules = {}
    for name, text in texts.items():
        module, problem = read_module(text.encode(), f"src/shop/{name}.py", f"shop.{name}")
        assert problem is None
        modules[module.name] = module
    return Source(modules)


@pytest.mark.parametrize("text", ['__all__ = ["a", "b"]', '__all__ = "a b".split()  # and c'])
def test_names_that_a_module_hands_on(text: str) -> None:
    assert {"a", "b"} <= source(tools=text).used("shop.tools")
    assert "c" not in source(tools=text).used("shop.tools")


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("OmegaConf.register_new_resolver('a', len)", False),
        ("start()  # before register_new_resolver", True),
        ("@app.command()\ndef act(): ...", True),
        ("PAGE = start('''\n@page\n''')\n\n\ndef f():\n    return PAGE", False),
    ],
)
def test_statements_that_do_something_at_import(text: str, acts: bool) -> None:
    found = source(tools=f"from other import OmegaConf, app, start\n\n{text}\n")
    statement = found.modules["shop.tools"].statements[1]
    assert found.acts("shop.tools", statement) is acts


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("def register_pipelines():\n    return find_pipelines()", False),
        ("def register_pipelines():\n    return {}  # no find_pipelines()", True),
        ('def register_pipelines():\n    """As find_pipelines() does."""\n    return {}', True),
    ],
)
def test_modules_that_kedro_imports_always(text: str, every: bool) -> None:
    found = source(pipeline_registry=text, tools="A = 1").imported_always()
    assert ("shop.tools" in found) is every


def test_functions_that_are_handed_on() -> None:
    choices = """
if FAST:
    def chosen(x): ...
else:
    def chosen(x): ...
if SLOW:
    LIMIT = 1  # def limit is too much
else:
    LIMIT = 2
TABLE = [chosen, LIMIT]
"""
    found = source(tools=choices)
    assert {line for _, line in functions_as_values(found, set())} == {2}
