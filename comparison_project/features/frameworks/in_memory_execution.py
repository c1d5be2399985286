"""In-memory execution."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import kedro_project

REGISTRY = """
from kedro.pipeline import node, pipeline

def register_pipelines():
    return {"__default__": pipeline([node(sum, "params:prices", "total")])}
"""


def kedro_session() -> dict:
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    project = kedro_project(REGISTRY, parameters="prices: [1, 2]")
    bootstrap_project(project)
    with KedroSession.create(project) as session:
        outputs = session.run()
    return {"returned": type(outputs["total"]).__name__, "value": outputs["total"].load()}


def kedro_runner() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    nodes = pipeline([node(sum, "prices", "total")])
    catalog = DataCatalog({"prices": MemoryDataset([1, 2])})
    outputs = SequentialRunner().run(nodes, catalog)
    return {"returned": type(outputs["total"]).__name__, "value": outputs["total"].load()}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver

    def total(prices: list) -> int:
        return sum(prices)

    dataflow = ad_hoc_utils.create_temporary_module(total)
    results = (
        driver.Builder()
        .with_modules(dataflow)
        .build()
        .execute(["total"], inputs={"prices": [1, 2]})
    )
    return {"returned": type(results["total"]).__name__, "value": results["total"]}


ROW = Row(
    title="In-memory execution",
    claim="Kedro: runs through a session, and to get values back takes a hack. "
    "Hamilton: the default.",
    kedro=Side(
        "A run returns its free outputs as dataset objects; one `load()` gives the value. Values "
        "go in through a catalog that the caller makes, not through the session.",
        Probe(
            kedro_session,
            sees={"returned": "MemoryDataset", "value": 3},
            says="`session.run()` returned a {returned}, which loads as {value}.",
        ),
        Probe(
            kedro_runner,
            sees={"returned": "MemoryDataset", "value": 3},
            says="A runner and a catalog without a project: a {returned}, which loads as {value}.",
        ),
    ),
    hamilton=Side(
        "`execute` takes values and returns those that were asked for.",
        Probe(
            hamilton,
            sees={"returned": "int", "value": 3},
            says="`execute` returned the {returned} {value}.",
        ),
    ),
    verdict="out of date",
    better="hamilton",
    why="Kedro returns its free outputs without a hack. Hamilton is still shorter: plain values "
    "in, plain values out, and any node may be asked for.",
)
