"""The pipelines."""

from kedro.pipeline import Pipeline, node, pipeline

from harbour.nodes import count, log_visits, look, report


def register_pipelines() -> dict[str, Pipeline]:
    ships = pipeline(
        [
            node(count, "arrivals", ["ships", "number"], name="count", confirms="arrivals"),
            node(report, ["ships", "number"], "report", name="report"),
        ]
    )
    visits = pipeline(
        [
            node(look, "visits", "seen", name="look"),
            node(log_visits, "seen", None, name="log_visits", confirms=["visits", "lights"]),
        ]
    )
    return {"__default__": ships + visits, "ships": ships, "visits": visits}
