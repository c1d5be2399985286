"""Tests of one function, and of a part of the graph."""

from comparison_project.features import Probe, Row, Side


def kedro() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    ran = []

    def add_tax(net: float) -> float:
        ran.append("add_tax")
        return net * 2

    def make_bill(gross: float) -> str:
        ran.append("make_bill")
        return f"{gross} to pay"

    nodes = pipeline([node(add_tax, "net", "gross"), node(make_bill, "gross", "bill")])
    alone = make_bill(5)
    catalog = DataCatalog({"gross": MemoryDataset(5)})  # stands in for what add_tax makes
    outputs = SequentialRunner().run(nodes.from_inputs("gross"), catalog)
    return {"function": alone, "part": outputs["bill"].load(), "ran": ran}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver

    ran = []

    def gross(net: float) -> float:
        ran.append("gross")
        return net * 2

    def bill(gross: float) -> str:
        ran.append("bill")
        return f"{gross} to pay"

    alone = bill(5)
    dataflow = ad_hoc_utils.create_temporary_module(gross, bill)
    built = driver.Builder().with_modules(dataflow).build()
    results = built.execute(["bill"], overrides={"gross": 5})  # stands in for what gross makes
    return {"function": alone, "part": results["bill"], "ran": ran}


ROW = Row(
    title="Node and pipeline testing",
    claim="Both listed.",
    kedro=Side(
        "Functions are plain; a part of a pipeline runs on a catalog made by the test.",
        Probe(
            kedro,
            sees={"function": "5 to pay", "part": "5 to pay", "ran": ["make_bill", "make_bill"]},
            says="The function and the part from `gross` on gave {part}; what makes `gross` did "
            "not run: {ran}.",
        ),
    ),
    hamilton=Side(
        "Functions are plain; `overrides` puts a value in the place of any node.",
        Probe(
            hamilton,
            sees={"function": "5 to pay", "part": "5 to pay", "ran": ["bill", "bill"]},
            says="The function and the part from `gross` on gave {part}; what makes `gross` did "
            "not run: {ran}.",
        ),
    ),
    verdict="true",
    better="even",
    why="Both test a function without the framework, and a part of the graph with values of the "
    "test.",
)
