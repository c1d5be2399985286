"""Numbers of both sides: what stands in a project, what running takes, and how it is told."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from comparison_project.__main__ import main
from comparison_project.numbers import jobs
from comparison_project.numbers.measuring import _overhead
from comparison_project.numbers.output import as_html, as_markdown
from migrate.compare.counted import CONCEPTS, counted
from migrate.compare.measured import Command, CommandFailed, Measured, Pair, measured

ROOT = Path(__file__).resolve().parents[2]


def run(nodes: int, kedro: float, hamilton: float, kind: str = "nothing") -> dict[str, Any]:
    sides = {
        "kedro": {"seconds": kedro, "peak_mb": 100},
        "hamilton": {"seconds": hamilton, "peak_mb": 50},
    }
    ratio = {"seconds": hamilton / kedro, "peak_mb": 0.5}
    return {
        "kind": kind,
        "name": f"{kind}_{nodes}",
        "about": f"{nodes} nodes",
        "nodes": nodes,
        **sides,
        "ratio": ratio,
    }


def test_what_shows_in_a_project_is_counted(tmp_path: Path) -> None:
    (tmp_path / "src/shop").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "src/shop/flow.py").write_text(
        "from kedro.pipeline import node\nx = node(f, 'a', 'b')\n"
    )
    (tmp_path / "src/shop/other.py").write_text("import pandas\n")
    (tmp_path / "tests/test_flow.py").write_text("from kedro.io import DataCatalog\n")
    found = counted(tmp_path, "kedro")
    assert (found.files, found.imports, found.concepts) == (2, ("kedro.pipeline.node",), ("node",))
    assert counted(tmp_path, "hamilton").imports == ()


def test_concepts_show_in_the_example() -> None:
    kedro, hamilton = (
        counted(ROOT / "kedro_side", "kedro"),
        counted(ROOT / "hamilton_side", "hamilton"),
    )
    assert {"node", "dataset factory", "namespace", "environment", "interpolation"} <= {
        *kedro.concepts
    }
    assert {"function", "Builder", "@parameterize", "subdag"} <= {*hamilton.concepts}
    assert "hooks" not in kedro.concepts
    assert "Parallelizable" not in hamilton.concepts


def test_no_concept_stands_twice() -> None:
    for concepts in CONCEPTS.values():
        names = [each.name for each in concepts]
        assert len(names) == len(set(names))


def test_the_overhead_is_what_each_node_costs_beyond_the_first() -> None:
    first, more = run(1, 1.0, 0.5), run(101, 2.0, 0.6)
    assert _overhead([first, more]) == [
        {"nodes": 101, "kedro": 10.0, "hamilton": 1.0, "ratio": 0.1}
    ]
    assert _overhead([first, run(2, 1.0, 0.4)]) == [
        {"nodes": 2, "kedro": 0, "hamilton": 0, "ratio": None}
    ]


def test_ratios_are_those_of_single_rounds() -> None:
    def of(seconds: float, peak: int) -> Measured:
        return Measured("run", seconds, peak)

    pair = Pair(((of(1, 10), of(2, 5)), (of(10, 30), of(5, 7)), (of(2, 20), of(4, 6))))
    assert (pair.seconds, pair.peak_bytes, pair.ratio) == ((2, 4), (30, 7), 2)


def test_a_command_that_fails_is_told_with_its_last_lines(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "print('before'); raise SystemExit(3)"]
    with pytest.raises(CommandFailed, match=r"^`run` failed with code 3:\nbefore$"):
        measured(Command("run", words, tmp_path))
    taken = measured(
        Command("run", [sys.executable, "-c", "x = bytearray(b'x') * (50 << 20)"], tmp_path)
    )
    assert taken.peak_bytes > 50 << 20


@pytest.mark.integration
def test_a_shape_of_arrays_is_a_project_that_is_migrated(tmp_path: Path) -> None:
    for shape in jobs.SHAPES:
        job = jobs.arrays(tmp_path, shape)
        outcomes = json.loads((job.hamilton / "migration.json").read_text())["nodes"]
        assert [each["outcome"] for each in outcomes] == ["moved"] * job.nodes


def sample() -> dict[str, Any]:
    side = {"files": 3, "imports": ["a"], "concepts": ["node"], "lines": {"own": 5}}
    hamilton = {**side, "concepts": ["function", "parameter"]}
    return {
        "versions": {"kedro": "1.7.0", "hamilton": "1.90.0", "python": "3.11"},
        "rounds": 1,
        "read": [{"name": "x", "about": "a <project>", "kedro": side, "hamilton": hamilton}],
        "runs": [run(10, 2, 1, "tables"), run(100, 3, 1.5, "tables"), run(1, 1, 0.5)],
        "overhead": [{"nodes": 101, "kedro": 10.0, "hamilton": 1.0, "ratio": 0.1}],
    }


def test_the_numbers_are_tables() -> None:
    text = as_markdown(sample())
    assert "| 10 nodes | 2.00 | 1.00 | 0.50 | 100 | 50 | 0.50 |" in text
    assert "| 101 | 10.00 | 1.00 | 0.10 |" in text
    assert "| a <project> | 3 → 3 | 5 → 5 | 1 → 1 | 1 → 2 |" in text


@pytest.mark.integration
def test_the_page_has_plots_and_no_foreign_markup() -> None:
    page = as_html(sample())
    assert page.count("<svg") == 2
    assert "a &lt;project&gt;" in page
    assert as_html(sample()) == page


@pytest.mark.integration
def test_both_sides_are_measured(tmp_path: Path) -> None:
    target = tmp_path / "numbers.json"
    options = ["--rounds", "1", "--most", "1", "--rows", "200", "--no-memory"]
    assert main(["numbers", "--output", str(target), *options]) == 0
    found = json.loads(target.read_text())
    assert [run["name"] for run in found["runs"]] == ["spaceflights", "nothing_1"]
    assert all(run[side]["seconds"] > 0 for run in found["runs"] for side in ("kedro", "hamilton"))


def test_what_cannot_be_measured_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["numbers", "--output", "numbers.txt"]) == 2
    assert main(["numbers", "--rounds", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 2
