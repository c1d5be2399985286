"""Configuration that pipelines are made of: what is settled by a migration is said, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest
from kedro_says import write

from migrate.read import read_project

CONF = {
    "/conf/base/parameters.yml": "regions: [north, south]\nn: 2\ndeep: {name: inner, other: 1}\n",
    "/conf/base/catalog.yml": "made: {type: pickle.PickleDataset, filepath: data/made.pkl}\n",
    "/conf/base/globals.yml": "folder: data\n",
    "/conf/local/.gitkeep": "",
    "/conf/facts.json": '{"regions": ["north"], "n": 3}',
    "/conf/facts.toml": 'regions = ["north"]\n',
    "/conf/names.txt": "north\nsouth\n",
    "settings.py": 'REGIONS = ["north"]\nOTHER = 1\n',
}
START = """
import json
import os
from functools import lru_cache, partial
from pathlib import Path

import yaml
from kedro.config import ConfigLoader, OmegaConfigLoader
from kedro.framework.context import load_context
from kedro.framework.project import settings
from kedro.pipeline import Pipeline, node
from omegaconf import OmegaConf

ROOT = Path(__file__).parents[2]
FILE = ROOT / "conf/base/parameters.yml"


def f(a):
    return a


def h(a, b=1):
    return a


def made(*names):
    return {"__default__": Pipeline([node(f, "x", f"{name}_out", name=name) for name in names])}


"""
LOAD = "conf = yaml.safe_load(FILE.read_text()); "
MATTERS = {
    f"{LOAD}return made(*conf['regions'])": "regions of conf/base/parameters.yml",
    f"{LOAD}return made(conf['deep']['name'])": "deep.name of conf/base/parameters.yml",
    f"{LOAD}return made(conf.get('deep', {{}}).get('name'))": "deep.name of conf/base/parameters.yml",
    f"{LOAD}log = conf['n']; return made(*conf['regions'])": "regions of conf/base/parameters.yml",
    f"{LOAD}return made(*conf['regions']) if conf['n'] == 2 else {{}}": "n, regions of conf/base/p",
    f"{LOAD}return made('a' if 'regions' in conf else 'b')": "regions of conf/base/parameters.yml",
    f"{LOAD}return made(*conf['deep'])": "of deep of conf/base/parameters.yml",
    f"{LOAD}return made(*conf)": "conf/base/parameters.yml",
    f"{LOAD}return made(*[k for k, v in conf.items() if v == 2])": "n of conf/base/parameters.yml",
    f"{LOAD}p = partial(h, b=conf['n']); return {{'__default__': Pipeline([node(p, 'x', 'y')])}}": "n of",
    f"{LOAD}p = Pipeline([node(f, 'params:regions', r) for r in conf['regions']]); "
    "return {'a': p}": "them; as parameters, nodes still read regions",
    "with FILE.open() as file:\n        conf = yaml.safe_load(file); return made(*conf['regions'])": "regions of",
    "with open(ROOT / 'conf/facts.json') as file:\n        conf = json.load(file); "
    "return made(*conf['regions'])": "regions of conf/facts.json",
    "conf = json.loads((ROOT / 'conf/facts.json').read_text()); return made(*conf['regions'])": "regions",
    "import tomllib; conf = tomllib.loads((ROOT / 'conf/facts.toml').read_text()); "
    "return made(*conf['regions'])": "regions of conf/facts.toml",
    "return made(*(ROOT / 'conf/names.txt').read_text().split())": "of conf/names.txt here",
    "conf = OmegaConf.load(FILE); return made(*conf.regions)": "regions of conf/base/parameters.yml",
    "conf = OmegaConf.load(FILE); return made(conf.deep.name)": "deep.name of conf/base/parameters",
    "conf = OmegaConfigLoader('conf')['parameters']; return made(*conf['regions'])": "regions of the conf",
    "conf = ConfigLoader('conf').get('parameters*'); return made(*conf['regions'])": "configuration param",
    "conf = load_context('.').params; return made(*conf['regions'])": "regions of the configuration",
    "return made(*settings.REGIONS)": "src/shop/settings.py: REGIONS",
    "return made(*settings.get('REGIONS', []))": "src/shop/settings.py: REGIONS",
}
NOTHING = {
    "never looked at": f"{LOAD}return made('a')",
    "looked at in vain": f"{LOAD}level = conf['n']; return made('a')",
    "printed": f"{LOAD}print(conf['n']); return made('a')",
    "in a function": "def g():\n        return yaml.safe_load(FILE.read_text())\n    return made('a')",
    "a setting in vain": "x = settings.OTHER; return made('a')",
    "a default setting": "return made(settings.CONF_SOURCE)",
    "a parameter's name": "return {'__default__': Pipeline([node(f, 'params:regions', 'y')])}",
}


def told(tmp_path: Path, body: str) -> list[str]:
    lines = body.replace("; ", "\n    ")
    registry = f"{START}def register_pipelines():\n    {lines}\n"
    root = write(tmp_path, {**CONF, "pipeline_registry.py": registry})
    found = read_project(root)
    assert found.nodes
    return [each.message for each in found.diagnostics if each.code == "K125"]


@pytest.mark.parametrize("body", MATTERS)
def test_what_is_settled_is_said(body: str, tmp_path: Path) -> None:
    (message,) = told(tmp_path, body)
    assert MATTERS[body] in message


@pytest.mark.parametrize("name", NOTHING)
def test_what_changes_no_pipeline_is_not_said(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, NOTHING[name]) == []


def test_each_place_is_said_with_its_own_keys(tmp_path: Path) -> None:
    body = (
        "one = yaml.safe_load(FILE.read_text())['regions']; "
        "two = yaml.safe_load(FILE.read_text())['deep']; return made(*one, two['name'])"
    )
    first, second = told(tmp_path, body)
    assert "of regions of" in first
    assert "of deep.name of" in second


def test_a_function_that_reads_is_one_place(tmp_path: Path) -> None:
    body = (
        "@lru_cache\n    def conf():\n        return yaml.safe_load(FILE.read_text())\n    "
        "return made(*conf()['regions'], conf()['deep']['name'])"
    )
    (message,) = told(tmp_path, body)
    assert "of regions, deep.name of" in message
