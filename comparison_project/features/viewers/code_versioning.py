"""Code versioning."""

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, opened, told


def kedro_viz() -> Seen:
    answers: list[str] = []
    with opened("kedro") as page:
        page.on("response", lambda answer: answers.append(answer.text()))
        page.locator(".pipeline-node").filter(has_text="check_scores_node").click()
        page.get_by_text("Show Code").click()
        shown = page.locator(".pipeline-metadata-code pre").inner_text()
        statuses = page.request.get("/api/run-status").text()
    return {
        "code shown": "lowest: float = 1" if "lowest: float = 1" in shown else shown,
        "tells the commit": told("commit") in "".join([shown, statuses, *answers]),
    }


def hamilton_ui() -> Seen:
    def code(runs: str) -> str:
        page.goto(f"/dashboard/project/1/runs/{runs}/task/checked_reviews?tab=Code")
        lines = page.get_by_text("lowest = ")
        lines.first.wait_for()
        return lines.first.inner_text().strip()

    with opened("hamilton") as page:
        shown = {f"run {run}": code(run) for run in ("1", "2", "3")}
        return {**shown, "under 1, beside 3": code("1,3")}


ROW = Row(
    title="Code versioning",
    claim="Kedro-Viz: the Git SHA, which may not be the code that ran. Hamilton UI: the code of "
    "each node, taken when it ran.",
    kedro=Side(
        "No version of code at all: since experiment tracking went, no commit is shown, and the "
        "code is that of the files when the server started.",
        Probe(
            kedro_viz,
            sees={"code shown": "lowest: float = 1", "tells the commit": False},
            says="Every run used `lowest: float = 0`; after the edit, which has not run, the page "
            "shows `{code shown}`. The page tells the commit: {tells the commit}.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "Each run keeps the code that it ran, uncommitted edits as well, and two runs are compared "
        "line by line. Runs of the same code share a version.",
        Probe(
            hamilton_ui,
            sees={
                "run 1": "lowest = 0",
                "run 2": "lowest = 0",
                "run 3": "lowest = 1",
                "under 1, beside 3": "lowest = 1",
            },
            says="Runs 1 and 2 show `{run 1}`, run 3 shows `{run 3}`, whose edit was never "
            "committed. Compared, the sides have each other's code: under 1 stands "
            "`{under 1, beside 3}`.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="True for the Hamilton UI, but its comparison of two runs puts the wrong number above each "
    "side. Kedro-Viz has dropped the commit too, so that nothing tells which code ran.",
)
