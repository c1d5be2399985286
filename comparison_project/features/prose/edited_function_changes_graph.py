"""Editing a function changes the graph: there is no second place to forget."""

from comparison_project.features import Probe, Row, Side


def kedro() -> dict:
    from kedro.pipeline import node

    def total(net: float, tax: float) -> float:  # edited: `tax` is new
        return net + tax

    try:
        node(total, ["net"], "total")  # not edited
    except TypeError as problem:
        return {"noticed": "when the node is made", "names it": "tax" in str(problem)}
    return {"noticed": "not", "names it": False}


def kedro_swapped() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    def margin(cost: float, price: float) -> float:  # edited: the order was price, cost
        return price - cost

    values = {"price": MemoryDataset(10), "cost": MemoryDataset(8)}
    by_place = node(margin, ["price", "cost"], "by place")  # not edited
    by_name = node(margin, {"price": "price", "cost": "cost"}, "by name")
    outputs = SequentialRunner().run(pipeline([by_place, by_name]), DataCatalog(values))
    return {name: dataset.load() for name, dataset in sorted(outputs.items())}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver

    def total(net: float, tax: float) -> float:  # edited: `tax` is new
        return net + tax

    dataflow = ad_hoc_utils.create_temporary_module(total)
    built = driver.Builder().with_modules(dataflow).build()
    inputs = [each.name for each in built.list_available_variables() if each.is_external_input]
    try:
        built.execute(["total"], inputs={"net": 1.0})
    except ValueError as problem:
        return {"inputs": sorted(inputs), "names it": "tax" in str(problem)}
    return {"inputs": sorted(inputs), "names it": False}


def hamilton_swapped() -> dict:
    from hamilton import ad_hoc_utils, driver

    def margin(cost: float, price: float) -> float:  # edited: the order was price, cost
        return price - cost

    dataflow = ad_hoc_utils.create_temporary_module(margin)
    built = driver.Builder().with_modules(dataflow).build()
    return built.execute(["margin"], inputs={"price": 10.0, "cost": 8.0})


ROW = Row(
    title="An edited function changes the graph",
    claim="Hamilton is easier to maintain: editing a function edits the graph, with no definition "
    "of the pipeline that may be forgotten.",
    kedro=Side(
        "A new parameter has to be written in the node as well; forgotten, it is refused as soon "
        "as the node is made. Inputs by place are not noticed when two parameters change places; "
        "inputs by name can't be.",
        Probe(
            kedro,
            sees={"noticed": "when the node is made", "names it": True},
            says="A new parameter that the node lacks was noticed {noticed}.",
        ),
        Probe(
            kedro_swapped,
            sees={"by name": 2, "by place": -2},
            says="After two parameters changed places, inputs by place gave {by place} without a "
            "word, inputs by name {by name}.",
        ),
    ),
    hamilton=Side(
        "The new parameter is in the graph at once: as a node, or as an input that the next run "
        "asks for. Order does not matter.",
        Probe(
            hamilton,
            sees={"inputs": ["net", "tax"], "names it": True},
            says="The graph's inputs became {inputs}, and a run without the new one was refused "
            "by name.",
        ),
        Probe(
            hamilton_swapped,
            sees={"margin": 2.0},
            says="After two parameters changed places the result stayed {margin}.",
        ),
    ),
    verdict="true",
    better="hamilton",
    why="One place to edit in place of two; and a silent fault, inputs by place, cannot happen.",
)
