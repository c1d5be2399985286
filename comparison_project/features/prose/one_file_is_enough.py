"""The single file of the public page, on other data, with the page's structure: does it run?"""

from comparison_project.features import Probe, Row, Side

# As on the page: the function has a verb in its name and takes what is not preprocessed.
PRINTED = """
import pandas as pd

def preprocess_orders(orders: pd.DataFrame) -> pd.DataFrame:
    return orders.assign(paid=orders["paid"] == "t")

def create_report(orders: pd.DataFrame) -> pd.DataFrame:
    return orders[orders["paid"] != False]

if __name__ == "__main__":
    from hamilton import driver
    import dataflow  # import itself as a module

    built = driver.Builder().with_modules(dataflow).build()
    orders = pd.DataFrame({"paid": ["t", "f"]})
    print(len(built.execute(["report"], inputs={"orders": orders})["report"]))
"""
ONE_NAME = (("def create_report(", "def report("),)
ALL_NAMES = (
    *ONE_NAME,
    ("def preprocess_orders(", "def orders_preprocessed("),
    ("def report(orders:", "def report(orders_preprocessed:"),
    ("return orders[orders[", "return orders_preprocessed[orders_preprocessed["),
)
KEDRO = """
import pandas as pd
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import node, pipeline
from kedro.runner import SequentialRunner

def preprocess_orders(orders: pd.DataFrame) -> pd.DataFrame:
    return orders.assign(paid=orders["paid"] == "t")

def create_report(orders: pd.DataFrame) -> pd.DataFrame:
    return orders[orders["paid"]]

if __name__ == "__main__":
    nodes = pipeline([
        node(preprocess_orders, "orders", "preprocessed"),
        node(create_report, "preprocessed", "report"),
    ])
    catalog = DataCatalog({"orders": MemoryDataset(pd.DataFrame({"paid": ["t", "f"]}))})
    print(len(SequentialRunner().run(nodes, catalog)["report"].load()))
"""


def printed_by(text: str, changes: tuple = ()) -> str:
    """What `python dataflow.py` prints at last, or the last line of its error."""
    import subprocess
    import sys
    from pathlib import Path

    for old, new in changes:
        text = text.replace(old, new)
    Path("dataflow.py").write_text(text)
    done = subprocess.run([sys.executable, "dataflow.py"], capture_output=True, text=True)
    lines = (done.stderr if done.returncode else done.stdout).strip().splitlines()
    return lines[-1]


def hamilton() -> dict:
    return {
        "as printed": "report" in printed_by(PRINTED),
        "request mended": printed_by(PRINTED, ONE_NAME),
        "all names mended": printed_by(PRINTED, ALL_NAMES),
    }


def kedro() -> dict:
    return {"rows": printed_by(KEDRO), "lines": len(KEDRO.strip().splitlines())}


ROW = Row(
    title="One file is enough",
    claim="Hamilton's interface is so simple that one file defines and runs a dataflow: `python "
    "dataflow.py`.",
    kedro=Side(
        "One file is enough as well: a pipeline, a catalog in memory and a runner, without a "
        "project.",
        Probe(
            kedro,
            sees={"rows": "1", "lines": 18},
            says="A file of {lines} lines ran and printed {rows} row.",
            uses=("KEDRO", printed_by),
        ),
    ),
    hamilton=Side(
        "One file is enough, but not the one on the page: it asks for a name that no function "
        "has. With that name mended it runs and leaves out the preprocessing without a word, "
        "since no parameter names it.",
        Probe(
            hamilton,
            sees={"as printed": True, "request mended": "2", "all names mended": "1"},
            says="As printed it failed; with the request mended it printed {request mended} rows, "
            "with all names mended {all names mended}.",
            uses=("PRINTED", "ONE_NAME", "ALL_NAMES", printed_by),
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="One file is enough on both sides, with fewer lines in Hamilton. The page's own file "
    "shows what a wrong name does: here an error, there a step that is left out silently.",
)
