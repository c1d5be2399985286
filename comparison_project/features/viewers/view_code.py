"""View code of nodes."""

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, insist, opened


def kedro_viz() -> Seen:
    with opened("kedro") as page:
        page.locator(".pipeline-node").filter(has_text="count_missing_scores").click()
        page.get_by_text("Show Code").click()
        shown = page.locator(".pipeline-metadata-code pre").inner_text()
    return {"first line": shown.splitlines()[0], "lines": len(shown.rstrip().splitlines())}


def hamilton_ui() -> Seen:
    with opened("hamilton", "/project/1/version/1/visualize") as page:
        nodes = page.locator(".react-flow__node")
        code = page.locator("pre").filter(has_text="def missing_scores")
        insist(lambda: nodes.get_by_text("missing_scores", exact=True).click(), code)
        shown = code.inner_text()
    return {"first line": shown.splitlines()[0], "lines": len(shown.rstrip().splitlines())}


ROW = Row(
    title="View code of nodes",
    claim="Both listed.",
    kedro=Side(
        "The node's function, without decorators; where it lies, and the command that runs it.",
        Probe(
            kedro_viz,
            sees={
                "first line": "def count_missing_scores(reviews: pd.DataFrame) -> dict[str, int]:",
                "lines": 3,
            },
            says="Kedro-Viz showed {lines} lines: `{first line}`.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "The node's function with its decorators, in the graph and on a page of all code.",
        Probe(
            hamilton_ui,
            sees={"first line": '@tag(kedro_tags=["preprocessing", "summary"])', "lines": 4},
            says="The Hamilton UI showed {lines} lines: `{first line}`.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="true",
    better="even",
    why="Both show the function of a node beside the graph.",
)
