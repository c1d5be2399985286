"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_old_loader.nodes import numbers, report

DATASETS = ["raw", "model", "text"]
PARAMETERS = [
    "params:rate",
    "params:large",
    "params:answer",
    "params:octal",
    "params:model",
    "params:literal",
    "parameters",
]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
