"""The records of libraries: one file each, which only names what there is to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from migrate.libraries import effects, file_openers
from migrate.libraries.distributions import distributions
from migrate.libraries.known import LIBRARIES
from migrate.libraries.record import Library
from migrate.libraries.words import words

KINDS = words(
    """
    immutable any tuple dict list set iterator callable frame series groupby array tensor polars
    rng graph figure model frozen builtin logger
    """
)


def test_each_file_is_found() -> None:
    assert len(LIBRARIES) > 20
    assert all(isinstance(each, Library) for each in LIBRARIES)


@pytest.mark.parametrize("library", LIBRARIES)
def test_kinds_are_those_that_the_analysis_knows(library: Library) -> None:
    for field in (library.types, library.makes, library.changing, library.quiet):
        assert set(field) <= KINDS


FIELDS: dict[str, Callable[[Library], Iterable[str]]] = {
    "types": lambda library: library.types.values(),
    "makes": lambda library: library.makes.values(),
    "changes": lambda library: library.changes.values(),
    "opens": lambda library: library.opens.values(),
    "uncopied": lambda library: library.uncopied.values(),
    "distributions": lambda library: library.distributions,
    "safe": lambda library: [library.safe],
}


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_is_said_twice(field: str) -> None:
    texts = [text for library in LIBRARIES for text in FIELDS[field](library)]
    found = [word for text in texts for word in text.split()]
    assert len(found) == len(set(found))


def test_what_is_put_together() -> None:
    assert effects.TYPES["pandas.DataFrame"] == "frame"
    assert effects.CHANGES["numpy.copyto"] == (0,)
    assert effects.CHANGES["numpy.clip"] == (3,)
    assert effects.MADE == {"pandas": "frame", "numpy": "array", "torch": "tensor"}
    assert {"append", "fit", "__setitem__"} <= effects.ANY_MUTATORS
    assert "to" not in effects.ANY_MUTATORS
    assert distributions({"sklearn", "numpy"}, set()) == {"scikit-learn", "numpy"}


@pytest.mark.parametrize(
    ("function", "taken"),
    [
        ("pandas.read_csv", (0,)),
        ("modin.pandas.read_parquet", (0,)),
        ("polars.scan_csv", (0,)),
        ("pandas.read_sql", ()),
        ("pandas.read_sql_query", ()),
        ("pandas.read_clipboard", ()),
        ("pandas.read_", ()),
        ("pandas.concat", ()),
        ("other.read_csv", ()),
        ("shutil.copy", (0, 1)),
        ("joblib.dump", (1,)),
    ],
)
def test_where_a_call_takes_paths(function: str, taken: tuple[int, ...]) -> None:
    assert file_openers.positions(function, "") == taken
