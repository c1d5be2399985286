"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_environments.nodes import numbers, report

DATASETS = ["scores", "table"]
PARAMETERS = [
    "params:model",
    "params:model.depth",
    "params:seed",
    "params:nothing",
    "parameters",
]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
