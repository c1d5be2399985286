from kedro.pipeline import Pipeline, node

from .nodes import chart, notify, plot


def create_pipeline(**kwargs) -> Pipeline:
    return Pipeline(
        [
            node(plot, "scores", "score_plot", name="plot"),
            node(chart, ["north.prices", "south.prices"], "price_chart", name="chart"),
            node(notify, ["scores", "north.turnover"], None, name="notify"),
        ]
    )
