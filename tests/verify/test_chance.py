"""What chance decides: told apart from differences, and no cover for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_engine import HAMILTON, KEDRO, PREPARE, edited, run

from migrate.verify import Options
from migrate.verify.compare.result import Comparison


def by_chance(tmp_path: Path, value: str, other: str = "") -> tuple[Path, Path]:
    """Both projects with an `order_count` that is another one in each run; Hamilton's may be made
    in another way.
    """
    old, new = "return len(taxed_orders)", "import random, uuid; return {}"
    kedro = edited(tmp_path / "kedro", KEDRO, "src/orders/nodes.py", old, new.format(value))
    hamilton = edited(tmp_path / "hamilton", HAMILTON, PREPARE, old, new.format(other or value))
    path = hamilton / PREPARE
    path.write_text(path.read_text().replace(") -> int:", ") -> object:"))
    return kedro, hamilton


def counted(tmp_path: Path, value: str, other: str = "") -> tuple[Comparison, int]:
    kedro, hamilton = by_chance(tmp_path, value, other)
    options = Options(orders=1)
    report = run(tmp_path, hamilton, kedro, pipelines=["__default__"], options=options)
    return report.runs[0].datasets["order_count"].comparison, report.exit_code


@pytest.mark.integration
def test_another_type_is_a_difference_whatever_chance_does(tmp_path: Path) -> None:
    kedro, _ = by_chance(tmp_path, "uuid.uuid4().hex")
    options = Options(orders=1)
    report = run(tmp_path, HAMILTON, kedro, pipelines=["__default__"], options=options)
    found = report.runs[0].datasets["order_count"].comparison
    assert (found.status, found.comparator) == ("different", "type")


@pytest.mark.integration
def test_chance_is_no_difference(tmp_path: Path) -> None:
    kedro, hamilton = by_chance(tmp_path, "uuid.uuid4().hex")
    options = Options(orders=1)
    report = run(tmp_path, hamilton, kedro, pipelines=["__default__"], options=options)
    found = report.runs[0].datasets["order_count"].comparison
    assert found.status == "nondeterministic"
    assert found.detail.startswith("two runs of Kedro differ too")
    assert (report.runs[0].repeats, report.exit_code) == (2, 1)


def test_one_seed_makes_both_sides_draw_alike(tmp_path: Path) -> None:
    kedro, hamilton = by_chance(tmp_path, "random.random()")
    options = Options(orders=2, repeat=1, seed=7)
    report = run(tmp_path, hamilton, kedro, pipelines=["__default__"], options=options)
    assert report.equal


CHANCES = {
    # What Kedro's node returns, Hamilton's -> status, and what is said.
    "alike": ("random.random()", "", "nondeterministic", "equal with both sides seeded alike (0)"),
    "no seed helps": ("uuid.uuid4().hex", "", "nondeterministic", "so they do where they are seed"),
    "hidden by chance": (
        "random.random()",
        "random.random() + 1",
        "different",
        "with both sides seeded alike (0): 0.84",
    ),
    "hidden by another generator": (
        "random.random()",
        "random.Random().random()",
        "different",
        "with both sides seeded alike (0): 0.84",
    ),
}


DAILY = ("hidden by chance",)


@pytest.mark.parametrize(
    "name", [n if n in DAILY else pytest.param(n, marks=pytest.mark.slow) for n in CHANCES]
)
@pytest.mark.integration
def test_where_chance_decides_both_sides_are_seeded(name: str, tmp_path: Path) -> None:
    value, other, status, detail = CHANCES[name]
    found, code = counted(tmp_path, value, other)
    assert (found.status, code) == (status, 1)
    assert detail in found.detail
