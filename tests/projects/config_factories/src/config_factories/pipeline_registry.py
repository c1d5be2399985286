"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_factories.nodes import numbers, report

DATASETS = ["one_json", "deep.two_json", "model_tree", "exact_json", "late_one", "other"]
PARAMETERS = ["params:size"]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
