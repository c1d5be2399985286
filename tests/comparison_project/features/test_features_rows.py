"""Every row's probes see what is recorded, and each would notice if it were otherwise."""

from __future__ import annotations

import inspect
from pathlib import Path

import broken_probes
import broken_viewers
import pytest

from comparison_project.features import Probe, Row, tables
from comparison_project.features.running import run_probe

VARIANTS = {
    "frameworks": broken_probes.FRAMEWORKS,
    "viewers": broken_viewers.VIEWERS,
    "prose": broken_probes.PROSE,
}
# Its probes share two servers: test_features_viewers.py.
SERVED = "viewers"
# These import no framework, or little of one.
LIGHT = {("focus", "kedro"), ("files-to-follow-a-dataset", "hamilton")}


def cases(light: bool) -> list[object]:
    return [
        pytest.param(row, probe, id=f"{row.id}-{probe.name}")
        for table in tables()
        for row in table.rows
        for side in row.sides.values()
        for probe in side.probes
        if table.name != SERVED and ((row.id, probe.name) in LIGHT) == light
    ]


def sees_what_is_recorded(row: Row, probe: Probe) -> None:
    outcome = run_probe(row, probe)

    if outcome.status == "not run":
        pytest.skip(outcome.reason)
    assert outcome.status == "confirmed", outcome.reason


def notices_what_is_broken(row: Row, probe: Probe, folder: Path) -> None:
    old, new = VARIANTS[row.table][row.id, probe.name]
    code = inspect.getsource(probe.run)
    assert old in code, f"{old} is not in the probe"
    variant = folder / row.path.name
    text = row.path.read_text(encoding="utf-8")
    variant.write_text(text.replace(code, code.replace(old, new, 1)), encoding="utf-8")

    outcome = run_probe(row, probe, path=variant)

    if outcome.status == "not run":
        pytest.skip(outcome.reason)
    assert outcome.status == "contradicted"
    assert not outcome.reason.startswith("no answer within")


@pytest.mark.parametrize("name", VARIANTS)
def test_every_probe_has_a_broken_variant(name):
    (table,) = (table for table in tables() if table.name == name)
    probes = {
        (row.id, probe.name)
        for row in table.rows
        for side in row.sides.values()
        for probe in side.probes
    }
    assert probes == VARIANTS[name].keys()


@pytest.mark.parametrize(("row", "probe"), cases(light=True))
def test_a_probe_sees_what_is_recorded_and_notices_what_is_broken(row, probe, tmp_path):
    sees_what_is_recorded(row, probe)
    notices_what_is_broken(row, probe, tmp_path)


@pytest.mark.integration
@pytest.mark.parametrize(("row", "probe"), cases(light=False))
def test_every_probe_sees_what_is_recorded(row, probe):
    sees_what_is_recorded(row, probe)


@pytest.mark.slow
@pytest.mark.parametrize(("row", "probe"), cases(light=False))
def test_every_probe_notices_what_is_broken(row, probe, tmp_path):
    notices_what_is_broken(row, probe, tmp_path)
