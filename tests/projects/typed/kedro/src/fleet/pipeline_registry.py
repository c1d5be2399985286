"""The pipelines."""

from kedro.pipeline import Pipeline, node, pipeline

from fleet.nodes import note, rank, report, tune


def register_pipelines() -> dict[str, Pipeline]:
    day = pipeline(
        [
            node(tune, "params:engine", "tuned", name="tune"),
            node(
                report,
                dict(
                    tuned="tuned",
                    engine="params:engine",
                    server="params:server",
                    spare="params:spare",
                ),
                "report",
                name="report",
            ),
        ]
    )
    night = pipeline(
        [node(note, "params:engine", "note", name="note")],
        namespace="night",
    )
    return {"__default__": day + night, "day": day, "night": night}
