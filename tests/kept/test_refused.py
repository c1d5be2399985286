"""What is refused before the first function runs, with a sentence that helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kept.sides import Sides, Steps, migrated, stored

PIPELINES = {
    "sales": Steps(
        """
        def begin(raw):
            print("begin")
            return len(raw)

        def finish(begun, prices, rate):
            print("finish")
            return [begun, prices, rate]
        """,
        "node(begin, 'raw', 'begun'), node(finish, ['begun', 'prices', 'params:rate'], 'finished')",
    ),
}
# `prices` are stored in one environment only.
FILES = {
    "conf/prod/catalog.yml": "prices: {type: json.JSONDataset, filepath: data/prices.json}\n",
    "conf/base/parameters.yml": "rate: 2\n",
    "data/prices.json": "[1]",
}


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    return migrated(
        tmp_path_factory.mktemp("refused"), PIPELINES, {"finished": stored("finished")}, FILES
    )


@pytest.fixture(autouse=True)
def nothing_runs(capsys: pytest.CaptureFixture[str]) -> Any:
    yield
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "options", "meant"),
    [
        (["sale"], {}, "sale"),
        (["sales", "prd"], {}, "prd.* prod"),
        (["sales", "prod"], {"parameters": {"rates": 1}}, "rates"),
        (["sales", "prod"], {"load_versions": {"finishe": "1"}}, "finishe|load_versions"),
        (["sales", "prod"], {"load_versions": {"finished": "1"}}, "finished|load_versions"),
    ],
)
def test_what_there_is_not(
    sides: Sides, arguments: list[str], options: dict[str, Any], meant: str
) -> None:
    with sides.driver() as driver, pytest.raises((ValueError, KeyError, TypeError), match=meant):
        driver.build(*arguments, data_root=sides.written, **options)


@pytest.mark.parametrize(
    ("outputs", "given", "meant"),
    [
        (["finishe"], {}, "finishe"),
        (["finished"], {"inputs": {"pricess": 1}}, "pricess"),
        (["finished"], {"overrides": {"beguns": 1}}, "beguns"),
    ],
)
def test_names_that_there_are_not(
    sides: Sides, outputs: list[str], given: dict[str, Any], meant: str
) -> None:
    with sides.driver() as driver:
        built = driver.build("sales", "prod", data_root=sides.written)
        with pytest.raises(ValueError, match=meant):
            built.execute(outputs, **given)


def test_what_the_environment_does_not_store(sides: Sides) -> None:
    with pytest.raises(ValueError, match="prices"):
        sides.execute("sales", "finished")


def test_what_the_caller_does_not_give(tmp_path: Path) -> None:
    steps = Steps(
        "def first(raw):\n    print('first')\n    return 1\n\n\ndef then(x, rest):\n    return x\n",
        "node(first, 'raw', 'x'), node(then, ['x', 'rest'], 'z')",
    )
    with pytest.raises(ValueError, match=r"\brest\b"):
        migrated(tmp_path, steps).execute()


@pytest.mark.parametrize("nodes", ["node(begin, 'odd', 'x')", "node(begin, 'raw', 'odd')"])
def test_a_dataset_that_is_left_to_a_person(tmp_path: Path, nodes: str) -> None:
    """Its class is not to be found, so nobody knows how it is loaded and saved."""
    functions = "def begin(raw):\n    print('begin')\n    return 1\n"
    steps = Steps(functions, f"node(begin, 'raw', 'free', name='a'), {nodes}")
    sides = migrated(tmp_path, steps, {"odd": "{type: shop.no_such_module.Odd}"})
    with pytest.raises((ValueError, NotImplementedError), match="odd"):
        sides.execute()
