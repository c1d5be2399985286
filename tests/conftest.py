"""Small Kedro projects for tests, written as text."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

# The pages of reports in a browser.
pytest_plugins = ["report.opened"]

# Machines that run tests are busy: an example takes as long as it takes. `make test` draws the
# same examples each time, `make nightly` others.
settings.register_profile("tests", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """What a test leaves in the environment is gone after it: Kedro adds to PYTHONPATH, written
    packages say what Hamilton loads."""
    before = dict(os.environ)
    yield
    if os.environ != before:
        os.environ.clear()
        os.environ.update(before)


Files = Mapping[str, str]

FRAME = {
    "pyproject.toml": """
        [tool.kedro]
        package_name = "shop"
        project_name = "Shop"
        kedro_init_version = "1.7.0"
        source_dir = "src"

        [tool.ruff]
        line-length = 100
    """,
    "conf/base/catalog.yml": "{}",
    "conf/base/parameters.yml": "{}",
    "conf/local/.gitkeep": "",
    "src/shop/__init__.py": '"""Shop."""',
    "src/shop/settings.py": "",
    "src/shop/pipelines/__init__.py": "",
    "src/shop/pipeline_registry.py": """
        from kedro.framework.project import find_pipelines


        def register_pipelines():
            pipelines = find_pipelines()
            pipelines["__default__"] = sum(pipelines.values())
            return pipelines
    """,
}


def write_files(root: Path, files: Files) -> Path:
    """Write dedented texts below `root`."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return root


def pipeline_files(name: str, nodes: str, pipeline: str) -> dict[str, str]:
    """The files of a pipeline's folder: its functions, and the list of nodes in `pipeline`."""
    folder = f"src/shop/pipelines/{name}"
    body = textwrap.indent(textwrap.dedent(pipeline).strip(), " " * 8)
    return {
        f"{folder}/__init__.py": "from .pipeline import create_pipeline\n",
        f"{folder}/nodes.py": nodes,
        f"{folder}/pipeline.py": (
            "from functools import partial\n\n"
            "from kedro.pipeline import Pipeline, node, pipeline\n\n"
            "from . import nodes\n"
            "from .nodes import *\n\n\n"
            f"def create_pipeline(**kwargs):\n    return Pipeline(\n        [\n{body}\n        ]\n    )\n"
        ),
    }


@pytest.fixture
def any_layout(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """For modules of tests that look at what is written, not at how it is laid out: the formatter,
    which takes most of the time of a small project, is left out. Tests with the mark `layout` need
    it.
    """
    if request.node.get_closest_marker("layout") is None:
        monkeypatch.setattr("migrate.write.formatted", lambda code, kept, *_: {**code, **kept})


@pytest.fixture
def shop(tmp_path: Path) -> Callable[[Files], Path]:
    """Makes a Kedro project of package `shop` from the files given, and returns its folder."""

    def make(files: Files) -> Path:
        return write_files(tmp_path / "shop", {**FRAME, **files})

    return make
