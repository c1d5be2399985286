"""Writing: the old or the new project is there whole, whatever happens, and all of others' files."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from migrate.model.diagnostics import CannotMigrate
from migrate.write.output import folder as writing
from migrate.write.output import staging
from migrate.write.output.earlier import earlier_migration, is_place
from migrate.write.output.folder import check_output, write_output

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")


def project(**texts: str) -> dict[str, str]:
    """The files of a project, its migration.json among them."""
    files = {f"shop/{name}.py": text for name, text in texts.items()} | {"run.py": "run\n"}
    hashes = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in files.items()}
    document = {"schema": 1, "names": {}, "nodes": [], "files": hashes}
    return {**files, "migration.json": json.dumps(document)}


OLD, NEW = project(sales="old\n", stock="old\n"), project(sales="new\n", prices="new\n")
MINE = {"data/mine.csv": "mine", "shop/notes.txt": "mine"}


def write_mine(output: Path) -> None:
    for path, text in MINE.items():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_text(text)


def found(output: Path) -> Mapping[str, str]:
    files = (path for path in output.rglob("*") if path.is_file())
    return {path.relative_to(output).as_posix(): path.read_text() for path in files}


@pytest.fixture(params=["one exchange", "two renames"])
def output(request, tmp_path: Path, monkeypatch) -> Path:
    """An output that an earlier migration has written, with a person's files in it."""
    if request.param == "two renames":
        monkeypatch.setattr(staging, "_exchange", lambda one, other: False)
    target = tmp_path / "new"
    write_output(target, OLD)
    write_mine(target)
    return target


def alone(output: Path) -> bool:
    """Whether nothing but the output is left."""
    return [path.name for path in output.parent.iterdir()] == [output.name]


# --- killed ---------------------------------------------------------------------------------

STEPS = frozenset(
    {"open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}
    | {"ctypes.dlsym", "os.truncate", "shutil.rmtree"}
)


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Whether a process that does the work is killed at its step of that number."""
    child = os.fork()
    if not child:
        left = [step]

        def count(event: str, _: object) -> None:
            left[0] -= event in STEPS
            if left[0] < 0 and event in STEPS:
                os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            sys.addaudithook(count)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL)
    return os.WIFSIGNALED(status)


@needs_fork
@pytest.mark.integration
def test_killed_at_any_step_it_leaves_a_whole_project_and_the_next_run_tidies_up(
    output: Path, request
):
    states = {"old": 0, "new": 0, "away": 0}
    step = 0
    while killed_at(step, lambda: write_output(output, NEW)):
        here = staging.lies_at(output)
        state = found(here)
        states["away" if here != output else "new" if "shop/prices.py" in state else "old"] += 1
        assert state in ({**OLD, **MINE}, {**NEW, **MINE}), step
        with staging.staged(output):
            pass
        assert found(output) == state, step
        assert alone(output), step
        write_output(output, OLD)
        assert found(output) == {**OLD, **MINE}, step
        step += 1
    assert states["old"] > 5
    assert states["new"] > 5
    assert bool(states["away"]) == ("two renames" in request.node.name)


@needs_fork
def test_killed_at_any_step_of_the_first_run(tmp_path: Path):
    output = tmp_path / "a/b/new"
    step = 0
    while killed_at(step, lambda: write_output(output, NEW)):
        assert found(output) in ({}, NEW)
        write_output(output, OLD)
        assert alone(output)
        assert found(output) == OLD
        for path in OLD:
            (output / path).unlink()
        (output / "shop").rmdir()
        output.rmdir()
        step += 1
    assert step > 5


@needs_fork
def test_what_a_person_has_put_into_the_old_project_meanwhile_comes_back(output: Path, monkeypatch):
    """A file that appears while the new one is prepared, and one that is replaced."""
    put = staging.Stage.put

    def put_late(stage: staging.Stage) -> None:
        (output / "data/late.csv").write_text("late")
        (output / "data/mine.csv").unlink()
        (output / "data/mine.csv").write_text("later")
        os.utime(output / "data/mine.csv", (2_000_000_000, 2_000_000_000))
        put(stage)

    monkeypatch.setattr(staging.Stage, "put", put_late)
    write_output(output, NEW)
    late = {"data/late.csv": "late", "data/mine.csv": "later"}
    assert found(output) == {**NEW, **MINE, **late}
    assert alone(output)


@needs_fork
def test_what_a_killed_run_left_does_not_undo_later_work(output: Path):
    put = staging.Stage.put

    def die_then(stage: staging.Stage) -> None:
        put(stage)
        os.kill(os.getpid(), signal.SIGKILL)

    def write_and_die() -> None:
        staging.Stage.put = die_then
        write_output(output, NEW)

    assert killed_at(10_000, write_and_die)
    assert not alone(output)
    (output / "shop/notes.txt").unlink()
    (output / "shop/notes.txt").write_text("newer")
    write_output(output, OLD)
    assert found(output) == {**OLD, **MINE, "shop/notes.txt": "newer"}
    assert alone(output)


# --- refused by the system, interrupted, several at once --------------------------------------


@pytest.mark.parametrize("call", ["mkdir", "link", "rename", "replace", "open"])
def test_a_full_disk_at_any_call_leaves_all_as_it_was(output: Path, monkeypatch, call: str):
    done, number = False, 0
    original = getattr(os, call) if call != "open" else Path.write_text
    while not done:
        left = [number]

        def full(*arguments, _left=left, **named):
            _left[0] -= 1
            if _left[0] == -1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))
            return original(*arguments, **named)

        with monkeypatch.context() as patch:
            patch.setattr(*((Path, "write_text") if call == "open" else (os, call)), full)
            try:
                write_output(output, NEW)
                done = True
            except CannotMigrate as refusal:
                assert "No space left on device" in str(refusal)
                assert ".migrating" not in str(refusal)
        assert found(output) == {**(NEW if done else OLD), **MINE}
        if call == "replace":  # of what is done with
            with staging.staged(output):
                pass
        assert alone(output)
        number += 1


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch):
    def denied(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_text", denied)
    with pytest.raises(CannotMigrate, match="a/b/new can't be written: Permission denied"):
        write_output(tmp_path / "a/b/new", NEW)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interruption_says_what_is_true(output: Path, monkeypatch, when: str):
    put = staging.Stage.put

    def interrupted(stage: staging.Stage) -> None:
        if when == "after":
            put(stage)
        raise KeyboardInterrupt

    monkeypatch.setattr(staging.Stage, "put", interrupted)
    with pytest.raises(KeyboardInterrupt) as interruption:
        write_output(output, NEW)
    assert ("is written" in str(interruption.value)) == (when == "after")
    assert found(output) == {**(NEW if when == "after" else OLD), **MINE}
    assert alone(output)


@needs_fork
def test_of_two_runs_one_waits_or_is_refused(output: Path, monkeypatch):
    ready, go = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        os.close(go[1])
        try:
            with staging.staged(output):
                os.write(ready[1], b".")
                os.read(go[0], 1)
        finally:
            os._exit(0)
    os.read(ready[0], 1)
    monkeypatch.setattr(staging, "WAIT", 0.2)
    with pytest.raises(CannotMigrate, match="another run is writing"):
        write_output(output, NEW)
    assert found(output) == {**OLD, **MINE}
    monkeypatch.setattr(staging, "WAIT", 60)
    os.write(go[1], b".")
    write_output(output, NEW)
    os.waitpid(child, 0)
    assert found(output) == {**NEW, **MINE}
    assert alone(output)


@needs_fork
def test_runs_at_the_same_time_do_not_mix(output: Path):
    runs = []
    for files in (OLD, NEW) * 4:
        child = os.fork()
        if not child:
            code = 1
            try:
                for _ in range(5):
                    write_output(output, files)
                code = 0
            finally:
                os._exit(code)
        runs.append(child)
    assert [os.waitpid(child, 0)[1] for child in runs] == [0] * len(runs)
    assert found(output) in ({**OLD, **MINE}, {**NEW, **MINE})
    assert alone(output)


@needs_fork
def test_killed_at_any_time(output: Path):
    for number in range(20):
        child = os.fork()
        if not child:
            try:
                while True:
                    write_output(output, NEW if number % 2 else OLD)
            finally:
                os._exit(1)
        time.sleep(0.002 * number + 0.01)
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        assert found(staging.lies_at(output)) in ({**OLD, **MINE}, {**NEW, **MINE})
    write_output(output, NEW)
    assert found(output) == {**NEW, **MINE}
    assert alone(output)


def test_others_files_in_the_place_where_it_is_prepared_stay(output: Path):
    place = staging.stage_of(output)
    place.mkdir()
    (place / "precious.txt").write_text("mine")
    with pytest.raises(CannotMigrate, match=r"precious\.txt"):
        write_output(output, NEW)
    assert found(place) == {"precious.txt": "mine"}
    (place / "precious.txt").unlink()
    place.rmdir()
    (output.parent / "elsewhere").mkdir()
    place.symlink_to(output.parent / "elsewhere")
    with pytest.raises(CannotMigrate, match="in the way"):
        write_output(output, NEW)


def test_a_read_only_folder_of_a_person_comes_along(output: Path):
    (output / "data/raw").mkdir()
    (output / "data/raw/a.csv").write_text("a")
    (output / "data/raw").chmod(0o500)
    write_output(output, NEW)
    assert (output / "data/raw").stat().st_mode & 0o777 == 0o500
    assert alone(output)
    (output / "data/raw").chmod(0o700)


# --- what the output is ---------------------------------------------------------------------


def refusal(output: Path, source: Path, force: bool = False) -> str:
    with pytest.raises(CannotMigrate) as found:
        check_output(output, source, force)
    assert "\n" not in str(found.value)
    return str(found.value)


def test_an_output_that_is_no_folder_to_replace(tmp_path: Path, monkeypatch):
    source = tmp_path / "source"
    source.mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "one").symlink_to("other")
    (tmp_path / "other").symlink_to("one")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "file").write_text("")
    home = tmp_path / "people/me"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for force in (False, True):
        assert "a link to itself" in refusal(tmp_path / "loop", source, force)
        assert "a link to itself" in refusal(tmp_path / "one", source, force)
        assert "is no folder" in refusal(tmp_path / "fifo", source, force)
        assert "is a file" in refusal(tmp_path / "file", source, force)
        assert "is your home folder" in refusal(home, source, force)
        assert "above your home folder" in refusal(home.parent, source, force)
        assert "inside the output" in refusal(Path("/"), source, force)
        monkeypatch.setattr(os.path, "ismount", lambda path: path.name == "mounted")
        assert "another file system" in refusal(tmp_path / "mounted", source, force)


def test_links_lead_to_the_output(tmp_path: Path):
    (tmp_path / "link").symlink_to("new")
    for files in (OLD, NEW):  # it leads nowhere first
        check_output(tmp_path / "link", tmp_path / "source", False)
        write_output(tmp_path / "link", files)
        assert found(tmp_path / "new") == files
        assert (tmp_path / "link").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "new"]


def test_an_output_with_a_link_to_itself_in_it(output: Path):
    (output / "data/again").symlink_to(output)
    (output / "loop").symlink_to("loop")
    write_output(output, NEW)
    assert (output / "data/again").readlink() == output
    assert (output / "loop").is_symlink()
    assert alone(output)


@pytest.mark.parametrize(
    ("path", "words"),
    [("shop/prices.py", "is a folder"), ("shop", "is in the way"), ("tests", "is in the way")],
)
def test_what_is_in_the_way_is_named(output: Path, path: str, words: str):
    shutil_moved = output / path
    if path == "shop/prices.py":
        shutil_moved.mkdir()
    else:
        if shutil_moved.exists():
            shutil_moved.rename(output.parent / "away")
        shutil_moved.write_text("a file")
    with pytest.raises(CannotMigrate, match=words):
        write_output(output, {**NEW, "tests/test_it.py": ""}, force=True)
    assert not staging.stage_of(output).exists()


# --- what its migration.json says ------------------------------------------------------------

GOOD = json.loads(OLD["migration.json"])
SHA = "0" * 64
ODD = {
    "empty": "",
    "no JSON": "{",
    "no UTF-8": b"\xff\xfe{\x00",
    "a list": "[]",
    "another schema": json.dumps({**GOOD, "schema": 2}),
    "nested deeply": "[" * 100_000,
    "nested deeply inside": json.dumps(GOOD)[:-1] + ', "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "a huge number": json.dumps(GOOD)[:-1] + ', "schema": ' + "9" * 10_000 + "}",
    "files as a list": json.dumps({**GOOD, "files": ["run.py"]}),
    "no files": json.dumps({**GOOD, "files": None}),
    "hashes of another kind": json.dumps({**GOOD, "files": {"run.py": 3}}),
    "hashes that are none": json.dumps({**GOOD, "files": {"run.py": "abc"}}),
    "names of another kind": json.dumps({**GOOD, "names": {"a": ["b"]}}),
    "nodes as a dict": json.dumps({**GOOD, "nodes": {"id": "a"}}),
    "a node as text": json.dumps({**GOOD, "nodes": ["a"]}),
    "targets of another kind": json.dumps({**GOOD, "nodes": [{"id": "a", "targets": {"a": 1}}]}),
    "a function of another kind": json.dumps(
        {**GOOD, "nodes": [{"id": "a", "targets": [{"function": []}]}]}
    ),
    **{
        f"the path {path!r}": json.dumps({**GOOD, "files": {path: SHA}})
        for path in (
            *("", ".", "/", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "./a", "a//b", "a/"),
            *("a\0b", "\ud800", "C:/x", "C:x", ".git/config", "a/.git/config", "data/raw.csv"),
        )
    },
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_migration_json_is_refused_and_with_force_not_believed(output: Path, text):
    data = text.encode() if isinstance(text, str) else text
    (output / "migration.json").write_bytes(data)
    (output / "run.py").write_text("changed by hand")
    for attempt in (
        lambda: check_output(output, output.parent / "source", False),
        lambda: write_output(output, NEW),
    ):
        with pytest.raises(CannotMigrate, match="is not as this tool writes it"):
            attempt()
    assert (output / "run.py").read_text() == "changed by hand"
    check_output(output, output.parent / "source", True)
    assert earlier_migration(output, force=True).files == {}
    write_output(output, NEW, force=True)
    assert found(output) == {**NEW, **MINE, "shop/stock.py": "old\n"}
    assert alone(output)


def test_a_huge_migration_json_is_not_read_whole(output: Path):
    with (output / "migration.json").open("wb") as file:
        file.truncate(3_000_000_000)  # without taking room
    with pytest.raises(CannotMigrate, match="more than 64 MB"):
        write_output(output, NEW)


def test_a_migration_json_that_is_no_file_is_not_ours(output: Path):
    (output / "migration.json").unlink()
    os.mkfifo(output / "migration.json")
    assert "was not made by this tool" in refusal(output, output.parent / "source")


def test_places_of_files() -> None:
    assert all(
        map(is_place, ["run.py", ".gitignore", "shop/a b.py", "tests/é.py", "data/__init__.py"])
    )


def test_a_file_changed_by_hand_stays_where_nothing_is_written_again(output: Path):
    (output / "shop/stock.py").write_text("mine now")
    with pytest.raises(CannotMigrate, match=r"stock\.py was changed by hand"):
        write_output(output, NEW)
    write_output(output, NEW, force=True)
    assert found(output) == {**NEW, **MINE, "shop/stock.py": "mine now"}


def test_large_files_are_hashed_piece_by_piece(output: Path, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("read at once"))
    (output / "run.py").write_text("other")
    assert writing.changed_by_hand(output, GOOD["files"]) == ["run.py"]
