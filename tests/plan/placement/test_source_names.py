"""What the names of a project's modules lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Files, pipeline_files

from migrate.model.project import Module, Statement
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
