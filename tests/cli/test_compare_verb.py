"""`migrate compare`: a project's own numbers, what would change, reasons not to move."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from migrate.cli import main
from migrate.compare.counted import Counted
from migrate.compare.ecosystem import CONSTRUCTS, PLUGINS
from migrate.compare.measured import Measured, Pair
from migrate.compare.sections import Compared, sections

ROOT = Path(__file__).resolve().parents[2]
# Packages that are not ours to install for a test, by the module that is named.
ELSEWHERE = {"hamilton_sdk.adapters", "hamilton.cli"}


def compared(stated: set[str] = frozenset(), run: Pair | None = None, **document: Any) -> Compared:
    lines = {"kedro": {"own": 100}, "hamilton": {"own": 90, "support": 20}}
    empty: dict[str, Any] = {"diagnostics": [], "nodes": [], "datasets": [], "constructs": []}
    side = Counted(1, (), ("node",))
    return Compared({"lines": lines, **empty, **document}, side, side, frozenset(stated), (), run)


def reasons(found: Compared) -> list[str]:
    return [row[0] for row in list(sections(found))[-1].rows]


ALWAYS = "The team knows Kedro, and it works"


def test_a_plain_project_has_one_reason_not_to_move() -> None:
    assert reasons(compared()) == [ALWAYS]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (compared(diagnostics=[{"severity": "warning"}]), "What needs a person costs days"),
        (compared(nodes=[{"outcome": "manual"}]), "Nodes have to be written by hand"),
        (
            compared(datasets=[{"name": "a", "outcome": "kedro-datasets", "environment": "base"}]),
            "Kedro stays as a dependency: no plain call does the same",
        ),
        (compared({"kedro-airflow"}), "Plugins without a counterpart"),
        (compared({"kedro-viz"}), "People who do not write code look at Kedro-Viz"),
        (compared(constructs=[{"kind": "hook"}]), "Hooks are listed, not translated"),
        (
            compared(lines={"kedro": {"own": 100}, "hamilton": {"own": 126}}),
            "There is more to own",
        ),
        (
            compared(run=Pair(((Measured("a", 1, 1), Measured("b", 0.9, 1)),))),
            "It would not run faster: libraries take the time",
        ),
    ],
)
def test_what_is_a_reason(found: Compared, reason: str) -> None:
    assert reasons(found) == [reason, ALWAYS]


@pytest.mark.parametrize(
    "found",
    [
        compared(diagnostics=[{"severity": "info"}]),
        compared(nodes=[{"outcome": "moved"}]),
        compared({"kedro-mlflow"}),
        compared(run=Pair(((Measured("a", 1, 1), Measured("b", 0.5, 1)),))),
    ],
)
def test_what_is_none(found: Compared) -> None:
    assert reasons(found) == [ALWAYS]


def test_plugins_and_hooks_are_named_with_what_there_is_instead() -> None:
    found = compared({"kedro-mlflow", "pandas"}, constructs=[{"kind": "hook"}, {"kind": "hook"}])
    by_title = {each.title: each.rows for each in sections(found)}
    [(name, _, instead)] = by_title["What would change for you: plugins"]
    assert (name, "`MLFlowTracker` is an adapter" in instead) == ("kedro-mlflow", True)
    [(kind, count, *_)] = by_title["What would change for you: hooks, runners, commands"]
    assert (kind, count) == ("hook", "2")


@pytest.mark.parametrize("instead", [*PLUGINS.values(), *CONSTRUCTS.values()], ids=lambda e: e.what)
def test_what_is_named_can_be_imported(instead: Any) -> None:
    """By its file: importing it needs the package that it is for."""
    parent, _, name = instead.module.rpartition(".")
    if instead.module in ELSEWHERE:
        pytest.importorskip(instead.module)
    elif parent:
        folders = find_spec(parent).submodule_search_locations  # type: ignore[union-attr]
        assert any(
            Path(folder, f"{name}.py").exists() or Path(folder, name).is_dir() for folder in folders
        )


def test_a_project_is_compared_without_running(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.json"
    shutil.copytree(ROOT / "kedro_side", tmp_path / "shop")
    before = set(tmp_path.rglob("*"))
    code = main(
        ["compare", str(tmp_path / "shop"), "--no-run", "--format=json", f"--output={page}"]
    )
    assert code == 0
    assert set(tmp_path.rglob("*")) == {*before, page}
    found = json.loads(page.read_text())
    assert found["summary"]["proof"] is None
    titles = [each["title"] for each in found["sections"]]
    assert titles[0] == "What there is to read"
    assert titles[-1] == "Reasons not to move"
    assert "What running takes" not in titles
    assert all("migrate-compare" not in command for command in found["summary"]["commands"])


def test_what_cannot_be_compared_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(tmp_path)]) == 2
    assert main(["compare", str(tmp_path), "--rounds", "0"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.integration
def test_a_project_is_compared(tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    shutil.copytree(ROOT / "tests/projects/orders/kedro", tmp_path / "shop")
    code = main(["compare", str(tmp_path / "shop"), "--format=json", f"--output={page}"])
    found = json.loads(page.read_text())
    assert code == (1 if found["checks"] else 0)
    proof = found["summary"]["proof"]
    assert proof["compared"] == proof["equal"] > 0
    [taken] = [each for each in found["sections"] if each["title"] == "What running takes"]
    assert all(float(cell.replace(",", "")) > 0 for row in taken["rows"] for cell in row[1:])
