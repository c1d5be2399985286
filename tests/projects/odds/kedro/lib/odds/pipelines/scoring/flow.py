from kedro.pipeline import Node, node, pipeline

from ...tools import total
from . import functions as fn


class Report(Node):
    """A node that is tagged as a report."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"tags": ["report"], **kwargs})


def create_pipeline(**kwargs):
    steps = pipeline(
        [
            node(fn.weigh, dict(table="clean", limits="params:limits"), "weights", name="weigh"),
            node(fn.Scorer(2).score, ["clean", "weights"], "scores", name="score"),
        ]
    )
    model = pipeline(
        steps,
        namespace="model",
        inputs={"clean": "orders_clean"},
        outputs={"scores": "scores"},
        parameters={"params:limits"},
    )
    last = pipeline(
        [
            node(total, ["sum of price", "sum of number"], "grand_total", name="total"),
            Report(fn.report, ["scores", "grand_total", "params:class"], "report text", name="report"),
        ]
    )
    return model + last
