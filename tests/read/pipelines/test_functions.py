"""The facts of functions: how keys lead to them, and what is known of each."""

from __future__ import annotations

import ast
import textwrap

import pytest

from migrate.code.modules import read_module
from migrate.model.project import Function, Module, Parameter
from migrate.read.pipelines.functions import read_functions


def modules(**texts: str) -> dict[str, Module]:
    """Modules by their dotted names, with `__` for a dot; `_init` ends the name of a package."""
    found = {}
    for name, text in texts.items():
        package = name.endswith("_init")
        dotted = name.removesuffix("_init").replace("__", ".")
        path = "src/" + dotted.replace(".", "/") + ("/__init__.py" if package else ".py")
        module, problem = read_module(textwrap.dedent(text).encode(), path, dotted)
        assert problem is None
        found[path] = module
    return found


def one(text: str, qualname: str = "f") -> Function:
    key = f"pkg.m:{qualname}"
    return read_functions(modules(pkg__m=text), [key])[key]


# --- keys -----------------------------------------------------------------------------------

KEYS = """
    import numpy
    def f(): pass
    def outer():
        if 1:
            def inner(): pass
        return lambda x: x
    class A:
        def m(self): pass
        @staticmethod
        def s(): pass
        class B:
            def n(self): pass
    class C(A): pass
    if 1:
        def in_if(): pass
    try:
        def in_try(): return 1
    except E:
        def in_try(): return 2
    alias = f
    named = lambda a: a
    partial = functools.partial(f)
    array = numpy.array
    def twice(): return 1
    def twice(): return 2
"""

FOUND = [
    ("f", "f"),
    ("outer.<locals>.inner", "outer.<locals>.inner"),
    ("A.m", "A.m"),
    ("A.s", "A.s"),
    ("A.B.n", "A.B.n"),
    ("A", "A"),
    ("C.m", "A.m"),
    ("in_if", "in_if"),
    ("in_try", "in_try"),
    ("alias", "f"),
    ("named", "<lambda>:22:9"),
    ("<lambda>:7:12", "<lambda>:7:12"),
]


@pytest.mark.parametrize(("asked", "qualname"), FOUND)
def test_keys_lead_to_definitions(asked: str, qualname: str) -> None:
    function = one(KEYS, asked)
    assert function.key == f"pkg.m:{qualname}"


@pytest.mark.parametrize(
    "asked", ["g", "A.z", "outer.<locals>.z", "<lambda>:1:1", "array", "partial"]
)
def test_keys_that_lead_nowhere_are_left_out(asked: str) -> None:
    assert read_functions(modules(pkg__m=KEYS), [f"pkg.m:{asked}", "numpy:array"]) == {}


def test_the_last_definition_of_a_name_counts() -> None:
    assert "return 2" in one(KEYS, "twice").text


def test_imports_and_stars_are_followed() -> None:
    texts = {
        "pkg_init": "from .nodes import *\nfrom . import nodes as n\nfrom .nodes import f as g\n",
        "pkg__nodes_init": "from .a import f\nfrom .b import *\n",
        "pkg__nodes__a": "def f(): return h()\nfrom ..util import h\n",
        "pkg__nodes__b": "from pkg.nodes.b import b\ndef b(): pass\n",
        "pkg__util": "def h(): pass\n",
    }
    wanted = ["pkg:f", "pkg:g", "pkg:b", "pkg:n.f", "pkg.nodes:f"]
    found = read_functions(modules(**texts), wanted)
    assert {key: function.key for key, function in found.items()} == {
        "pkg:b": "pkg.nodes.b:b",
        "pkg:f": "pkg.nodes.a:f",
        "pkg:g": "pkg.nodes.a:f",
        "pkg:n.f": "pkg.nodes.a:f",
        "pkg.nodes:f": "pkg.nodes.a:f",
        "pkg.nodes.a:f": "pkg.nodes.a:f",
        "pkg.nodes.b:b": "pkg.nodes.b:b",
        "pkg.util:h": "pkg.util:h",
    }
    assert found["pkg:f"].calls == {"pkg.util:h"}


def test_imports_that_lead_round_in_a_circle_end() -> None:
    texts = {"pkg__a": "from pkg.b import f\n", "pkg__b": "from pkg.a import f\n"}
    assert read_functions(modules(**texts), ["pkg.a:f"]) == {}
    texts = {"pkg__a": "from pkg.b import *\n", "pkg__b": "from pkg.a import *\n"}
    assert read_functions(modules(**texts), ["pkg.a:f"]) == {}


def test_a_function_that_is_named_as_its_module() -> None:
    texts = {
        "pkg_init": "from .clean import clean\nfrom . import load\n",
        "pkg__clean": "def clean(x): x['a'] = 1\n",
        "pkg__load": "def load(x): pass\n",
        "pkg__m": "from pkg import clean, load\ndef f(x): clean(x)\ndef g(x): load.load(x)\n",
    }
    found = read_functions(modules(**texts), ["pkg:clean", "pkg.m:f", "pkg.m:g"])
    assert found["pkg:clean"].key == "pkg.clean:clean"
    assert found["pkg.m:f"].mutates["x"].certainty == "yes"
    assert found["pkg.m:g"].calls == {"pkg.load:load"}


def test_modules_are_found_from_the_root_of_the_project_too() -> None:
    texts = {
        "pkg__m": "from src.pkg.n import g\ndef f(x): g(x)\n",
        "pkg__n": "def g(y): del y[0]\n",
    }
    found = read_functions(modules(**texts), ["src.pkg.m:f"])
    assert found["src.pkg.m:f"] is found["pkg.m:f"]
    assert found["src.pkg.m:f"].mutates["x"].certainty == "yes"
    script, _ = read_module(b"def f(): pass\n", "scripts/go.py", "")
    assert set(read_functions({script.path: script}, ["scripts.go:f"])) == {"scripts.go:f"}


def test_a_module_with_a_syntax_error_defines_nothing() -> None:
    module, _ = read_module(b"def f(:\n", "src/pkg/m.py", "pkg.m")
    assert read_functions({module.path: module}, ["pkg.m:f"]) == {}


# --- facts ----------------------------------------------------------------------------------


def test_a_signature() -> None:
    function = one(
        """
        async def f(
            a, /, b: int, c: "list[str]" = None, *d: T, e=-1, g: Dict[str,  int]={}, **h
        ) -> (None): pass
        """
    )
    assert function.parameters == (
        Parameter("a", "positional-only"),
        Parameter("b", "positional", "int"),
        Parameter("c", "positional", '"list[str]"', "None"),
        Parameter("d", "var-positional", "T"),
        Parameter("e", "keyword-only", None, "-1"),
        Parameter("g", "keyword-only", "Dict[str,  int]", "{}"),
        Parameter("h", "var-keyword"),
    )
    assert function.returns == "None"
    assert function.constant_defaults == {"c", "e"}
    assert function.coroutine
    assert not function.generator


DEFAULTS = [("1", True), ("-1.5", True), ("'a'", True), ("None", True), ("(1, 'a')", True),
            ("()", True), ("[]", False), ("x", False), ("([],)", False),
            ("f()", False)]  # fmt: skip


@pytest.mark.parametrize(("default", "constant"), DEFAULTS)
def test_constant_defaults(default: str, constant: bool) -> None:
    assert one(f"def f(a={default}): pass").constant_defaults == ({"a"} if constant else set())


def test_text_place_and_docstring() -> None:
    function = one(
        '''
        x = 1

        # about f
        @decorate(
            1
        )  # why
        @other
        def f(a):
            """Do it.

            Well.
            """
            return a  # done
        '''
    )
    assert function.text == (
        "# about f\n@decorate(\n    1\n)  # why\n@other\ndef f(a):\n"
        '    """Do it.\n\n    Well.\n    """\n    return a  # done\n'
    )
    assert (str(function.place), function.place.column) == ("src/pkg/m.py:9", 1)
    assert function.end_line == 14
    assert function.docstring == "Do it.\n\nWell."
    assert function.decorators == ("decorate(\n    1\n)", "other")


def test_a_nested_text_is_dedented_but_not_its_strings() -> None:
    text = 'class A:\n    # m\n    def f(self):\n        return """a\n    b\n"""\n'
    function = one(text, "A.f")
    assert function.text == '# m\ndef f(self):\n    return """a\n    b\n"""\n'


def test_the_text_of_a_lambda_is_its_expression() -> None:
    function = one("f = [1, lambda a, ä='ü': a + 1, 2]\n", "<lambda>:1:9")
    assert function.text == "lambda a, ä='ü': a + 1"
    assert function.parameters[1] == Parameter("ä", "positional", None, "'ü'")


def test_two_lambdas_of_one_line() -> None:
    text = "x = {'ä': lambda: 1, 'b': lambda: 2}\n"
    assert one(text, "<lambda>:1:27").text == "lambda: 2"
    assert one(text, "<lambda>:1:28").text == "lambda: 2"  # counted in bytes


GENERATORS = [
    ("def f(): yield 1", True),
    ("def f(): yield from a", True),
    ("def f(): return [(yield)]", True),
    ("def f(): return (a for a in b)", False),
    ("def f():\n  def g(): yield 1", False),
    ("def f(): return lambda: (yield)", False),
    ("def f(): return 1", False),
]


@pytest.mark.parametrize(("text", "generator"), GENERATORS)
def test_generators(text: str, generator: bool) -> None:
    assert one(text).generator == generator


NAMES = [
    ("def f(a, *b, c=D, **e): return a", "a b c e", "D"),
    ("def f(a: A) -> 'B': pass", "a", "A B"),
    ("@d\ndef f(): pass", "", "d"),
    ("def f():\n  x = y", "x", "y"),
    ("def f():\n  for i, (j, *k) in x: pass", "i j k", "x"),
    ("def f(): return [a for a in b]", "a", "b"),
    ("def f():\n  import a.b, c as d\n  from e import g", "a d g", ""),
    ("def f():\n  try: pass\n  except E as e: pass", "e", "E"),
    ("def f():\n  with a as b: pass", "b", "a"),
    ("def f():\n  if (w := x): pass", "w", "x"),
    ("def f():\n  global G\n  G = 1", "G", "G"),
    ("def f():\n  def g(h):\n    i = h + j\n  return g", "g h i", "j"),
    ("def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2", "g x", ""),
    ("def f(): return lambda a: a + b", "a", "b"),
    ("def f():\n  class A:\n    b = c\n    def m(self): return b", "A b m self", "b c"),
    ("def f():\n  del x", "x", ""),
    ("def f(): return f'{a!r:{b}}'", "", "a b"),
    ("def f():\n  match a:\n    case {'k': b, **c}: pass", "b c", "a"),
    ("def f(): return len(a)", "", "len a"),
]


@pytest.mark.parametrize(("text", "local", "glob"), NAMES)
def test_names(text: str, local: str, glob: str) -> None:
    function = one(text)
    assert function.local_names == set(local.split())
    assert function.global_names == set(glob.split())


def test_the_names_of_enclosing_functions_are_not_global() -> None:
    text = """
        def outer(a):
            b = 1
            def inner(c): return a + b + c + d
            return inner
    """
    assert one(text, "outer.<locals>.inner").global_names == {"d"}
    assert one("x = [lambda: a + b for a in c]\n", "<lambda>:1:6").global_names == {"b"}


def test_a_class_takes_what_its_init_takes() -> None:
    text = """
        class A:
            def __init__(self, a: int, b=1): self.a = a; self.b = b
        class B(A): pass
        @dataclass
        class C:
            c: list
            d: int = 0
    """
    for name in ("A", "B"):
        function = one(text, name)
        assert function.parameters == (
            Parameter("a", "positional", "int"),
            Parameter("b", "positional", None, "1"),
        )
        assert function.returns_alias["a"].certainty == "no"
    assert one(text, "C").parameters[1] == Parameter("d", "positional", "int", "0")
    assert one(text, "C").text.startswith("@dataclass\nclass C:")


def test_every_text_parses_alone() -> None:
    found = read_functions(
        modules(pkg__m=KEYS), ["pkg.m:outer.<locals>.inner", "pkg.m:A.B.n", "pkg.m:in_if"]
    )
    assert len(found) == 3
    for function in found.values():
        ast.parse(function.text)
