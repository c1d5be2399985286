"""Assembling costs the same for ten nodes and for a thousand."""

from comparison_project.features import VARIES, Probe, Row, Side
from comparison_project.features.projects import hamilton_module


def functions(count: int, before: str = "start") -> str:
    """A module of functions that each need the value `before`."""
    return "\n".join(f"def n{i}({before}: int) -> int: return {i}" for i in range(count))


def kedro() -> dict:
    import kedro.pipeline

    lines = {}
    for count in (10, 1000):
        names: dict = dict(vars(kedro.pipeline))
        exec(functions(count), names)
        nodes = [f'    node(n{i}, "start", "v{i}"),' for i in range(count)]
        assembly = "\n".join(["nodes = pipeline([", *nodes, "])"])
        exec(assembly, names)
        lines[len(names["nodes"].nodes)] = len(assembly.splitlines())
    return {"10 nodes": lines[10], "1,000 nodes": lines[1000]}


def kedro_by_convention() -> dict:
    from inspect import signature

    from kedro.pipeline import node, pipeline

    made = []
    for count in (10, 1000):
        names: dict = {}
        exec(functions(count), {}, names)
        # Hamilton's convention in one line: inputs by parameters, the output by the name.
        nodes = pipeline([node(f, list(signature(f).parameters), n) for n, f in names.items()])
        made.append(len(nodes.nodes))
    return {"nodes": made, "lines": 1}


def hamilton() -> dict:
    import sys
    from time import perf_counter

    from hamilton import driver

    made, seconds = [], []
    for count in (10, 1000):
        sys.modules.pop("dataflow", None)
        dataflow = hamilton_module(functions(count))
        start = perf_counter()
        built = driver.Builder().with_modules(dataflow).build()
        seconds.append(round(perf_counter() - start, 2))
        made.append(sum(not each.is_external_input for each in built.list_available_variables()))
    return {"nodes": made, "lines": 1, "seconds": seconds}


def kedro_deep() -> dict:
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    chain = [node(lambda n: n + 1, f"n{i}", f"n{i + 1}", name=f"step{i}") for i in range(1000)]
    outputs = SequentialRunner().run(pipeline(chain), DataCatalog({"n0": MemoryDataset(0)}))
    return {"last": outputs["n1000"].load()}


def hamilton_deep() -> dict:
    from hamilton import driver

    chain = [f"def n{i + 1}(n{i}: int) -> int: return n{i} + 1" for i in range(1000)]
    built = driver.Builder().with_modules(hamilton_module("\n".join(chain))).build()
    try:
        return {"last": built.execute(["n1000"], inputs={"n0": 0})["n1000"]}
    except RecursionError as problem:
        return {"raised": type(problem).__name__}


ROW = Row(
    title="Assembling 10 and 1,000 nodes",
    claim="Hamilton handles complexity, since assembling stays the same for 10 nodes or 1,000.",
    kedro=Side(
        "Each node is one more call in a pipeline, unless the author derives nodes from functions "
        "by a convention of their own.",
        Probe(
            kedro,
            sees={"10 nodes": 12, "1,000 nodes": 1002},
            says="By hand it takes {10 nodes} lines for 10 nodes and {1,000 nodes} for 1,000.",
            uses=(functions,),
        ),
        Probe(
            kedro_by_convention,
            sees={"nodes": [10, 1000], "lines": 1},
            says="With Hamilton's own convention, {lines} line assembles {nodes} nodes in Kedro "
            "as well.",
            uses=(functions,),
        ),
        Probe(
            kedro_deep,
            sees={"last": 1000},
            says="A chain of 1,000 nodes ran to its end: {last}.",
        ),
    ),
    hamilton=Side(
        "One line names the modules. A chain as long as Python's stack is deep is beyond it.",
        Probe(
            hamilton,
            sees={"nodes": [10, 1000], "lines": 1, "seconds": VARIES},
            says="{lines} line assembled {nodes} nodes, in {seconds} seconds.",
            uses=(functions,),
        ),
        Probe(
            hamilton_deep,
            sees={"raised": "RecursionError"},
            says="A chain of 1,000 nodes, one after the other, raised {raised}.",
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="The lines stay the same in Hamilton and grow in Kedro, where it is a matter of "
    "convention. But a chain of 1,000 nodes, which Kedro runs, is too deep for Hamilton's "
    "executor.",
)
