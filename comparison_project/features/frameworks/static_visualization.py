"""A picture of the graph, in a notebook or a file."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import kedro_project

REGISTRY = """
from kedro.pipeline import node, pipeline

def register_pipelines():
    return {"__default__": pipeline([node(lambda: 3, None, "total")])}
"""


def kedro() -> dict:
    from pkgutil import walk_packages

    import kedro
    from kedro.inspection import get_project_snapshot

    project = kedro_project(REGISTRY)
    names = [each.name for each in walk_packages(kedro.__path__, onerror=lambda name: None)]
    drawing = [name for name in names if "viz" in name or "draw" in name or "plot" in name]
    snapshot = get_project_snapshot(project)
    outputs = [node.outputs for each in snapshot.pipelines for node in each.nodes]
    return {"modules that draw": drawing, "outputs in the snapshot": outputs}


def kedro_viz() -> dict:
    from pathlib import Path
    from subprocess import run
    from sys import executable

    import kedro_viz  # noqa: F401

    project = kedro_project(REGISTRY)
    run([executable, "-m", "kedro", "viz", "build"], cwd=project, check=True)
    pictures = [path for path in Path("build").rglob("*") if path.suffix in {".png", ".svg"}]
    page = Path("build", "index.html").exists()
    return {"page": page, "pictures of the graph": [p.name for p in pictures if "total" in p.name]}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver

    def net(gross: float) -> float:
        return gross / 1.2

    def total(net: float) -> float:
        return net + 1

    dataflow = ad_hoc_utils.create_temporary_module(net, total)
    built = driver.Builder().with_modules(dataflow).build()
    whole, part = built.display_all_functions(), built.display_upstream_of("net")
    return {"edge": "net -> total" in whole.source, "total upstream of net": "total" in part.source}


def hamilton_file() -> dict:
    from pathlib import Path

    from hamilton import ad_hoc_utils, driver

    def total(net: float) -> float:
        return net + 1

    dataflow = ad_hoc_utils.create_temporary_module(total)
    built = driver.Builder().with_modules(dataflow).build()
    built.display_all_functions("graph.svg")
    return {"svg": "<svg" in Path("graph.svg").read_text()}


def hamilton_without_dot() -> dict:
    import os

    from hamilton import ad_hoc_utils, driver

    def total(net: float) -> float:
        return net + 1

    os.environ["PATH"] = ""  # a machine without Graphviz's own program
    dataflow = ad_hoc_utils.create_temporary_module(total)
    try:
        driver.Builder().with_modules(dataflow).build().display_all_functions("graph.svg")
    except Exception as problem:
        return {"raised": type(problem).__name__}
    return {"raised": "nothing"}


ROW = Row(
    title="Static DAG visualization",
    claim="Kedro: needs Kedro-Viz. Hamilton: the whole graph, an execution or what is upstream, "
    "in a notebook or a file; depends on graphviz alone.",
    kedro=Side(
        "Kedro draws nothing. It tells what is in a project as data; Kedro-Viz makes a static "
        "site of it, whose pictures are saved from the browser.",
        Probe(
            kedro,
            sees={"modules that draw": [], "outputs in the snapshot": [["total"]]},
            says="Modules of Kedro that draw: {modules that draw}; its snapshot tells of {outputs "
            "in the snapshot}.",
            uses=("REGISTRY",),
        ),
        Probe(
            kedro_viz,
            sees={"page": True, "pictures of the graph": []},
            says="`kedro viz build` made a site; pictures of the graph in it: {pictures of the "
            "graph}.",
            needs=("kedro_viz",),
        ),
    ),
    hamilton=Side(
        "The driver draws the graph or a part of it; to a file only where Graphviz's program "
        "`dot` is installed beside the Python package.",
        Probe(
            hamilton,
            sees={"edge": True, "total upstream of net": False},
            says="The whole graph has the edge `net -> total`: {edge}; what is upstream of `net` "
            "has `total`: {total upstream of net}.",
        ),
        Probe(
            hamilton_file,
            sees={"svg": True},
            says="An SVG file was written: {svg}.",
            programs=("dot",),
        ),
        Probe(
            hamilton_without_dot,
            sees={"raised": "ExecutableNotFound"},
            says="Without the program `dot` a file raises {raised}.",
        ),
    ),
    verdict="true",
    better="hamilton",
    why="One call gives a picture. That it depends on one thing is nearly so: the Python package "
    "needs Graphviz's program.",
)
