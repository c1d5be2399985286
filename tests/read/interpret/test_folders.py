"""Pipelines that a registry finds by listing files or modules: as Python itself finds them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kedro_says import write

from migrate.code.modules import load_modules
from migrate.model.diagnostics import CannotMigrate
from migrate.read.inventory.layout import find_layout
from migrate.read.pipelines.registered import read_pipelines

FLOW = """
from kedro.pipeline import Pipeline, node


def make():
    return 1


def create_pipeline(**kwargs):
    return Pipeline([node(make, None, "{name}", name="{name}")])
"""
FILES = {
    "nodes.py": "",
    "pipelines/__init__.py": "",
    "pipelines/north/__init__.py": "",
    "pipelines/north/flow.py": FLOW.format(name="north"),
    "pipelines/south/__init__.py": "from .flow import create_pipeline\n",
    "pipelines/south/flow.py": FLOW.format(name="south"),
    "pipelines/south/far/__init__.py": "",
    "pipelines/south/far/flow.py": FLOW.format(name="far"),
    "pipelines/bare/flow.py": FLOW.format(name="bare"),  # a folder without __init__
    "pipelines/lone.py": FLOW.format(name="lone"),
    "pipelines/notes.txt": "not a module",
    "pipelines/.hidden/flow.py": "1 / 0",
    "registries/__init__.py": "",
    "pipeline_registry.py": "from shop.registries.{name} import register_pipelines\n",
}
START = """
import glob, importlib, inspect, os, pkgutil, sys
from importlib import import_module, resources
from pathlib import Path

import shop
from shop import pipelines

HERE = Path(__file__).resolve().parent.parent
FOLDER = HERE / "pipelines"


def dotted(path):
    return ".".join(Path(path).relative_to(HERE.parent).with_suffix("").parts)


def shown(path):
    return "." not in "".join(Path(path).relative_to(HERE).parts[:-1])


def register_pipelines():
    found = {}
"""
ADD = "found[{key}] = import_module({name}).create_pipeline()"
CASES = {
    "rglob": """
        for path in sorted(FOLDER.rglob("flow.py")):
            if shown(path):
                found[path.parent.name] = import_module(dotted(path)).create_pipeline()
    """,
    "glob_of_all_below": """
        for path in sorted(FOLDER.glob("**/flow.py")):
            if shown(path):
                found[dotted(path)] = import_module(dotted(path)).create_pipeline()
    """,
    "glob_of_a_level": """
        for path in sorted(FOLDER.glob("*/*.py")):
            if path.stem != "__init__" and shown(path):
                found[path.parent.name] = import_module(dotted(path)).create_pipeline()
    """,
    "glob_of_folders": """
        for path in sorted(FOLDER.glob("**")):
            if (path / "flow.py").exists() and path.is_dir() and not path.match(".*"):
                found[path.name] = import_module(dotted(path / "flow.py")).create_pipeline()
    """,
    "glob_module": """
        for path in sorted(glob.glob(str(FOLDER / "*" / "flow.py"))):
            found[os.path.basename(os.path.dirname(path))] = import_module(dotted(path)).create_pipeline()
    """,
    "glob_module_below": """
        for path in sorted(glob.iglob(os.path.join(FOLDER, "**", "flow.py"), recursive=True)):
            found[os.path.split(os.path.split(path)[0])[1]] = import_module(dotted(path)).create_pipeline()
    """,
    "glob_module_with_root": """
        for path in sorted(glob.glob("*/flow.py", root_dir=FOLDER)):
            name = path.replace(os.sep, ".")[:-3]
            found[name] = import_module(f"shop.pipelines.{name}").create_pipeline()
    """,
    "glob_module_without_recursion": """
        for path in sorted(glob.glob(str(FOLDER / "**" / "flow.py"))):
            found[path.split("/")[-2]] = import_module(dotted(path)).create_pipeline()
    """,
    "nothing": """
        for path in [*HERE.glob("absent/*.py"), *(HERE / "absent").rglob("*"), *glob.glob("no/*")]:
            found[path] = 1 / 0
    """,
    "walk": """
        for folder, folders, files in os.walk(FOLDER):
            folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
            if "flow.py" in files:
                found[os.path.basename(folder)] = import_module(
                    dotted(os.path.join(folder, "flow.py"))
                ).create_pipeline()
    """,
    "walk_from_below": """
        for folder, folders, files in sorted(os.walk(FOLDER, topdown=False)):
            if "flow.py" in files and shown(os.path.join(folder, "flow.py")):
                found[os.path.relpath(folder, HERE)] = import_module(
                    dotted(os.path.join(folder, "flow.py"))
                ).create_pipeline()
    """,
    "listdir": """
        for name in sorted(os.listdir(FOLDER)):
            if os.path.isfile(FOLDER / name / "flow.py") and name[0] != ".":
                found[name] = import_module(f"shop.pipelines.{name}.flow").create_pipeline()
    """,
    "scandir": """
        with os.scandir(FOLDER) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir() and entry.name.isidentifier() and entry.name[0] != "_":
                    name = f"shop.pipelines.{entry.name}.flow"
                    found[os.path.basename(entry.path)] = import_module(name).create_pipeline()
    """,
    "iter_modules": """
        for module in pkgutil.iter_modules(pipelines.__path__):
            loaded = import_module(f"shop.pipelines.{module.name}")
            if hasattr(loaded, "create_pipeline"):
                found[module.name] = loaded.create_pipeline()
    """,
    "iter_modules_with_a_prefix": """
        for finder, name, is_package in pkgutil.iter_modules([str(FOLDER)], "shop.pipelines."):
            if not is_package:
                found[name] = import_module(name).create_pipeline()
    """,
    "walk_packages": """
        for info in pkgutil.walk_packages(pipelines.__path__, pipelines.__name__ + "."):
            if info.name.endswith(".flow"):
                found[info.name.split(".")[-2]] = import_module(info.name).create_pipeline()
    """,
    "walk_packages_without_a_prefix": """
        for info in pkgutil.walk_packages(shop.pipelines.__path__):
            found[info.name] = import_module("shop.pipelines.lone").create_pipeline()
    """,
    "resources": """
        for entry in sorted(resources.files("shop.pipelines").iterdir(), key=lambda e: e.name):
            if entry.joinpath("flow.py").is_file() and "." not in entry.name:
                found[entry.name] = import_module(f"shop.pipelines.{entry.name}.flow").create_pipeline()
    """,
    "resources_of_a_module": """
        root = resources.files(shop) / "pipelines" / "north"
        for entry in root.iterdir():
            if entry.name == "flow.py":
                found[root.name] = import_module(f"{shop.__name__}.pipelines.north.flow").create_pipeline()
    """,
    "members": """
        import shop.pipelines.north.flow, shop.pipelines.lone
        for name, module in inspect.getmembers(pipelines, inspect.ismodule):
            for inner, function in inspect.getmembers(module, inspect.isfunction):
                if inner == "create_pipeline":
                    found[name] = function()
    """,
    "loaded_modules": """
        import shop.pipelines.lone
        found["lone"] = sys.modules["shop.pipelines.lone"].create_pipeline()
    """,
    "specs": """
        from importlib.util import find_spec
        for name in ("lone", "absent", "north"):
            if find_spec(f"shop.pipelines.{name}") is not None:
                found[name] = import_module("shop.pipelines.lone").create_pipeline()
    """,
    "computed_names": """
        names = ("north", "far")
        for name in names:
            inner = {"far": ".south"}.get(name, "")
            module = importlib.import_module(f"{inner}.{name}.flow", package="shop.pipelines")
            found[name] = getattr(module, "create_" + "pipeline")()
        found["lone"] = __import__("shop.pipelines.lone", fromlist=["x"]).create_pipeline()
    """,
}
SCRIPT = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
found = {}
for name in sys.argv[2:]:
    for loaded in [each for each in sys.modules if each.partition(".")[0] == "shop"]:
        del sys.modules[loaded]
    made = importlib.import_module(f"shop.registries.{name}").register_pipelines()
    found[name] = {key: [node.name for node in made[key].nodes] for key in sorted(made)}
print(json.dumps(found))
"""


def registry(body: str) -> str:
    return START + "\n".join(body.splitlines()) + "\n    return found\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with all registries, each in a module of its own."""
    made = {f"registries/{name}.py": registry(dedent(body)) for name, body in CASES.items()}
    return write(tmp_path_factory.mktemp("shop"), {**FILES, **made})


def dedent(body: str) -> str:
    """A body, as far to the right as that of a function."""
    return "\n".join(line[4:] for line in body.splitlines())


@pytest.fixture(scope="module")
def python_says(project: Path) -> dict[str, dict[str, list[str]]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(project / "src"), *CASES],
        capture_output=True,
        text=True,
        check=True,
        cwd=project,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    found: dict[str, dict[str, list[str]]] = json.loads(done.stdout)
    return found


@pytest.fixture
def reader(project: Path) -> Callable[[str], dict[str, list[str]]]:
    def read(name: str) -> dict[str, list[str]]:
        text = FILES["pipeline_registry.py"].format(name=name)
        write(project, {"pipeline_registry.py": text})
        layout = find_layout(project)
        found = read_pipelines(layout, load_modules(layout)[0])
        assert not found.diagnostics
        return {key: [n.id for n in found.pipelines[key]] for key in sorted(found.pipelines)}

    return read


@pytest.mark.parametrize("name", CASES)
def test_what_is_listed_is_found(
    name: str, reader: Callable[[str], dict[str, list[str]]], python_says: dict[str, object]
) -> None:
    assert reader(name) == python_says[name]


OUTSIDE = {
    "all modules": "pkgutil.iter_modules()",
    "a folder outside": 'Path("/somewhere/else").glob("*.py")',
    "the home": "Path.home().iterdir()",
    "a library's modules": "pkgutil.walk_packages(lib.__path__)",
    "a pattern that is not known": "FOLDER.glob(lib.pattern())",
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_lies_outside_is_not_known(name: str, tmp_path: Path) -> None:
    body = f"    import lib\n    for each in {OUTSIDE[name]}:\n        found[each.name] = 1\n"
    made = {"registries/outside.py": registry(body)}
    text = FILES["pipeline_registry.py"].format(name="outside")
    root = write(tmp_path, {**FILES, **made, "pipeline_registry.py": text})
    layout = find_layout(root)
    with pytest.raises(CannotMigrate, match=r"src/shop/registries/outside.py:\d+: its pipelines"):
        read_pipelines(layout, load_modules(layout)[0])
