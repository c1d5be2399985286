"""What runs beside what."""

import os
import threading
import time

from comparison_project.features import Probe, Row, Side
from comparison_project.features.projects import hamilton_module


def work(seconds: float) -> tuple:
    """Where this ran."""
    time.sleep(seconds)
    return os.getpid(), threading.get_ident()


def told_apart(places: list) -> str:
    """By what the places where two pieces of work ran differ."""
    (process, thread), (other_process, other_thread) = places
    return "process" if process != other_process else "thread" if thread != other_thread else "none"


def kedro() -> dict:
    from kedro.io import DataCatalog, MemoryDataset, SharedMemoryDataCatalog
    from kedro.pipeline import node, pipeline
    from kedro.runner import ParallelRunner, SequentialRunner, ThreadRunner

    nodes = pipeline([node(work, "seconds", name, name=name) for name in ("a", "b")])
    seen = {}
    for runner in (SequentialRunner(), ThreadRunner(), ParallelRunner()):
        parallel = isinstance(runner, ParallelRunner)
        kind = SharedMemoryDataCatalog if parallel else DataCatalog
        outputs = runner.run(nodes, kind({"seconds": MemoryDataset(1.0)}))
        seen[type(runner).__name__] = told_apart([outputs[name].load() for name in ("a", "b")])
    return seen


def hamilton() -> dict:
    from hamilton import driver
    from hamilton.execution import executors

    dataflow = hamilton_module(DATAFLOW)
    seen = {}
    for executor in (
        executors.SynchronousLocalTaskExecutor(),
        executors.MultiThreadingExecutor(2),
        executors.MultiProcessingExecutor(2),
    ):
        builder = driver.Builder().with_modules(dataflow)
        builder = builder.enable_dynamic_execution(allow_experimental_mode=True)
        built = builder.with_remote_executor(executor).build()
        results = built.execute(["places", "a", "b"], inputs={"seconds": 1.0})
        seen[type(executor).__name__] = told_apart(results["places"])
        seen["plain nodes"] = told_apart([results["a"], results["b"]])
    return seen


def hamilton_threads() -> dict:
    from hamilton import driver
    from hamilton.plugins.h_threadpool import FutureAdapter

    builder = driver.Builder().with_modules(hamilton_module(DATAFLOW))
    built = builder.with_adapters(FutureAdapter()).build()
    results = built.execute(["a", "b"], inputs={"seconds": 1.0})
    return {"plain nodes": told_apart([results["a"], results["b"]])}


def hamilton_async() -> dict:
    import asyncio

    from hamilton import async_driver

    dataflow = hamilton_module("""
        import asyncio

        HAPPENED = []

        async def one() -> int:
            HAPPENED.append("start")
            await asyncio.sleep(0.5)
            HAPPENED.append("end")
            return 1

        async def two() -> int:
            HAPPENED.append("start")
            await asyncio.sleep(0.5)
            HAPPENED.append("end")
            return 2
    """)

    async def main() -> dict:
        built = await async_driver.Builder().with_modules(dataflow).build()
        return await built.execute(["one", "two"])

    return {**asyncio.run(main()), "happened": dataflow.HAPPENED}


DATAFLOW = """
from comparison_project.features.frameworks.executors import work
from hamilton.htypes import Collect, Parallelizable

def a(seconds: float) -> tuple:
    return work(seconds)

def b(seconds: float) -> tuple:
    return work(seconds)

def piece(seconds: float) -> Parallelizable[float]:
    yield from (seconds, seconds)

def place(piece: float) -> tuple:
    return work(piece)

def places(place: Collect[tuple]) -> list:
    return list(place)
"""

ROW = Row(
    title="Executors",
    claim="Kedro: sequential, processes, threads. Hamilton: sequential, async, processes, threads.",
    kedro=Side(
        "Any pipeline runs one node after the other, in threads or in processes, by the choice of "
        "a runner (`kedro run --runner`).",
        Probe(
            kedro,
            sees={
                "SequentialRunner": "none",
                "ThreadRunner": "thread",
                "ParallelRunner": "process",
            },
            says="Two nodes ran apart by: SequentialRunner {SequentialRunner}, ThreadRunner "
            "{ThreadRunner}, ParallelRunner {ParallelRunner}.",
            uses=(work, told_apart),
        ),
    ),
    hamilton=Side(
        "Executors run the branches of `Parallelizable` in threads or processes; plain nodes run "
        "one after the other unless FutureAdapter puts them in threads. There is an async driver.",
        Probe(
            hamilton,
            sees={
                "SynchronousLocalTaskExecutor": "none",
                "plain nodes": "none",
                "MultiThreadingExecutor": "thread",
                "MultiProcessingExecutor": "process",
            },
            says="Branches ran apart by: SynchronousLocalTaskExecutor "
            "{SynchronousLocalTaskExecutor}, MultiThreadingExecutor {MultiThreadingExecutor}, "
            "MultiProcessingExecutor {MultiProcessingExecutor}; plain nodes in all of them: "
            "{plain nodes}.",
            uses=("DATAFLOW", work, told_apart),
        ),
        Probe(
            hamilton_threads,
            sees={"plain nodes": "thread"},
            says="With FutureAdapter plain nodes ran apart by {plain nodes}.",
            uses=("DATAFLOW", work, told_apart),
        ),
        Probe(
            hamilton_async,
            sees={"one": 1, "two": 2, "happened": ["start", "start", "end", "end"]},
            says="With the async driver two nodes wait at once: {happened}.",
        ),
    ),
    verdict="true",
    better="even",
    why="Kedro runs any pipeline in parallel by one option. Hamilton's executors do so only for "
    "branches, but it has async, which Kedro lacks.",
)
