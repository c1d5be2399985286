"""Small pipelines as Kedro sees them and as the reader does, in one form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.model.diagnostics import CannotMigrate
from migrate.model.project import Layout, Module
from migrate.read.interpret.resources import NoResources
from migrate.read.pipelines.registered import PipelinesFound, read_pipelines

PYPROJECT = """
[tool.kedro]
package_name = "shop"
project_name = "Shop"
kedro_init_version = "1.7.0"
"""

NODES = """
def f(a):
    return a


def g(a, b):
    return a


def h(a, *args, **kwargs):
    return a


def two(a):
    return a, a


def order(first, second, *, third=1):
    return first


class Model:
    def __init__(self, a):
        self.a = a

    def fit(self, b):
        return b

    @staticmethod
    def clean(a):
        return a

    @classmethod
    def load(cls, a):
        return a
"""

HEAD = """
import functools
from functools import partial, reduce, update_wrapper, wraps
import operator
from kedro.pipeline import Node, Pipeline, node, pipeline
from shop.nodes import Model, f, g, h, order, two
"""


def module(text: str) -> str:
    """A pipeline's module: what it imports, and the text of a case.

    A case without a `def create_pipeline` is the body of that function.
    """
    text = textwrap.dedent(text)
    if "def create_pipeline" not in text:
        text = f"def create_pipeline(**kwargs):\n{textwrap.indent(text, '    ')}"
    return HEAD + text


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Files of a project; the paths are relative to the package, or begin with `/`."""
    for name, text in {"/pyproject.toml": PYPROJECT, "__init__.py": "", **files}.items():
        path = root / name[1:] if name.startswith("/") else root / "src" / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
    return root


LAYOUT = Layout("/nowhere", "shop", "src", "conf", "1.7.0", "Shop")


def modules(files: Mapping[str, str]) -> dict[str, Module]:
    """Modules in memory; the paths are relative to the package."""
    found = {}
    for name, text in {"__init__.py": "", **files}.items():
        path = f"src/shop/{name}"
        parts = path.removeprefix("src/").removesuffix(".py").split("/")
        package = parts[-1] == "__init__"
        dotted = ".".join(parts[:-1] if package else parts)
        found[path] = Module(dotted, path, textwrap.dedent(text), package)
    return found


def read(files: Mapping[str, str], layout: Layout = LAYOUT) -> PipelinesFound:
    """What the reader finds in modules."""
    return read_pipelines(layout, modules(files), None, NoResources())


REGISTRY = """
from shop.{name} import create_pipeline


def register_pipelines():
    return {{"{name}": create_pipeline()}}
"""


def read_case(text: str, name: str = "case") -> PipelinesFound:
    """What the reader finds in the one pipeline of a case."""
    registry = REGISTRY.format(name=name)
    return read({"nodes.py": NODES, f"{name}.py": module(text), "pipeline_registry.py": registry})


def _plain(names: Any) -> Any:
    return list(names) if isinstance(names, tuple) else names


def answer(name: str, text: str) -> list[dict[str, Any]] | str:
    """The nodes of a case in the form of `kedro_answers`; a str if it is refused."""
    try:
        found = read_case(text, name)
    except CannotMigrate as error:
        return str(error)
    assert not found.diagnostics
    return [
        {
            "id": placed.id,
            "name": node.name,
            "namespace": node.namespace,
            "inputs": _plain(node.inputs),
            "outputs": _plain(node.outputs),
            "confirms": list(node.confirms),
            "tags": sorted(placed.tags),
            "module": node.func.module,
            "bound": None if node.bindings is None else [b.dataset for b in node.bindings],
        }
        for placed in found.pipelines[name]
        for node in [found.nodes[placed.id]]
    ]


_SCRIPT = """
import functools, importlib, json, sys, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[1])


def module(function):
    while isinstance(function, functools.partial):
        function = function.func
    return function.__module__


def nodes(name):
    try:
        pipeline = importlib.import_module(f"shop.{name}").create_pipeline()
        return [
            {
                "id": n.name, "name": n._name, "namespace": n.namespace, "inputs": n._inputs,
                "outputs": n._outputs, "confirms": n.confirms, "tags": sorted(n.tags),
                "module": module(n.func), "bound": n.inputs,
            }
            for n in pipeline.nodes
        ]
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print("ANSWER" + json.dumps({name: nodes(name) for name in sys.argv[2:]}))
"""


def kedro_answers(root: Path, cases: Mapping[str, str]) -> dict[str, list[dict[str, Any]] | str]:
    """The nodes that Kedro makes of every case; a str if it refuses."""
    files = {f"{name}.py": module(text) for name, text in cases.items()}
    write(root, {"nodes.py": NODES, **files})
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(root / "src"), *cases],
        capture_output=True,
        text=True,
        env={**os.environ, "KEDRO_DISABLE_TELEMETRY": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    found: dict[str, list[dict[str, Any]] | str] = json.loads(lines[0].removeprefix("ANSWER"))
    return found
