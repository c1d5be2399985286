"""Smaller functions: what it costs to make two of one, and what each further one costs."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import hamilton_module

ONE = """
def total(orders: list) -> int:
    paid = [order for order in orders if order > 0]
    return sum(paid)
"""
ONE_NODE = """
nodes = pipeline([
    node(total, "orders", "total"),
])
"""
TWO = """
def paid(orders: list) -> list:
    return [order for order in orders if order > 0]

def total(paid: list) -> int:
    return sum(paid)
"""
TWO_NODES = """
nodes = pipeline([
    node(paid, "orders", "paid"),
    node(total, "paid", "total"),
])
"""
HELPED = """
def _paid(orders: list) -> list:
    return [order for order in orders if order > 0]

def total(orders: list) -> int:
    return sum(_paid(orders))
"""


def kedro_run(functions: str, wiring: str) -> int:
    """What a pipeline of these functions makes of two orders."""
    import kedro.pipeline
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.runner import SequentialRunner

    names: dict = dict(vars(kedro.pipeline))
    exec(functions + wiring, names)
    catalog = DataCatalog({"orders": MemoryDataset([3, -1])})
    return SequentialRunner().run(names["nodes"], catalog)["total"].load()


def kedro() -> dict:
    from difflib import ndiff

    lines = ndiff(ONE_NODE.splitlines(), TWO_NODES.splitlines())
    return {
        "totals": [kedro_run(ONE, ONE_NODE), kedro_run(TWO, TWO_NODES)],
        "lines": sum(line.startswith(("- ", "+ ")) for line in lines),
    }


def kedro_helper() -> dict:
    return {"totals": [kedro_run(ONE, ONE_NODE), kedro_run(HELPED, ONE_NODE)]}


class Counted:
    """A value that counts how often it is copied."""

    copies = 0

    def __deepcopy__(self, memo: dict) -> "Counted":
        Counted.copies += 1
        return self


def kedro_copies() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    copies = {}
    for count in (1, 10):
        chain = [node(lambda n: n, f"n{i}", f"n{i + 1}", name=f"step{i}") for i in range(count)]
        catalog = DataCatalog({"n0": MemoryDataset(Counted())})
        Counted.copies = 0
        SequentialRunner().run(pipeline(chain), catalog)
        copies[f"through {count}"] = Counted.copies
    return copies


def hamilton() -> dict:
    import sys

    from hamilton import driver

    totals, inputs = [], {"orders": [3, -1]}
    for functions in (ONE, TWO):
        sys.modules.pop("dataflow", None)
        built = driver.Builder().with_modules(hamilton_module(functions)).build()
        totals.append(built.execute(["total"], inputs=inputs)["total"])
    return {"totals": totals, "between": built.execute(["paid"], inputs=inputs)["paid"]}


def hamilton_copies() -> dict:
    import sys

    from hamilton import driver

    copies = {}
    for count in (1, 10):
        sys.modules.pop("dataflow", None)
        chain = [f"def n{i + 1}(n{i}: object) -> object: return n{i}" for i in range(count)]
        built = driver.Builder().with_modules(hamilton_module("\n".join(chain))).build()
        Counted.copies = 0
        built.execute([f"n{count}"], inputs={"n0": Counted()})
        copies[f"through {count}"] = Counted.copies
    return copies


ROW = Row(
    title="Smaller functions",
    claim="Hamilton leads to smaller functions, which are easier to debug and to maintain; in "
    "Kedro the burden of nodes and pipelines leads to nodes with more and more in them.",
    kedro=Side(
        "Two nodes of one take a line of the pipeline more and a name for what lies between; each "
        "node copies what it hands on in memory. A helper without a node of its own costs nothing.",
        Probe(
            kedro,
            sees={"totals": [3, 3], "lines": 3},
            says="One function and the two made of it gave {totals}; {lines} lines of the "
            "pipeline were changed for it.",
            uses=("ONE", "ONE_NODE", "TWO", "TWO_NODES", kedro_run),
        ),
        Probe(
            kedro_helper,
            sees={"totals": [3, 3]},
            says="With a helper of its own the function gave the same in the same pipeline: "
            "{totals}.",
            uses=("ONE", "ONE_NODE", "HELPED", kedro_run),
        ),
        Probe(
            kedro_copies,
            sees={"through 1": 2, "through 10": 20},
            says="On its way through 1 node a value was copied {through 1} times, through 10 "
            "{through 10} times.",
            uses=(Counted,),
        ),
    ),
    hamilton=Side(
        "The functions are all that changes. What lies between has a name at once, and can be "
        "asked for; nothing is copied.",
        Probe(
            hamilton,
            sees={"totals": [3, 3], "between": [3]},
            says="The same driver gave {totals} with one function and with two, and of the two "
            "also what lies between: {between}.",
            uses=("ONE", "TWO"),
        ),
        Probe(
            hamilton_copies,
            sees={"through 1": 0, "through 10": 0},
            says="On its way through 1 function a value was copied {through 1} times, through 10 "
            "{through 10} times.",
            uses=(Counted,),
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="In Hamilton a further function costs nothing; in Kedro it costs a line, a name and "
    "copies, where it is a node. Whether that makes people write smaller functions no run can "
    "show: a helper costs nothing on either side.",
)
