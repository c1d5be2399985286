"""The smallest project of each side, for probes that need files."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from textwrap import dedent
from types import ModuleType

PYPROJECT = """
[tool.kedro]
package_name = "shop"
project_name = "shop"
kedro_init_version = "1.7.0"
"""


def kedro_project(registry: str, **conf: str) -> Path:
    """Write a project into the current folder: its registry, and files of conf/base by name."""
    files = {
        "pyproject.toml": PYPROJECT,
        "src/shop/__init__.py": "",
        "src/shop/settings.py": "",
        "src/shop/pipeline_registry.py": registry,
        "conf/local/credentials.yml": "{}",
        "conf/base/catalog.yml": "{}",
        "conf/base/parameters.yml": "{}",
        **{f"conf/base/{name}.yml": text for name, text in conf.items()},
    }
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return Path.cwd()


def hamilton_module(text: str) -> ModuleType:
    """Write a dataflow into the current folder, and import it."""
    Path("dataflow.py").write_text(dedent(text))
    sys.path.insert(0, str(Path.cwd()))
    return importlib.import_module("dataflow")
