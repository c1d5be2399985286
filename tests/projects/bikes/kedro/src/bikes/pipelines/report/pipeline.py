from kedro.pipeline import Pipeline, node

from .nodes import chart, missed, notify, plot


def create_pipeline(**kwargs) -> Pipeline:
    return Pipeline(
        [
            node(plot, "scores", "score_plot", name="plot"),
            node(chart, ["north.prices", "south.prices"], "price_chart", name="chart"),
            node(missed, ["scores", "targets"], "missed_docks", name="missed"),
            node(notify, ["scores", "north.prices"], None, name="notify"),
        ]
    )
