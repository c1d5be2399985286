"""What the evaluator can't know, and that nothing brings it down."""

from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kedro_says import HEAD, NODES, read, read_case

from migrate.model.diagnostics import CannotMigrate
from migrate.read.pipelines.registered import PipelinesFound


def ids(found: PipelinesFound) -> list[str]:
    return sorted(n.id for n in found.pipelines["case"])


def codes(found: PipelinesFound) -> list[str]:
    return [f"{d.code}:{d.place.line if d.place else 0}" for d in found.diagnostics]


# Each spoils one thing and leaves the node "kept".
DOUBTS = {
    "a name": ('nodes.append(node(f, lib.x(), "y"))', ["K101:10"]),
    "an element": ("nodes.append(lib.x())", ["K102:10"]),
    "elements": ("nodes += lib.x()", ["K102:10"]),
    "a star": ("nodes = [*nodes, *lib.x()]", ["K102:10"]),
    "a list": ("nodes = nodes + lib.x()", ["K102:10"]),
    "a condition": ("if lib.x():\n    nodes.append(node(f, 'a', 'b'))", ["K102:10"]),
    "a branch": ("if lib.x() > 3:\n    nodes += [1]\nelse:\n    pass", ["K102:10"]),
    "a loop": ("for n in lib.x():\n    nodes.append(node(f, n, 'b'))", ["K102:10"]),
    "a comprehension": ("nodes += [node(f, n, 'b') for n in lib.x()]", ["K102:10"]),
    "a test in one": ("nodes += [node(f, n, 'b') for n in 'ab' if lib.x(n)]", ["K102:10"]),
    "a skipped round": (
        "for n in 'ab':\n    if lib.x(n):\n        continue\n    nodes.append(node(f, n, n + n))",
        ["K102:11"],
    ),
    "a while": ("while lib.x():\n    nodes.append(1)", ["K102:10"]),
    "a match": ("match lib.x():\n    case 1:\n        nodes.append(1)", ["K102:10"]),
    "a tag": ('nodes.append(node(f, "a", "b", name="n", tags=[lib.x(), "t"]))', ["K103:10"]),
    "a raise": ("if lib.x():\n    raise ValueError(lib.y)", []),
    "a log line": ("lib.log.info('%s', nodes)\nlib.x().y().z = 3", ["K127:10"]),
    "an assertion": ("assert lib.x(), 'no'", []),
    "a value": ("value = lib.x().y[0] + 1\nvalue.append(3)", []),
    "a format": ("nodes.append(node(f, '{0.func}'.format(nodes[0]), 'z'))", ["K101:10"]),
    "a handler": ("try:\n    lib.x()\nexcept lib.Error:\n    nodes = None", ["K126:11"]),
    "a context": ("with lib.x() as y:\n    y.z()", []),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_not_known_spoils_nothing_else(name: str) -> None:
    text, expected = DOUBTS[name]
    body = f'import lib\nnodes = [node(f, "x", "kept", name="kept")]\n{text}\n'
    found = read_case(body + "return Pipeline(nodes)")
    assert "kept" in ids(found)
    assert codes(found) == expected


def test_a_pipeline_that_is_not_known_leaves_the_others() -> None:
    found = read_case(
        """
        import lib
        a = Pipeline([node(f, "x", "y", name="a")])
        return a + lib.pipeline() + sum([lib.other(), a]) + Pipeline([lib.third(), a.tag("t")])
        """
    )
    assert ids(found) == ["a"]
    assert codes(found) == ["K102:11", "K102:11", "K102:11"]


def test_a_function_that_may_return_early() -> None:
    found = read_case(
        """
        import lib

        def some():
            if lib.x():
                return Pipeline([node(f, "q", "r", name="early")])
            return Pipeline([node(f, "s", "t", name="late")])

        def create_pipeline():
            return Pipeline([node(f, "x", "y", name="a")]) + some()
        """
    )
    assert ids(found) == ["a"]
    assert codes(found) == ["K102:11"]
    assert found.coverage.unresolved == 2


def test_registered_names_that_are_not_known() -> None:
    registry = """
        import lib
        from kedro.pipeline import Pipeline, node
        from shop.nodes import f


        def register_pipelines():
            p = Pipeline([node(f, "x", "y", name="a")])
            return {"a": p, lib.name(): p, "b": lib.pipeline(), "c": 3, **lib.more()}
        """
    found = read({"nodes.py": NODES, "pipeline_registry.py": registry})
    assert list(found.pipelines) == ["a"]
    assert {d.code for d in found.diagnostics} == {"K104"}


def test_a_diagnostic_says_why_and_where() -> None:
    found = read_case(
        'import lib\nnodes = [node(f, "x", "kept"), node(f, f"{lib.x()}_in", "y", name="n")]\n'
        "return Pipeline(nodes)"
    )
    (diagnostic,) = found.diagnostics
    assert diagnostic.message == (
        "A node's inputs can't be known: the result of lib.x() is not known (src/shop/case.py:9)"
    )


def test_environment_variables_are_taken_as_unset() -> None:
    found = read_case(
        'import os\nreturn Pipeline([node(f, os.environ.get("A", "x"), os.getenv("B", "y"))])'
    )
    (node,) = found.nodes.values()
    assert (node.inputs, node.outputs) == ("x", "y")
    assert codes(found) == ["K109:9", "K109:9"]


# --- nothing brings it down -----------------------------------------------------------------

BOMBS = {
    "endless": "while True:\n    pass",
    "endless with state": "x = 0\nwhile True:\n    x += 1",
    "recursion": "def r(n):\n    return r(n + 1) + r(n + 2)\nr(0)",
    "mutual": "a = lambda: b()\nb = lambda: a()\na()",
    "long sum": "x = " + " + ".join(["1"] * 400),
    "deep lists": "x = " + "[" * 80 + "]" * 80,
    "deep calls": "x = " + "str(" * 80 + ")" * 80,
    "power": "x = 9 ** 9 ** 9",
    "shift": "x = 1 << 10 ** 10",
    "repeat": "x = 'a' * 10 ** 12",
    "list": "x = [0] * 10 ** 12",
    "range": "x = list(range(10 ** 12))",
    "doubling": "x = 'ab'\nfor i in range(100):\n    x += x",
    "doubling lists": "x = [1]\nfor i in range(100):\n    x.extend(x)",
    "format": "x = '%999999999d' % 1",
    "format 2": "x = f'{1:>999999999}'",
    "format 3": "x = '{:>{w}}'.format(1, w=10 ** 10)",
    "justify": "x = 'a'.ljust(10 ** 12)",
    "replace": "x = ('a' * 1000).replace('a', 'b' * 10000)",
    "product": "import itertools\nx = list(itertools.product(range(999), repeat=9))",
    "count": "import itertools\nx = list(itertools.count())",
    "own list": "x = []\nx.append(x)\ny = x == x\nz = str(x)",
    "regular expression": "import re\nx = re.match('(a+)+$', 'a' * 50 + 'b')",
    "bad types": "x = 1 + 'a'",
    "bad index": "x = [][1]",
    "bad name": "x = nothing",
    "bad call": "x = (lambda a: a)()",
    "bad unpacking": "a, b = 1, 2, 3",
    "exit": "import sys\nsys.exit(1)",
    "system exit": "raise SystemExit",
    "metaclass": "class A(type): pass\nclass B(metaclass=A): x: int = A.y\nB.z.w(B())",
    "self iterating": "class A:\n    def __iter__(self):\n        return self\nlist(A())",
    "own getattr": "class A:\n    def __getattr__(self, n):\n        return self.x\nA().y",
    "deletion": "x = 1\ndel x\ndel y[0]",
    "coroutine": "async def c():\n    await c()\nc()",
    "exec": "exec('x = 1')\neval('1')",
    "star import": "from lib import *\nx = anything(1)",
    "walrus": "x = [y := 1, y ** 2]",
    "import of itself": "import shop.case\nfrom shop import case as again",
}


@pytest.mark.parametrize("name", BOMBS)
def test_nothing_brings_it_down(name: str) -> None:
    text = "\n".join(f"        {line}" for line in BOMBS[name].splitlines())
    body = f"""
        def bomb():
            try:
                inner()
            except Exception:
                pass

        def inner():
    {text.replace(chr(10), chr(10) + "    ")}

        def create_pipeline():
            bomb()
            return Pipeline([node(f, "x", "y", name="kept")])
        """
    if "import *" in body:
        body = body.replace("from lib import *", "import lib")
    start = time.perf_counter()
    try:
        found = read_case(body)
    except CannotMigrate as error:
        assert "\n" not in str(error)
        assert "SystemExit" in str(error) or "too many steps" in str(error)
    else:
        assert ids(found) == ["kept"]
    assert time.perf_counter() - start < 20


@given(st.text(max_size=60))
def test_no_text_brings_it_down(text: str) -> None:
    registry = f"{text}\ndef register_pipelines():\n    return {{}}\n"
    try:
        read({"pipeline_registry.py": registry})
    except CannotMigrate as error:
        assert str(error)


# --- nothing is known -----------------------------------------------------------------------

# Registries of which no pipeline can be known: that is no empty project.
UNREADABLE = {
    "names": "return {name: Pipeline([node(f, 'a', 'b')]) for name in lib.names()}",
    "a pipeline": "return {'a': lib.pipeline()}",
    "all nodes": "return {'a': Pipeline([node(f, n, 'b') for n in lib.names()])}",
    "its one node": "return {'a': Pipeline([node(f, lib.name(), 'b')])}",
    "a condition": "made = {}\nif lib.x():\n    made['a'] = Pipeline([])\nreturn made",
    "the whole": "return lib.pipelines()",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_registry_of_which_nothing_is_known_is_refused(name: str) -> None:
    body = textwrap.indent(UNREADABLE[name], "    ")
    registry = f"{HEAD}import lib\n\n\ndef register_pipelines():\n{body}\n"
    with pytest.raises(CannotMigrate, match=r"^src/shop/pipeline_registry.py:\d+: .*lib\.\w+\(\)"):
        read({"nodes.py": NODES, "pipeline_registry.py": registry})


def test_a_registry_without_nodes_is_an_empty_project() -> None:
    registry = f"{HEAD}\n\ndef register_pipelines():\n    return {{'__default__': Pipeline([])}}\n"
    assert read({"nodes.py": NODES, "pipeline_registry.py": registry}).pipelines == {
        "__default__": ()
    }
