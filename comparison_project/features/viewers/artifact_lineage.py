"""Artifact lineage and versioning."""

import re

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, opened

VERSION = r"\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d\.\d{3}Z"


def kedro_viz() -> Seen:
    from playwright.sync_api import expect

    with opened("kedro", "/?pid=__default__&expandAllPipelines=true") as page:
        nodes = page.locator(".pipeline-node")
        nodes.and_(
            page.locator('[data-node-fullname="active_modelling_pipeline.regressor"]')
        ).click()
        expect(page.locator(".pipeline-node--faded")).not_to_have_count(0)
        related = nodes.and_(page.locator(":not(.pipeline-node--faded)"))
        shown = page.locator(".pipeline-metadata").inner_text()
        return {
            "related": related.count(),
            "file": "regressor.pkl" in shown,
            "versions": len(re.findall(VERSION, shown)),
        }


def hamilton_ui() -> Seen:
    with opened("hamilton", "/project/1/runs/1/task/save_version") as page:
        version = page.get_by_text(re.compile(VERSION)).first.inner_text()
        page.goto("/dashboard/project/2/runs/4/task/saved")
        page.get_by_text("file_metadata").wait_for()
        shown = page.locator("body").inner_text()
    names = ("size", "path", "last_modified")
    return {
        "version of run 1": bool(re.fullmatch(VERSION, version)),
        "of the saved file": [name for name in names if f'"{name}"' in shown],
    }


ROW = Row(
    title="Artifact lineage and versioning",
    claim="A row of the table; its marks are lost in the copy that we have.",
    kedro=Side(
        "Lineage: every dataset is a node of the graph, with where it lies and what it comes from. "
        "Versions: none, although the catalog keeps them.",
        Probe(
            kedro_viz,
            sees={"related": 36, "file": True, "versions": 0},
            says="A versioned model: {related} nodes before and after it, its file, and "
            "{versions} of its versions.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "Lineage: every node of a run. Versions: what a run computes is kept as a summary with "
        "that run; Hamilton's savers add path, size and time of the file.",
        Probe(
            hamilton_ui,
            sees={
                "version of run 1": True,
                "of the saved file": ["size", "path", "last_modified"],
            },
            says="Run 1 shows under which version it saved, and a saver's node shows "
            "{of the saved file}.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="true in part",
    better="hamilton",
    why="Both show lineage. Only the Hamilton UI ties an artifact to the run that made it; neither "
    "keeps the artifact.",
)
