"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_patterns.nodes import numbers, report

DATASETS = ["first", "second", "third", "fourth", "sixth"]
PARAMETERS = ["params:size", "params:shared.right", "parameters"]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
