"""What code knows of its own names and place: decided by its tree, not by how its text looks."""

from __future__ import annotations

import pytest

from migrate.code.introspection import (
    finds_by_name,
    has_strange_decorator,
    knows_its_place,
    may_make_functions,
    names_a_lambda,
    own_names,
)
from migrate.code.modules import read_module, split
from migrate.model.project import Function, Statement
from migrate.read.pipelines.functions import read_functions


def statement(text: str) -> Statement:
    """The last statement of a module."""
    return split(text)[-1]


def function(text: str) -> Function:
    module, problem = read_module(text.encode(), "src/pkg/nodes.py", "pkg.nodes")
    assert problem is None
    return read_functions({module.path: module}, ["pkg.nodes:f"])["pkg.nodes:f"]


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("X = globals()['a']", "globals()"),
        ("def f():\n    exec('a = 1')\n    return eval('a')", "exec()"),
        ("def f(df):\n    return df.eval('a + b')", None),
        ("def eval(x):\n    return x", None),
        ("X = 1  # not globals()", None),
        ("X = 'eval(this)'", None),
        ('def f():\n    """As eval(x) does."""', None),
        ("def f(retrieval):\n    return retrieval(1)", None),
    ],
)
def test_calls_that_may_use_any_name(text: str, call: str | None) -> None:
    assert finds_by_name(statement(text)) == call


@pytest.mark.parametrize(
    ("text", "knows"),
    [
        ("HERE = Path(__file__).parent", True),
        ("HERE = Path(shop.__file__).parent", True),
        ("HERE = getattr(shop, '__path__')", True),
        ("HERE = f'{__file__}.txt'", True),
        ("if __name__ == '__main__':\n    main()", True),
        ("LOG = get(__name__)", True),
        ("LOG = logging.getLogger(__name__)", False),
        ("LOG = logging.getLogger(\n    __name__\n)", False),
        ("NAME = type(MODEL).__name__", False),
        ("def f():\n    from . import other\n    return other", True),
        ("try:\n    from .other import x\nexcept ImportError:\n    x = None", True),
        ("def f():\n    return globals()", True),
        ("X = 1  # as __file__ says", False),
        ('def f():\n    """Not from .other, nor __file__."""', False),
        ("MESSAGE = 'look at __name__ and eval(x)'", False),
    ],
)
def test_what_a_module_is_called_and_where_it_lies(text: str, knows: bool) -> None:
    assert knows_its_place(statement(text)) is knows


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("@functools.lru_cache(maxsize=1)\ndef f(): ...", False),
        ("@cache\n@registered\ndef f(): ...", True),
        ("@(lambda each: each)\ndef f(): ...", True),
        ('def f():\n    """\n@marked in a text\n"""', False),
    ],
)
def test_decorators(text: str, strange: bool) -> None:
    assert has_strange_decorator(statement(text)) is strange


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("double = lambda x: 2 * x", True),
        ("double: Callable = (lambda x: 2 * x)", True),
        ("double = \\\n    lambda x: 2 * x", True),
        ("if FAST:\n    double = lambda x: 2 * x", True),
        ("try:\n    import fast\nexcept ImportError:\n    double = lambda x: 2 * x", True),
        ("TABLE = dict(\n    key=lambda x: x,\n)", False),
        ("TABLE = {'key': lambda x: x}", False),
        ("if FAST:\n    def f():\n        double = lambda x: 2 * x\n        return double", False),
        ("TEXT = '''\ndouble = lambda x: 2 * x\n'''", False),
    ],
)
def test_lambdas_with_a_name(text: str, named: bool) -> None:
    assert names_a_lambda(statement(text)) is named


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("def f():\n    return lambda x: x", True),
        ("def f():\n    def g(): ...\n    return g", True),
        ("def f(x):\n    return x", False),
        ("def f(x):\n    # a def would be too much\n    return x", False),
        ('def f(x):\n    """No lambda here."""\n    return x', False),
    ],
)
def test_functions_within(text: str, may: bool) -> None:
    assert may_make_functions(statement(text)) is may


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("return f(a)", "its own name"),
        ("return locals()", "locals()"),
        ("return vars(a)", None),
        ("return a.dir()", None),
        ("return sys._getframe().f_locals", "_getframe()"),
        ("return eval('a')", "eval()"),
        ("return __file__", "__file__"),
        ("return globals()", "globals()"),
        ("from ..other import b\n    return b", "from .."),
        ("return a.query('b > 1')", None),
        ("return a.query('@a > 1')", "'a' in a query"),
        ("return sqldf('select * from a')", "'a' in a query"),
        ("return a  # a.query('@a')", None),
        ("'''locals()'''\n    return a", None),
        ("print('__file__ and locals()')\n    return a", None),
    ],
)
def test_own_names(body: str, used: str | None) -> None:
    assert own_names(function(f"import sys\n\n\ndef f(a):\n    {body}\n"), {"a"}) == used


def test_a_lambda_over_lines() -> None:
    assert own_names(
        function("f = (\n    lambda a: [\n        a,\n        locals(),\n    ]\n)\n"), set()
    )
