"""A second migration: the layout stays unless another one is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layouts.projects import LAYOUTS, THREE_NODES, migrated
from migrate.api import plan_migration
from migrate.cli import main
from migrate.model.migration import Layout

pytestmark = pytest.mark.usefixtures("any_layout")


@pytest.mark.parametrize("layout", ["single-file", "notebook"])
def test_nothing_changes(layout: Layout, tmp_path: Path) -> None:
    written = migrated(tmp_path, THREE_NODES, layout)
    command = ["kedro-to-declarative", str(tmp_path / "kedro"), "--output", str(written)]
    assert main([*command, "--check"]) == 0
    assert main(command) == 0
    functions = written / ("dataflow.py" if layout == "single-file" else "shop/sales.py")
    text = functions.read_text()
    functions.write_text(f"{text}\n# mine\n")
    assert main([*command, "--check"]) == 1
    assert main(command) == 2  # what a person wrote stays
    assert functions.read_text() == f"{text}\n# mine\n"
    assert main([*command, "--force"]) == 0
    assert functions.read_text() == text


@pytest.mark.integration
def test_another_layout_takes_the_place_of_the_first(tmp_path: Path) -> None:
    written = migrated(tmp_path, THREE_NODES, "single-file")
    kedro = tmp_path / "kedro"
    names = json.loads((written / "migration.json").read_text())["names"]
    for layout in LAYOUTS[::-1]:
        command = ["kedro-to-declarative", str(kedro), "--output", str(written)]
        assert main([*command, "--layout", layout]) == 0
        document = json.loads((written / "migration.json").read_text())
        found = {p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file()}
        assert found == {
            *document["files"],
            "migration.json",
            "data/shops.csv",
            "data/receipts.csv",
        }
        assert document["names"] == names
        assert plan_migration(kedro, written).plan.layout == layout


@pytest.mark.parametrize("layout", ["'cards'", "[]"])
def test_a_layout_that_nobody_knows_is_refused(
    layout: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = migrated(tmp_path, THREE_NODES, "notebook")
    path = written / "migration.json"
    path.write_text(path.read_text().replace('"notebook"', layout.replace("'", '"'), 1))
    assert main(["kedro-to-declarative", str(tmp_path / "kedro"), "--output", str(written)]) == 2
    assert "its layout is none that this tool knows" in capsys.readouterr().err
