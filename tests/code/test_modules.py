"""Files and statements: how modules are found, decoded and split."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.code.modules import load_modules, read_module, split
from migrate.model.project import Imported, Layout, Statement


def layout(root: Path, source_dir: str = "src") -> Layout:
    return Layout(str(root), "pkg", source_dir, "conf", None, "pkg")


def write(root: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


# --- files ----------------------------------------------------------------------------------


def test_finds_the_files_and_names_those_of_the_source_folder(tmp_path: Path) -> None:
    for path in (
        "src/pkg/__init__.py",
        "src/pkg/pipelines/a/nodes.py",
        "src/pkg/build/x.py",
        "src/pkg/my-script.py",
        "src/pkg.egg-info/x.py",
        "src/top.py",
        "tests/test_run.py",
        "scripts/go.py",
        "build/lib/pkg/x.py",
        ".hidden/x.py",
        "node_modules/x.py",
        "env/pyvenv.cfg",
        "env/lib/x.py",
        "src/pkg/__pycache__/x.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    modules, diagnostics = load_modules(layout(tmp_path))
    assert not diagnostics
    assert {path: module.name for path, module in modules.items()} == {
        "src/pkg/__init__.py": "pkg",
        "src/pkg/build/x.py": "pkg.build.x",
        "src/pkg/my-script.py": "",
        "src/pkg/pipelines/a/nodes.py": "pkg.pipelines.a.nodes",
        "src/top.py": "top",
        "scripts/go.py": "",
        "tests/test_run.py": "",
    }
    assert next(iter(modules)).startswith("src/")
    assert modules["src/pkg/__init__.py"].package
    assert not modules["src/top.py"].package


def test_a_project_without_a_source_folder(tmp_path: Path) -> None:
    write(tmp_path, pkg__nodes_py="x = 1\n")
    modules, _ = load_modules(layout(tmp_path, "."))
    assert modules["pkg/nodes.py"].name == "pkg.nodes"


def test_a_file_with_a_syntax_error_is_kept_and_reported(tmp_path: Path) -> None:
    write(tmp_path, src__bad_py="x = 1\ndef f(:\n")
    modules, (problem,) = load_modules(layout(tmp_path))
    assert modules["src/bad.py"].statements == ()
    assert modules["src/bad.py"].broken == "invalid syntax"
    assert modules["src/bad.py"].text == "x = 1\ndef f(:\n"
    assert (problem.code, problem.severity, str(problem.place)) == (
        "K301",
        "warning",
        "src/bad.py:2",
    )


def test_a_huge_file_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, src__data_py="#" * 2_000_001)
    modules, (problem,) = load_modules(layout(tmp_path))
    assert not modules
    assert problem.code == "K302"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
        (b"x = 1\ry = 2", "x = 1\ny = 2"),
        ("\ufeffx = 'ä'\n".encode(), "x = 'ä'\n"),
        # It is written as UTF-8, so that is what it has to say of itself.
        ("# coding: latin-1\nx = 'ä'\n".encode("latin-1"), "# coding: utf-8\nx = 'ä'\n"),
        (
            "#!/x\n# vim: fileencoding=cp1252 :\n'é'".encode("cp1252"),
            "#!/x\n# vim: fileencoding=utf-8 :\n'é'",
        ),
        (b"x\ny\n# coding: latin-1\n", "x\ny\n# coding: latin-1\n"),
        ("x = 'ä\u2028b\x0c'\n".encode(), "x = 'ä\u2028b\x0c'\n"),
    ],
)
def test_decodes_as_python_does(data: bytes, text: str) -> None:
    module, problem = read_module(data, "a.py", "a")
    assert problem is None
    assert module.text == text


@pytest.mark.parametrize(
    "data", [b"x = '\xff'\n", b"# coding: nonsense\n", b"x = 1\0", b"(" * 300 + b")" * 300]
)
def test_what_python_would_not_read_is_broken(data: bytes) -> None:
    module, problem = read_module(data, "a.py", "a")
    assert module.broken
    assert problem is not None


# --- statements -----------------------------------------------------------------------------

SPLITS = [
    ("", []),
    ("\n\n", []),
    ("# only\n\n# comments\n", ["# only\n\n# comments\n"]),
    ('"""Doc."""\nx = 1\n', ['"""Doc."""\n', "x = 1\n"]),
    ("x = 1\n\n\ny = 2", ["x = 1\n", "y = 2\n"]),
    ("x = 1  # why\ny = 2\n", ["x = 1  # why\n", "y = 2\n"]),
    ("# above\nx = 1\n", ["# above\nx = 1\n"]),
    ("x = 1\n# --- section ---\n\n# y\ny = 2\n", ["x = 1\n", "# --- section ---\n\n# y\ny = 2\n"]),
    ("x = 1\n\n# the end\n", ["x = 1\n\n# the end\n"]),
    ("import a; import b\n", ["import a\n", "import b\n"]),
    ("x = 1; y = 'ä'; z = 3  # c\n", ["x = 1\n", "y = 'ä'\n", "z = 3  # c\n"]),
    ("x = ';'\n", ["x = ';'\n"]),
    ("x = 1;  # c\n", ["x = 1  # c\n"]),
    ("x = 1; \\\ny = 2\n", ["x = 1\n", "y = 2\n"]),
    ("x = (1,\n 2); y = (3,\n 4)\n", ["x = (1,\n 2)\n", "y = (3,\n 4)\n"]),
    ("@a\n# b\n@c\ndef f():\n    pass\n", ["@a\n# b\n@c\ndef f():\n    pass\n"]),
    ("def f():\n    pass\n    # in f\n\n# of x\nx = 1\n",
     ["def f():\n    pass\n    # in f\n", "# of x\nx = 1\n"]),
    ("def f():\n    x = '''\n# no comment\n'''\n", ["def f():\n    x = '''\n# no comment\n'''\n"]),
    ("if a:\n    b\nelse:\n    c\n# d\n", ["if a:\n    b\nelse:\n    c\n\n# d\n"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "texts"), SPLITS)
def test_splits(text: str, texts: list[str]) -> None:
    assert [s.text for s in split(text)] == texts


def only(text: str, package: str = "") -> Statement:
    (statement,) = split(text, package)
    return statement


def test_lines_of_a_statement() -> None:
    first, second = split("# c\n@d\ndef f():\n    pass\n    # e\n\nx = 1\n")
    assert (first.line, first.end_line) == (2, 5)
    assert (second.line, second.end_line) == (7, 7)


KINDS = [
    ("'doc'\n", "docstring"),
    ("b'doc'\n", "other"),
    ("import a\n", "import"),
    ("from a import b\n", "import"),
    ("if TYPE_CHECKING:\n    import a\n", "import"),
    ("with suppress(ImportError):\n    import a\n", "other"),
    ("if typing.TYPE_CHECKING:\n    import a\nelse:\n    a = f()\n", "other"),
    ("try:\n    import a\nexcept ImportError:\n    import b as a\n", "other"),
    ("try:\n    import a\nexcept ImportError:\n    a = None\n", "other"),
    ("try:\n    import a\nexcept ImportError:\n    print()\n", "other"),
    ("if sys.version_info >= (3, 11):\n    import a\nelse:\n    import b\n", "other"),
    ("if x:\n    import a\n", "other"),
    ("def f(): pass\n", "function"),
    ("async def f(): pass\n", "function"),
    ("class A: pass\n", "class"),
    ("x = 1\n", "assignment"),
    ("x: int = 1\n", "assignment"),
    ("x += 1\n", "assignment"),
    ("f()\n", "other"),
    ("for x in y: pass\n", "other"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_kinds(text: str, kind: str) -> None:
    assert only(text).kind == kind


BINDS = [
    ("x = y = 1\n", {"x", "y"}),
    ("x, (y, *z) = a\n", {"x", "y", "z"}),
    ("x.a = 1\n", set()),
    ("x[0] = 1\n", set()),
    ("x: int\n", {"x"}),
    ("import a.b, c as d\n", {"a", "d"}),
    ("from a import b, c as d\n", {"b", "d"}),
    ("from a import *\n", set()),
    ("def f(a): b = 1\n", {"f"}),
    ("class A:\n    b = 1\n", {"A"}),
    ("for i in a:\n    j = i\n", {"i", "j"}),
    ("with a as b: pass\n", {"b"}),
    ("try:\n    a\nexcept E as e:\n    b = 1\n", {"e", "b"}),
    ("if (x := 1): pass\n", {"x"}),
    ("[y := f(x) for x in a]\n", {"y"}),
    ("match a:\n    case [b, *c]: pass\n    case {'k': d, **e}: pass\n", {"b", "c", "d", "e"}),
]


@pytest.mark.parametrize(("text", "names"), BINDS)
def test_binds(text: str, names: set[str]) -> None:
    assert set(only(text).binds) == names


USES = [
    ("x = y + z.w\n", {"y", "z"}),
    ("x += y\n", {"x", "y"}),
    ("def f(a, b=c): return a + d\n", {"c", "d"}),
    ("def f(a: A, *b: 'B') -> 'list[C]': ...\n", {"A", "B", "C", "list"}),
    ("def f(a: Literal['x', 'y']): ...\n", {"Literal"}),
    ("def f(a: Annotated['A', 'text']): ...\n", {"Annotated", "A"}),
    ("def f(a: Optional['A'] | B = None): ...\n", {"Optional", "A", "B"}),
    ("x = cast('A', y)\n", {"cast", "A", "y"}),
    ("x: 'A' = y\n", {"A", "y"}),
    ("@d(e)\ndef f(): pass\n", {"d", "e"}),
    ("def f():\n    x = 1\n    def g(): return x, y\n    return g\n", {"y"}),
    ("def f():\n    global x\n    x = 1\n", {"x"}),
    ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = y\n", {"y"}),
    ("def f(): f()\n", {"f"}),
    ("def f(): import a; return a.b\n", set()),
    ("f = lambda a, b=c: a + d\n", {"c", "d"}),
    ("x = [a + b for a in c if d]\n", {"b", "c", "d"}),
    ("x = {k: v for k, v in a.items()}\n", {"a"}),
    ("def f(c): return [a for b in c for a in b]\n", set()),
    ("def f():\n    [y := a for a in b]\n    return y\n", {"b"}),
    ("class A(B, metaclass=C):\n    x = y\n    z = x\n", {"B", "C", "y"}),
    ("class A:\n    x = 1\n    def f(self): return x\n", {"x"}),
    ("class A:\n    x = x\n", {"x"}),
    ("class A:\n    x: 'B'\n    def f(self) -> 'A': return self.x\n", {"B", "A"}),
    ("del x\n", {"x"}),
    ("x = f'{y!r:>{z}}'\n", {"y", "z"}),
    ("def f():\n    try: pass\n    except E as e: print(e)\n", {"E", "print"}),
    ("match a:\n    case B(c=d): e\n", {"a", "B", "e"}),
]


@pytest.mark.parametrize(("text", "names"), USES)
def test_uses(text: str, names: set[str]) -> None:
    assert only(text).uses == names


IMPORTS = [
    ("import a.b\n", [Imported("a.b", None, "a")]),
    ("import a.b as c\n", [Imported("a.b", None, "c", True)]),
    ("from a import b\n", [Imported("a", "b", "b")]),
    ("from a import b as b\n", [Imported("a", "b", "b", True)]),
    ("from a import *\n", [Imported("a", "*", "")]),
    ("from . import b\n", [Imported("pkg.sub", "b", "b")]),
    ("from .a import b\n", [Imported("pkg.sub.a", "b", "b")]),
    ("from ..a import b\n", [Imported("pkg.a", "b", "b")]),
    ("from .... import b\n", [Imported("....", "b", "b")]),
    ("if TYPE_CHECKING:\n    from a import b\n", [Imported("a", "b", "b", type_checking=True)]),
    ("try:\n    import a\nexcept E:\n    import b as a\n",
     [Imported("a", None, "a"), Imported("b", None, "a", True)]),
    ("def f():\n    import a\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "imports"), IMPORTS)
def test_imports(text: str, imports: list[Imported]) -> None:
    assert list(only(text, "pkg.sub").imports) == imports


def test_relative_imports_start_from_the_package() -> None:
    for path, name in (("src/pkg/__init__.py", "pkg"), ("src/pkg/a.py", "pkg.a")):
        module, _ = read_module(b"from .b import c\n", path, name)
        assert module.statements[0].imports == (Imported("pkg.b", "c", "c"),)


EFFECTS = [
    ("import a\n", False),
    ("x = 1\n", False),
    ("x = [i for i in range(3)]\n", False),
    ("import logging\nlog = logging.getLogger(__name__)\n", False),
    ("import logging as l\nl.basicConfig()\n", True),
    ("from pathlib import Path\nx = Path(__file__).parent.resolve() / 'a'\n", False),
    ("import re\nx = re.compile('a').match\n", False),
    ("from typing import TypeVar\nT = TypeVar('T', bound='A')\n", False),
    ("from collections import namedtuple\nP = namedtuple('P', 'a b')\n", False),
    ("import numpy as np\nx = np.array([1])\n", False),
    ("import numpy as np\nnp.random.seed(1)\n", True),
    ("import matplotlib\nmatplotlib.use('Agg')\n", True),
    ("import os\nos.environ['A'] = '1'\n", True),
    ("import os\nx = os.environ.get('A')\n", False),
    ("import sys\nsys.path.append('.')\n", True),
    ("import sys\nsys.path += ['.']\n", True),
    ("print('a')\n", True),
    ("x = open('a')\n", True),
    ("x = make()\n", True),
    ("x = ', '.join(['a'])\n", False),
    ("x = lambda: make()\n", False),
    ("def f(): make()\n", False),
    ("def f(a=make()): pass\n", True),
    ("@make\ndef f(): pass\n", True),
    ("from functools import lru_cache\n@lru_cache(maxsize=1)\ndef f(): pass\n", False),
    (
        "from dataclasses import dataclass, field\n@dataclass\nclass A:\n    x: int = field()\n",
        False,
    ),
    ("class A:\n    x = make()\n", True),
    (
        "class A:\n    @property\n    def x(self): pass\n    @x.setter\n    def x(self, v): pass\n",
        False,
    ),
    ("if __name__ == '__main__':\n    make()\n", False),
    ("if a:\n    make()\n", True),
    ("try:\n    import a\nexcept ImportError:\n    raise\n", True),
    ("with make(): pass\n", True),
    ("__all__ = ['a']\n__all__ += ['b']\n", False),
    ("del x\n", True),
    ("'text'\n", False),
    ("...\n", False),
]


@pytest.mark.parametrize(("text", "effect"), EFFECTS)
def test_effects_of_importing(text: str, effect: bool) -> None:
    assert split(text)[-1].effect == effect


def test_star_imports_bind_the_names_of_project_modules(tmp_path: Path) -> None:
    write(
        tmp_path,
        src__pkg__a_py="from .b import *\nx = _hidden = 1\n",
        src__pkg__b_py="from .c import *\ny = 1\n",
        src__pkg__c_py="__all__ = ['z', '_z']\nz = _z = w = 1\n",
        src__pkg__d_py="from pkg.a import *\nfrom numpy import *\n",
    )
    modules, _ = load_modules(layout(tmp_path))
    first, second = modules["src/pkg/d.py"].statements
    assert set(first.binds) == {"x", "y", "z"}
    assert second.binds == ()
    assert modules["src/pkg/d.py"].binding("z") is first


# --- properties -----------------------------------------------------------------------------

PIECES = [
    "x = 1",
    "x = 1; y = 2",
    "x = [\n    1,  # one\n    2,\n]",
    "x = '''a\n# no comment\n'''",
    "'ä'; z = \"#\"",
    "import a.b",
    "def f(a, b=1):\n    # inside\n    return a  # b",
    "@d\n# between\nclass A:\n\n    # of x\n    x = 1\n    # last",
    "if x:\n    pass\n    # then\nelse:\n    # now\n    pass",
    "x = 1 + \\\n    2",
    "x = 1; \\\ny = 2",
    "for i in x:\n\ty = i\n\t# tab",
    "# alone",
    "# --- section ---",
    "    # indented",
    "",
    "\x0c",
]
sources = st.lists(st.sampled_from(PIECES), max_size=12).map("\n".join)


def comments(text: str) -> list[str]:
    """The comments; spaces at the end of a line mean nothing."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [t.string.rstrip() for t in tokens if t.type == tokenize.COMMENT]


@given(sources, st.booleans())
def test_no_code_and_no_comment_is_lost(text: str, newline: bool) -> None:
    text += "\n" * newline
    statements = split(text)
    joined = "".join(s.text for s in statements)
    assert comments(joined) == comments(text)
    assert ast.dump(ast.parse(joined)) == ast.dump(ast.parse(text))
    for statement in statements:
        assert statement.text.endswith("\n")
        assert len(ast.parse(statement.text).body) <= 1
        assert 1 <= statement.line <= statement.end_line <= text.count("\n") + 1


@given(st.text(alphabet="ab=:#'\"\\\n\t ();é", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    module, problem = read_module(text.encode(), "a.py", "a")
    assert (module.broken is None) == (problem is None)
    if module.broken is None:
        joined = "".join(s.text for s in module.statements)
        assert ast.dump(ast.parse(joined)) == ast.dump(ast.parse(module.text))
        assert comments(joined) == comments(module.text)
