"""Kedro-Viz and the Hamilton UI: each probe sees what is recorded, and notices what is broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_features_rows import SERVED, notices_what_is_broken, sees_what_is_recorded

from comparison_project.features import Probe, Row, tables
from comparison_project.features.running import run_probe
from comparison_project.features.viewers import browser
from comparison_project.features.viewers.servers import served

CASES = [
    pytest.param(row, probe, id=f"{row.id}-{probe.name}")
    for table in tables()
    if table.name == SERVED
    for row in table.rows
    for side in row.sides.values()
    for probe in side.probes
]


@pytest.fixture(scope="module")
def servers() -> Iterator[None]:
    """Both viewers, with their history; where one is not installed, every probe says so."""
    with served():
        yield


@pytest.mark.integration
@pytest.mark.parametrize(("row", "probe"), CASES)
def test_a_probe_sees_what_is_recorded(servers: None, row: Row, probe: Probe) -> None:
    sees_what_is_recorded(row, probe)


@pytest.mark.integration
@pytest.mark.parametrize(("row", "probe"), CASES)
def test_a_probe_notices_what_is_broken(
    servers: None, row: Row, probe: Probe, tmp_path: Path
) -> None:
    notices_what_is_broken(row, probe, tmp_path)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"missing": "kedro-viz", "why": "kedro-viz is not installed"}, "not run"),
        ({"missing": "git", "why": "the program git is not on this machine"}, "not run"),
        ({"why": "kedro viz run ended with 1"}, "contradicted"),
    ],
)
def test_what_viewers_lack_is_no_contradiction_but_one_that_fails_is(
    told: dict[str, str], status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(browser.SERVED, json.dumps(told))
    row, probe = next(case.values for case in CASES if case.id == "view-code-kedro_viz")

    outcome = run_probe(row, probe)

    assert outcome.status == status
    assert told["why"] in outcome.reason
