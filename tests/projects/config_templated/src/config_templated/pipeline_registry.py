"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_templated.nodes import numbers, report

DATASETS = ["plain"]
PARAMETERS = [
    "params:bucket",
    "params:folders",
    "params:given",
    "params:path",
    "params:rate",
    "params:own",
    "params:model",
    "params:default",
    "parameters",
]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
