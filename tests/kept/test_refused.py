"""What is refused before the first function runs, with a sentence that helps."""

from __future__ import annotations

import json
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
def test_a_dataset_that_is_left_to_a_person(
    tmp_path: Path, nodes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its class is not to be found, so nobody knows how it is loaded and saved."""
    functions = "def begin(raw):\n    print('begin')\n    return 1\n"
    steps = Steps(functions, f"node(begin, 'raw', 'free', name='a'), {nodes}")
    sides = migrated(tmp_path, steps, {"odd": "{type: shop.no_such_module.Odd}"})
    with pytest.raises(NotImplementedError, match=r"^odd is not migrated.*no_such_module"):
        sides.execute()
    assert "begin" not in capsys.readouterr().out


def test_versions_that_there_are_not(tmp_path: Path) -> None:
    versioned = "{type: json.JSONDataset, filepath: data/finished.json, versioned: true}"
    sides = migrated(tmp_path, PIPELINES, {"finished": versioned}, FILES)
    with pytest.raises(ValueError, match="no versions of finishe"):
        sides.execute("sales", load_versions={"finishe": "1"})


def asking(tmp_path: Path, name: str, nodes: str) -> Sides:
    """A project of which a path needs a parameter."""
    functions = "def begin(raw):\n    print('begin')\n    return [len(raw)]\n"
    steps = Steps(functions, f"node(begin, 'raw', 'free', name='a'), {nodes}")
    daily = f"{{type: json.JSONDataset, filepath: 'data/${{runtime_params:{name}}}.json'}}"
    return migrated(tmp_path, {"steps": steps}, {"daily": daily})


@pytest.mark.parametrize("name", ["day", "deep.day"])
@pytest.mark.parametrize("nodes", ["node(begin, 'daily', 'x')", "node(begin, 'raw', 'daily')"])
def test_a_path_that_needs_a_parameter(tmp_path: Path, nodes: str, name: str) -> None:
    with pytest.raises(OSError, match=f"needs the parameter '{name}'"):
        asking(tmp_path, name, nodes).execute()


def test_a_run_whose_path_needs_a_parameter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sides = asking(tmp_path, "deep.day", "node(begin, 'raw', 'daily')")
    done = sides.run()
    assert (done.returncode, done.stdout) == (2, "")
    said = "a path needs the parameter 'deep.day', which the run does not give\n"
    assert done.stderr == said
    sides.execute(parameters={"deep": {"day": "x"}})
    assert json.loads((sides.written / "data/x.json").read_text()) == [4]
    capsys.readouterr()
