"""Column-level lineage."""

from pathlib import Path

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, opened


def kedro_viz() -> Seen:
    with opened("kedro", "/?pid=__default__&expandAllPipelines=true") as page:
        nodes = page.locator(".pipeline-node")
        nodes.filter(has_text="preprocessed_companies").first.click()
        page.locator(".pipeline-metadata th").filter(has_text="company_rating").wait_for()
        return {"nodes of a column": nodes.filter(has_text="company_rating").count()}


def hamilton_ui() -> Seen:
    from playwright.sync_api import expect

    with opened("hamilton", "/project/1/version/1/visualize") as page:
        nodes = page.locator(".react-flow__node")
        expect(nodes).to_have_count(65)
        tables = nodes.filter(has_text="company_rating").count()
        page.goto("/dashboard/project/2/version/3/visualize")
        nodes.get_by_text("price", exact=True).click()
        downstream = nodes.filter(has=page.locator(".border-dwlightblue"))
        expect(downstream).not_to_have_count(0)
        found = sorted(downstream.all_inner_texts())
    return {"nodes of a column": tables, "downstream of price": found}


ROW = Row(
    title="Column-level lineage",
    claim="A row of the table; its marks are lost in the copy that we have.",
    kedro=Side(
        "None: a table is one dataset. Its preview names the columns.",
        Probe(
            kedro_viz,
            sees={"nodes of a column": 0},
            says="The preview shows the column `company_rating`; nodes for it: "
            "{nodes of a column}.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "Where functions make columns, a node is a column and its lineage the graph's. Functions "
        "of whole tables have none, as in a migrated project.",
        Probe(
            hamilton_ui,
            sees={
                "nodes of a column": 0,
                "downstream of price": ["largest", "saved", "share", "value"],
            },
            says="A dataflow of columns: downstream of `price` lie {downstream of price}, not "
            "`pieces`. The migrated project: {nodes of a column} nodes for `company_rating`.",
            uses=(Path(__file__).with_name("columns.py"),),
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="Only Hamilton has it, and only for those who write a function for each column.",
)
