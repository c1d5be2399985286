"""Collapsible view."""

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, opened


def kedro_viz() -> Seen:
    from playwright.sync_api import expect

    with opened("kedro") as page:
        nodes = page.locator(".pipeline-node")
        group = nodes.filter(has_text="active_modelling_pipeline")
        group.wait_for()
        collapsed = nodes.count()
        group.dblclick()
        expect(nodes).not_to_have_count(collapsed)
        page.wait_for_timeout(2000)  # while it moves
        return {"collapsed": collapsed, "one namespace open": nodes.count()}


def hamilton_ui() -> Seen:
    from playwright.sync_api import expect

    with opened("hamilton", "/project/1/version/1/visualize") as page:
        nodes, switches = page.locator(".react-flow__node"), page.get_by_role("switch")
        expect(nodes).to_have_count(65)
        # Two for each of module, namespace, function: group, and collapse.
        switches.nth(2).click()
        switches.nth(3).click()
        page.wait_for_timeout(2000)
        return {"open": 65, "namespaces collapsed": nodes.count()}


ROW = Row(
    title="Collapsible view",
    claim="Both listed.",
    kedro=Side(
        "Namespaces are collapsed from the start and opened one by one.",
        Probe(
            kedro_viz,
            sees={"collapsed": 51, "one namespace open": 59},
            says="{collapsed} nodes with both namespaces collapsed, {one namespace open} once one "
            "was opened.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "Grouped and collapsed by module, namespace or defining function, all groups at once.",
        Probe(
            hamilton_ui,
            sees={"open": 65, "namespaces collapsed": 43},
            says="{open} nodes, {namespaces collapsed} once namespaces were collapsed.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="true",
    better="a matter of taste",
    why="Kedro-Viz opens single groups and starts collapsed; the Hamilton UI groups in three ways, "
    "but all or nothing.",
)
