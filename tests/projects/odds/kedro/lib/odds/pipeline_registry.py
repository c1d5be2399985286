from functools import reduce
from operator import add

from kedro.pipeline import Pipeline

from odds.pipelines import cleaning, scoring


def register_pipelines() -> dict[str, Pipeline]:
    parts = {module.__name__.rpartition(".")[2]: module.create_pipeline() for module in (cleaning, scoring)}
    whole = reduce(add, parts.values())
    return {
        "__default__": whole,
        **parts,
        "reports": whole.only_nodes_with_tags("report"),
        "without_report": whole - whole.only_nodes_with_tags("report"),
    }
