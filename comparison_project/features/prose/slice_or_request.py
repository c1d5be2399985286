"""A slice of a pipeline against a name that is asked for: which functions ran."""

from comparison_project.features import Probe, Row, Side


def kedro() -> dict:
    from kedro.io import DataCatalog
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    ran = []
    clean = node(lambda: ran.append("clean") or 1, None, "cleaned", name="clean")
    total = node(lambda n: ran.append("total") or n, "cleaned", "total", name="total")
    other = node(lambda n: ran.append("other") or n, "cleaned", "other", name="other")
    nodes = pipeline([clean, total, other])
    parts = {
        "all": nodes,
        "to node": nodes.to_nodes("total"),
        "to output": nodes.to_outputs("total"),
    }
    seen = {}
    for name, part in parts.items():
        ran.clear()
        SequentialRunner().run(part, DataCatalog())
        seen[name] = sorted(ran)
    return seen


def kedro_missing_outputs() -> dict:
    from pathlib import Path

    from kedro.io import DataCatalog
    from kedro.pipeline import node, pipeline
    from kedro.runner import SequentialRunner

    ran = []
    clean = node(lambda: ran.append("clean") or 1, None, "cleaned")
    total = node(lambda n: ran.append("total") or n, "cleaned", "total")
    Path("cleaned.json").write_text("1")  # made by an earlier run
    entries = {
        n: {"type": "json.JSONDataset", "filepath": f"{n}.json"} for n in ("cleaned", "total")
    }
    catalog = DataCatalog.from_config(entries)
    SequentialRunner().run(pipeline([clean, total]), catalog, only_missing_outputs=True)
    return {"ran": ran}


def hamilton() -> dict:
    from hamilton import ad_hoc_utils, driver

    ran = []

    def cleaned() -> int:
        return ran.append("clean") or 1

    def total(cleaned: int) -> int:
        return ran.append("total") or cleaned

    def other(cleaned: int) -> int:
        return ran.append("other") or cleaned

    dataflow = ad_hoc_utils.create_temporary_module(cleaned, total, other)
    driver.Builder().with_modules(dataflow).build().execute(["total"])
    return {"asked for total": ran}


def hamilton_cache() -> dict:
    from hamilton import driver

    from comparison_project.features.projects import hamilton_module

    dataflow = hamilton_module("""
        RAN = []

        def cleaned() -> int:
            RAN.append("clean")
            return 1

        def total(cleaned: int) -> int:
            RAN.append("total")
            return cleaned
    """)
    for _ in range(2):
        built = driver.Builder().with_modules(dataflow).with_cache(path="cache").build()
        built.execute(["total"])
    return {"ran in two runs": dataflow.RAN}


ROW = Row(
    title="A slice against a requested name",
    claim="A Kedro pipeline is a recipe whose steps may be cut by nodes; in Hamilton one asks for "
    "a name, and nothing else is computed, which avoids waste.",
    kedro=Side(
        "Runs all by default. `to_outputs` asks for a dataset by name, and runs what a request in "
        "Hamilton runs. What is stored already can be left out.",
        Probe(
            kedro,
            sees={
                "all": ["clean", "other", "total"],
                "to node": ["clean", "total"],
                "to output": ["clean", "total"],
            },
            says="By default {all} ran; up to the node {to node}; for the output {to output}.",
        ),
        Probe(
            kedro_missing_outputs,
            sees={"ran": ["total"]},
            says="With one output stored by an earlier run, `only_missing_outputs` ran {ran}.",
        ),
    ),
    hamilton=Side(
        "Runs what is asked for and what it needs; there is no run of everything. A cache leaves "
        "out what has not changed.",
        Probe(
            hamilton,
            sees={"asked for total": ["clean", "total"]},
            says="Asked for one name, {asked for total} ran.",
        ),
        Probe(
            hamilton_cache,
            sees={"ran in two runs": ["clean", "total"]},
            says="With a cache, in two runs together {ran in two runs} ran.",
        ),
    ),
    verdict="true in part",
    better="even",
    why="The same functions run on both sides when the same value is asked for by name. The "
    "default differs: Kedro runs all, Hamilton what is asked for. Hamilton's cache looks at code "
    "and data, Kedro's option only whether there is a file.",
)
