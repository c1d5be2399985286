"""The written parameters: exact values, environments, and changes made by a run."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import pipeline_files
from hypothesis import given
from hypothesis import strategies as st
from imported import package

from migrate.model.migration import ParametersPlan
from migrate.plan import make_plan
from migrate.plan.parameters.values import plan_parameters, same
from migrate.read import read_project
from migrate.runtime.modules import INTERPOLATION, RuntimeModules
from migrate.write.parameters.module import interpolation_text, parameters_text
from migrate.write.printing.formatting import formatted

NASTY = ['"', "'", '"""', "\\", "\n", "\r", "{}", "{x}", "${a}", "#", "\uff02", "BASE", "\u2028"]
TEXTS = st.lists(st.sampled_from(NASTY) | st.text(max_size=3), max_size=4).map("".join)
NUMBERS = st.integers() | st.floats() | st.booleans() | st.none()
KEYS = TEXTS | st.integers() | st.booleans()
VALUES = st.recursive(
    NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(TEXTS, VALUES, max_size=4)


def written(plan: ParametersPlan, *runtime: str, layout: bool = False) -> types.ModuleType:
    text = parameters_text(plan, "base", RuntimeModules("shop"), runtime)
    if layout:
        text = formatted({"parameters.py": text}, {}, "shop")["parameters.py"]
    with package("shop"):
        _module(f"shop.{INTERPOLATION}", interpolation_text(plan, RuntimeModules("shop")))
        return _module("shop.parameters", text)


def values(
    plan: ParametersPlan, env: str, changes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """All parameters, as a node gets them that takes them all."""
    whole = replace(plan, inputs={"parameters": ""})
    found: dict[str, Any] = written(whole).inputs(env, changes)["parameters"]
    return found


def _module(name: str, text: str) -> types.ModuleType:
    sys.modules.setdefault("shop", types.ModuleType("shop")).__path__ = []
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(text, "parameters.py", "exec"), module.__dict__)
    return module


def alike(left: Any, right: Any) -> bool:
    """`same`, for which a NaN is like another one."""
    return same(_marked(left), _marked(right))


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        return {(type(key).__name__, key): _marked(each) for key, each in value.items()}
    if isinstance(value, list):
        return list(map(_marked, value))
    return "not a number" if value != value else value


@given(base=TREES, other=TREES, name=TEXTS)
def test_hostile_values_come_out_as_they_went_in(
    base: dict[str, Any], other: dict[str, Any], name: str
) -> None:
    inputs = {f"input_{number}": key for number, key in enumerate(base) if "." not in key and key}
    plan = ParametersPlan(base, {f"e{name}": other}, inputs)
    assert alike(values(plan, "no such"), base)
    assert alike(values(plan, f"e{name}"), {**base, **other})
    found = written(plan).inputs("no such") if inputs else {}
    assert all(alike(found[number], base[key]) for number, key in inputs.items())


@pytest.mark.parametrize("text", NASTY)
def test_the_layout_changes_no_text(text: str) -> None:
    base = {f"a{text}": [text, {text: 1.5}], "b": 1e-3, "c": float("inf"), "d": None}
    module = written(ParametersPlan(base, {}, {"whole": ""}), layout=True)
    assert module.inputs("base") == {"whole": base}


def test_each_input_is_an_object_of_its_own() -> None:
    module = written(ParametersPlan({"a": {"b": [1]}}, {}, {"whole": "", "a": "a", "b": "a.b"}))
    first = module.inputs("base")
    first["b"].append(2)
    first["whole"]["a"]["b"].append(3)
    assert first["a"] == {"b": [1]}
    assert module.inputs("base")["b"] == [1]


def test_changes_merge_where_both_are_dicts() -> None:
    plan = ParametersPlan({"a": {"b": 1, "c": {"d": 2}}, "x": {"y": 1}}, {}, {})
    found = values(plan, "base", {"a.c": {"e": 3}, "a.b": {"z": 1}, "x": 5})
    assert found == {"a": {"b": {"z": 1}, "c": {"d": 2, "e": 3}}, "x": 5}


def test_a_change_that_nothing_would_see_is_a_mistake() -> None:
    module = written(ParametersPlan({"a": {"b": 1}, "c": 1}, {}, {"b": "a.b", "n": "new.deep"}))
    for name in ("a.n", "other", "c.d"):
        with pytest.raises(KeyError, match="there is no parameter"):
            module.inputs("base", {name: 1})
    assert module.inputs("base", {"new": {"deep": 1}, "a.b.c": 2}) == {"b": {"c": 2}, "n": 1}
    whole = written(ParametersPlan({"a": {"b": 1}}, {}, {"parameters": ""}))
    assert whole.inputs("base", {"other": 1}) == {"parameters": {"a": {"b": 1}, "other": 1}}


def test_a_parameter_that_only_the_catalog_asks_for_is_no_mistake() -> None:
    for inputs in ({"a": "a"}, {"a": "a", "n": "new.deep"}):
        module = written(ParametersPlan({"a": 1}, {}, inputs), "id")
        assert module.inputs("base", {"id": "7", "a": 2}) == {"a": 2}
        with pytest.raises(KeyError):
            module.inputs("base", {"other": "7"})


def test_changes_merge_as_in_kedro_before_environments_do() -> None:
    plan = ParametersPlan({"a": {"b": 1, "c": 2}}, {"prod": {"x": 1}}, {})
    assert values(plan, "base", {"a.b": 5}) == {"a": {"b": 5, "c": 2}}
    # Kedro 1.7 loses a.c here: the change alone is prod's own `a`, which replaces the base's.
    assert values(plan, "prod", {"a.b": 5}) == {"a": {"b": 5}, "x": 1}
    old = replace(plan, changes_first=False)
    assert values(old, "prod", {"a.b": 5}) == {"a": {"b": 5, "c": 2}, "x": 1}


Make = Callable[[Mapping[str, str]], Path]
SETTINGS = 'CONFIG_LOADER_ARGS = {"merge_strategy": {"parameters": "soft"}}\n'


@pytest.mark.parametrize("soft", [False, True])
def test_environments_are_merged_as_kedro_merges_them(shop: Make, soft: bool) -> None:
    root = shop(
        {
            "conf/base/parameters.yml": "model:\n  depth: 3\n  rate: 1e-3\nseed: 1\n",
            "conf/prod/parameters.yml": "model:\n  depth: 9\nnew:\n  x: 1\n",
            "conf/same/parameters.yml": "seed: 1\n",
            "src/shop/settings.py": SETTINGS if soft else "",
        }
    )
    configuration = read_project(root).configuration
    plan = plan_parameters(configuration, [], {})
    assert plan.merge == ("soft" if soft else "destructive")
    assert plan.environments == {
        "prod": {"model": {"depth": 9}, "new": {"x": 1}},
        "same": {"seed": 1},
    }
    for environment in configuration.environments:
        assert same(values(plan, environment), configuration.parameters[environment])
    assert values(plan, "prod")["model"] == {"depth": 9, **({"rate": 0.001} if soft else {})}


def test_a_parameter_that_a_node_makes_is_no_input(shop: Make) -> None:
    nodes = "def tune(size):\n    return size\n\n\ndef use(best):\n    return best\n"
    steps = "node(tune, 'params:size', 'params:best'),\nnode(use, 'params:best', 'out'),"
    root = shop(
        {
            "conf/base/parameters.yml": "size: 1\nbest: 5\n",
            **pipeline_files("use", nodes, steps),
        }
    )
    plan = make_plan(read_project(root))
    assert plan.parameters.inputs == {"size": "size"}
    assert plan.pipelines[0].outputs == ("out",)
    assert not [each for each in plan.diagnostics if each.code in ("K453", "K454")]


def test_what_cannot_be_computed_is_no_input(shop: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run fails only if it needs the value, as Hamilton then says."""
    parameters = "day: ${runtime_params:day}\nfolder: ${day}/x\nhome: ${oc.env:HOME_OF_SHOP}\n"
    nodes = "def use(*values):\n    return values\n"
    names = ["params:day", "params:folder", "params:home", "params:whole.day"]
    root = shop(
        {
            "conf/base/parameters.yml": parameters + "whole: {day: '${day}'}\nbad: ${nope:1}\n",
            **pipeline_files("use", nodes, f"node(use, {[*names, 'params:bad']!r}, 'out'),"),
        }
    )
    plan = make_plan(read_project(root))
    assert [each.code for each in plan.diagnostics if each.code.startswith("K2")] == ["K207"]
    module = written(plan.parameters)
    assert module.inputs("base") == {}
    monkeypatch.setenv("HOME_OF_SHOP", "h")
    found = module.inputs("base", {"day": "monday"})
    assert found == {"day": "monday", "folder": "monday/x", "home": "h", "whole_day": "monday"}
    with pytest.raises(NotImplementedError, match="nope"):
        module.computed(module.parameters("base", {"day": "monday"}))
