"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_templates.nodes import numbers, report

DATASETS = ["first", "second", "third"]
PARAMETERS = [
    "params:folder",
    "params:speed.text",
    "params:speed.list",
    "params:again",
    "params:same",
    "params:chosen",
    "params:escaped",
    "params:_unit",
    "parameters",
]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
