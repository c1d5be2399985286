"""Interactive viewer."""

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, insist, opened


def kedro_viz() -> Seen:
    from playwright.sync_api import expect

    refused: set[str] = set()
    with opened("kedro", refused=refused) as page:
        nodes = page.locator(".pipeline-node")
        nodes.filter(has_text="checked_reviews").click()
        faded = page.locator(".pipeline-node--faded")
        expect(faded).not_to_have_count(0)
        found = {"nodes": nodes.count(), "faded": faded.count()}
    return {**found, "other hosts": sorted(refused)}


def hamilton_ui() -> Seen:
    refused: set[str] = set()
    with opened("hamilton", "/project/1/version/1/visualize", refused) as page:
        nodes = page.locator(".react-flow__node")
        upstream = nodes.filter(has=page.locator(".border-dwred"))
        insist(lambda: nodes.get_by_text("missing_scores", exact=True).click(), upstream)
        found = {"nodes": nodes.count(), "upstream": sorted(upstream.all_inner_texts())}
    return {**found, "other hosts": sorted(refused)}


ROW = Row(
    title="Interactive viewer",
    claim="Both listed.",
    kedro=Side(
        "Kedro-Viz needs the project and nothing more: it draws nodes and datasets, and a click "
        "leaves what a node has to do with.",
        Probe(
            kedro_viz,
            sees={
                "nodes": 51,
                "faded": 15,
                "other hosts": ["fonts.googleapis.com"],
            },
            says="A click on one of {nodes} nodes faded {faded} that lie neither before nor after "
            "it. With telemetry off the page asked {other hosts} for files, and works without.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "The Hamilton UI has a database of its own and shows what a tracker told of a run: a click "
        "colours what lies upstream and downstream.",
        Probe(
            hamilton_ui,
            sees={
                "nodes": 65,
                "upstream": ["checked_reviews", "reviews", "unique_reviews"],
                "other hosts": [
                    "feedback.fish",
                    "fonts.googleapis.com",
                    "www.googletagmanager.com",
                ],
            },
            says="A click on one of {nodes} nodes coloured {upstream} as upstream. The page asked "
            "{other hosts} for files and works without.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="true",
    better="kedro",
    why="Both are interactive. Kedro-Viz shows a project that never ran, with one command; the "
    "Hamilton UI wants a server, a project made in it, and a run that a tracker told it of.",
)
