"""Where datasets lie: another place in each environment, where parameters say, and how much of it
is new since the last run."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.sides import DEFAULT, Sides, Steps, migrated, stored

STEPS = Steps(
    """
    def make(raw):
        return {1: len(raw)}

    def tell(made):
        return list(made.items())
    """,
    "node(make, 'raw', 'made'), node(tell, 'made', 'told')",
)


def test_a_dataset_that_only_some_environments_store(tmp_path: Path) -> None:
    more = {
        "conf/prod/catalog.yml": f"made: {stored('prod/made')}\n",
        "conf/test/catalog.yml": f"made: {stored('test')}\n",
    }
    sides = migrated(tmp_path, STEPS, more=more)
    # JSON has no numbers as keys: they come back as texts.
    for environment, told, file in (
        ("base", [(1, 4)], None),
        ("local", [(1, 4)], None),
        ("prod", [("1", 4)], "prod/made.json"),
        ("test", [("1", 4)], "test.json"),
    ):
        earlier = sides.files().keys()
        assert sides.run_kedro(env=environment)["told"] == told
        assert sides.execute(DEFAULT, "told", env=environment) == {"told": told}
        assert sides.files() == sides.kedros_files()
        assert sides.files().keys() - earlier == {file} - {None}
    # Where nothing is stored, nothing is read back.
    before = sides.files()
    assert sides.execute(DEFAULT, "told", env="prod", store=False) == {"told": [(1, 4)]}
    assert sides.files() == before


PLACED = Steps(
    "def place(raw):\n    return len(raw)\n\n\ndef find(placed):\n    return placed\n",
    "node(place, 'raw', 'placed'), node(find, 'placed', 'found')",
)


def test_a_path_that_the_parameters_of_the_run_say(tmp_path: Path) -> None:
    path = '"data/${runtime_params:day, monday}.json"'
    catalog = {"placed": f"{{type: json.JSONDataset, filepath: {path}}}"}
    sides = migrated(tmp_path, PLACED, catalog)
    for given in ({}, {"day": "friday"}):
        assert sides.run_kedro(runtime_params=given)["found"] == 4
        assert sides.execute(parameters=given)["found"] == 4
        assert sides.files() == sides.kedros_files()
    assert sides.files().keys() == {"raw.csv", "monday.json", "friday.json"}


INCREMENTS = Steps(
    """
    def read(arrivals):
        return sorted(arrivals.values())

    def fail(ships, k):
        return ships[k]
    """,
    """
    node(read, 'arrivals', 'ships', name='read'),
    node(fail, ['ships', 'params:k'], 'one', name='done', confirms='arrivals')
    """,
)


@pytest.fixture
def arrivals(tmp_path: Path) -> Sides:
    catalog = {
        "arrivals": "{type: partitions.IncrementalDataset, path: data/arrivals, "
        "dataset: text.TextDataset, filename_suffix: .txt}",
        "ships": stored("ships"),
    }
    more = {
        "data/arrivals/01.txt": "Aurora",
        "data/arrivals/02.txt": "Borealis",
        "conf/base/parameters.yml": "k: 0\n",
    }
    return migrated(tmp_path, INCREMENTS, catalog, more)


def test_a_checkpoint_moves_when_the_node_that_confirms_it_is_done(arrivals: Sides) -> None:
    with pytest.raises(IndexError):
        arrivals.run_kedro(runtime_params={"k": 9})
    with pytest.raises(IndexError):
        arrivals.execute(parameters={"k": 9})
    assert arrivals.files() == arrivals.kedros_files()
    assert "arrivals/CHECKPOINT" not in arrivals.files()
    # So all of them come again; the next time, only what is new.
    for one in ("Aurora", "Corona"):
        assert arrivals.run_kedro()["one"] == arrivals.execute()["one"] == one
        assert arrivals.files() == arrivals.kedros_files()
        for root in arrivals:
            (root / "data/arrivals/03.txt").write_text("Corona")
    assert arrivals.files()["arrivals/CHECKPOINT"] == b"03"


def test_without_storage_no_checkpoint_moves(arrivals: Sides) -> None:
    before = arrivals.files()
    for _ in range(2):
        assert arrivals.execute(DEFAULT, "one", store=False) == {"one": "Aurora"}
    assert arrivals.files() == before
