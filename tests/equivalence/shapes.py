"""Projects of several small pipelines, run on both sides."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from conftest import pipeline_files

from equivalence.sides import raw_data, run_hamilton, run_kedro
from migrate.api import plan_migration, write_project

Shop = Callable[[Mapping[str, str]], Path]


class Shape(NamedTuple):
    """The functions and the nodes of a pipeline; `more` are other files, those that begin with a
    dot below its folder."""

    functions: str
    nodes: str
    more: Mapping[str, str] = {}


def both_sides(shop: Shop, tmp_path: Path, shapes: Mapping[str, Shape]) -> dict[str, object]:
    """What Kedro makes of a project of these pipelines; the new project makes the same."""
    files = {"conf/base/catalog.yml": "raw: {type: pandas.CSVDataset, filepath: data/raw.csv}\n"}
    files["conf/base/parameters.yml"] = (
        "k: 5\nn: 7\nword: w\nsome: [1, 2]\noptions: {x: a}\nsizes: {k: 2}\n"
    )
    for name, shape in shapes.items():
        folder = f"src/shop/pipelines/{name}"
        files |= pipeline_files(name, textwrap.dedent(shape.functions), shape.nodes)
        for path, text in shape.more.items():
            text = textwrap.dedent(text).replace("NODES", shape.nodes)
            files[path.replace("./", f"{folder}/") if path[0] == "." else path] = text
    kedro = shop(files)
    migration = plan_migration(kedro, tmp_path / "new")
    assert not [d for d in migration.plan.diagnostics if d.severity == "error"]
    write_project(migration)
    for side in (kedro, tmp_path / "new"):
        raw_data(side)
    names = migration.plan.names
    expected = {names[n]: v for n, v in run_kedro(kedro, "__default__")[0].items()}
    found = run_hamilton(tmp_path / "new", "__default__", list(expected))
    assert found == expected
    return expected
