"""Projects with one feature of configuration each: the reader and the written project say what
Kedro says, in every environment and with every change that a run makes.

The projects lie in tests/projects/config_*. Those that Kedro 1.7 can't load anymore have an old
Kedro's answers beside them in kedro.json, as kedro_side.py tells.
"""

from __future__ import annotations

import ast
import functools
import importlib
import json
import math
import os
import subprocess
import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from imported import package

from migrate.api import Migration, plan_migration, write_project
from migrate.model.project import Project
from migrate.plan.parameters.values import same
from migrate.read import read_project

PROJECTS = Path(__file__).parents[1] / "projects"
OWN = "kedro_side"
NAMES = [*sorted(path.name.removeprefix("config_") for path in PROJECTS.glob("config_*")), OWN]
VARIABLES = {"SHOP_FOLDER": "from/the/environment"}
# The changes that runs make, by dotted name; all projects are run without any, too.
CHANGES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "environments": ({"model.depth": 7}, {"model": {"new": 1}, "seed": None}, {"rest.new": 1}),
    "soft_merge": ({"model.depth": 7, "model.inner.y": 2}, {"names": ["d"]}),
    "templates": ({"country": "be"}, {"speed.unit": "mi"}),
    "globals": ({"bucket": "changed"},),
    "runtime": (
        {"day": "2030-12-31", "size": 0.5, "word": "x"},
        {"model.depth": 1, "folder": "f", "deep.er": "e", "indent": 7},
        {"nothing": {"a": 1}},
    ),
    "factories": ({"day": "sunday", "indent": 3},),
    OWN: ({"holdout.test_size": 0.5}, {"min_reviews": 3}),
    "resolvers": ({"small": 5, "over.c": 4},),
}
Run = tuple[str, Mapping[str, Any]]


def project_of(name: str) -> Path:
    return PROJECTS.parents[1] / OWN if name == OWN else PROJECTS / f"config_{name}"


@functools.cache
def project(name: str) -> Project:
    return read_project(project_of(name))


def runs(name: str) -> list[Run]:
    recorded = project_of(name) / "kedro.json"
    if recorded.is_file():
        return [(env, changes) for env, changes in json.loads(recorded.read_text())["runs"]]
    environments = project(name).configuration.environments
    root = project_of(name) / project(name).layout.conf_source
    there = [env for env in environments if (root / env).is_dir()]
    return [(env, changes) for env in there for changes in ({}, *CHANGES.get(name, ()))]


def nested(changes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in changes.items():
        *path, last = name.split(".")
        level = found
        for key in path:
            level = level.setdefault(key, {})
        level[last] = value
    return found


@functools.cache
def kedro_says(name: str) -> list[dict[str, Any]]:
    """Kedro's answers for a project, in the order of `runs`."""
    recorded = project_of(name) / "kedro.json"
    if recorded.is_file():
        answers: list[dict[str, Any]] = json.loads(recorded.read_text())["answers"]
        return answers
    wanted = [(env, nested(changes)) for env, changes in runs(name)]
    script = Path(__file__).with_name("kedro_side.py")
    done = subprocess.run(
        [sys.executable, str(script), str(project_of(name)), json.dumps(wanted)],
        env={**os.environ, **VARIABLES, "DO_NOT_TRACK": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("ANSWER"))
    found: list[dict[str, Any]] = eval(
        line.removeprefix("ANSWER"), {"inf": math.inf, "nan": math.nan}
    )
    return found


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Written:
    """The written project, imported."""

    def __init__(self, name: str, folder: Path) -> None:
        self.migration: Migration = plan_migration(project_of(name), folder)
        write_project(self.migration)
        self.package = self.migration.plan.package
        with package(self.package, folder):
            self.catalog = importlib.import_module(f"{self.package}.catalog")
            self.parameters = importlib.import_module(f"{self.package}.parameters")

    def answer(self, env: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """What it has for every dataset and parameter, under Kedro's names."""
        datasets = self._datasets(env, changes)
        inputs = self.parameters.inputs(env, changes)
        names = self.migration.plan.names
        found = {kedro: inputs[ours] for kedro, ours in names.items() if ours in inputs}
        return found | {
            kedro: _described(datasets[key])
            for kedro, ours in names.items()
            for key in (kedro, ours, self.savers.get(kedro))
            if key in datasets
        }

    @functools.cached_property
    def savers(self) -> dict[str, str]:
        """Under which name the catalog saves each dataset: `catalog.datasets()['key']`."""
        records = self.migration.document["datasets"]
        savers = {each["name"]: each["saver"] for each in records if each["saver"]}
        return {
            name: ast.literal_eval(saver.partition("()")[2])[0] for name, saver in savers.items()
        }

    def _datasets(self, env: str, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        takes = self.catalog.datasets.__annotations__
        given = {"environment": env, "runtime": changes}
        found: Mapping[str, Any] = self.catalog.datasets(
            **{name: value for name, value in given.items() if name in takes}
        )
        return found


def alike(left: Any, right: Any) -> bool:
    """`same`, whatever the order of keys: Kedro reads files in none."""
    return same(_sorted(left), _sorted(right))


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value, key=repr)}
    return list(map(_sorted, value)) if isinstance(value, list) else value


class _Recorder:
    """Takes any method call, and keeps its keyword arguments."""

    def __init__(self) -> None:
        self.keywords: dict[str, Any] = {}

    def call(self, *_: Any, **keywords: Any) -> None:
        self.keywords.update(keywords)

    def __getattr__(self, name: str) -> Any:
        return self.call


def _described(dataset: Any) -> dict[str, Any]:
    path = dataset.path() if callable(dataset.path) else dataset.path
    return {
        "path": str(path),
        "versioned": getattr(dataset, "versioned", False),
        "load": _keywords(dataset.load),
        "save": _keywords(dataset.save),
    }


def _keywords(call: Any) -> Any:
    if isinstance(call, functools.partial):
        return call.keywords
    if isinstance(call, types.FunctionType) and call.__name__ == "<lambda>":
        data = _Recorder()
        helpers = {name: data.call for name in call.__code__.co_names if name.startswith("_write")}
        if call.__code__.co_argcount == 2:
            known = {**call.__globals__, **helpers}
            closure = call.__closure__
            types.FunctionType(call.__code__, known, closure=closure)(data, data)
        return data.keywords
    return {}


@pytest.fixture(scope="module")
def written(name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    before = os.environ.copy()
    os.environ.update(VARIABLES)
    yield Written(name, tmp_path_factory.mktemp(name) / "new")
    os.environ.clear()
    os.environ.update(before)


def test_the_written_project_has_what_kedro_has(name: str, written: Written) -> None:
    for run, expected in zip(runs(name), kedro_says(name), strict=True):
        found = {key: value for key, value in written.answer(*run).items() if key in expected}
        if name == OWN:  # other tests compare what its calls do
            found, expected = _places(found), _places(expected)
        wrong = {k: (v, expected[k]) for k, v in found.items() if not alike(v, expected[k])}
        assert not wrong, run
        absent = expected.keys() - found.keys() - ABSENT.get(name, set())
        assert not absent, run


# What the written project can't have, with the code that says so.
ABSENT: Mapping[str, set[str]] = {"in_python": {"params:threshold"}}


def test_the_reader_has_what_kedro_has(name: str) -> None:
    configuration = project(name).configuration
    for (env, changes), expected in zip(runs(name), kedro_says(name), strict=True):
        if changes:  # the reader knows of none
            continue
        if "parameters" in expected:
            wrong = _differing(configuration.parameters[env], expected["parameters"])
            assert not wrong, env
        entries = configuration.catalogs[env]
        for key, entry in expected.items():
            if key.startswith("param") or entries[key].unresolved:
                continue
            read = entries[key].config
            assert read["filepath"] == entry["path"], (env, key)
            assert bool(read.get("versioned")) == entry["versioned"], (env, key)
            for side in ("load", "save"):
                given = read.get(f"{side}_args") or {}
                assert alike(given, {k: entry[side][k] for k in given}), (env, key)


def _places(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer without the arguments of its datasets' calls."""
    plain = ("path", "versioned")
    return {
        key: value if key.startswith("param") else {each: value[each] for each in plain}
        for key, value in answer.items()
    }


def _differing(found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that differ, by name; what is known at run time only stays as written."""
    return {
        key: (found.get(str(key)), value)
        for key, value in expected.items()
        if "${" not in repr(found.get(str(key))) and not alike(found.get(str(key)), value)
    }
