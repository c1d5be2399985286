"""Hamilton is light enough to run inside Kedro."""

from comparison_project.features import Probe, Row, Side


def kedro() -> dict:
    from hamilton import ad_hoc_utils, driver
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    def gross(net: float) -> float:
        return net * 2

    def bill(gross: float) -> str:
        return f"{gross} to pay"

    dataflow = ad_hoc_utils.create_temporary_module(gross, bill)
    built = driver.Builder().with_modules(dataflow).build()
    within = node(lambda net: built.execute(["bill"], inputs={"net": net}), "net", "bills")
    outputs = SequentialRunner().run(pipeline([within]), DataCatalog({"net": MemoryDataset(5.0)}))
    return {"bill": outputs["bills"].load()["bill"], "kedro nodes": 1}


def hamilton() -> dict:
    from hamilton.plugins.h_kedro import kedro_pipeline_to_driver
    from kedro.pipeline import node, pipeline

    def gross(net: float) -> float:
        return net * 2

    def split(gross: float) -> tuple:
        return gross - 1, 1.0

    nodes = pipeline([node(gross, "net", "gross"), node(split, "gross", ["price", "fee"])])
    built = kedro_pipeline_to_driver(nodes)
    return built.execute(["price", "fee"], inputs={"net": 5.0})


def hamilton_hint() -> dict:
    from hamilton.plugins.h_kedro import kedro_pipeline_to_driver
    from kedro.pipeline import node, pipeline

    def split(gross: float) -> tuple[float, float]:  # the hint says what is in the tuple
        return gross - 1, 1.0

    try:
        kedro_pipeline_to_driver(pipeline([node(split, "gross", ["price", "fee"])]))
    except Exception as problem:
        return {"raised": type(problem).__name__}
    return {"raised": "nothing"}


def hamilton_namespaces() -> dict:
    from hamilton.plugins.h_kedro import kedro_pipeline_to_driver
    from kedro.pipeline import node, pipeline

    def gross(net: float) -> float:
        return net * 2

    nodes = pipeline([node(gross, "net", "gross")], namespace="eu")
    try:
        built = kedro_pipeline_to_driver(nodes)
        return built.execute(["eu.gross"], inputs={"eu.net": 5.0})
    except Exception as problem:
        return {"raised": type(problem).__name__}


ROW = Row(
    title="Hamilton inside Kedro",
    claim="Hamilton is so light that it may even run inside Kedro.",
    kedro=Side(
        "A node may build a driver and ask it: to Kedro this is one node, whose inside it does "
        "not see.",
        Probe(
            kedro,
            sees={"bill": "10.0 to pay", "kedro nodes": 1},
            says="A driver within a node gave: {bill}. Kedro sees {kedro nodes} node.",
        ),
    ),
    hamilton=Side(
        "The other way round there is a plugin that makes a driver of a Kedro pipeline, without "
        "its catalog; it stumbles over some type hints.",
        Probe(
            hamilton,
            sees={"price": 9.0, "fee": 1.0},
            says="A pipeline of two nodes became a driver that gave {price} and {fee}.",
        ),
        Probe(
            hamilton_hint,
            sees={"raised": "InvalidDecoratorException"},
            says="With the return hint `tuple[float, float]` in place of `tuple` it raised "
            "{raised}.",
        ),
        Probe(
            hamilton_namespaces,
            sees={"eu.gross": 10.0},
            says="A pipeline in a namespace became a driver, too.",
        ),
    ),
    verdict="true",
    better="even",
    why="Works on the versions of today, and is a way to move step by step: dataflows within "
    "nodes first. The plugin for the other way round has gaps.",
)
