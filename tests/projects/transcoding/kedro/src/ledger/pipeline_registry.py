"""The pipelines: the whole, its parts, and slices that read what another one made."""

from kedro.pipeline import Pipeline, node, pipeline

from ledger.nodes import add_up, make_table, sum_region, write_letter


def register_pipelines() -> dict[str, Pipeline]:
    tables = pipeline(
        [
            node(make_table, "orders", "table@pandas", name="make_table"),
            node(add_up, ["table@polars", "table@pandas"], "total", name="add_up"),
        ]
    )
    letter = pipeline(
        [
            node(sum_region, "table@pandas", "sums@data", name="sum_region"),
            node(write_letter, "sums@text", "letter", name="write_letter"),
        ]
    )
    regions = [
        pipeline(letter, namespace=region, inputs={"table@pandas"}) for region in ("north", "south")
    ]
    return {
        "__default__": tables + sum(regions),
        "tables": tables,
        "totals": tables.only_nodes("add_up"),
        "letters": sum(regions).only_nodes_with_namespaces(["north"]),
        "only_letters": sum(regions).only_nodes("north.write_letter"),
    }
