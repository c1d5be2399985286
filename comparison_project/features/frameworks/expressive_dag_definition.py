"""Many nodes from one definition."""

from comparison_project.features import VARIES, Probe, Row, Side


def kedro() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    def scale(price: float, rate: float) -> float:
        return price * rate

    one = pipeline([node(scale, ["price", "params:rate"], "total")])
    rates = {"eu": 2, "us": 3}
    both = sum((pipeline(one, inputs="price", namespace=name) for name in rates), pipeline([]))
    given = {f"params:{name}.rate": MemoryDataset(rate) for name, rate in rates.items()}
    catalog = DataCatalog({"price": MemoryDataset(10), **given})
    outputs = SequentialRunner().run(both, catalog)
    return {name: outputs[f"{name}.total"].load() for name in rates}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver
    from hamilton.function_modifiers import parameterize, value

    @parameterize(eu_total={"rate": value(2)}, us_total={"rate": value(3)})
    def total(price: float, rate: float) -> float:
        return price * rate

    dataflow = ad_hoc_utils.create_temporary_module(total)
    built = driver.Builder().with_modules(dataflow).build()
    return built.execute(["eu_total", "us_total"], inputs={"price": 10.0})


def hamilton_modifiers() -> dict:
    import inspect

    from hamilton import function_modifiers
    from hamilton.function_modifiers.base import NodeTransformLifecycle

    classes = inspect.getmembers(function_modifiers, inspect.isclass)
    names = [name for name, each in classes if issubclass(each, NodeTransformLifecycle)]
    wanted = ("parameterize", "config", "subdag", "extract_columns", "pipe_input", "inject")
    return {"modifiers": len(names), "without": sorted(set(wanted).difference(names))}


ROW = Row(
    title="Expressive DAG definition",
    claim="Kedro: nothing. Hamilton: function modifiers.",
    kedro=Side(
        "A pipeline is a Python value: namespaces use it again with other datasets, loops and "
        "dataset factories do the rest.",
        Probe(
            kedro,
            sees={"eu": 20, "us": 30},
            says="One pipeline in two namespaces gave {eu} and {us}.",
        ),
    ),
    hamilton=Side(
        "Decorators make many nodes of one function, choose between functions by configuration, "
        "and use a dataflow again.",
        Probe(
            hamilton,
            sees={"eu_total": 20.0, "us_total": 30.0},
            says="One function with `@parameterize` gave {eu_total} and {us_total}.",
        ),
        Probe(
            hamilton_modifiers,
            sees={"modifiers": VARIES, "without": []},
            says="There are {modifiers} modifiers to choose from.",
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="That Kedro has nothing was never so: namespaces use a whole pipeline again. Hamilton's "
    "modifiers are more, and stand beside the function that they change.",
)
