"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_jinja.nodes import numbers, report

DATASETS = ["sales_north", "sales_south"]
PARAMETERS = ["params:small", "params:large.depth", "params:large.bucket", "parameters"]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
