"""What a run wrote, under names that are the same in each run."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from migrate.verify import CannotVerify
from migrate.verify.capture.place import Place
from migrate.verify.judge.outcomes import files_of
from migrate.verify.runs.workspace import Written, lasting, snapshot, written
from migrate.verify.session import read_migration

SPARK = "part-00000-{}-c000.snappy.parquet"
FIRST, SECOND = "05d63578-dbe1-48f7-8163-f0f9e39239ff", "e85cb39b-82f9-4b50-a930-248acf605576"


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)


def test_names_that_are_new_in_each_run() -> None:
    assert lasting("data/m.pkl/2024-01-31T10.20.30.456Z/m.pkl") == "data/m.pkl/<version>/m.pkl"
    assert lasting(f"data/t/{SPARK.format(FIRST)}") == f"data/t/{SPARK.format('<uuid>')}"
    assert lasting("data/part-1.csv") == "data/part-1.csv"


def test_what_spark_wrote_is_found_again_without_its_checksums(tmp_path: Path) -> None:
    for root, name in ((tmp_path / "a", FIRST), (tmp_path / "b", SECOND)):
        part = SPARK.format(name)
        write(root, f"t/{part}", f"t/.{part}.crc", "t/_SUCCESS", "t/._SUCCESS.crc")
    ours, theirs = (written(tmp_path / side, {}) for side in "ab")
    assert set(ours) == set(theirs) == {"t/_SUCCESS", f"t/{SPARK.format('<uuid>')}"}


def test_no_file_stands_for_two(tmp_path: Path) -> None:
    write(tmp_path, *(f"t/{SPARK.format(name)}" for name in (FIRST, SECOND)))
    assert len(written(tmp_path, {})) == 2


def test_only_what_was_written_counts(tmp_path: Path) -> None:
    write(tmp_path, "a", "b", "d")
    before = snapshot(tmp_path)
    write(tmp_path, "b", "c")
    (tmp_path / "d").unlink()
    found = written(tmp_path, before)
    assert {name: file.how for name, file in found.items()} == {
        "b": "wrote",
        "c": "wrote",
        "d": "deleted",
    }


def test_a_file_that_one_side_alone_deletes(tmp_path: Path) -> None:
    gone, new = Written(tmp_path / "a", ""), Written(tmp_path / "a", "1")
    judge: Any = None  # nobody has to read these
    assert files_of(judge, {"a": gone}, {"a": gone}, {})["a"].status == "equal"
    assert files_of(judge, {"a": gone}, {}, {})["a"].detail == "only Kedro deleted it"
    found = files_of(judge, {"a": new}, {"a": gone}, {})["a"]
    assert (found.status, found.detail) == ("different", "Kedro wrote it, Hamilton deleted it")


def test_a_file_in_another_folder_has_a_cause_of_its_own(tmp_path: Path) -> None:
    file = Written(tmp_path / "a", "1")
    judge: Any = None
    found = files_of(judge, {"data/a": file, "b": file}, {"../new/data/a": file}, {})
    assert {name: each.cause for name, each in found.items()} == {
        "../new/data/a": "",
        "b": "K508",
        "data/a": "K511",
    }


def test_what_is_no_file_counts_too(tmp_path: Path) -> None:
    for name in ("stays", "goes", "full"):
        (tmp_path / name).mkdir()
    write(tmp_path, "full/a")
    before = snapshot(tmp_path)
    assert sorted(before) == ["full/a", "goes/", "stays/"]
    (tmp_path / "goes").rmdir()
    (tmp_path / "full" / "a").unlink()
    (tmp_path / "full").rmdir()
    (tmp_path / "new" / "er").mkdir(parents=True)
    write(tmp_path, "stays/b")
    (tmp_path / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    found = written(tmp_path, before)
    assert {name: (file.how, file.kind) for name, file in found.items()} == {
        "full/a": ("deleted", "a file"),
        "goes/": ("deleted", "a file"),
        "new/er/": ("made", "an empty folder"),
        "stays/b": ("wrote", "a file"),
        "link": ("wrote", "a link"),
        "pipe": ("wrote", "no plain file"),
    }


def test_a_file_written_with_its_time_and_size_kept(tmp_path: Path) -> None:
    write(tmp_path, "a")
    before = snapshot(tmp_path)
    facts = (tmp_path / "a").stat()
    time.sleep(0.01)
    with (tmp_path / "a").open("r+") as file:
        file.write("b")
    os.utime(tmp_path / "a", ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert set(written(tmp_path, before)) == {"a"}


FOLDER, COMMON = "/tmp/w/runs/1/k000000", "/tmp/w/runs/1/0000000"
PATHS = {
    f"{FOLDER}/home/a": f"{COMMON}/home/a",
    f"'{FOLDER}'": f"'{COMMON}'",
    FOLDER: COMMON,
    f"{FOLDER}1/a": f"{FOLDER}1/a",
    "/tmp/w/runs/1/h000000": "/tmp/w/runs/1/h000000",
    "": "",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-32-le", "utf-16-le"])
@pytest.mark.parametrize("text", PATHS)
def test_only_the_runs_own_path_is_hidden(text: str, encoding: str) -> None:
    data = b"\x00\xff" * 2 + text.encode(encoding)
    assert Place(FOLDER, COMMON).hidden(data)[4:].decode(encoding) == PATHS[text]


def test_a_path_between_two_blocks_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.verify.capture.place.BLOCK", 8)
    data = b"x" * 13 + FOLDER.encode() + b"/y"
    assert Place(FOLDER, COMMON).hidden(data) == b"x" * 13 + COMMON.encode() + b"/y"
    assert Place(FOLDER, COMMON).hidden(plain := b"z" * 100) is plain


WRONG = {"{": "Expecting", "[]": "list", "{}": "names", '{"names": [], "pipelines": {}}': "nodes"}


@pytest.mark.parametrize("text", WRONG)
def test_a_migration_json_that_is_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "migration.json"
    path.write_text(text)
    with pytest.raises(CannotVerify, match=WRONG[text]):
        read_migration(path)
