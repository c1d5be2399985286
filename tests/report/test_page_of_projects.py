"""The pages of whole migrations in the browser: the example's, and one of a thousand nodes."""

from pathlib import Path

import pytest
from report.browser import box, click
from reports import EQUAL, migrated, prove

from benchmarks.generate import generate
from migrate.report.html import render
from migrate.reporting import report_on
from migrate.verify.compare.result import Comparison

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
NODES = 1000

# Milliseconds from a click until what it changed is laid out, for so many boxes of an open drawing.
CLICKS = """async (count) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  document.querySelector('[data-act=unfold]').click();
  await painted();
  const all = [...document.querySelectorAll('.box.node')];
  const took = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    all[Math.floor(i * all.length / count)].dispatchEvent(new MouseEvent('click', {bubbles: true}));
    document.body.getBoundingClientRect();
    took.push(performance.now() - start);
    await painted();
  }
  return took.sort((a, b) => a - b);
}"""
FIRST = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
READY = "performance.getEntriesByName('ready')[0].startTime"


def test_every_box_of_the_example_opens(show, tmp_path):
    kedro = ROOT / "kedro_side"
    hamilton = migrated(kedro, tmp_path / "hamilton_side")
    said = {
        "model_input_table": EQUAL,
        "active_metrics": Comparison("different", "values", "key r2: 0.5 and 0.25"),
    }
    proof = prove(kedro, hamilton, tmp_path / "proof.json", said)
    report = report_on(hamilton, kedro, proof)
    page = show(report)
    page.get_by_role("button", name="Unfold all").click()
    page.locator("#with-parameters").check()
    for side, graph in (("kedro", report.kedro_graph), ("hamilton", report.hamilton_graph)):
        boxes = page.locator(f".pane[data-side={side}] .box").all()
        assert len(boxes) == len(graph.nodes)
        for found in boxes:
            click(found)
            assert page.locator("#detail h3").inner_text() in found.get_attribute("aria-label")
    assert page.locator("#summary .bad.headline").inner_text() == "1 not equal"
    click(box(page, "kedro", "node:active_modelling_pipeline.evaluate_predictions_node"))
    assert "key r2: 0.5 and 0.25" in page.locator("#detail .difference").inner_text()
    assert (
        page.locator("#detail .kedro .source .place")
        .inner_text()
        .endswith("data_science/nodes.py:50")
    )


def test_a_thousand_nodes(show, tmp_path, capsys):
    """Figures depend on what else the machine does: they are printed."""
    kedro = generate(tmp_path / "generated", NODES)
    report = report_on(migrated(kedro), kedro)
    size = len(render(report).encode())
    page = show(report)
    first, ready = page.evaluate(FIRST), page.evaluate(READY)
    assert page.locator(".box.node").count() == 0  # all frames begin folded
    took = page.evaluate(CLICKS, 20)
    with capsys.disabled():
        print(
            f"\n{NODES} nodes: {size / 1e6:.1f} MB, first view after {first:.0f} ms, ready after "
            f"{ready:.0f} ms, clicks {took[len(took) // 2]:.0f} ms (median), {took[-1]:.0f} ms (most)"
        )
    assert size < 10_000_000
    assert page.locator("#nodes .row").count() == NODES
    page.locator("#find").fill("step_7_of_pipeline_0033")
    page.keyboard.press("Enter")
    assert page.locator("#detail h3").inner_text() == "step_7_of_pipeline_0033"
