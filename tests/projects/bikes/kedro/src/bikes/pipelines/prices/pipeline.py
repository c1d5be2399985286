from kedro.pipeline import Pipeline, node, pipeline

from .nodes import in_area, price, total


def create_pipeline(**kwargs) -> Pipeline:
    area = Pipeline(
        [
            node(in_area, ["clean_rides", "params:area"], "area_rides", name="in_area"),
            node(price, ["area_rides", "params:rate"], "prices", name="price"),
            node(
                total, ["prices", "area_rides"], ["turnover", "longest", "width"], name="total"
            ),
        ]
    )
    return pipeline(area, namespace="north", inputs="clean_rides") + pipeline(
        area, namespace="south", inputs="clean_rides"
    )
