"""The three steps of the public page, on other data, with the page's structure: do they run?"""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import hamilton_module, kedro_project

NODES = """
def preprocess_orders(orders):
    orders["paid"] = orders["paid"] == "t"
    return orders

def create_report(orders):
    return orders[orders["paid"]]
"""
PIPELINE = """
from kedro.pipeline import node, pipeline
from shop.nodes import create_report, preprocess_orders

def create_pipeline():
    return pipeline([
        node(preprocess_orders, "orders", "preprocessed_orders", name="preprocess_orders_node"),
        node(create_report, "preprocessed_orders", "report", name="create_report_node"),
    ])

def register_pipelines():
    return {"__default__": create_pipeline()}
"""
DATAFLOW = """
import pandas as pd

def orders_preprocessed(orders: pd.DataFrame) -> pd.DataFrame:
    orders["paid"] = orders["paid"] == "t"
    return orders

def report(orders_preprocessed: pd.DataFrame) -> pd.DataFrame:
    return orders_preprocessed[orders_preprocessed["paid"]]
"""
CATALOG = "orders: {type: pandas.CSVDataset, filepath: orders.csv}"


def kedro() -> dict:
    from pathlib import Path

    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project
    from kedro.runner import SequentialRunner

    project = kedro_project(PIPELINE, catalog=CATALOG)
    Path("src/shop/nodes.py").write_text(NODES)
    Path("orders.csv").write_text("id,paid\n1,t\n2,f\n")
    bootstrap_project(project)
    from shop.pipeline_registry import create_pipeline

    with KedroSession.create(project) as session:
        catalog = session.load_context().catalog
    try:
        create_pipeline().to_nodes("create_report")  # the page asks for the function's name
    except ValueError as problem:
        printed = str(problem)
    nodes = create_pipeline().to_nodes("create_report_node")  # mended
    rows = [len(SequentialRunner().run(nodes, catalog)["report"].load()) for _ in range(2)]
    return {"as printed": printed, "rows, mended, twice": rows}


def hamilton() -> dict:
    import pandas as pd
    from hamilton import driver

    dataflow = hamilton_module(DATAFLOW)
    built = driver.Builder().with_modules(dataflow).build()
    inputs = {"orders": pd.DataFrame({"id": [1, 2], "paid": ["t", "f"]})}
    rows = [len(built.execute(["report"], inputs=inputs)["report"]) for _ in range(2)]
    return {"rows, as printed, twice": rows}


ROW = Row(
    title="The three steps as printed",
    claim="Define, assemble, execute: the page prints the three steps for both sides, on two "
    "tables; Kedro's prints that it returns no values.",
    kedro=Side(
        "As printed it does not run: the slice asks for a node by its function's name, and the "
        "node has another. Mended, it runs within a project, and returns the values.",
        Probe(
            kedro,
            sees={
                "as printed": "Pipeline does not contain nodes named ['create_report'].",
                "rows, mended, twice": [1, 1],
            },
            says="As printed: {as printed} Mended, two runs returned tables of {rows, mended, "
            "twice} rows.",
            uses=("NODES", "PIPELINE", "CATALOG"),
        ),
    ),
    hamilton=Side(
        "Runs as printed. Its functions change the tables that they are given, so a second run "
        "with the same tables gives another result, without a word.",
        Probe(
            hamilton,
            sees={"rows, as printed, twice": [1, 0]},
            says="Two runs with the same input returned tables of {rows, as printed, twice} rows.",
            uses=("DATAFLOW",),
        ),
    ),
    verdict="true in part",
    better="kedro",
    why="Hamilton's steps run as printed, Kedro's do not. The page's own functions change their "
    "inputs: Kedro hands each node a copy, Hamilton the caller's own table.",
)
