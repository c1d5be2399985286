"""The pipelines."""

from kedro.pipeline import Pipeline, node

from orders import nodes


def register_pipelines() -> dict[str, Pipeline]:
    prepare = Pipeline(
        [
            node(nodes.drop_repeated, "orders", "clean_orders", name="drop_repeated"),
            node(nodes.add_tax, ["clean_orders", "params:tax.rate"], "taxed_orders", name="add_tax"),
            node(nodes.sum_orders, "clean_orders", "totals", name="sum_orders"),
            node(nodes.count_orders, "taxed_orders", "order_count", name="count_orders"),
        ]
    )
    report = Pipeline(
        [
            node(nodes.summarise, "totals", "summary", name="summarise"),
            node(nodes.note_totals, "totals", None, name="note_totals"),
        ]
    )
    return {"__default__": prepare + report, "prepare": prepare, "report": report}
