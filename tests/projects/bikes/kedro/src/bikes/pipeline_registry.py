"""Registered pipelines."""

from bikes.pipelines import model
from kedro.framework.project import find_pipelines


def register_pipelines():
    """The found ones, all of them as one, and the model's check alone."""
    pipelines = find_pipelines()
    pipelines["__default__"] = sum(pipelines.values())
    pipelines["check"] = model.create_pipeline().only_nodes_with_tags("check")
    return pipelines
