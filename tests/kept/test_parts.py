"""Parts of a pipeline, by run.py: what Kedro's options of `kedro run` select is computed, all else
is loaded, and what is not stored is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kept.sides import Sides, Steps, migrated, stored

# raw -> number -> doubled -> told, with a side of each; `split` makes two values of which both are
# read, `note` makes none. What a function is called by Kedro stands after its name.
STEPS = Steps(
    """
    def make(raw):
        return raw["a"].tolist()

    def split(made, limit):
        return [n for n in made if n < limit], [n for n in made if n >= limit]

    def add(small):
        return sum(small)

    def count(large):
        return len(large)

    def hint(large):
        return str(large)

    def tell(total, number, hinted):
        return [total, number, hinted]

    def note(number):
        with open("data/notes.txt", "a") as file:
            file.write(f"{number} ")
    """,
    """
    node(make, 'raw', 'made', name='make_node', tags=['early']),
    node(split, ['made', 'params:limit'], ['small', 'large'], name='split_node', tags='early'),
    node(add, 'small', 'total', name='add_node', tags=['late', 'sums']),
    node(count, 'large', 'number', name='count_node', tags='late'),
    node(hint, 'large', 'hinted', name='hint_node'),
    node(tell, ['total', 'number', 'hinted'], 'told', name='tell_node', tags='late'),
    node(note, 'number', None, name='note_node', tags='sums'),
    """,
)
CATALOG = {name: stored(name) for name in ("made", "small", "large", "total", "number", "told")}
OLD = {f"data/{name}.json": text for name, text in {
    "made": "[8, 9, 1]", "small": "[5]", "large": "[6, 7]", "total": "50", "number": "20",
    "told": '"old"',
}.items()}  # fmt: skip
OLD_FILES = {path.removeprefix("data/") for path in OLD}

PARTS = [
    ({}, []),
    ({"from_nodes": ["split_node"]}, ["--from", "split"]),
    ({"from_nodes": ["split_node"]}, ["--from", "small"]),
    ({"from_nodes": ["add_node", "hint_node"]}, ["--from", "total,hinted"]),
    ({"from_inputs": ["raw"]}, ["--from", "raw"]),
    ({"from_inputs": ["params:limit"]}, ["--from", "limit"]),
    ({"to_nodes": ["count_node"]}, ["--to", "number"]),
    ({"to_nodes": ["note_node"]}, ["--to", "note_result"]),
    ({"to_outputs": ["large"]}, ["--to", "large"]),
    ({"to_outputs": ["total", "number"]}, ["--to", "total,number"]),
    ({"to_outputs": ["total"]}, ["total"]),
    ({"from_nodes": ["split_node"], "to_nodes": ["add_node"]}, ["--from", "split", "--to=total"]),
    ({"from_nodes": ["split_node"], "to_nodes": ["note_node"]}, ["note_result", "--from", "split"]),
    ({"node_names": ["split_node"]}, ["--nodes", "split"]),
    ({"node_names": ["split_node", "note_node"]}, ["--nodes", "large,note_result"]),
    ({"node_names": ["add_node", "make_node"]}, ["--nodes", "total,made"]),
    ({"tags": ["early"]}, ["--tags", "early"]),
    ({"tags": ["sums"]}, ["--tags", "sums"]),
    ({"tags": ["early", "sums"]}, ["--tags", "early,sums"]),
    ({"tags": ["late"], "to_nodes": ["note_node"]}, ["--tags", "late", "--to", "note_result"]),
    ({"tags": ["sums"], "from_nodes": ["count_node"]}, ["--from=number", "--tags=sums"]),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    limit = {"conf/base/parameters.yml": "limit: 3\n"}
    return migrated(tmp_path_factory.mktemp("parts"), STEPS, CATALOG, {**OLD, **limit})


@pytest.fixture
def sides(project: Sides, monkeypatch: pytest.MonkeyPatch) -> Sides:
    monkeypatch.chdir(project.written)
    return project.with_data(OLD)


@pytest.mark.integration
@pytest.mark.parametrize(("part", "arguments"), PARTS, ids=[" ".join(each) for _, each in PARTS])
def test_a_part_is_what_it_is_in_kedro(
    sides: Sides, monkeypatch: pytest.MonkeyPatch, part: Mapping[str, Any], arguments: list[str]
) -> None:
    before = sides.files()
    sides.command(*arguments)
    monkeypatch.chdir(sides.kedro)
    sides.run_kedro(part=part)
    assert sides.files() == sides.kedros_files() != before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("--nodes told", "Required input hinted not provided for nodes: ['told']."),
        ("--from total", "Required input hinted not provided for nodes: ['told']."),
        ("--from total --to number", "nothing is left to make"),
        ("--tags lade", "nothing is left to make"),
        ("--nodes total,numer", "Unknown nodes [numer] requested. Check for typos?"),
        ("--from numer", "Unknown nodes [numer] requested. Check for typos?"),
    ],
)
def test_what_kedro_refuses_is_refused_in_a_sentence(
    sides: Sides, capsys: pytest.CaptureFixture[str], arguments: str, sentence: str
) -> None:
    with pytest.raises(SystemExit, match=r"^2$"):
        sides.command(*arguments.split())
    assert (
        capsys.readouterr().err.strip().removeprefix("1 errors encountered: \n  Error: ")
        == sentence
    )
    assert sides.files().keys() == {*OLD_FILES, "raw.csv"}


def test_a_name_that_the_part_does_not_make_is_loaded(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.command("made", "total", "--nodes", "total")
    assert capsys.readouterr().out.splitlines() == ["made: list", "[8, 9, 1]", "total: int", "5"]


# --- namespaces ---------------------------------------------------------------------------------

# What is called otherwise outside its namespace goes by no function of its own in Kedro.
SPACES = Steps(
    """
    def double(raw):
        return [2 * n for n in raw["a"]]

    def split(doubled):
        return doubled[:1], doubled[1:]

    def add(small, large):
        return sum(small) + 100 * len(large)

    def tell(first, second):
        return [first, second]
    """,
    """
    *[
        each
        for space, total in {'one': 'first', 'two': 'second'}.items()
        for each in pipeline(
            [
                node(double, 'raw', 'doubled', name='double'),
                node(split, 'doubled', ['small', 'large'], name='split', tags='halves'),
                node(add, ['small', 'large'], 'total', name='add', tags='sums'),
            ],
            namespace=space,
            inputs='raw',
            outputs={'total': total},
        ).nodes
    ],
    node(tell, ['first', 'second'], 'told', name='tell', tags='sums'),
    """,
)
SPACES_OLD = {
    "one.doubled": "[8, 9]",
    "one.small": "[5]",
    "one.large": "[6, 7]",
    "two.small": "[3]",
}
SPACES_OLD |= {"two.doubled": "[7]", "two.large": "[4]", "first": "50", "second": "20"}
SPACES_PARTS = [
    ({"from_nodes": ["one.split"]}, ["--from", "one.split"]),
    ({"from_nodes": ["one.add"]}, ["--from", "one.total"]),
    ({"from_nodes": ["tell"]}, ["--from", "told"]),
    ({"from_nodes": ["one.add"]}, ["--from", "first"]),
    ({"node_names": ["two.add"]}, ["--nodes", "second"]),
    ({"from_inputs": ["raw"]}, ["--from", "raw"]),
    ({"to_outputs": ["first"]}, ["--to", "first"]),
    ({"node_names": ["one.add", "tell"]}, ["--nodes", "one.total,told"]),
    ({"node_names": ["one.split", "two.add"]}, ["--nodes", "one.large,two.total"]),
    ({"tags": ["sums"]}, ["--tags", "sums"]),
    ({"tags": ["halves"]}, ["--tags", "halves"]),
]


@pytest.fixture(scope="module")
def spaces(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    catalog = {name: stored(name) for name in (*SPACES_OLD, "told")}
    return migrated(tmp_path_factory.mktemp("spaces"), SPACES, catalog)


@pytest.mark.integration
@pytest.mark.parametrize(
    ("part", "arguments"), SPACES_PARTS, ids=[" ".join(each) for _, each in SPACES_PARTS]
)
def test_a_part_with_namespaces_is_what_it_is_in_kedro(
    spaces: Sides, monkeypatch: pytest.MonkeyPatch, part: Mapping[str, Any], arguments: list[str]
) -> None:
    spaces.with_data({f"data/{name}.json": text for name, text in SPACES_OLD.items()})
    monkeypatch.chdir(spaces.written)
    before = spaces.files()
    spaces.command(*arguments)
    monkeypatch.chdir(spaces.kedro)
    spaces.run_kedro(part=part)
    assert spaces.files() == spaces.kedros_files() != before


# --- where nothing is stored ----------------------------------------------------------------------

UNSTORED = Steps(
    """
    def start(count):
        print("start")
        return [0] * count

    def extend(started):
        print("extend")
        return [*started, 1]

    def begin(count):
        print("begin")
        return count

    def finish(begun):
        print("finish")
        return -begun
    """,
    """
    node(start, 'params:count', 'started'), node(extend, 'started', 'extended'),
    node(begin, 'params:count', 'begun'), node(finish, 'begun', 'finished'),
    """,
)


def test_without_storage_a_part_needs_all_that_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sides = migrated(tmp_path, UNSTORED, more={"conf/base/parameters.yml": "count: 2\n"})
    monkeypatch.chdir(sides.written)
    for arguments in ("--from count --to extended", "--from started", "--nodes started,extended"):
        sides.command(*arguments.split())
        *run, said = capsys.readouterr().out.splitlines()
        assert run == ["start", "extend"]
        assert said.startswith("__default__: made ")
    with pytest.raises(SystemExit, match=r"^2$"):
        sides.command("--from", "extended")
    assert capsys.readouterr() == ("", "started: not made, and stored nowhere\n")


# --- executors --------------------------------------------------------------------------------


def test_threads_make_the_same(sides: Sides, capsys: pytest.CaptureFixture[str]) -> None:
    sides.command()
    files = sides.files()
    sides.with_data(OLD)
    sides.command("--executor", "threads")
    assert sides.files() == files
    sides.command("total", "--nodes", "total", "--executor", "threads")
    assert capsys.readouterr().out.splitlines()[-2:] == ["total: int", "3"]


@pytest.mark.integration
@pytest.mark.parametrize(("executor", "needs"), [("ray", "ray"), ("dask", "distributed")])
def test_what_the_project_depends_on_runs_it(tmp_path: Path, executor: str, needs: str) -> None:
    pytest.importorskip(needs)
    code = f"""
    import {needs}

    def double(raw):
        print({needs}.__version__)
        return [2 * n for n in raw["a"]]
    """
    steps = Steps(code, "node(double, 'raw', 'doubled')")
    requirements = {"requirements.txt": f"{needs}\npandas\n"}
    sides = migrated(tmp_path, steps, {"doubled": stored("doubled")}, requirements)
    done = sides.run("--executor", executor)
    assert done.returncode == 0, done.stderr
    assert sides.read("data/doubled.json") == [2, 4, 6, 8]
