"""A caller's own data: any number of runs of one driver see it as it was, and leave it so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from kept.sides import Sides, Steps, migrated, taking

FUNCTIONS = """
def change(table):
    table["a"] *= 2
    return table


def total(table):
    return int(table["a"].sum())


def take_first(rows):
    return rows.pop(0)
"""
CHANGED_ONCE = Steps(
    FUNCTIONS, "node(change, 'raw', 'changed'), node(total, 'changed', 'told', name='told')"
)
CHANGED_AND_READ = Steps(
    FUNCTIONS,
    "node(change, 'raw', 'changed'), node(total, 'changed', 'told'), node(total, 'raw', 'before')",
)


@pytest.fixture(params=[CHANGED_ONCE, CHANGED_AND_READ], ids=["one reader", "two readers"])
def sides(request: pytest.FixtureRequest, tmp_path: Path) -> Sides:
    return migrated(tmp_path, request.param)


def test_one_driver_given_a_frame_again_and_again(sides: Sides) -> None:
    expected = sides.run_kedro()
    assert expected["told"] == 20
    frame = pd.read_csv(sides.written / "data/raw.csv")
    before = frame.copy()
    with sides.driver() as driver:
        execute = taking(driver, ["raw"], data_root=sides.written)
        for _ in range(2):
            assert execute(expected, {"raw": frame}) == expected
    pd.testing.assert_frame_equal(frame, before)


def test_one_driver_given_a_frame_by_four_threads(sides: Sides) -> None:
    expected = sides.run_kedro()
    frame = pd.read_csv(sides.written / "data/raw.csv")
    before = frame.copy()
    with sides.driver() as driver, ThreadPoolExecutor(4) as threads:
        execute = taking(driver, ["raw"], data_root=sides.written)
        runs = threads.map(lambda _: execute(expected, {"raw": frame}), range(16))
        assert list(runs) == [expected] * 16
    pd.testing.assert_frame_equal(frame, before)


def test_what_only_the_caller_has_is_left_as_it_was(tmp_path: Path) -> None:
    sides = migrated(tmp_path, Steps(FUNCTIONS, "node(take_first, 'rows', 'first')"))
    rows = [1, 2, 3]
    with sides.driver() as driver:
        built = driver.build()
        for _ in range(2):
            assert built.execute(["first"], inputs={"rows": rows}) == {"first": 1}
    assert rows == [1, 2, 3]


def test_no_hint_refuses_what_a_caller_gives_where_there_are_no_parameters_either(
    tmp_path: Path,
) -> None:
    code = "import pandas as pd\n\n\ndef count(raw: pd.DataFrame) -> int:\n    return len(raw)\n"
    sides = migrated(tmp_path, Steps(code, "node(count, 'raw', 'rows')"))
    with sides.driver() as driver:
        execute = taking(driver, ["raw"], data_root=sides.written)
        assert execute(["rows"], {"raw": [1, 2]}) == {"rows": 2}
