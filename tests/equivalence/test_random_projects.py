"""Random projects give equal results on both sides, by every way in which they can be run; or the
migration has said that they don't."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from equivalence.comparing import compare
from equivalence.projects import project
from equivalence.test_found import project as written

DAILY = [
    pytest.param(number, marks=[pytest.mark.integration] if number >= 5 else [])
    for number in range(15)
]
COUNT = int(os.environ.get("EQUIVALENCE_PROJECTS", "300"))


@pytest.mark.parametrize("number", DAILY)
def test_both_sides_make_the_same(number: int, tmp_path: Path) -> None:
    outcome = compare(tmp_path, project(number))
    assert outcome.word in ("equal", "said"), outcome


@pytest.mark.slow
def test_both_sides_make_the_same_each_night(tmp_path: Path) -> None:
    first = date.today().toordinal() * COUNT
    for number in range(first, first + COUNT):
        outcome = compare(tmp_path / str(number), project(number))
        assert outcome.word in ("equal", "said"), (number, outcome)


def test_the_checker_sees_a_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that cannot fail proves nothing: without its copy this project differs."""
    drawn = written(
        "def work(x):\n    x['a'] = 0\n    return x\n\n\ndef same(x):\n    return x\n",
        "node(nodes.work, 'raw', 'made', name='a')",
        "node(nodes.same, 'raw', 'kept', name='b')",
    )
    assert compare(tmp_path / "equal", drawn).word == "equal"
    monkeypatch.setattr("migrate.plan.functions.parts._with_copy", lambda argument, *_: argument)
    assert compare(tmp_path / "without", drawn).word == "fault"
