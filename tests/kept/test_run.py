"""`python run.py`: it ends with 0, or with 2 and one sentence."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kept.sides import Sides, Steps, migrated, stored

STEPS = Steps(
    """
    def add(orders, rate):
        print("adding")
        return sum(orders) * rate

    def tell(total, rates):
        return [total, rates]
    """,
    "node(add, ['orders', 'params:rate'], 'total'), node(tell, ['total', 'rates'], 'told')",
)
CATALOG = {name: stored(name) for name in ("orders", "rates", "total", "told")}
FILES = {
    "conf/base/parameters.yml": "rate: 2\n",
    "data/orders.json": "[1, 2]",
    "data/rates.json": "[7]",
}


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    return migrated(tmp_path, STEPS, CATALOG, FILES)


def test_a_run(sides: Sides) -> None:
    done = sides.run("--set", "rate=3")
    assert done.returncode == 0, done.stderr
    assert sides.read("data/told.json") == [9, [7]]


def test_one_name_is_computed_and_printed(sides: Sides) -> None:
    done = sides.run("total", "--no-store")
    assert (done.returncode, done.stdout.split()[-1]) == (0, "6")
    assert not (sides.written / "data/total.json").exists()


def test_without_data_it_says_what_is_missing_and_what_brings_it(sides: Sides) -> None:
    for path in FILES:
        (sides.written / path).unlink(missing_ok=True)
    done = sides.run()
    assert (done.returncode, done.stdout) == (2, "")
    (sentence,) = done.stderr.splitlines()
    assert "orders" in sentence and str(sides.written / "data/orders.json") in sentence
    (command,) = (part for part in sentence.split("`") if part.startswith("cp "))
    subprocess.run(["sh", "-c", command], cwd=sides.written, check=True)
    assert sides.run().returncode == 0


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["--pipeline", "q"], "'q'"),
        (["--env", "loca"], "--env"),
        (["totl"], "totl"),
        (["--set", "rat=1"], "'rat'"),
        (["--load-version", "order:1"], "--load-version"),
    ],
)
@pytest.mark.integration
def test_what_there_is_not_is_refused_in_one_sentence(
    sides: Sides, arguments: list[str], meant: str
) -> None:
    done = sides.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    *usage, sentence = done.stderr.splitlines()  # argparse says how to use it first
    assert meant in sentence
    assert all(line.startswith(("usage:", " ")) for line in usage)
