"""Random projects give equal results on both sides, in whatever order they are asked for."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import FRAME, write_files
from hypothesis import HealthCheck, assume, given, note, settings

from equivalence.projects import projects
from equivalence.sides import raw_data, run_hamilton, run_kedro
from migrate.api import prepare, write

# The order in which things run is Kedro's only for a whole run, so these are compared there alone.
ORDERED = ("np.random", "SEEN")


def assert_same(
    expected: Mapping[str, Any], found: Mapping[str, Any], names: Mapping[str, str]
) -> None:
    for name, value in expected.items():
        if names[name] in found:
            other = found[names[name]]
            assert_equal(value, other, name)


def assert_equal(value: Any, other: Any, name: str) -> None:
    """Tables, numbers, and dicts of both."""
    assert type(other) is type(value), name
    if isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(other, value, obj=name)
    elif isinstance(value, dict):
        assert list(value) == list(other), name
        for key in value:
            assert_equal(value[key], other[key], f"{name}[{key!r}]")
    else:
        assert value == other, name


@settings(
    max_examples=settings().max_examples if settings().max_examples > 100 else 15,
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
@given(projects())
def test_both_sides_make_the_same(files: dict[str, str]) -> None:
    every = "".join(files.values())
    assume("np.random.rand" not in every or "np.random.seed" in every)  # chance is not compared
    folder = Path(tempfile.mkdtemp())
    try:
        check(folder, files)
    finally:
        shutil.rmtree(folder)


def check(folder: Path, files: dict[str, str]) -> None:
    kedro = write_files(folder / "shop", {**FRAME, **files})
    raw_data(kedro)
    migration = prepare(kedro, folder / "new")
    write(migration)
    raw_data(folder / "new")
    for path, text in migration.files.items():
        if path.endswith(".py") and ("early" in path or "late" in path):
            note(f"{path}\n{text}")
    names = migration.plan.names
    expected, _ = run_kedro(kedro, "__default__")
    found = run_hamilton(folder / "new", "__default__", None)
    assert_same(expected, found, names)
    if any(
        word in text
        for word in ORDERED
        for text in files.values()
        if "work_" in text and uses(text)
    ):
        return
    wanted = [names[name] for name in expected]
    for seed in range(3):
        random.Random(seed).shuffle(wanted)
        assert_same(expected, run_hamilton(folder / "new", "__default__", wanted), names)
    # A slice that needs what only memory holds cannot run alone, in Kedro either.
    lacking = (each for each in migration.plan.diagnostics if each.code == "K453")
    found = (re.match(r"pipelines? (.+?) needs? ", each.message) for each in lacking)
    whole = {name for each in found if each for name in each[1].split(", ")}
    for name in {pipeline.name for pipeline in migration.plan.pipelines} - whole - {"__default__"}:
        alone, _ = run_kedro(kedro, name)
        assert_same(alone, run_hamilton(folder / "new", name, None), names)


def uses(text: str) -> bool:
    """Whether a function of a module (not its head) depends on the order of things."""
    body = text.partition("def work_")[2]
    return any(word in body for word in ORDERED)


@pytest.mark.parametrize("kind", ["plain"])
def test_the_checker_sees_a_difference(kind: str, tmp_path: Path) -> None:
    """A test that cannot fail proves nothing: without its copy this project differs."""
    files = {
        "conf/base/catalog.yml": "raw: {type: pandas.CSVDataset, filepath: data/raw.csv}\n",
        "conf/base/parameters.yml": "sizes: {k: 1}\n",
        "src/shop/pipelines/early/__init__.py": "from .pipeline import create_pipeline\n",
        "src/shop/pipelines/early/nodes.py": (
            "def work(x):\n    x['a'] = 0\n    return x\n\n\ndef total(x):\n    return x\n"
        ),
        "src/shop/pipelines/early/pipeline.py": (
            "from kedro.pipeline import node, pipeline\n\nfrom .nodes import total, work\n\n\n"
            "def create_pipeline():\n    return pipeline([node(work, 'raw', 'made', name='a'), "
            "node(total, 'raw', 'kept', name='b')])\n"
        ),
    }
    kedro = write_files(tmp_path / "shop", {**FRAME, **files})
    raw_data(kedro)
    migration = prepare(kedro, tmp_path / "new")
    write(migration)
    raw_data(tmp_path / "new")
    expected, _ = run_kedro(kedro, "__default__")
    assert_same(expected, run_hamilton(tmp_path / "new", "__default__", None), migration.plan.names)
    module = tmp_path / "new/shop/early.py"
    lines = module.read_text().splitlines(keepends=True)
    module.write_text(
        "".join(line for line in lines if "deepcopy(" not in line and ".copy()" not in line)
    )
    with pytest.raises(AssertionError):
        assert_same(
            expected, run_hamilton(tmp_path / "new", "__default__", None), migration.plan.names
        )
