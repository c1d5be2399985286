"""The part of the data science pipeline that starts from stored models and test flights."""

from kedro.pipeline import Pipeline

from spaceflights.pipelines import data_science


def create_pipeline(**kwargs) -> Pipeline:
    """Create the evaluation pipeline."""
    # It has a folder although it has no nodes of its own: a run imports only the folder of the
    # pipeline that it was asked for, so the registry could not cut this out of another one.
    return data_science.create_pipeline().only_nodes_with_tags("evaluation")
