"""The project's own interpreter is asked, and its answer merged with the text's."""

from __future__ import annotations

import os
import re
import sys
import time
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FRAME, pipeline_files, write_files

from migrate.code.modules import load_modules
from migrate.model.diagnostics import CannotMigrate, Place
from migrate.model.project import Coverage, Project
from migrate.read import find_layout, read_project
from migrate.read.live import process as live
from migrate.read.live.merge import merge
from migrate.read.pipelines.registered import read_pipelines

PYTHON = Path(sys.executable)
NODES = """
    import functools


    def double(x):
        return x * 2


    def add(x, y=0):
        return x + y


    def scaled(factor):
        def scale(x):
            return x * factor

        return scale
    """
PLAIN = pipeline_files("sales", NODES, 'node(double, "a", "b", name="double"),')
# What only a running Python can tell: the text has no way to know what a hash is.
HIDDEN = pipeline_files(
    "sales",
    NODES,
    """
    node(double, "a", "b", name="double"),
    *[
        node(func, f"in_{i}", f"out_{i}", tags=["t"])
        for i, func in enumerate((add, partial(add, y=2), scaled(3), lambda x: x, len)[: id(add) and 5])
    ],
    """,
)


def files_of(folder: Path) -> dict[str, float]:
    return {str(p): p.stat().st_mtime for p in folder.rglob("*")}


def codes(project: Project) -> list[str]:
    return [each.code for each in project.diagnostics]


# --- what is asked --------------------------------------------------------------------------


def test_where_the_text_knows_all_the_facts_stay_the_same(shop):
    root = shop(PLAIN)
    text, asked = read_project(root), read_project(root, live=PYTHON)
    assert codes(asked) == ["K114"]
    assert replace(asked, diagnostics=()) == replace(text, diagnostics=())


def test_a_project_of_every_kind_of_node_is_the_same():
    root = Path(__file__).parents[3] / "kedro_side"
    text, asked = read_project(root), read_project(root, live=PYTHON)
    known = {
        name: replace(node, bindings=node.bindings or asked.nodes[name].bindings)
        for name, node in text.nodes.items()
    }
    assert asked.nodes == known
    assert asked.pipelines == text.pipelines
    assert asked.coverage == text.coverage


def test_what_the_text_cannot_know_is_added_with_its_place(shop):
    root = shop(HIDDEN)
    assert "K114" not in codes(read_project(root))
    asked = read_project(root, live=PYTHON)
    assert codes(asked) == ["K114"]
    assert asked.coverage == Coverage(2, 2)
    path = "src/shop/pipelines/sales/pipeline.py"
    added = {node.func.text: node for node in asked.nodes.values() if node.name is None}
    assert set(added) == {"func"}
    kinds = {
        node.inputs: (node.func.kind, node.func.qualname, node.place.path, node.tags)
        for node in asked.nodes.values()
    }
    tags = frozenset({"t"})
    assert kinds == {
        "a": ("function", "double", path, frozenset()),
        "in_0": ("function", "add", path, tags),
        "in_1": ("partial", "add", path, tags),
        "in_2": ("closure", "scaled.<locals>.scale", path, tags),
        "in_3": ("lambda", "<lambda>", path, tags),
        "in_4": ("library", "len", path, tags),
    }
    by_input = {node.inputs: node for node in asked.nodes.values()}
    assert [(b.name, b.text) for b in by_input["in_1"].func.bound] == [("y", "2")]
    assert [(b.name, b.text) for b in by_input["in_2"].func.bound] == [("factor", "3")]
    assert [b.parameter for b in by_input["in_1"].bindings or ()] == ["x"]
    assert by_input["in_3"].func.key in asked.functions


def test_a_registry_that_the_text_cannot_read_is_read(shop):
    registry = """
        import random

        from kedro.pipeline import node, pipeline


        def register_pipelines():
            name = ["a", "a"][random.randint(0, 1)]
            return dict([(name, pipeline([node(abs, "x", "y", name="n", namespace="s")]))])
    """
    project = read_project(shop({"src/shop/pipeline_registry.py": registry}), live=PYTHON)
    assert {name: [n.id for n in nodes] for name, nodes in project.pipelines.items()} == {
        "a": ["s.n"]
    }
    assert project.nodes["s.n"].place == Place("src/shop/pipeline_registry.py", 8, 35)


def test_a_namespace_keeps_local_names_and_the_place_of_the_node(shop):
    registry = """
        from kedro.pipeline import node, pipeline


        def register_pipelines():
            inner = pipeline([node(abs, "x", "y", name="n")])
            return {"a": pipeline(inner, namespace=str(id(inner) * 0), inputs={"x": "z"})}
    """
    project = read_project(shop({"src/shop/pipeline_registry.py": registry}), live=PYTHON)
    node = project.nodes["0.n"]
    assert (node.inputs, node.outputs) == ("z", "0.y")
    assert (node.local_inputs, node.local_outputs) == ("x", "y")
    assert node.place.line == 5


# --- what is merged -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked_once(tmp_path_factory):
    """A project's layout, and what its Python answers."""
    layout = find_layout(write_files(tmp_path_factory.mktemp("live"), {**FRAME, **PLAIN}))
    return layout, live.ask(layout, PYTHON)


@pytest.fixture
def answered(asked_once):
    """The merge of a project's text with its answer, changed by a function."""

    def make(change):
        layout, answer = asked_once[0], deepcopy(asked_once[1])
        modules, _ = load_modules(layout)
        change(answer)
        return merge(layout, modules, read_pipelines(layout, modules), answer)

    return make


def told(found):
    return [(d.code, str(d.place)) for d in found.diagnostics if d.code != "K114"]


PLACE = "src/shop/pipelines/sales/pipeline.py:12"


@pytest.mark.parametrize("what", ["inputs", "outputs"])
def test_another_input_or_output_is_a_diagnostic(answered, what):
    def change(answer):
        for nodes in answer["pipelines"].values():
            nodes[0][what] = "other"

    found = answered(change)
    assert told(found) == [("K111", PLACE)]
    assert getattr(found.nodes["double"], what) == "other"


def test_another_function_is_a_diagnostic(answered):
    def change(answer):
        for nodes in answer["pipelines"].values():
            nodes[0]["func"]["qualname"] = "add"

    found = answered(change)
    assert told(found) == [("K111", PLACE)]
    assert found.nodes["double"].func.qualname == "add"


def test_another_membership_is_a_diagnostic(answered):
    def change(answer):
        answer["pipelines"]["sales"] = []
        answer["pipelines"]["more"] = answer["pipelines"]["__default__"]

    found = answered(change)
    assert told(found) == [("K113", PLACE), ("K112", "None")]
    assert {name: len(nodes) for name, nodes in found.pipelines.items()} == {
        "__default__": 1,
        "sales": 0,
        "more": 1,
    }


def test_other_tags_are_a_diagnostic(answered):
    def change(answer):
        answer["pipelines"]["sales"] = [{**answer["pipelines"]["sales"][0], "tags": ["x"]}]

    assert told(answered(change)) == [("K111", PLACE)]


# --- what goes wrong ------------------------------------------------------------------------


def refused(root: Path, python: Path = PYTHON) -> str:
    before = files_of(root)
    with pytest.raises(CannotMigrate) as found:
        read_project(root, live=python)
    assert files_of(root) == before
    return str(found.value)


def with_registry(body: str) -> dict[str, str]:
    return {"src/shop/pipeline_registry.py": f"def register_pipelines():\n    {body}\n"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise ValueError('no\\nway')", "pipeline_registry.py:2: .*ValueError: no way"),
        ("import nowhere_to_be_found", "has no module nowhere_to_be_found.*--python"),
        ("import shop.nix", "ModuleNotFoundError: No module named 'shop.nix'"),
        ("return 3", "registers a int, no dict"),
        ("import os; os._exit(7)", "ended with code 7: it said nothing"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("open('new.txt', 'w')", "the project writes new.txt"),
        ("import kedro.nix", "no module kedro.nix.* another version of Kedro"),
        ("import os; os.mkdir('new')", "the project changes new"),
        (
            "from kedro.pipeline import node; node(abs, 'a', 'b').run({'a': 1})",
            "a node would be run",
        ),
    ],
)
def test_what_fails_is_one_sentence(shop, body, said):
    message = refused(shop(with_registry(body)))
    assert "\n" not in message
    assert re.search(said, message)


def test_a_missing_library_of_a_left_out_pipeline_is_told(shop):
    files = {**PLAIN, "src/shop/pipelines/sales/nodes.py": "import nowhere_to_be_found\n"}
    message = refused(shop(files))
    assert "src/shop/pipelines/sales/nodes.py:1" in message
    assert "has no module nowhere_to_be_found" in message


def test_what_was_missing_in_the_beginning_is_told(shop):
    body = "try:\n        import nowhere_to_be_found\n    except ImportError:\n        {}['x']"
    assert "has no module nowhere_to_be_found" in refused(shop(with_registry(body)))


def test_a_pipeline_that_fails_is_left_out_as_kedro_does(shop):
    files = {**PLAIN, **pipeline_files("broken", "1 / 0\n", "")}
    project = read_project(shop(files), live=PYTHON)
    assert "K105" in codes(project)
    assert "broken" not in project.pipelines


def test_a_python_without_kedro_is_told(shop, tmp_path):
    # A virtualenv of its own is not needed: this Python without its libraries.
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec {PYTHON} -I -S "$@"\n')
    python.chmod(0o755)
    assert refused(shop(PLAIN), python).endswith("it has no Kedro")


def test_no_python_at_all_is_told(shop, tmp_path):
    assert "can't be run" in refused(shop(PLAIN), tmp_path / "nothing")


def test_time_is_limited_and_nothing_is_left_running(shop, tmp_path):
    mark = tmp_path / "pid"
    body = (
        "import subprocess, sys, time\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"    open({str(mark)!r}, 'w').write(str(child.pid))\n"
        "    time.sleep(600)"
    )
    layout = find_layout(shop(with_registry(body)))
    with pytest.raises(CannotMigrate, match="within 5 seconds"):
        live.ask(layout, PYTHON, seconds=5)
    for _ in range(50):
        if not _runs(int(mark.read_text())):
            return
        time.sleep(0.1)
    pytest.fail("a process of the project still runs")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


# --- what is left alone ---------------------------------------------------------------------


def test_the_project_is_not_written_to(shop):
    root = shop(
        {
            **PLAIN,
            "src/shop/__init__.py": "import logging\nlogging.FileHandler('own.log').close()\n",
            "conf/logging.yml": """
                version: 1
                handlers:
                  file: {class: logging.FileHandler, filename: info.log}
                root: {handlers: [file]}
            """,
        }
    )
    before = files_of(root)
    read_project(root, live=PYTHON)
    assert files_of(root) == before


def test_the_environment_is_handed_over(shop):
    registry = """
        import os

        from kedro.pipeline import node, pipeline


        def register_pipelines():
            return {os.environ["KEDRO_ENV"]: pipeline([node(abs, "x", "y", name="n")])}
    """
    root = shop({"src/shop/pipeline_registry.py": registry, "conf/prod/catalog.yml": "{}"})
    assert list(read_project(root, "prod", PYTHON).pipelines) == ["prod"]


def test_the_interpreter_of_the_project_comes_first(tmp_path):
    assert live.interpreter_of(tmp_path) == PYTHON
    own = tmp_path / ".venv/bin/python"
    own.parent.mkdir(parents=True)
    own.touch()
    assert live.interpreter_of(tmp_path) == own
