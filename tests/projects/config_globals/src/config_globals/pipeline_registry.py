"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_globals.nodes import numbers, report

DATASETS = ["raw", "model", "plain"]
PARAMETERS = [
    "params:bucket",
    "params:path",
    "params:sizes",
    "params:large",
    "params:given",
    "params:nested",
    "parameters",
]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
