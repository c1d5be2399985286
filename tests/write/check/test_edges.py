"""Reading back what was written: its edges, and what a driver would compute."""

from __future__ import annotations

from migrate.code.dataflow_modules import Step
from migrate.write.check.edges import computed, duplicates, edges_of, written_steps

CLEANING = """
def clean(raw: int) -> int: ...

@unpack_fields("train", "test")
def split(clean: int) -> tuple[int, int]: ...

@parameterize(low={"table": source("clean"), "k": value(1)}, high={"table": source("ns.x")})
def level(table: int, k: int) -> int: ...

def _helper(anything): ...
"""
STEPS = """
def model(table: int, rate: float) -> int: ...
@inject(model=source("model"))
def score(model: int) -> float: ...
"""
REUSE = """
@parameterized_subdag(
    steps,
    old={"inputs": {"table": source("train")}},
    new={"inputs": {"table": source("test")}},
)
def model(score: float) -> float: ...

@parameterize(old_score={"score": source("old.score")}, new_score={"score": source("new.score")})
def score(score: float) -> float:
    '''What each is called outside.'''
    return score
"""


def test_the_steps_of_a_module() -> None:
    assert written_steps({"cleaning": CLEANING})["cleaning"] == [
        Step(("clean",), frozenset({"raw"})),
        Step(("train", "test"), frozenset({"clean"})),
        Step(("low",), frozenset({"clean"})),
        Step(("high",), frozenset({"ns.x"})),
    ]


def test_a_module_of_steps_counts_under_each_namespace_and_under_its_outer_names() -> None:
    edges = edges_of(written_steps({"steps": STEPS, "reuse": REUSE}))
    assert edges == {
        ("train", "old.model"),
        ("old.rate", "old.model"),
        ("old.model", "old_score"),
        ("test", "new.model"),
        ("new.rate", "new.model"),
        ("new.model", "new_score"),
    }


def test_what_is_loaded_is_not_computed_nor_what_it_is_made_of() -> None:
    steps = written_steps({"cleaning": CLEANING})
    assert computed(steps, ["cleaning"], ["raw"], ["low", "train"], {}) == {
        "clean",
        "train",
        "test",
        "low",
    }
    assert computed(steps, ["cleaning"], ["clean"], ["low"], {}) == {"low"}


def test_the_later_module_wins() -> None:
    texts = {
        "first": "def x(a: int) -> int: ...\ndef y(x: int) -> int: ...\n",
        "second": "def x(b: int) -> int: ...\ndef b() -> int: ...\n",
    }
    steps = written_steps(texts)
    assert computed(steps, ["first", "second"], [], ["y"], {}) == {"x", "y", "b"}
    assert computed(steps, ["second", "first"], [], ["y"], {}) == {"x", "y"}


def test_functions_of_one_name() -> None:
    assert duplicates({"m": "def x(): ...\ndef x(): ...\ndef _y(): ...\ndef _y(): ...\n"}) == [
        "m.x"
    ]
