"""Projects that neither load nor store: what is written for them is plain Hamilton."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.sides import Sides, Steps, migrated, stored

STEPS = Steps(
    """
    def prompt(question: str, style: dict) -> str:
        return f"Say {style['how']}: {question}"

    def answer(prompt: str) -> str:
        return prompt.upper()
    """,
    """
    node(prompt, ["params:question", "params:style"], "prompt"),
    node(answer, "prompt", "answer"),
    """,
)
PARAMETERS = {"conf/base/parameters.yml": "question: why?\nstyle: {how: kindly}\n"}


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    return migrated(tmp_path, STEPS, more=PARAMETERS)


def package(sides: Sides) -> set[str]:
    return {path.stem for path in (sides.written / "shop").iterdir() if path.suffix == ".py"}


def test_there_is_no_storage_and_no_catalog(sides: Sides) -> None:
    assert package(sides) == {"__init__", "driver", "p", "parameters"}
    for name in ("README.md", "run.py", "shop/driver.py"):
        text = (sides.written / name).read_text()
        assert "catalog.py" not in text
        assert "storage" not in text.lower()
    assert sides.execute() == sides.run_kedro() == {"answer": "SAY KINDLY: WHY?"}


def test_one_dataset_brings_both(tmp_path: Path) -> None:
    sides = migrated(tmp_path, STEPS, {"answer": stored("answer")}, PARAMETERS)
    assert package(sides) >= {"catalog", "storage"}


def test_strict_checks_bring_storage(tmp_path: Path) -> None:
    sides = migrated(tmp_path, STEPS, more=PARAMETERS, strictly=True)
    assert package(sides) >= {"catalog", "storage"}


def test_no_hint_refuses_a_value(sides: Sides) -> None:
    """Hamilton would, if the driver did not have its adapter that lets all pass."""
    found = sides.execute(parameters={"question": 5})
    assert found == {"answer": "SAY KINDLY: 5"}


def test_a_caller_replaces_what_is_computed(sides: Sides) -> None:
    with sides.driver() as driver:
        found = driver.build().execute(["answer"], overrides={"prompt": "hm"})
    assert found == {"answer": "HM"}


def test_run_py(sides: Sides) -> None:
    assert sides.run().stdout == "__default__: made answer\n"
    changed = sides.run("--set", "style.how=it", "answer")
    assert changed.stdout.strip() == "answer: str\nSAY IT: WHY?", changed.stderr
    unknown = sides.run("nope")
    assert (unknown.returncode, "nope" in unknown.stderr) == (2, True)
