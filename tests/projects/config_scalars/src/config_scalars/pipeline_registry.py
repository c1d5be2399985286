"""One node makes the datasets, the other one takes them with the parameters."""

from kedro.pipeline import Pipeline, node

from config_scalars.nodes import numbers, report

DATASETS = ["scores"]
PARAMETERS = [
    "params:numbers",
    "params:dates",
    "params:words",
    "params:texts",
    "params:keys.dotted.key",
    "params:keys.1",
    "params:binary",
    "params:block",
    "params:folded",
    "params:keys",
    "params:empty_map",
    "params:nothing",
    "params:a.b.c.d.e",
    "params:2020",
    "params:one.way",
    "params:other.way",
    "parameters",
]


def register_pipelines():
    make = node(numbers, None, DATASETS)
    take = node(report, DATASETS + PARAMETERS, "report")
    return {"__default__": Pipeline([make, take])}
