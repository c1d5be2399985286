"""Datasets of one factory are a loop in the written catalog, and mean what they did without it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

import pytest
from written_catalog import PACKAGE, module_of, plan, planned

from migrate.model.expressions import Lambda, Literal
from migrate.model.migration import CatalogPlan
from migrate.runtime.modules import RuntimeModules
from migrate.write.catalog.module import catalog_text

FOLDER = "data/07_model_output/of_the_year_before"


def catalog(paths: Mapping[str, str], filled: Mapping[str, Mapping[str, str]]) -> CatalogPlan:
    """A catalog of JSON files at these paths, by name; `filled` are the factory's placeholders."""
    found = planned(
        plan({n: {"type": "json.JSONDataset", "filepath": p} for n, p in paths.items()})
    )
    entries = (replace(e, filled=tuple(filled.get(e.name, {}).items())) for e in found.base)
    return replace(found, base=tuple(entries))


def models(*names: str) -> CatalogPlan:
    """What `{model}_scores` and `{model}_errors` make, one of them in a namespace."""
    made = {f"{name}_scores": name for name in names} | {f"{name}.errors": name for name in names}
    paths = {
        name: f"{FOLDER}/{model}/{name.replace('.', '_')}.json" for name, model in made.items()
    }
    return catalog(
        {**paths, "summary": f"{FOLDER}/active.json"},
        {name: {"model": model} for name, model in made.items()},
    )


def loops(text: str) -> list[ast.For]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.For)]


def test_one_loop_has_all_that_is_made_for_the_same_names() -> None:
    found = models("active", "candidate", "last")
    text = catalog_text(found, RuntimeModules(PACKAGE))
    (loop,) = loops(text)
    assert ast.unparse(loop.target) == "model"
    assert ast.literal_eval(loop.iter) == ("active", "candidate", "last")
    assert text.count("errors") == 2  # the name and the path
    datasets = module_of(text).datasets()
    expected = {each.name: ast.literal_eval(each.path.text) for each in found.base}
    assert {name: each.path for name, each in datasets.items()} == expected


def test_other_names_of_its_datasets_are_in_it_as_well() -> None:
    found = models("active", "candidate")
    aliases = {f"{name}_errors": f"{name}.errors" for name in ("active", "candidate")}
    text = catalog_text(replace(found, aliases=aliases), RuntimeModules(PACKAGE))
    assert len(loops(text)) == 1
    datasets = module_of(text).datasets()
    for name, stored in aliases.items():
        assert datasets[name] == replace(datasets[stored], save=None)


@pytest.mark.parametrize("change", [{"versioned": True}, {"path": Literal("elsewhere")}])
def test_what_differs_otherwise_stands_alone(change: dict[str, object]) -> None:
    found = models("active", "candidate")
    first, *others = found.base
    odd = replace(first, **change)
    text = catalog_text(replace(found, base=(odd, *others)), RuntimeModules(PACKAGE))
    assert f'"{odd.name}"' in text
    assert module_of(text).datasets().keys() == {each.name for each in found.base}


def test_what_a_lambda_would_see_too_late_stands_alone() -> None:
    found = models("active", "candidate")
    late = tuple(replace(each, path=Lambda("", each.path)) for each in found.base)
    text = catalog_text(replace(found, base=late), RuntimeModules(PACKAGE))
    assert not loops(text)
    for name, each in module_of(text).datasets().items():
        assert name.partition(".")[0].partition("_")[0] in each.path() or name == "summary"


def test_the_variable_hides_no_name() -> None:
    names = ("one", "two", "three")
    paths = {name: f"{FOLDER}/{name}_of_all.json" for name in names}
    for variable in ("found", "json_file", "Dataset"):
        text = catalog_text(
            catalog(paths, {n: {variable: n} for n in names}), RuntimeModules(PACKAGE)
        )
        datasets = module_of(text).datasets()
        assert {name: each.path for name, each in datasets.items()} == paths
