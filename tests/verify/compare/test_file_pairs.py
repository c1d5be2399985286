"""Files that hold the same are equal however they are spelled; what differs is found."""

from __future__ import annotations

from pathlib import Path

import book_pairs
import file_pairs
import picture_pairs
import pytest
import table_pairs
from file_pairs import Held, Pair

from migrate.verify.compare.files import compare_files
from migrate.verify.compare.result import Comparison
from migrate.verify.compare.values import Comparer

OWN = frozenset({"test_file_pairs"})
KINDS = (file_pairs, table_pairs, picture_pairs, book_pairs)
SAME = {name: pair for kind in KINDS for name, pair in kind.SAME.items()}
OTHER = {name: pair for kind in KINDS for name, pair in kind.OTHER.items()}
# Of these nobody can say what they hold.
UNKNOWN = {
    "JSON: what comes after",
    "JSON: no JSON at all",
    "pickles: bytes after an array",
    "packed: bytes after gzip",
    "packed: half of gzip",
    "packed: bytes after bz2",
    "packed: bytes after xz",
    "packed: bytes after a tar",
    "packed: what nobody knows",
    "pictures: 16 bits a colour",
}


def written(folder: Path, name: str, held: Held) -> Path:
    folder.mkdir()
    path = folder / name
    if callable(held):
        held(path)
    else:
        path.write_bytes(held.encode() if isinstance(held, str) else held)
    return path


def compared(folder: Path, pair: Pair) -> Comparison:
    name, *sides = pair
    kedro, hamilton = (written(folder / str(i), name, held) for i, held in enumerate(sides))
    assert kedro.read_bytes() != hamilton.read_bytes()
    return compare_files(kedro, hamilton, Comparer(), OWN)


@pytest.mark.parametrize("name", SAME)
def test_what_holds_the_same_is_equal(name: str, tmp_path: Path) -> None:
    found = compared(tmp_path, SAME[name])
    assert found.status == "equal", found


@pytest.mark.parametrize("name", OTHER)
def test_what_does_not_is_found(name: str, tmp_path: Path) -> None:
    found = compared(tmp_path, OTHER[name])
    assert found.status == ("uncompared" if name in UNKNOWN else "different"), found
    assert found.detail


def test_there_are_enough_of_them() -> None:
    assert len(SAME) >= 100
    assert len(OTHER) >= 100
    assert set(OTHER) >= UNKNOWN
