"""Fewer things to learn: what the same small job makes one meet, and what the example does."""

import ast
from pathlib import Path

from comparison_project.features import VARIES, Probe, Row, Side
from comparison_project.features.projects import kedro_project

ROOT = Path(__file__).resolve().parents[3]


def names_imported(project: Path, framework: str) -> list:
    """The names that a project's own files import from a framework, tests apart."""
    names = set()
    for path in sorted(project.rglob("*.py")):
        for each in ast.walk(ast.parse(path.read_text())):
            if isinstance(each, ast.ImportFrom) and f"{each.module}.".startswith(f"{framework}."):
                names |= {alias.name for alias in each.names if "tests" not in path.parts}
    return sorted(names)


def kedro() -> dict:
    project = kedro_project(REGISTRY)
    files = [path for path in project.rglob("*") if path.is_file() and path.stat().st_size > 2]
    return {
        "files with content": len(files),
        "in YAML or TOML": sum(path.suffix in {".yml", ".toml"} for path in files),
        "names imported": names_imported(project, "kedro"),
    }


def kedro_example() -> dict:
    project = ROOT / "kedro_side"
    yaml = [path.name for path in project.rglob("*.yml")]
    return {"names imported": names_imported(project, "kedro"), "YAML files": len(yaml)}


def hamilton() -> dict:
    Path("dataflow.py").write_text(DATAFLOW)
    Path("run.py").write_text(RUN)
    return {
        "files with content": len(list(Path.cwd().iterdir())),
        "names imported": names_imported(Path.cwd(), "hamilton"),
    }


def hamilton_example() -> dict:
    names = names_imported(ROOT / "hamilton_side", "hamilton")
    yaml = [path.name for path in (ROOT / "hamilton_side").rglob("*.yml")]
    more = len(names) > len(names_imported(ROOT / "kedro_side", "kedro"))
    return {"names imported": names, "more than Kedro's": more, "YAML files": len(yaml)}


REGISTRY = """
from kedro.pipeline import node, pipeline

def register_pipelines():
    return {"__default__": pipeline([node(sum, "params:prices", "total")])}
"""
DATAFLOW = "def total(prices: list) -> int: return sum(prices)"
RUN = """
from hamilton import driver
import dataflow

driver.Builder().with_modules(dataflow).build().execute(["total"], inputs={"prices": [1, 2]})
"""

ROW = Row(
    title="Fewer things to learn",
    claim="Kedro asks to learn nodes and registration, the catalog, parameters, environments and "
    "credentials, and a layout; Hamilton asks for functions and a driver.",
    kedro=Side(
        "Few names to import, and a layout with files in three languages: much of what there is "
        "to learn is in YAML and in folders.",
        Probe(
            kedro,
            sees={
                "files with content": 2,
                "in YAML or TOML": 1,
                "names imported": ["node", "pipeline"],
            },
            says="The smallest project has {files with content} files with content, of which {in "
            "YAML or TOML} in YAML or TOML, and imports {names imported}.",
            uses=("REGISTRY", names_imported),
        ),
        Probe(
            kedro_example,
            sees={
                "names imported": [
                    "Node",
                    "Pipeline",
                    "configure_project",
                    "find_pipelines",
                    "find_run_command",
                ],
                "YAML files": 7,
            },
            says="The example imports {names imported} and has {YAML files} YAML files.",
            uses=(names_imported,),
        ),
    ),
    hamilton=Side(
        "A driver to begin with. A real project with a catalog, several pipelines and repeated "
        "functions meets modifiers, each a thing to learn.",
        Probe(
            hamilton,
            sees={"files with content": 2, "names imported": ["driver"]},
            says="The same job takes {files with content} files and imports {names imported}.",
            uses=("DATAFLOW", "RUN", names_imported),
        ),
        Probe(
            hamilton_example,
            sees={"names imported": VARIES, "more than Kedro's": True, "YAML files": 0},
            says="The example, as migrated with its storage, imports {names imported} and has "
            "{YAML files} YAML files.",
            uses=(names_imported,),
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="To begin with, Hamilton asks for less. A project of the same size with stored data and "
    "environments imports more names of Hamilton than of Kedro; what Kedro has in YAML is then in "
    "Python.",
)
