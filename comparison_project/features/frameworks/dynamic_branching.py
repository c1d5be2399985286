"""As many branches as the data asks for."""

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import hamilton_module


def kedro() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    ran = []

    def double(parts: list) -> list:
        ran.append("double")
        return [2 * part for part in parts]  # the branches are a loop within the node

    nodes = pipeline([node(lambda n: list(range(n)), "n", "parts"), node(double, "parts", "all")])
    results = [
        SequentialRunner().run(nodes, DataCatalog({"n": MemoryDataset(n)}))["all"].load()
        for n in (2, 4)
    ]
    return {"results": results, "runs of double": len(ran)}


def hamilton() -> dict:
    from hamilton import driver

    dataflow = hamilton_module("""
        from hamilton.htypes import Collect, Parallelizable

        RAN = []

        def part(n: int) -> Parallelizable[int]:
            yield from range(n)

        def double(part: int) -> int:
            RAN.append("double")
            return 2 * part

        def all(double: Collect[int]) -> list:
            return list(double)
    """)
    builder = driver.Builder().with_modules(dataflow)
    built = builder.enable_dynamic_execution(allow_experimental_mode=True).build()
    results = [built.execute(["all"], inputs={"n": n})["all"] for n in (2, 4)]
    return {"results": results, "runs of double": len(dataflow.RAN)}


ROW = Row(
    title="Dynamic branching",
    claim="Kedro: nothing. Hamilton: `Parallelizable` and `Collect`.",
    kedro=Side(
        "The nodes are known before the run. The nearest is a loop within a node, or partitions "
        "that one node goes through.",
        Probe(
            kedro,
            sees={"results": [[0, 2], [0, 2, 4, 6]], "runs of double": 2},
            says="For 2 and 4 parts the node ran once each, {runs of double} times in all.",
        ),
    ),
    hamilton=Side(
        "A generator makes the branches while it runs; an executor may run them beside each other.",
        Probe(
            hamilton,
            sees={"results": [[0, 2], [0, 2, 4, 6]], "runs of double": 6},
            says="For 2 and 4 parts the node ran once a part, {runs of double} times in all.",
        ),
    ),
    verdict="true",
    better="hamilton",
    why="Kedro has nothing of this kind. In Hamilton it asks for "
    "`enable_dynamic_execution(allow_experimental_mode=True)`.",
)
