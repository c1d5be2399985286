"""Compare runs."""

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, opened


def kedro_viz() -> Seen:
    with opened("kedro", "/workflow") as page:
        outcome = page.get_by_text("Run execution")
        outcome.wait_for()
        links = page.locator('a[href^="/"]').evaluate_all("all => all.map(a => a.pathname)")
        return {"views": sorted(set(links)), "runs": outcome.all_inner_texts()}


def hamilton_ui() -> Seen:
    with opened("hamilton", "/project/1/runs/1,3") as page:
        row = page.get_by_role("row").filter(has=page.get_by_text("checked_reviews", exact=True))
        row.get_by_text("diff").wait_for()
        shown = row.inner_text().split()
        return {"runs": [word for word in shown if word in "123"], "spread": "±" in shown}


ROW = Row(
    title="Compare runs",
    claim="Both: yes.",
    kedro=Side(
        "No longer: experiment tracking left Kedro-Viz with version 11, and the status of a run "
        "replaces the one before.",
        Probe(
            kedro_viz,
            sees={"views": ["/", "/workflow"], "runs": ["Run execution failed"]},
            says="After two runs its views are {views}, and the run they tell of is the last: "
            "{runs}.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "Any runs beside each other: times with their spread, summaries, code.",
        Probe(
            hamilton_ui,
            sees={"runs": ["1", "3"], "spread": True},
            says="A node's row names the runs {runs}, the mean of its times and their spread.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="out of date",
    better="hamilton",
    why="Kedro-Viz no longer compares runs. The Hamilton UI does, all that a tracker told it of.",
)
