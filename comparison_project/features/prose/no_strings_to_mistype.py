"""Fewer errors, since no strings name nodes: the same typo on both sides."""

from comparison_project.features import Probe, Row, Side


def kedro_wiring() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    ran = []
    clean = node(lambda prices: ran.append("clean") or prices, "prices", "cleaned")
    total = node(lambda cleaned: ran.append("total") or sum(cleaned), "claened", "total")
    nodes = pipeline([clean, total])  # the typo: claened
    try:
        SequentialRunner().run(nodes, DataCatalog({"prices": MemoryDataset([1, 2])}))
    except ValueError as problem:
        return {"noticed": "when run", "ran before": ran, "message": str(problem)}
    return {"noticed": "never", "ran before": ran, "message": ""}


def hamilton_wiring() -> dict:
    from hamilton import ad_hoc_utils, driver

    ran = []

    def cleaned(prices: list) -> list:
        return ran.append("clean") or prices

    def total(claened: list) -> int:  # the typo
        return ran.append("total") or sum(claened)

    dataflow = ad_hoc_utils.create_temporary_module(cleaned, total)
    built = driver.Builder().with_modules(dataflow).build()
    try:
        built.execute(["total"], inputs={"prices": [1, 2]})
    except ValueError as problem:
        return {"noticed": "when run", "ran before": ran, "names it": "claened" in str(problem)}
    return {"noticed": "never", "ran before": ran, "names it": False}


def kedro_request() -> dict:
    from kedro.pipeline import node, pipeline

    nodes = pipeline([node(sum, "prices", "total")])
    try:
        nodes.to_outputs("totla")
    except ValueError as problem:
        return {"noticed": "before the run", "message": str(problem)}
    return {"noticed": "never", "message": ""}


def hamilton_request() -> dict:
    from hamilton import ad_hoc_utils, driver

    def total(prices: list) -> int:
        return sum(prices)

    dataflow = ad_hoc_utils.create_temporary_module(total)
    built = driver.Builder().with_modules(dataflow).build()
    try:
        built.execute(["totla"], inputs={"prices": [1, 2]})
    except ValueError as problem:
        return {"noticed": "before the run", "suggests": "Did you mean" in str(problem)}
    return {"noticed": "never", "suggests": False}


def kedro_names() -> dict:
    text = """
def clean(prices): return sorted(prices)
def add(cleaned): return sum(cleaned)

nodes = [node(clean, "prices", "cleaned"), node(add, "cleaned", "total")]
"""
    return {"beside the body": text.count("cleaned") - text.count("(cleaned)\n")}


def hamilton_names() -> dict:
    text = """
def cleaned(prices: list) -> list: return sorted(prices)
def total(cleaned: list) -> int: return sum(cleaned)
"""
    return {"beside the body": text.count("cleaned") - text.count("(cleaned)\n")}


ROW = Row(
    title="No strings to mistype",
    claim="Hamilton brings fewer errors, since no strings name nodes: a string will be mistyped.",
    kedro=Side(
        "A mistyped input is an input that nobody gives: the run is refused before a node runs, "
        "and the message names it.",
        Probe(
            kedro_wiring,
            sees={
                "noticed": "when run",
                "ran before": [],
                "message": "Pipeline input(s) {'claened'} not found in the DataCatalog",
            },
            says="`claened` for `cleaned` was noticed {noticed}, before any node ran: {message}.",
        ),
        Probe(
            kedro_request,
            sees={
                "noticed": "before the run",
                "message": "Pipeline does not contain datasets named ['totla']",
            },
            says="A mistyped request: {message}.",
        ),
        Probe(
            kedro_names,
            sees={"beside the body": 3},
            says="Between two nodes a dataset's name is written {beside the body} times.",
        ),
    ),
    hamilton=Side(
        "The same typo in a parameter's name does the same: an input that nobody gives, refused "
        "when the run starts. Requests are strings here as well.",
        Probe(
            hamilton_wiring,
            sees={"noticed": "when run", "ran before": [], "names it": True},
            says="`claened` for `cleaned` was noticed {noticed}, before any function ran.",
        ),
        Probe(
            hamilton_request,
            sees={"noticed": "before the run", "suggests": False},
            says="A mistyped request was refused {noticed}.",
        ),
        Probe(
            hamilton_names,
            sees={"beside the body": 2},
            says="Between two nodes a name is written {beside the body} times.",
        ),
    ),
    verdict="true in part",
    better="even",
    why="There is one place less to mistype. But a parameter's name is a string without quotes: "
    "both sides notice the same typo at the same moment, neither while the graph is put together.",
)
