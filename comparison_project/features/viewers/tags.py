"""Tags."""

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, opened


def kedro_viz() -> Seen:
    from playwright.sync_api import expect

    with opened("kedro", "/?pid=__default__&expandAllPipelines=true") as page:
        nodes = page.locator(".pipeline-node--task")
        nodes.first.wait_for()
        everything = nodes.count()
        page.get_by_text("Training", exact=True).click()
        expect(nodes).not_to_have_count(everything)
        return {"nodes": everything, "tagged": sorted(set(nodes.all_text_contents()))}


def hamilton_ui() -> Seen:
    def rows_with(tag: str) -> int:
        page.goto("/dashboard/project/1/catalog")
        page.get_by_text("transform").first.wait_for()
        page.get_by_role("combobox").fill(tag)
        page.get_by_text(tag, exact=True).first.click()
        page.wait_for_timeout(2000)
        return page.locator("tbody tr").count()

    with opened("hamilton") as page:
        return {
            "a word": rows_with("module=spaceflights.reporting"),
            "a list": rows_with("kedro_tags=figure"),
        }


ROW = Row(
    title="Tags",
    claim="Both listed.",
    kedro=Side(
        "Shown with each node, and a filter of the graph.",
        Probe(
            kedro_viz,
            sees={"nodes": 29, "tagged": ["train_model_node"]},
            says="Of {nodes} nodes the tag `training` left {tagged}.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "Shown with each node, a filter of the list of nodes and of runs. A tag that is a list, "
        "which Hamilton allows, is offered by the filter but finds nothing.",
        Probe(
            hamilton_ui,
            sees={"a word": 8, "a list": 0},
            says="The filter for a tag that is a word left {a word} rows, the one for a tag that "
            "is a list of words {a list}.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="true in part",
    better="kedro",
    why="Both have tags. Kedro-Viz filters the graph by them; the Hamilton UI filters lists, runs "
    "as well, but fails on tags that are lists.",
)
