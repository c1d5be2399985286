"""Rich artifact view."""

from comparison_project.features import Probe, Row, Seen, Side
from comparison_project.features.viewers.browser import NEEDS, opened


def kedro_viz() -> Seen:
    with opened("kedro", "/?pid=__default__&expandAllPipelines=true") as page:
        nodes, shown = page.locator(".pipeline-node"), page.locator(".pipeline-metadata")
        nodes.filter(has_text="preprocessed_companies").first.click()
        shown.locator("tr:has(td)").first.wait_for()
        rows = shown.locator("tr:has(td)").count()
        statistics = shown.get_by_text("Dataset statistics").locator("..").inner_text()
        page.goto("/?pid=__default__&expandAllPipelines=true")
        nodes.filter(has_text="engine_use_plot").last.click()
        shown.locator(".js-plotly-plot").first.wait_for()
        charts = shown.locator(".js-plotly-plot").count()
    names = ("rows", "columns", "file size", "mean", "histogram")
    told = [name for name in names if name in statistics]
    return {"rows": rows, "statistics": told, "charts": charts}


def hamilton_ui() -> Seen:
    with opened("hamilton", "/project/1/runs/1/task/preprocessed_companies") as page:
        page.get_by_text("Numeric Columns").wait_for()
        header = page.get_by_role("row").filter(has_text="histogram").first.inner_text()
        shown = page.locator("main, body").first.inner_text()
        page.goto("/dashboard/project/1/runs/1/task/engine_use_plot")
        page.get_by_text("Result summary").wait_for()
        charts = page.locator(".js-plotly-plot, canvas, img[src^=data]").count()
    names = ("count", "missing", "mean", "range", "histogram", "quantiles")
    told = [name for name in names if name in header]
    return {"rows": shown.count("Gabon"), "statistics": told, "charts": charts}


ROW = Row(
    title="Rich artifact view",
    claim="Kedro-Viz: five rows and metadata (columns, rows, size). Hamilton UI: a statistical "
    "profile without being asked.",
    kedro=Side(
        "Five rows, the number of rows and columns and the file's size; charts of Plotly and "
        "pictures of Matplotlib as they are.",
        Probe(
            kedro_viz,
            sees={"rows": 5, "statistics": ["rows", "columns", "file size"], "charts": 1},
            says="A table: {rows} of its rows, and its {statistics}. A chart: {charts} drawn.",
            needs=NEEDS,
            server=True,
        ),
    ),
    hamilton=Side(
        "For each column of a table count, gaps, mean, range, histogram and quantiles, and the "
        "schema; no rows and no charts.",
        Probe(
            hamilton_ui,
            sees={
                "rows": 0,
                "statistics": ["count", "missing", "mean", "range", "histogram", "quantiles"],
                "charts": 0,
            },
            says="A table: {statistics} of each column, {rows} of its rows. A chart: {charts} "
            "drawn.",
            needs=NEEDS,
            server=True,
        ),
    ),
    verdict="true",
    better="a matter of taste",
    why="Still so: Kedro-Viz shows the thing, charts as well; the Hamilton UI describes it in "
    "figures, for every run.",
)
