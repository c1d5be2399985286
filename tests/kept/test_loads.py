"""What each function loads for itself: loads that can be used up, and values that are changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kept.sides import DEFAULT, Sides, Steps, migrated, pickled, stored

FILES = {
    "src/shop/lines.py": """
        from pathlib import Path

        from kedro.io import AbstractDataset


        class LinesDataset(AbstractDataset):
            def __init__(self, filepath):
                self._path = Path(filepath)

            def load(self):
                for line in self._path.read_text().splitlines():
                    yield int(line)

            def save(self, data):
                self._path.write_text("".join(f"{each}\\n" for each in data))

            def _describe(self):
                return {}
    """,
    "data/lines.txt": "1\n2\n3\n",
}
FUNCTIONS = """
def make(raw):
    return raw[["a"]]


def make_lines(raw):
    return raw["a"].tolist()


def total(parts):
    return sum(int(part["a"].sum()) for part in parts)


def count(parts):
    return sum(len(part) for part in parts)


def add(lines):
    return sum(lines)


def first(lines):
    return next(lines)


def clear(found):
    found["rows"].clear()
    return found["rows"]


def rows(found):
    return len(found["rows"])


def make_rows(raw):
    return {"rows": raw["a"].tolist()}
"""
LINES = "{type: shop.lines.LinesDataset, filepath: data/lines.txt}"


def chunks(name: str) -> str:
    arguments = "load_args: {chunksize: 2}, save_args: {index: false}"
    return f"{{type: pandas.CSVDataset, filepath: data/{name}.csv, {arguments}}}"


class Used(NamedTuple):
    """A dataset that two functions use up or change, and what they make of it."""

    nodes: str
    catalog: Mapping[str, str]
    x: Any
    y: Any


USED = {
    "chunks": Used(
        "node(total, 'PARTS', 'X'), node(count, 'PARTS', 'Y')", {"PARTS": chunks("raw")}, 10, 4
    ),
    "made_chunks": Used(
        "node(make, 'raw', 'PARTS'), node(total, 'PARTS', 'X'), node(count, 'PARTS', 'Y')",
        {"PARTS": chunks("parts")},
        10,
        4,
    ),
    "lines": Used("node(add, 'PARTS', 'X'), node(first, 'PARTS', 'Y')", {"PARTS": LINES}, 6, 1),
    "made_lines": Used(
        "node(make_lines, 'raw', 'PARTS'), node(first, 'PARTS', 'X'), node(add, 'PARTS', 'Y')",
        {"PARTS": LINES.replace("lines.txt", "made.txt")},
        1,
        10,
    ),
    "stored": Used(
        "node(make_rows, 'raw', 'PARTS'), node(clear, 'PARTS', 'X'), node(rows, 'PARTS', 'Y')",
        {"PARTS": pickled("rows")},
        [],
        4,
    ),
    "namespaces": Used(
        """node(make_rows, 'raw', 'PARTS'),
        *pipeline(
            [node(clear, 'found', 'x')], namespace='one', inputs={'found': 'PARTS'}, outputs={'x': 'X'}
        ).nodes,
        *pipeline(
            [node(rows, 'found', 'y')], namespace='two', inputs={'found': 'PARTS'}, outputs={'y': 'Y'}
        ).nodes""",
        {"PARTS": pickled("more_rows")},
        [],
        4,
    ),
    "memory": Used(
        "node(make_rows, 'raw', 'PARTS'), node(clear, 'PARTS', 'X'), node(rows, 'PARTS', 'Y')",
        {},
        [],
        4,
    ),
}


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    """A pipeline for each of them."""
    pipelines, catalog = {}, {}
    for name, used in USED.items():
        nodes = used.nodes
        for word in ("PARTS", "X", "Y"):
            nodes = nodes.replace(f"'{word}'", f"'{word.lower()}_{name}'")
        pipelines[f"of_{name}"] = Steps(FUNCTIONS, nodes)
        catalog |= {f"parts_{name}": entry for entry in used.catalog.values()}
    return migrated(tmp_path_factory.mktemp("used"), pipelines, catalog, FILES)


@pytest.mark.parametrize("name", USED)
def test_two_functions_use_up_or_change_a_dataset(sides: Sides, name: str) -> None:
    expected = {f"x_{name}": USED[name].x, f"y_{name}": USED[name].y}
    assert sides.run_kedro(f"of_{name}") == expected
    with sides.driver() as driver:
        built = driver.build(f"of_{name}", data_root=sides.written)
        for order in (list(expected), list(expected)[::-1]) * 2:
            assert built.execute(order) == expected


def test_who_asks_for_a_load_that_is_used_up_gets_one_too(sides: Sides) -> None:
    names = [f"{word}_made_chunks" for word in ("x", "parts", "y")]
    x, parts, y = sides.execute("of_made_chunks", *names).values()
    assert [len(part) for part in parts] == [2, 2]
    assert (x, y) == (10, 4)


GROW = "node(grow, 'raw', ['new', 'done'], name='g'), node(after, ['old', 'done'], 'y', name='h')"


@pytest.mark.parametrize("nodes", [GROW, f"node(before, 'old', 'x', name='a'), {GROW}"])
def test_a_path_of_two_datasets_is_loaded_when_it_is_needed(tmp_path: Path, nodes: str) -> None:
    """The order of the functions says which of them sees the new rows."""
    functions = """
        def grow(raw):
            return {"n": 5}, True

        def before(old):
            return old["n"]

        def after(old, done):
            return old["n"]
    """
    catalog = {"new": stored("one"), "old": stored("one")}
    sides = migrated(tmp_path, Steps(functions, nodes), catalog, {"data/one.json": '{"n": 1}'})
    expected = sides.run_kedro()
    assert (expected.get("x", 1), expected["y"]) == (1, 5)
    assert sides.execute() == expected
    (sides.written / "data/one.json").write_text('{"n": 1}')
    assert sides.execute(DEFAULT, "y") == {"y": 5}
