"""The same project gives the same bytes, whatever the order of sets and the addresses in memory."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import FRAME, pipeline_files, write_files
from running import PROJECTS, ROOT

from migrate.code.modules import read_module
from migrate.model.project import NodeFunction
from migrate.read.effects.memory import Memory
from migrate.read.kedro.nodes import NodeCallable, NodeValue
from migrate.read.pipelines import registered as pipelines
from migrate.read.pipelines.functions import read_functions

SEEDS = ("0", "1", "2", "3")
# Prints the texts of all projects, without their layout, and what is read of each.
SCRIPT = """
import json, sys
from pathlib import Path
import migrate.write
from migrate.api import plan_migration
from migrate.model.diagnostics import CannotMigrate
from migrate.read import read_project

migrate.write.formatted = lambda code, kept, *_: {**code, **kept}


def texts(folder):
    try:
        return plan_migration(folder, folder.with_name("new")).files
    except CannotMigrate as error:
        return {"error": str(error)}


folders = [Path(each) for each in sys.argv[1:]]
print(json.dumps({f.as_posix(): {**texts(f), "read": read_project(f).diagnostics} for f in folders}, default=str))
"""

NODES = """
    import functools

    from kedro.io import DataCatalog

    from .helpers import around, first, second


    def read(catalog):
        return DataCatalog() if catalog else second


    def _settled(*args, **kwargs):
        settings = kwargs.pop("settings", {})
        return _filled(*args, **kwargs, **settings)


    def _filled(*args, **kwargs):
        for name in list(kwargs):
            if kwargs[name] is None:
                kwargs[name] = []
        return args, kwargs


    def _again(func, *args, **kwargs):
        args, kwargs = _settled(*args, **kwargs)
        return func, args, kwargs


    def augmented():
        def decorate(func):
            @functools.wraps(func)
            def wrapper(*args, **kwargs):
                args, kwargs = _settled(*args, **kwargs)
                args, kwargs = _filled(*args, **kwargs)
                new, args, kwargs = _again(func, *args, **kwargs)
                new, args, kwargs = _again(new, *args, **kwargs)
                return new(*args, **kwargs)

            return wrapper

        return decorate


    @augmented()
    def train(*args, **kwargs):
        return first(*args, **kwargs)


    @augmented()
    def score(table, model, settings=None):
        table["score"] = model
        return around(table)


    def collect(*tables, **named):
        return [*tables, *named.values()]
"""
HELPERS = """
    from kedro.io import MemoryDataset


    def first(*args, **kwargs):
        return second(*args, **kwargs) if args else (around, sources)


    def second(*args, **kwargs):
        return around(first, *args)


    def around(*values):
        return sources() if not values else [first, second, values]


    def sources():
        return MemoryDataset if around else first
"""
SHAPES: Mapping[str, Mapping[str, str]] = {
    "sets of names": pipeline_files(
        "sales",
        "def clean(table, other=None):\n    return table\n\n\ndef both(*tables):\n    return tables\n",
        """
        *[node(clean, f"raw_{each}", f"clean_{each}") for each in {"north", "south", "east"}],
        node(both, [f"clean_{each}" for each in {"north", "south", "east"}], "both"),
        *[node(clean, "both", f"part_{n}_{p}", name=f"n{n}") for n, p in enumerate({"p", "q", "r"})],
        node(clean, "both", "_".join({"u", "v", "w"}), name="joined", tags={"t", "u", "v"}),
        node(clean, "both", {"x1", "x2", "x3"}.pop(), name="popped", confirms=["raw_a", "raw_b"]),
        node(clean, "both", [*{"k", "l", "m"}][0] + str(list({30, 2, 17})[0]), name="first"),
        """,
    ),
    "wrappers, and Kedro in a cycle of names": {
        **pipeline_files(
            "sales",
            NODES,
            """
            node(train, {"table": "raw", "alpha": "params:alpha"}, "model"),
            node(score, ["raw", "model"], "scored"),
            node(collect, {"a": "scored", "b": "model", "c": "raw"}, "all"),
            """,
        ),
        "src/shop/pipelines/sales/helpers.py": HELPERS,
        "conf/base/parameters.yml": "alpha: 1\n",
        "conf/base/catalog.yml": "\n".join(
            f"{name}: {{type: pickle.PickleDataset, filepath: data/{name}.pkl}}"
            for name in ("raw", "model", "scored")
        ),
    },
}


def python(seed: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, dict[str, str]]]:
    """With each seed, the texts of each project by its name."""
    folder = tmp_path_factory.mktemp("shapes")
    made = [write_files(folder / name / "shop", {**FRAME, **SHAPES[name]}) for name in SHAPES]
    found = []
    for seed in SEEDS:
        done = python(seed, "-c", SCRIPT, *PROJECTS, *made)
        assert done.returncode == 0, done.stderr
        by_folder = json.loads(done.stdout)
        names = [*map(_name_of, PROJECTS), *SHAPES]
        found.append(dict(zip(names, by_folder.values(), strict=True)))
    return found


def _name_of(project: Path) -> str:
    return project.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", [*map(_name_of, PROJECTS), *SHAPES])
@pytest.mark.integration
def test_the_hash_seed_changes_no_text(name: str, texts: list[dict[str, dict[str, str]]]) -> None:
    first, *others = (each[name] for each in texts)
    assert "error" not in first
    for other in others:
        assert other == first


def test_the_hash_seed_changes_no_byte_of_what_is_written(tmp_path: Path) -> None:
    written = []
    for seed in SEEDS[:2]:
        output = tmp_path / "new"  # one place, as the source is named relative to it
        verb = ("-m", "migrate", "kedro-to-declarative")
        done = python(seed, *verb, ROOT / "kedro_side", "--output", output)
        assert done.returncode <= 1, done.stderr
        files = [path for path in output.rglob("*") if path.is_file()]
        written.append({str(p.relative_to(output)): p.read_bytes() for p in files})
        shutil.rmtree(output)
    assert written[0] == written[1]


# --- addresses: those of what is gone are used again -------------------------------------------

SHARED_PLACES = [
    """
    def keep(*items): return items
    def f(a, b, c):
        kept = keep(a), keep(b), keep(c)
        kept[1][0].append(1)
    """,
    """
    def keep(*items): return items
    def f(a, b, c):
        first = keep(a)
        second = keep(b)
        third = keep(c)
        second[0].append(1)
    """,
    """
    def keep(**items): return items
    def f(a, b, c):
        first = keep(key=a)
        second = keep(key=b)
        third = keep(key=c)
        second["key"].append(1)
    """,
    """
    def keep(*items, **named): return items, named
    def f(a, b, c):
        first = keep(a, key=c)
        second = keep(b)
        third = keep(key=a)
        second[0][0].append(1)
    """,
    """
    def f(a, b, c):
        def keep(*items): return items
        first = keep(a)
        second = keep(b)
        third = keep(c)
        second[0].append(1)
    """,
    """
    class Kept:
        def __init__(self, *items): self.items = items
    def f(a, b, c):
        first = Kept(a)
        second = Kept(b)
        third = Kept(c)
        second.items[0].append(1)
    """,
]


@pytest.mark.parametrize("code", SHARED_PLACES)
def test_what_one_call_collects_is_not_what_another_does(code: str) -> None:
    source, problem = read_module(textwrap.dedent(code).encode(), "src/pkg/nodes.py", "pkg.nodes")
    assert problem is None
    found = read_functions({source.path: source}, ["pkg.nodes:f"])["pkg.nodes:f"]
    assert [found.mutates[name].certainty for name in "abc"] == ["no", "yes", "no"]


def test_places_keep_their_numbers_when_nodes_are_gone() -> None:
    memory = Memory()
    numbers = [memory.site(ast.parse("x"), part) for _ in range(500) for part in ("", "args")]
    assert len(set(numbers)) == 1000


def test_nodes_keep_their_functions_when_others_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(_: Any, node: NodeValue) -> NodeFunction:
        return NodeFunction("shop.nodes", str(node.func.name), "function", "", "make()", "shop")

    monkeypatch.setattr(pipelines, "node_function", named)
    nodes = pipelines._Nodes(None)  # type: ignore[arg-type]
    names = [f"f{number}" for number in range(500)]
    for name in names:
        nodes.add(NodeValue(NodeCallable(None, name), "a", "b", name, text="make()"))
    assert [node.func.qualname for node in nodes.finished().values()] == names
