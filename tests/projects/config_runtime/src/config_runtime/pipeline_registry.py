"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_runtime.nodes import numbers, report

DATASETS = ["raw", "late", "hidden", "nested", "odd_made"]
PARAMETERS = [
    "params:day",
    "params:size",
    "params:word",
    "params:model",
    "params:model.depth",
    "params:model.label",
    "params:twice",
    "params:nothing",
    "parameters",
]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
