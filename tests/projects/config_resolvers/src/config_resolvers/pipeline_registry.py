"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_resolvers.nodes import numbers, report

DATASETS = ["raw", "wide"]
PARAMETERS = [
    "params:region",
    "params:place",
    "params:big",
    "params:root",
    "params:both",
    "params:kinds",
    "params:deep",
    "params:picked",
    "params:whole.part",
    "params:whole.part.inner.a",
    "params:whole.names.names",
    "params:nine",
    "params:zone",
    "params:folder",
    "params:absent",
    "parameters",
]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
