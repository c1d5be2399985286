"""Everything in Python: parameters and configuration as dataclasses."""

from dataclasses import dataclass

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import kedro_project


@dataclass
class Options:
    """What both sides are given."""

    country: str
    rate: float


def kedro() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    def total(net: float, options: Options) -> float:
        return net * options.rate

    nodes = pipeline([node(total, ["net", "params:options"], "total")])
    given = {"net": MemoryDataset(10.0), "params:options": MemoryDataset(Options("NO", 2.0))}
    return {"total": SequentialRunner().run(nodes, DataCatalog(given))["total"].load()}


REGISTRY = """
from comparison_project.features.prose.everything_in_python import Options
from kedro.pipeline import node, pipeline

def told(options: Options) -> dict:
    return {"type": type(options).__name__, "country": options.country}

def register_pipelines():
    return {"__default__": pipeline([node(told, "params:options", "told")])}
"""


def kedro_yaml() -> dict:
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    project = kedro_project(REGISTRY, parameters="options: {country: NO, rate: 2.0}")
    bootstrap_project(project)
    with KedroSession.create(project) as session:
        return session.run()["told"].load()


def kedro_environments() -> dict:
    from pathlib import Path

    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    project = kedro_project("def register_pipelines(): return {}", parameters="rate: 2.0")
    Path("conf/test").mkdir()
    Path("conf/test/parameters.yml").write_text("rate: 3.0")
    bootstrap_project(project)
    seen = {}
    for env in ("local", "test"):
        with KedroSession.create(project, env=env) as session:
            seen[env] = session.load_context().params["rate"]
    return seen


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver

    def options() -> Options:
        return Options("NO", 2.0)

    def total(net: float, options: Options) -> float:
        return net * options.rate

    dataflow = ad_hoc_utils.create_temporary_module(options, total)
    built = driver.Builder().with_modules(dataflow).build()
    usual = built.execute(["total"], inputs={"net": 10.0})["total"]
    other = built.execute(
        ["total"], inputs={"net": 10.0}, overrides={"options": Options("SE", 3.0)}
    )
    return {"usual": usual, "with other options": other["total"]}


ROW = Row(
    title="Everything in Python",
    claim="Kedro relies on YAML, which is not to be relied on; in Hamilton parameters, data and "
    "configuration may be dataclasses in a Python file.",
    kedro=Side(
        "As a library it needs no YAML. A project does, but a parameter whose function asks for a "
        "dataclass (or a pydantic model) arrives as one. YAML's traps stay: a country NO is read "
        "as false.",
        Probe(
            kedro,
            sees={"total": 20.0},
            says="Catalog and options in Python, without a file: {total}.",
            uses=(Options,),
        ),
        Probe(
            kedro_yaml,
            sees={"type": "Options", "country": False},
            says="YAML's parameters arrived as the dataclass {type}; its country NO as {country}.",
            uses=("REGISTRY", Options),
        ),
        Probe(
            kedro_environments,
            sees={"local": 2.0, "test": 3.0},
            says="An environment is a folder of files: rate {local}, in the environment test "
            "{test}.",
        ),
    ),
    hamilton=Side(
        "A dataclass is a value like any other: from a function, or given for one run. "
        "Environments are the author's to build.",
        Probe(
            hamilton,
            sees={"usual": 20.0, "with other options": 30.0},
            says="Options as a dataclass gave {usual}, others for one run {with other options}.",
            uses=(Options,),
        ),
    ),
    verdict="true in part",
    better="a matter of taste",
    why="Hamilton needs no YAML, Kedro's projects do, though typed parameters close part of the "
    "gap. Kedro's environments and credentials are there from the start; in Hamilton they have to "
    "be written.",
)
