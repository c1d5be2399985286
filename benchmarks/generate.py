"""Makes Kedro projects of any size: folders of pipelines, a catalog and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

NODES_EACH = 20  # of one pipeline folder

_PYPROJECT = """[tool.kedro]
package_name = "generated"
project_name = "Generated"
kedro_init_version = "1.7.0"
source_dir = "src"
"""
_REGISTRY = """from kedro.framework.project import find_pipelines


def register_pipelines():
    pipelines = find_pipelines()
    pipelines["__default__"] = sum(pipelines.values())
    return pipelines
"""
_PIPELINE = """from kedro.pipeline import Node, Pipeline

from .nodes import {functions}


def create_pipeline(**kwargs) -> Pipeline:
    return Pipeline([
{nodes}
    ])
"""
_FUNCTION = '''
def {name}(table: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Step {step} of {pipeline}."""
    chosen = table[table["value"] > limit].copy()
    chosen["step"] = {step}
    return chosen.sort_values("value")
'''
_NODE = '        Node({name}, ["{source}", "params:{pipeline}.limit"], "{output}", name="{name}"),'
_ENTRY = """{name}:
  type: pandas.ParquetDataset
  filepath: data/{name}.parquet
"""


def generate(root: Path, nodes: int) -> Path:
    """Write a project with so many nodes below `root`; every other dataset is stored."""
    for path, text in _files(nodes):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root


def _files(nodes: int) -> Iterator[tuple[str, str]]:
    pipelines = {
        f"pipeline_{index // NODES_EACH:04}": min(NODES_EACH, nodes - index)
        for index in range(0, nodes, NODES_EACH)
    }
    package = "src/generated"
    yield "pyproject.toml", _PYPROJECT
    yield f"{package}/__init__.py", ""
    yield f"{package}/settings.py", ""
    yield f"{package}/pipeline_registry.py", _REGISTRY
    yield f"{package}/pipelines/__init__.py", ""
    yield "conf/local/.gitkeep", ""
    yield (
        "conf/base/parameters.yml",
        "".join(f"{name}:\n  limit: {i}\n" for i, name in enumerate(pipelines)),
    )
    for name, count in pipelines.items():
        yield from _pipeline(f"{package}/pipelines/{name}", name, count)
        stored = [f"{name}_{step}" for step in range(0, count + 1, 2)]
        yield f"conf/base/catalog_{name}.yml", "".join(_ENTRY.format(name=each) for each in stored)


def _pipeline(folder: str, pipeline: str, count: int) -> Iterator[tuple[str, str]]:
    """A chain of nodes, each with a function of its own."""
    names = [f"step_{step}_of_{pipeline}" for step in range(count)]
    functions = "".join(
        "\n" + _FUNCTION.format(name=name, step=step, pipeline=pipeline)
        for step, name in enumerate(names)
    )
    nodes = "\n".join(
        _NODE.format(
            name=name,
            source=f"{pipeline}_{step}",
            output=f"{pipeline}_{step + 1}",
            pipeline=pipeline,
        )
        for step, name in enumerate(names)
    )
    yield f"{folder}/__init__.py", "from .pipeline import create_pipeline\n"
    yield f"{folder}/nodes.py", "import pandas as pd\n" + functions
    yield (
        f"{folder}/pipeline.py",
        _PIPELINE.format(functions=", ".join(names), nodes=nodes),
    )
