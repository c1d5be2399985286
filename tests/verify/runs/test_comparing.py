"""Values are compared by a process of its own, in the interpreter with the project's libraries."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

from migrate.verify.compare.result import Tolerance
from migrate.verify.runs.comparing import Comparing


class Deadly:
    """Brings down whoever reads it."""

    def __reduce__(self) -> object:
        return os._exit, (9,)


def pickled(folder: Path, name: str, value: object) -> Path:
    path = folder / f"{name}.pickle"
    path.write_bytes(pickle.dumps(value))
    return path


def test_a_value_that_ends_the_process_is_uncompared(tmp_path: Path) -> None:
    good, other = pickled(tmp_path, "good", 1.0), pickled(tmp_path, "other", 1.5)
    deadly = pickled(tmp_path, "deadly", Deadly())
    with Comparing(tmp_path / "comparing") as comparing:
        comparing.begin(sys.executable, "3.11.7", [], [], Tolerance())
        found = comparing.values(deadly, good)
        assert (found.status, found.detail) == ("uncompared", "comparing it ended the process (9)")
        found = comparing.values(good, other)
        assert (found.status, found.detail) == ("different", "1.0 in Kedro, 1.5 in Hamilton")
        comparing.begin(sys.executable, "3.11.7", [], [], Tolerance(atol=1))
        assert comparing.values(good, other).status == "close"


def test_a_side_with_an_old_python_is_compared_here(tmp_path: Path) -> None:
    with Comparing(tmp_path / "comparing") as comparing:
        comparing.begin("/no/python3.8", "3.8.18", [], [], Tolerance())
        one = pickled(tmp_path, "one", [1])
        assert comparing.values(one, pickled(tmp_path, "two", [2])).detail.startswith("[0]: 1")


def test_what_the_projects_print_comes_between_no_answers(tmp_path: Path) -> None:
    """Nor does what a library writes to the process's standard output."""
    noisy = pickled(tmp_path, "noisy", Noisy())
    with Comparing(tmp_path / "comparing") as comparing:
        comparing.begin(sys.executable, "3.11.7", [], [], Tolerance())
        found = comparing.values(noisy, pickled(tmp_path, "one", 1))
        assert found.status == "different"


class Noisy:
    """Prints when it is read."""

    def __reduce__(self) -> object:
        return print, ("noise",)
