"""What a framework thinks in: tasks or values."""

from comparison_project.features import Probe, Row, Side


def kedro() -> dict:
    from kedro.pipeline import node, pipeline

    def split_numbers(numbers: list) -> tuple:
        return [n for n in numbers if n % 2], [n for n in numbers if not n % 2]

    nodes = pipeline([node(split_numbers, "numbers", ["odd", "even"], name="split")])
    return {"nodes": [each.name for each in nodes.nodes], "values": sorted(nodes.outputs())}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver
    from hamilton.function_modifiers import extract_fields

    @extract_fields({"odd": list, "even": list})
    def numbers_by_kind(numbers: list) -> dict:
        return {"odd": [n for n in numbers if n % 2], "even": [n for n in numbers if not n % 2]}

    dataflow = ad_hoc_utils.create_temporary_module(numbers_by_kind)
    built = driver.Builder().with_modules(dataflow).build()
    nodes = [each for each in built.list_available_variables() if not each.is_external_input]
    return {"nodes": sorted(each.name for each in nodes)}


ROW = Row(
    title="Focuses on",
    claim="Kedro: tasks, put together by the author (imperative). Hamilton: values, each with the "
    "function that makes it (declarative).",
    kedro=Side(
        "A node is a task with a name of its own; what it makes are datasets, named beside it.",
        Probe(
            kedro,
            sees={"nodes": ["split"], "values": ["even", "odd"]},
            says="One function that makes two values is one node, {nodes}; the values {values} "
            "are no nodes.",
        ),
    ),
    hamilton=Side(
        "Each value is a node with the name of its function, and is asked for by that name.",
        Probe(
            hamilton,
            sees={"nodes": ["even", "numbers_by_kind", "odd"]},
            says="The same function with its two values is three nodes, {nodes}.",
        ),
    ),
    verdict="true",
    better="a matter of taste",
    why="A task is what an orchestrator runs, a value is what a person asks for.",
)
