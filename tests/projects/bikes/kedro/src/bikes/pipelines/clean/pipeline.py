from kedro.pipeline import Pipeline, node

from .nodes import by_code, clean


def create_pipeline(**kwargs) -> Pipeline:
    return Pipeline(
        [
            node(clean, ["rides", "params:clean.shortest"], "clean_rides", name="clean"),
            node(by_code, "stations", "stations_by_code", name="by_code"),
        ]
    )
