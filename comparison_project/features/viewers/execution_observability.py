"""Execution observability."""

import re

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, opened


def kedro_viz() -> Seen:
    with opened("kedro", "/workflow") as page:
        page.get_by_text("Run execution failed").wait_for()
        nodes = page.locator(".pipeline-node--task")
        count = {
            status: nodes.and_(page.locator(f".pipeline-node--status-{status}")).count()
            for status in ("success", "failed", "skipped")
        }
        nodes.and_(page.locator(".pipeline-node--status-failed")).click()
        shown = page.locator(".pipeline-metadata").inner_text()
    (parameter,) = re.findall(r'"checks.min_rows":\s*(\d+)', shown)
    return {**count, "error": "100000 needed" in shown, "parameter": parameter}


def hamilton_ui() -> Seen:
    with opened("hamilton", "/project/1/runs/2") as page:
        rows = page.get_by_role("row")
        rows.filter(has_text="model_input_check").wait_for()  # the last one
        page.wait_for_load_state("networkidle")
        count = {
            status: rows.filter(has=page.get_by_text(status, exact=True)).count()
            for status in ("success", "failure")
        }
        page.get_by_text("Run Parameters").last.click()
        parameters = page.get_by_text('"min_rows": ').first.inner_text()
        page.goto("/dashboard/project/1/runs/2/task/model_input_check?tab=Errors")
        error = page.get_by_text("100000 needed").last.inner_text()
    (parameter,) = re.findall(r'"min_rows": (\d+)', parameters)
    return {**count, "error": "100000 needed" in error, "parameter": parameter}


ROW = Row(
    title="Execution observability",
    claim="Kedro-Viz: none. Hamilton UI: yes.",
    kedro=Side(
        "Since version 12 the last run: the status of each node and dataset, how long it took, how "
        "large it is, and the error of what failed.",
        Probe(
            kedro_viz,
            sees={"success": 14, "failed": 1, "skipped": 14, "error": True, "parameter": "50"},
            says="The run that failed: {success} nodes succeeded, {failed} failed with its error "
            "shown, {skipped} did not run. Beside the error stands a parameter that the run did "
            "not have: {parameter}, where it was 100000.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "Every run that was tracked: status and time of each node, a waterfall, errors with their "
        "traceback. Configuration is kept with the version of the code, not with the run.",
        Probe(
            hamilton_ui,
            sees={"success": 15, "failure": 1, "error": True, "parameter": "50"},
            says="Run 2, which failed: {success} nodes succeeded, {failure} failed with its error "
            "shown. The configuration shown is that of run 1: {parameter}, where it was 100000.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="out of date",
    better="hamilton",
    why="Kedro-Viz shows the last run, the Hamilton UI all of them. Neither showed the parameter "
    "with which the run failed.",
)
