"""How much of a layout each side asks for."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import hamilton_module, kedro_project

REGISTRY = """
from kedro.pipeline import node, pipeline

def register_pipelines():
    return {"__default__": pipeline([node(lambda: 3, None, "total")])}
"""


def kedro_run() -> dict:
    from subprocess import run
    from sys import executable

    project = kedro_project(REGISTRY)
    files = sorted(path for path in project.rglob("*") if path.is_file())
    needed = []
    for path in files:
        away = path.rename(project / "away")
        if run([executable, "-m", "kedro", "run"], cwd=project, capture_output=True).returncode:
            needed.append(path.relative_to(project).as_posix())
        away.rename(path)
    return {"needed": needed, "files": len(files)}


def kedro_library() -> dict:
    from pathlib import Path

    from kedro.io import DataCatalog
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    outputs = SequentialRunner().run(pipeline([node(lambda: 3, None, "total")]), DataCatalog())
    return {"value": outputs["total"].load(), "files": len(list(Path.cwd().iterdir()))}


def hamilton() -> dict:
    from pathlib import Path

    from hamilton import driver

    dataflow = hamilton_module("def total(prices: list) -> int: return sum(prices)")
    built = driver.Builder().with_modules(dataflow).build()
    results = built.execute(["total"], inputs={"prices": [1, 2]})
    return {"value": results["total"], "files": [path.name for path in Path.cwd().glob("*.py")]}


ROW = Row(
    title="Code structure",
    claim="Kedro: opinionated about how pipelines are created, registered and configured. "
    "Hamilton: not opinionated.",
    kedro=Side(
        "`kedro run` wants a project with a registry and a folder of configuration. Pipelines, "
        "catalog and runners also work as a library, without any file.",
        Probe(
            kedro_run,
            sees={
                "needed": [
                    "conf/base/catalog.yml",
                    "pyproject.toml",
                    "src/shop/pipeline_registry.py",
                ],
                "files": 7,
            },
            says="Of {files} files of the smallest project, `kedro run` fails without {needed}.",
            uses=("REGISTRY",),
        ),
        Probe(
            kedro_library,
            sees={"value": 3, "files": 0},
            says="As a library it made {value} with {files} files beside the code.",
        ),
    ),
    hamilton=Side(
        "Any module with functions will do, wherever it lies; it need not import Hamilton.",
        Probe(
            hamilton,
            sees={"value": 3, "files": ["dataflow.py"]},
            says="One module of any name was enough: {files}.",
        ),
    ),
    verdict="true",
    better="a matter of taste",
    why="The layout is a cost for one script and a gift to a team: whoever knows one Kedro "
    "project finds the way in the next. Hamilton leaves the layout, and the work of agreeing on "
    "one, to its users.",
)
